import type { Instant, LocalDate } from "../time/instant.ts";

/** An instant as the ledger writes it: RFC 3339, UTC, always with milliseconds; one spelling, so that equal facts are equal bytes. */
export function formatEventInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The UTC day of an instant, `YYYY-MM-DD`: the folder that a record written then belongs to. */
export function utcDayOf(instant: Instant): LocalDate {
  return formatEventInstant(instant).slice(0, 10);
}
