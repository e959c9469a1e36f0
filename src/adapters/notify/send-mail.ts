import { createTransport } from "nodemailer";
import type { RenderedMail } from "../../core/notices/render-mail.ts";

/** Where mail is handed in, and as whom. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which is never left out. */
  readonly implicitTls: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
  /** Certificates of authorities, PEM, instead of those of Node. Absent: Node's. */
  readonly ca?: string;
}

export interface MailEnvelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** What one try came to. `code`: reply of the server, where it gave one. */
export type MailAnswer =
  | {
      readonly outcome: "taken";
      readonly code: number;
      readonly queueId: string | null;
      readonly missed: readonly { readonly to: string; readonly code: number | null }[];
    }
  | { readonly outcome: "failed"; readonly reason: "insecure" | "answered" | "broken"; readonly code: number | null };

/**
 * Hands one mail in, once. Never throws; what went wrong is told by a word and a number, because messages of servers name addresses.
 * In a file of its own behind a dynamic import: only whoever sends mail loads its library (docs/adr/0002-mail-apart.md).
 */
export async function sendMail(
  { host, port, implicitTls, login, ca }: MailServer,
  { from, to }: MailEnvelope,
  { subject, text, html, messageId, references }: RenderedMail,
  timeoutMs: number,
): Promise<MailAnswer> {
  const transport = createTransport({
    host,
    port,
    secure: implicitTls,
    requireTLS: true,
    ...(login === null ? {} : { auth: login }),
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
  });
  const plain = (address: string) => ({ name: "", address });
  try {
    const info = await transport.sendMail({
      from: plain(from),
      to: to.map(plain),
      // Not what a header says decides who gets it.
      envelope: { from, to: [...to] },
      subject,
      text,
      html,
      messageId,
      references,
      // No answer of an absence assistant (RFC 3834).
      headers: { "Auto-Submitted": "auto-generated" },
      // A server that sends a byte now and then is over, too.
      signal: AbortSignal.timeout(3 * timeoutMs),
    });
    const refused = (info.rejectedErrors ?? []) as readonly { recipient?: string; responseCode?: number }[];
    const code = Number(/^\d{3}/.exec(info.response ?? "")?.[0] ?? 250);
    const queueId = /\bqueued as ([A-Za-z0-9][\w.-]{0,99})/i.exec(info.response ?? "")?.[1] ?? null;
    const missed = ((info.rejected ?? []) as readonly unknown[]).map(String).map((address) => ({
      to: address,
      code: refused.find(({ recipient }) => recipient === address)?.responseCode ?? null,
    }));
    return { outcome: "taken", code, queueId, missed };
  } catch (error) {
    return answerOf(error as { code?: string; originalCode?: string; responseCode?: number; message?: string });
  } finally {
    transport.close();
  }
}

/** A certificate that nobody vouches for, or that is for another host. */
const certificate = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO$)/;

function answerOf(error: {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  message?: string;
}): MailAnswer {
  const code = error.responseCode ?? null;
  const insecure = error.code === "ETLS" || certificate.test(error.originalCode ?? "");
  if (insecure) return { outcome: "failed", reason: "insecure", code };
  return { outcome: "failed", reason: code === null ? "broken" : "answered", code };
}
