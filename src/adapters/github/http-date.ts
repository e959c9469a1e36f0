import type { Instant } from "../../core/time/instant.ts";

/** The instant of a `Date` header (RFC 9110, IMF-fixdate); null where there is none or it is something else. */
export function parseHttpDate(header: string | null): Instant | null {
  if (header === null || !/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(header)) return null;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : at;
}
