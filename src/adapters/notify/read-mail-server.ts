import { isIP } from "node:net";
import type { MailServer } from "./send-mail.ts";

/**
 * The server that a secret names: `smtp://user:password@host` (port 587, STARTTLS) or `smtps://…` (port 465). Null: it names none. What
 * nobody would read, like a path or options, is refused rather than dropped.
 */
export function readMailServer(secret: string): MailServer | null {
  if (!URL.canParse(secret)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(secret);
  const implicitTls = protocol === "smtps:";
  if (!implicitTls && protocol !== "smtp:") return null;
  if (search !== "" || hash !== "" || (pathname !== "" && pathname !== "/")) return null;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  // The name goes into a handshake: a host, and nothing else.
  if (isIP(host) === 0 && !/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(host)) return null;
  const login = readLogin(username, password);
  if (login === undefined) return null;
  return { host, port: port === "" ? (implicitTls ? 465 : 587) : Number(port), implicitTls, login };
}

/** Undefined: half a login, or no text behind its percent signs. */
function readLogin(username: string, password: string): MailServer["login"] | undefined {
  if (username === "" && password === "") return null;
  try {
    const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
    return user === "" || pass === "" ? undefined : { user, pass };
  } catch {
    return undefined;
  }
}
