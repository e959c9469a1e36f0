import type { Instant, LocalDate } from "../../time/instant.ts";

/** Something that is due: an instant, or a whole local day. */
export interface CalendarEntry {
  /** Tells it apart for ever: the same id is the same entry, moved. */
  readonly id: string;
  readonly at: Instant | LocalDate;
  readonly summary: string;
  readonly description: string;
}

/**
 * Deadlines as an iCalendar file (RFC 5545). Instants are UTC, days are days; lines are folded at 75 octets and end with CRLF.
 * @param stamp when the file was made: DTSTAMP of every entry
 * @param domain behind the `@` of the ids, e.g. `acme/payments`
 */
export function renderCalendar(entries: readonly CalendarEntry[], stamp: Instant, domain: string): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//qms-bypass//deadlines//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    ...entries.flatMap(({ id, at, summary, description }) => [
      "BEGIN:VEVENT",
      `UID:${escapeText(`${id}@${domain}`)}`,
      `DTSTAMP:${utcOf(stamp)}`,
      typeof at === "number" ? `DTSTART:${utcOf(at)}` : `DTSTART;VALUE=DATE:${at.replaceAll("-", "")}`,
      `SUMMARY:${escapeText(summary)}`,
      `DESCRIPTION:${escapeText(description)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** `20260302T090000Z`; parts of a second are not said, and a deadline is never shown later than it is. */
function utcOf(at: Instant): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** TEXT of RFC 5545, 3.3.11; control characters have no place in it. */
function escapeText(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, "\\$&")
      .replace(/\r\n|[\r\n\u2028\u2029]/g, "\\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, " ")
  );
}

const encoder = new TextEncoder();

/** Folds a line after at most 75 octets, never inside a character. */
function fold(line: string): string {
  const out: string[] = [];
  let current = "";
  let size = 0;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    // The blank that begins a continued line counts.
    if (size + octets > (out.length === 0 ? 75 : 74)) {
      out.push(current);
      current = "";
      size = 0;
    }
    current += character;
    size += octets;
  }
  return [...out, current].join("\r\n ");
}
