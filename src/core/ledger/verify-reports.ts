import type { ReportPublished } from "../../generated/types/event.ts";
import { sha256Hex } from "../document/read-document.ts";
import { finding } from "../findings/finding.ts";
import { parseInstant } from "../time/instant.ts";
import { earliestEnd } from "./period-end.ts";
import { report, type Walk } from "./verify-walk.ts";

/**
 * Compares the published reports and anchors with the events that vouch for them: every named file is there with the named digest, and
 * no file under reports or anchors is one that nobody published. That a file was changed or deleted later shows where that was done.
 */
export function checkReports(walk: Walk): void {
  const named = new Set<string>();
  for (const { event, seq, path: record } of walk.entries) {
    if (event.type !== "report.published") continue;
    // One without files vouches for none on this branch: it was shown elsewhere.
    const said = event.data as unknown as ReportPublished;
    const { files = [] } = said;
    const strange = strangeFile(said);
    if (strange !== null) {
      const item = finding("REPORT_NOT_REPRODUCIBLE", strange, { path: strange.file });
      report(walk, item, { seq, actor: event.actor, commits: [walk.published.get(strange.file)?.oid ?? ""] });
    }
    for (const file of files) {
      named.add(file.path);
      const added = walk.published.get(file.path);
      if (added === undefined && walk.seed !== null) {
        walk.beyond.push(`${file.path}: record ${seq} names it, and it was not added since`);
        continue;
      }
      const about = { seq, commits: added === undefined ? [] : [added.oid], actor: event.actor };
      const problem =
        added === undefined
          ? `is not there, though record ${seq} names it`
          : added.bytes !== null && sha256Hex(added.bytes) !== file.sha256
            ? `does not have the digest that record ${seq} names`
            : null;
      if (added?.bytes === null)
        report(walk, finding("OBJECTS_MISSING", { file: file.path }, { path: file.path }), about);
      if (problem === null) continue;
      const path = added === undefined ? record : file.path;
      report(walk, finding("REPORT_NOT_REPRODUCIBLE", { file: file.path, problem }, { path }), about);
    }
  }
  // What a record that could not be read names is not known.
  if (walk.blindFrom !== null) return;
  for (const [path, { oid }] of walk.published) {
    if (named.has(path)) continue;
    const params = { file: path, problem: "is named by no record" };
    report(walk, finding("REPORT_NOT_REPRODUCIBLE", params, { path }), { commits: [oid] });
  }
}

/**
 * What a record may not vouch for: files of another report than its own; a period that still ran, of which a report shows what had happened
 * until then; a report without the JSON whose digest it names, because that is what is counted again. Null: all of it is its own.
 */
function strangeFile(said: ReportPublished): { readonly file: string; readonly problem: string } | null {
  const { period, rev, sha256, files = [] } = said;
  const reports = files.filter(({ path }) => path.startsWith("reports/"));
  const json = publishedPath(period, rev, "json");
  const stem = json.slice(0, -"json".length);
  const other = reports.find(({ path }) => !path.startsWith(stem));
  if (other !== undefined)
    return { file: other.path, problem: `is no file of ${period}.r${rev}, which its record publishes` };
  const [first] = reports;
  const end = earliestEnd(period);
  if (first !== undefined && end !== null && (parseInstant(said.as_of) ?? 0) < end)
    return { file: first.path, problem: `says how things stood at ${said.as_of}, when its period had not ended` };
  const own = reports.find(({ path }) => path === json);
  if (own?.sha256 === sha256 || first === undefined) return null;
  const problem = own === undefined ? `is published without ${json}` : `is not the JSON whose digest its record names`;
  return { file: (own ?? first).path, problem };
}

/** `reports/<yyyy>/<period>.r<rev>.<format>`; the year is the one in the period's name. */
export function publishedPath(period: string, rev: number, format: string): string {
  return `reports/${/-(\d{4})-/.exec(period)?.[1] ?? "0000"}/${period}.r${rev}.${format}`;
}
