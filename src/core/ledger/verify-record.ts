import type { EventLink } from "../../generated/types/event.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { DAY_MS, dayOf } from "../time/civil.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type LedgerEntry, linkAfter } from "./build-record.ts";
import { extendFold, startFold } from "./fold-bypass.ts";
import { readRecord } from "./read-record.ts";
import type { RecordPath } from "./record-path.ts";
import { shareParts } from "./share-parts.ts";
import { type LedgerFinding, report, type Walk } from "./verify-walk.ts";

/** A file that a commit added under the name of a record. */
export interface NewRecord {
  readonly path: string;
  /** What its path says. */
  readonly name: RecordPath;
  /** Null: this clone does not have it. */
  readonly bytes: Uint8Array | null;
  /** The commit. */
  readonly oid: string;
}

/** Judges the next record: readable, next in line, both links, dates, not a repeat, legal. Goes on after a break, so that all show. */
export function checkRecord(walk: Walk, { path, name, bytes, oid }: NewRecord): void {
  const expected = walk.seq + 1;
  const named = name.seq;
  const reading = bytes === null ? null : readRecord(bytes, path, walk.repositoryId);
  if (reading === null || reading.entry === null || reading.link === null || reading.head === null) {
    const found = reading?.findings.map(forAuditor) ?? [finding("OBJECTS_MISSING", { file: path }, { path })];
    for (const item of found) report(walk, item, { seq: Math.min(expected, named), commits: [oid] });
    walk.blindFrom ??= named;
    walk.head = null;
    walk.seq = named;
    return;
  }
  const { entry, link, head } = reading;
  const { event } = entry;
  const about = { seq: Math.min(expected, link.seq), commits: [oid], bypass: event.bypass, actor: event.actor };
  const problem = linkProblem(walk, link);
  if (problem !== null) report(walk, finding("LEDGER_LINK_BROKEN", { seq: about.seq, problem }, { path }), about);
  checkDays(walk, entry, head.day, about);
  walk.head = head;
  walk.seq = link.seq;
  walk.lastDay = head.day;
  walk.entries.push(entry);
  walk.heads.set(link.seq, head);
  const first = walk.ids.get(event.id);
  if (first !== undefined) {
    const params = { id: event.id.slice(0, 12), type: event.type, seq: first, difference: "" };
    report(walk, finding("DUPLICATE_EVENT_CONFLICT", params, { path }), about);
    return;
  }
  walk.ids.set(event.id, link.seq);
  if (walk.blindFrom === null) foldRecord(walk, entry, about);
}

/**
 * What reading says of a form is meant for whoever writes such a file; whoever verifies did not write it, and must not mend it. A newer
 * version may know more fields.
 */
function forAuditor(item: Finding): Finding {
  if (item.code === "EVENT_ALTERED") return item;
  const fix =
    item.code === "SCHEMA_VERSION"
      ? "Verify with a version of qms-bypass that reads it."
      : "The commit tells who wrote it; compare the file with another clone or the last report, where the earliest copy counts. If a newer version of qms-bypass wrote it, verify with that one.";
  return { ...item, fix };
}

/** Why the record is not the next one, or null. After a record that could not be read only the number can be judged. */
function linkProblem(walk: Walk, link: EventLink): string | null {
  const expected = walk.seq + 1;
  if (link.seq > expected) return `record ${expected} is missing, the next one is ${link.seq}`;
  if (link.seq < expected) return `the number ${link.seq} stands again after record ${walk.seq}`;
  if (walk.head === null && walk.seq > 0) return null;
  const wanted = linkAfter(walk.head);
  if (link.prev_event_sha256 !== wanted.prev_event_sha256)
    return "it names another event before it than the one that is there";
  if (link.prev_link_sha256 !== wanted.prev_link_sha256)
    return "it names another link before it than the one that is there";
  return null;
}

function checkDays(walk: Walk, entry: LedgerEntry, day: string, about: Partial<LedgerFinding>): void {
  const { path, seq, event } = entry;
  if (walk.lastDay !== null && day < walk.lastDay) {
    report(walk, finding("DATE_REGRESSION", { seq, day, before: walk.lastDay }, { path }), about);
  }
  const endOfDay = (dayOf(day) + 1) * DAY_MS;
  if ((parseInstant(event.at) ?? 0) >= endOfDay + SERVER_SKEW_MS) {
    report(walk, finding("DATE_IN_FUTURE", { seq, at: event.at, why: `it was written on ${day}` }, { path }), about);
  }
}

function foldRecord(walk: Walk, entry: LedgerEntry, about: Partial<LedgerFinding>): void {
  const { bypass } = entry.event;
  let fold = walk.folds.get(bypass);
  if (fold === undefined) {
    fold = startFold(bypass);
    walk.folds.set(bypass, fold);
  }
  const before = fold.entries.at(-1)?.event;
  if (before !== undefined) shareParts(entry.event, before);
  const illegal = extendFold(fold, entry);
  if (illegal !== null) report(walk, illegal, about);
}
