import type { ReportPublished } from "../../generated/types/event.ts";
import type { Report } from "../../generated/types/report.ts";
import { finding } from "../findings/finding.ts";
import { DAY_MS, dayOf } from "../time/civil.ts";
import { parseInstant } from "../time/instant.ts";
import type { LedgerEntry } from "./build-record.ts";
import { utcDayOf } from "./event-instant.ts";
import { dayOfRecord, parseRecordPath } from "./record-path.ts";
import { publishedPath } from "./verify-reports.ts";
import { isBeyond, report, type Walk } from "./verify-walk.ts";

const periodic = /^reports\/\d{4}\/(?:daily|weekly|monthly)-[^/]*\.json$/;
/** What GitHub said, which no record tells. */
const ofGitHub = /^reports\/\d{4}\/reconcile-[^/]*\.json$/;

/**
 * Counts again what a published report says of the ledger itself: period, instant, head, number of records, of those that count, and the
 * newest of them. Whatever the digest says, a report with other figures than these was not made from these records. Figures that rest on
 * the policy (limits, levels) are not counted here, because the policy of that day may have been another.
 */
export function recountReports(walk: Walk): void {
  // Without all records there is nothing to count from.
  const base = walk.seed?.head.seq ?? 0;
  if (walk.blindFrom !== null || walk.entries.length !== walk.seq - base) return;
  const newest = newestUpTo(walk.entries, walk.seed?.newest.at ?? "");
  let compared = 0;
  const unknown: string[] = [];
  const beside: string[] = [];
  for (const { event, seq, path: record } of walk.entries) {
    if (event.type !== "report.published") continue;
    const said = event.data as unknown as ReportPublished;
    for (const { path, sha256 } of said.files ?? []) {
      const bytes = walk.published.get(path)?.bytes;
      if (/^reports\/.*\.json$/.test(path) && !periodic.test(path) && !ofGitHub.test(path)) unknown.push(path);
      else if (path.startsWith("reports/") && !isOwnFile(path, said)) beside.push(path);
      // Of another digest than that of the record's own: checkReports has said so.
      if (!periodic.test(path) || sha256 !== said.sha256 || bytes == null) continue;
      compared++;
      if (isUnknown(walk, said)) {
        walk.beyond.push(`what ${path} counts: it rests on records before the ones that were read`);
        continue;
      }
      const problem = problemOf(walk, seq, said, readJson(bytes), newest);
      if (problem === null) continue;
      const about = { seq, actor: event.actor, commits: [walk.published.get(path)?.oid ?? ""] };
      const item = finding(
        "REPORT_NOT_REPRODUCIBLE",
        { file: path, problem: `${problem} (record ${seq}, ${record})` },
        { path },
      );
      report(walk, item, about);
    }
  }
  const [first] = unknown;
  if (first !== undefined)
    walk.notChecked.push(
      `what ${unknown.length} published reports count, of a kind that this version does not know: ${first}`,
    );
  if (beside[0] !== undefined)
    walk.notChecked.push(
      `what ${beside.length} files say that were published beside the JSON and the Markdown of a report, and that this version does not make: ${beside[0]}`,
    );
  if (compared > 0) {
    walk.notChecked.push(
      `figures of ${compared} published reports that rest on the policy, and what their Markdown says: qms-bypass recount makes both again`,
    );
  }
}

/** Whether a report has a file by this name: no version made others, and nothing is counted from them. */
function isOwnFile(path: string, { period, rev }: ReportPublished): boolean {
  return ["json", "md"].some((format) => path === publishedPath(period, rev, format));
}

/** Of the records before the seed only their number and newest time are known: enough for a report of a later time. */
function isUnknown(walk: Walk, { seq, as_of }: ReportPublished): boolean {
  return walk.seed !== null && seq != null && (isBeyond(walk, seq) || as_of <= walk.seed.newest.at);
}

