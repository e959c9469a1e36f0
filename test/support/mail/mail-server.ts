import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

const here = fileURLToPath(new URL(".", import.meta.url));
/** Vouches for itself, for localhost and 127.0.0.1, in tests alone: its key lies beside it. */
export const certificatePath = `${here}certificate.pem`;
export const certificate = readFileSync(certificatePath, "utf8");
const key = readFileSync(`${here}key.pem`, "utf8");

/** A mail as it came over the line. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface MailWorld {
  readonly port: number;
  readonly mails: readonly TakenMail[];
  /** Connections that were made, whatever came of them. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** An answer of the server: a code and words that nobody may repeat. */
export function answer(responseCode: number): Error {
  return Object.assign(new Error("mailbox cto@acme.example says no, see https://mail.example/secret"), {
    responseCode,
  });
}

/**
 * A real SMTP server on this machine, with STARTTLS and a login.
 * @param options `onText`: what it answers when it has the whole mail; null: it takes it
 */
export async function openMailServer(
  options: Omit<SMTPServerOptions, "onData"> & { readonly onText?: (raw: string) => Error | null } = {},
): Promise<MailWorld> {
  const mails: TakenMail[] = [];
  let connections = 0;
  const { onText, ...rest } = options;
  const server = new SMTPServer({
    key,
    cert: certificate,
    closeTimeout: 100,
    onAuth: (auth, _, done) =>
      auth.username === "qms@acme.example" && auth.password === "p@ss:w/rd"
        ? done(null, { user: auth.username })
        : done(answer(535)),
    ...rest,
    onData: (stream, session, done) => {
      let raw = "";
      stream.on("data", (part: Buffer) => {
        raw += part.toString("utf8");
      });
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const no = onText?.(raw) ?? null;
        if (no !== null) {
          done(no);
          return;
        }
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          secure: session.secure,
          user: session.user === undefined ? undefined : String(session.user),
        });
        done(null, "Ok: queued as 4X9Q");
      });
    },
  });
  server.server.on("connection", () => {
    connections += 1;
  });
  // What a client breaks off is no fault of the test.
  server.on("error", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** A port that speaks as it is told, and no SMTP library: for what a server should not do. */
export async function openRawServer(greet: (socket: Socket) => void): Promise<MailWorld> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    greet(socket);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    mails: [],
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The header lines of a mail, unfolded, by their names in lower case. */
export function headersOf(raw: string): Readonly<Record<string, string>> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return Object.fromEntries(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The parts of a mail as text, by their type. */
export function partsOf(raw: string): Readonly<Record<string, string>> {
  const boundary = /boundary="?([^";\r\n]+)"?/.exec(raw)?.[1] ?? "";
  return Object.fromEntries(
    raw
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const split = part.indexOf("\r\n\r\n");
        const head = part.slice(0, split).toLowerCase();
        const body = part.slice(split + 4);
        const type = /content-type: ([\w/]+)/.exec(head)?.[1] ?? "";
        if (head.includes("base64")) return [type, Buffer.from(body, "base64").toString("utf8")];
        if (!head.includes("quoted-printable")) return [type, body];
        const bytes = body
          .replace(/=\r\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
        return [type, Buffer.from(bytes, "latin1").toString("utf8")];
      }),
  );
}
