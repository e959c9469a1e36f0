import type { ReportPublished } from "../../generated/types/event.ts";
import type { Reconcile } from "../../generated/types/reconcile.ts";
import { finding } from "../findings/finding.ts";
import { parseInstant } from "../time/instant.ts";
import type { LedgerEntry } from "./build-record.ts";
import { publishedPath } from "./verify-reports.ts";
import { report, type Walk } from "./verify-walk.ts";

/**
 * Whether a published comparison with GitHub says what the records say of it: its end and its day, and which merges nobody had registered.
 * What GitHub showed no record tells; but each merge that it names was recorded first, once, and what its own run recorded it names.
 */
export function recountComparisons(walk: Walk): void {
  const base = walk.seed?.head.seq ?? 0;
  if (walk.blindFrom !== null || walk.entries.length !== walk.seq - base) return;
  const found = new Map<string, number>();
  for (const [index, { event, seq, path: record }] of walk.entries.entries()) {
    if (event.type === "unregistered.detected" && !found.has(String(event.data.merge_sha)))
      found.set(String(event.data.merge_sha), seq);
    if (event.type !== "report.published") continue;
    const said = event.data as unknown as ReportPublished;
    if (!said.period.startsWith("reconcile-")) continue;
    const path = publishedPath(said.period, said.rev, "json");
    const { bytes = null, oid = "" } = walk.published.get(path) ?? {};
    // Of another digest than that of the record: `checkReports` has said so.
    if (bytes === null || said.files?.some((file) => file.path === path && file.sha256 === said.sha256) !== true)
      continue;
    const made = readComparison(bytes);
    const unknown = made?.unregistered.find(({ merge_sha: merge }) => !found.has(merge))?.merge_sha;
    if (unknown !== undefined && walk.seed !== null) {
      walk.beyond.push(`the merge ${unknown}, which ${path} names: it may have been found before`);
      continue;
    }
    const problem = problemOf(made, said, unknown) ?? leftOut(made, walk.entries, index);
    if (problem === null) continue;
    const params = { file: path, problem: `${problem} (record ${seq}, ${record})` };
    report(walk, finding("REPORT_NOT_REPRODUCIBLE", params, { path }), { seq, actor: event.actor, commits: [oid] });
  }
}

const verdicts: readonly unknown[] = ["ok", "findings"] satisfies readonly Reconcile["verdict"][];

type Comparison = Pick<Reconcile, "as_of" | "verdict" | "window" | "unregistered">;

/** Null: not of a form that this version reads. Whoever may write to the branch can put anything there. */
function readComparison(bytes: Uint8Array): Comparison | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Reconcile> | null;
    const { schema, as_of = "", verdict = "findings", window, unregistered } = value ?? {};
    if (schema !== "qms.reconcile/v1" || !verdicts.includes(verdict) || !Array.isArray(unregistered)) return null;
    if (typeof window?.end !== "string" || parseInstant(window.end) === null) return null;
    // Whatever its type says.
    const merges = unregistered as readonly ({ readonly merge_sha?: unknown } | null)[];
    if (!merges.every((merge) => isOid(merge?.merge_sha))) return null;
    return { as_of, verdict, window, unregistered };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isOid(value: unknown): boolean {
  return typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}

function problemOf(made: Comparison | null, said: ReportPublished, unknown: string | undefined): string | null {
  if (made === null) return "is no comparison with GitHub that this version can read";
  const { as_of: end, window, verdict, unregistered } = made;
  if (end !== said.as_of || window.end !== end) return `compares until ${window.end}, not until ${said.as_of}`;
  if (said.period !== `reconcile-${end.slice(0, 10)}`) return `is of ${end.slice(0, 10)}, not of the day in its name`;
  if (unknown !== undefined)
    return `names the merge ${unknown} as one that nobody registered, and no record before it does`;
  return (verdict === "ok") === (unregistered.length === 0)
    ? null
    : `says ${verdict}, and names ${unregistered.length} merges that nobody registered`;
}

/** What the same run recorded right before: the comparison that found it is the one that was published. */
function leftOut(made: Comparison | null, entries: readonly LedgerEntry[], index: number): string | null {
  const named = new Set(made?.unregistered.map(({ merge_sha: merge }) => merge));
  const run = runOf(entries[index]);
  for (let before = index - 1; run !== null && runOf(entries[before]) === run; before--) {
    const { event, seq } = entries[before] ?? {};
    // What lies before another publication that one has to name: so each record is looked at once, however many there are.
    if (event?.type === "report.published") return null;
    const merge = event?.type === "unregistered.detected" ? String(event.data.merge_sha) : null;
    if (merge !== null && !named.has(merge))
      return `leaves out the merge ${merge}, which its own run had found (record ${seq})`;
  }
  return null;
}

function runOf(entry: LedgerEntry | undefined): string | null {
  const run = entry?.event.run;
  return run === undefined ? null : `${run.id} ${run.attempt}`;
}