/** The newest `at` of the records up to each number, those before the first one of the list included. */
function newestUpTo(entries: readonly LedgerEntry[], before: string): readonly string[] {
  const newest: string[] = [before];
  for (const { event } of entries) {
    const before = newest.at(-1) ?? "";
    newest.push(event.at > before ? event.at : before);
  }
  return newest;
}

function problemOf(
  walk: Walk,
  seq: number,
  said: ReportPublished,
  value: unknown,
  newest: readonly string[],
): string | null {
  const made = value as Partial<Report> | null;
  if (typeof made !== "object" || made?.schema !== "qms.report/v1") return "is no report that this version can read";
  if (made.period !== said.period) return `is for ${shown(made.period)}, not for ${said.period}`;
  if (made.as_of !== said.as_of) return `says how things stood at ${shown(made.as_of)}, not at ${said.as_of}`;
  const { anchor } = made;
  if ((anchor?.seq ?? null) !== (said.seq ?? null))
    return "names another last record than the one that its record names";
  if (anchor == null) return null;
  if (anchor.seq >= seq) return `had seen record ${anchor.seq}, which was not there before it`;
  const head = walk.heads.get(anchor.seq);
  if (head?.event_sha256 !== anchor.event_sha256 || head.link_sha256 !== anchor.link_sha256) {
    return `had seen another record ${anchor.seq} than the one that is there`;
  }
  const unseen = longUnseen(walk, anchor.seq, seq);
  if (unseen !== null) return unseen;
  const { counted, cutoff } = countUpTo(walk, anchor.seq, said.as_of, newest);
  const integrity = made.sections?.integrity;
  if (integrity?.counted !== counted) return `counts ${shown(integrity?.counted)} records, and there are ${counted}`;
  if (integrity.verdict === "pass" && integrity.events !== anchor.seq) {
    return `covers ${shown(integrity.events)} records, and there were ${anchor.seq}`;
  }
  return made.data_cutoff === cutoff
    ? null
    : `ends with an event of ${shown(made.data_cutoff)}, and the newest is of ${cutoff ?? "no time"}`;
}

/**
 * Why a report did not see what it should have: a run looks at the ledger and publishes soon after, so at the most what was written since the
 * day before is missing in it. Null: it saw all that.
 */
function longUnseen({ entries, seed }: Walk, last: number, published: number): string | null {
  const base = seed?.head.seq ?? 0;
  const [next, own] = [entries[last - base], entries[published - base - 1]];
  if (next === undefined || own === undefined || next.seq >= published) return null;
  const [written, day] = [next, own].map(({ path }) => dayOfRecord(path));
  if (written === undefined || day === undefined || dayOf(day) - dayOf(written) <= 1) return null;
  return `had not seen record ${next.seq}, which was written on ${written} and was there before it`;
}

/**
 * Records up to a number whose time is before an instant, and the newest of them. Only records of that day or later can be of a later
 * time (`DATE_IN_FUTURE`), so the others are not looked at.
 */
function countUpTo(
  { entries, seed }: Walk,
  last: number,
  asOf: string,
  newest: readonly string[],
): { readonly counted: number; readonly cutoff: string | null } {
  const day = utcDayOf((parseInstant(asOf) ?? 0) - DAY_MS);
  let counted = last;
  let cutoff = "";
  let index = last - (seed?.head.seq ?? 0) - 1;
  for (; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined || (parseRecordPath(entry.path)?.day ?? "9") < day) break;
    const { at } = entry.event;
    if (at >= asOf) counted--;
    else if (at > cutoff) cutoff = at;
  }
  const before = newest[index + 1] ?? "";
  if (before > cutoff) cutoff = before;
  return { counted, cutoff: cutoff === "" ? null : cutoff };
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** What a report says, as far as it is a figure or a name: it can hold anything. */
function shown(value: unknown): string {
  return typeof value === "number" || typeof value === "string"
    ? String(value).slice(0, 40)
    : "nothing that can be read";
}
