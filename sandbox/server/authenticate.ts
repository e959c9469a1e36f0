import type { Token, World } from "../state/world.ts";
import { HttpError } from "./http-error.ts";

/** The token behind an Authorization header: `token x`, `Bearer x`, or Basic with the token as password (git). */
export function tokenValue(header: string | undefined): string | null {
  const [, scheme = "", value = ""] = /^(\S+) +(\S+)$/.exec(header ?? "") ?? [];
  if (/^(token|bearer)$/i.test(scheme)) return value;
  if (/^basic$/i.test(scheme)) return Buffer.from(value, "base64").toString().split(":").slice(1).join(":");
  return null;
}

/** Fails closed: no token, an unknown or an expired one is 401, also where GitHub would show public data to anybody. */
export function authenticate(world: World, header: string | undefined): Token {
  const value = tokenValue(header);
  if (value === null) throw new HttpError(401, "Requires authentication");
  const token = world.tokens.get(value);
  if (token === undefined || (token.expiresAt !== null && token.expiresAt <= world.now()))
    throw new HttpError(401, "Bad credentials");
  return token;
}
