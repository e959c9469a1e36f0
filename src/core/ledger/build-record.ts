import { hash } from "node:crypto";
import type { EventLink, LedgerEvent } from "../../generated/types/event.ts";
import type { LocalDate } from "../time/instant.ts";
import { canonicalJson } from "./canonical-json.ts";
import { recordPath } from "./record-path.ts";

/** The last record of a ledger: what the next one is chained to. */
export interface LedgerHead {
  readonly seq: number;
  readonly event_sha256: string;
  /** sha256 of the canonical link object of that record. */
  readonly link_sha256: string;
  /** Day of that record's folder; the next one never lies in an earlier one. */
  readonly day: LocalDate;
}

/** One record as it lies in the ledger. */
export interface LedgerEntry {
  readonly path: string;
  readonly seq: number;
  readonly event: LedgerEvent;
  readonly event_sha256: string;
}

/** A record to be written: the entry, its text with one LF at the end, and the head that it makes. */
export interface BuiltRecord extends LedgerEntry {
  readonly text: string;
  readonly head: LedgerHead;
}

/** Hex sha256 of a text in UTF-8. */
export function sha256OfText(text: string): string {
  return hash("sha256", text);
}

/** The link of the record after `head`. The first record of a ledger has seq 1 and null in both prev fields. */
export function linkAfter(head: LedgerHead | null): EventLink {
  if (head === null) return { seq: 1, prev_event_sha256: null, prev_link_sha256: null };
  return { seq: head.seq + 1, prev_event_sha256: head.event_sha256, prev_link_sha256: head.link_sha256 };
}

/** The bytes of a record from its canonical parts: RFC 8785 order of the four keys, one LF. */
export function recordText(eventText: string, eventSha256: string, linkText: string): string {
  return `{"event":${eventText},"event_sha256":"${eventSha256}","link":${linkText},"schema":"qms.event/v1"}\n`;
}

/**
 * Chains events to a head, in the order given. Pure in the strict sense: same head, events and day, same bytes.
 * @param head null for a ledger that does not exist yet.
 * @param day UTC day of writing by server time; the head's day where that is later, so that folders never run backwards.
 */
export function buildRecords(head: LedgerHead | null, events: readonly LedgerEvent[], day: LocalDate): BuiltRecord[] {
  const folder = head !== null && head.day > day ? head.day : day;
  const records: BuiltRecord[] = [];
  let last = head;
  for (const event of events) {
    const link = linkAfter(last);
    const eventText = canonicalJson(event);
    const linkText = canonicalJson(link);
    const eventSha256 = sha256OfText(eventText);
    last = { seq: link.seq, event_sha256: eventSha256, link_sha256: sha256OfText(linkText), day: folder };
    records.push({
      path: recordPath(folder, link.seq, event),
      seq: link.seq,
      event,
      event_sha256: eventSha256,
      text: recordText(eventText, eventSha256, linkText),
      head: last,
    });
  }
  return records;
}
