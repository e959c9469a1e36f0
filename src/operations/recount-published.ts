import { writerOf } from "../core/audit/default-branches.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { ReportPeriod } from "../core/reporting/daily-period.ts";
import { compareReports } from "../core/reporting/publication/compare-reports.ts";
import { lateEntries } from "../core/reporting/publication/due-periods.ts";
import { findDifferences, type ReportDifference } from "../core/reporting/publication/find-differences.ts";
import {
  type PublishedReport,
  publications,
  publishedReports,
} from "../core/reporting/publication/published-reports.ts";
import { readReport } from "../core/reporting/publication/read-report.ts";
import { reportFiles } from "../core/reporting/report-files.ts";
import { kindOf } from "../core/reporting/report-period.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Report, ReportRevision } from "../generated/types/report.ts";
import type { Verify } from "../generated/types/verify.ts";
import { version } from "../generated/version.ts";
import type { RepositoryHistory } from "../ports.ts";
import { namePeriod } from "./make-report.ts";
import { needLedger } from "./need-ledger.ts";
import { openReporting, type Reporting } from "./open-reporting.ts";
import { type CloneReading, readClone } from "./read-clone.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

export interface RecountOptions extends VerifyOptions {
  /** The clone's history with branches set back to earlier commits of theirs. */
  readonly historyAt: (heads: ReadonlyMap<string, string>) => RepositoryHistory;
  /** Periods as published, e.g. `daily-2026-11-22`; none: all that are on record. */
  readonly periods: readonly string[];
}

/** What came of making a published report again. */
export interface ReportRecount extends Pick<PublishedReport, "period" | "rev"> {
  /** Where it is not `same`: the places; or why it could not be made again. */
  readonly outcome: "same" | "differs" | "impossible";
  readonly differences: readonly ReportDifference[];
  readonly why: string | null;
  /** The commit of the registry whose rules it was made by; null: it does not say. */
  readonly registryCommit: string | null;
  readonly records: number | null;
}

export interface Recount {
  /** Of the clone as it is: a report is worth as much as the records that it is counted from. */
  readonly audit: Verify;
  readonly reports: readonly ReportRecount[];
}

/** How many places are told of a report that differs. */
const MOST = 20;

/**
 * Makes published reports again, every revision of them, each from the ledger and by the rules that it names, and compares every figure,
 * every list, and what a further revision says of the one before: whoever read the earlier one read that.
 * @throws ConfigurationError for a period that is not on record; UnavailableError for a clone without a whole ledger
 */
export async function recountPublished(options: RecountOptions): Promise<Recount> {
  const clone = await readClone(options, "kept");
  const { result: audit, ledger: found } = await auditClone(clone, options);
  const ledger = needLedger(found, options, clone);
  const all = publications(ledger.folds.values());
  const known = new Map<string, Publication[]>();
  for (const publication of all.toReversed()) {
    const { period } = publication.report;
    const list = known.get(period);
    if (list === undefined) known.set(period, [publication]);
    else list.push(publication);
  }
  const asked = options.periods.length === 0 ? [...known.keys()].sort() : options.periods;
  const unknown = asked.find((period) => !known.has(period));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `No report ${unknown.slice(0, 80)} is on record.`,
      `Published are for instance ${[...known.keys()].slice(0, 3).join(", ") || "none: audit-report publishes them"}.`,
    );
  }
  // Reports of one commit of the ledger are made from one reading: with catching up there are many, and they follow each other on record.
  const read = new Map<string, Reporting>();
  const made = new Map<Publication, ReportRecount>();
  const wanted = new Set(asked);
  for (const publication of all.filter(({ report }) => wanted.has(report.period))) {
    const { report: published, event } = publication;
    const bytes = ledger.published.get(published.path)?.bytes ?? null;
    const said = bytes === null ? null : readReport(bytes, published.sha256);
    const main = await mainSeenBy(event, options);
    const heads =
      said === null
        ? "its file is not the one that was published, or of a form that this version does not read"
        : headsOf(said, clone, options, main);
    let recount: ReportRecount;
    if (said === null || typeof heads === "string") recount = impossible(published, said, String(heads));
    else {
      const { ledgerBranch, pins } = heads;
      // What lay in the future then lies in the past by now.
      const now = parseInstant(event.at) ?? options.asOf;
      const defaultBranch = main?.[0] ?? options.defaultBranch;
      const key = JSON.stringify([...pins, now]);
      const as = { ...options, now, defaultBranch, ledgerBranch };
      const reporting = read.get(key) ?? (await openReporting({ ...as, history: options.historyAt(pins) }));
      // Only the last one: a reading of a large ledger is large.
      read.clear();
      read.set(key, reporting);
      recount = compare(
        published,
        said,
        reporting,
        ledger.published.get(published.path.replace(/json$/, "md"))?.bytes ?? null,
      );
    }
    made.set(publication, recount);
  }
  const inOrder = asked.flatMap((period) => known.get(period) ?? []);
  return { audit, reports: inOrder.flatMap((publication) => made.get(publication) ?? []) };
}

type Publication = ReturnType<typeof publications>[number];

interface Heads {
  readonly ledgerBranch: string;
  readonly pins: ReadonlyMap<string, string>;
}

/** A branch, and its commit. */
type Head = readonly [branch: string, commit: string];

/**
 * The branches as a report had seen them: what was merged since into the default branch was in none of them, and its record in no ledger.
 * Where that is the registry as well, the commit that the report names is the one.
 */
export function pinHeads(ledger: Head, registry: Head, main: Head | null): ReadonlyMap<string, string> {
  return new Map([...(main === null ? [] : [main]), ledger, registry]);
}

/**
 * What a record saw of the branch that was the default one when it was written, which another branch may be since; null: this clone has no
 * branch with that head, and the default branch is taken as it is.
 */
async function mainSeenBy(event: LedgerEvent, { history, defaultBranch }: RecountOptions): Promise<Head | null> {
  const { main_head: head } = event;
  for (const name of [writerOf({ event }), defaultBranch ?? (await history.defaultBranch())]) {
    const commits = name === null ? null : await history.commitsOf(name);
    if (name !== null && commits?.has(head) === true) return [name, head];
  }
  return null;
}

/** The branches as the report saw them; a text: why they cannot be had. */
function headsOf(
  { anchor, judged_by }: Report,
  { segments, registry }: CloneReading,
  { registryBranch }: RecountOptions,
  main: Head | null,
): Heads | string {
  if (anchor === null) return "it names no record that it had seen";
  const part = segments.find(({ commits }) => commits.some(({ oid }) => oid === anchor.ledger_commit));
  if (part === undefined)
    return `the commit ${anchor.ledger_commit} of the ledger, which it names, is not in this clone`;
  const commit = judged_by?.registry_commit ?? null;
  if (commit === null) return "it does not name the rules that it was made by: it is of an earlier version";
  if (registry?.commits.some(({ oid }) => oid === commit) !== true)
    return `the commit ${commit} of ${registryBranch}, which it names, is not in this clone`;
  return {
    ledgerBranch: part.tip.name,
    pins: pinHeads([part.tip.name, anchor.ledger_commit], [registryBranch, commit], main),
  };
}

function compare(
  published: PublishedReport,
  said: Report,
  reporting: Reporting,
  markdown: Uint8Array | null,
): ReportRecount {
  const { calendar } = reporting.policy;
  const period = namePeriod(kindOf(said.period), said.period, calendar);
  // It was published when its period had ended, and says how things stood then: before that, and later, they stood otherwise.
  const made = reporting.make(period, period.end);
  const { revision, ...own } = said;
  const places = findDifferences(withoutVersion(own), withoutVersion(made), MOST);
  const wanted = revisionOf(published, own, period, reporting);
  const ofRevision = findDifferences(
    revision === undefined ? {} : { revision },
    wanted === undefined ? {} : { revision: wanted },
    MOST,
  );
  const differences = [...places, ...ofRevision, ...textDifferences(said, markdown)];
  const [first] = differences;
  if (first !== undefined && said.judged_by?.version !== version) {
    return impossible(published, said, byAnother(said.judged_by?.version, first, differences.length));
  }
  return {
    ...basisOf(published, said),
    outcome: differences.length === 0 ? "same" : "differs",
    differences,
    why: null,
  };
}

/** What a further revision has to say of the one before, as the ledger was that it had seen; undefined: it is the first. */
function revisionOf(
  { rev }: PublishedReport,
  report: Report,
  period: ReportPeriod,
  { ledger, folds }: Reporting,
): ReportRevision | undefined {
  if (rev === 1) return undefined;
  const before = publishedReports(folds).get(period.id);
  if (before === undefined) return undefined;
  const bytes = ledger.published.get(before.path)?.bytes ?? null;
  const earlier = bytes === null ? null : readReport(bytes, before.sha256);
  return compareReports(before, earlier, report, lateEntries(ledger.entries, before, period));
}

function withoutVersion({ judged_by, ...report }: Report): object {
  const { version: _, ...rules } = judged_by ?? { version: "" };
  return { ...report, judged_by: rules };
}

/** Another version may count or word something otherwise, so that a difference accuses nobody; a report may only claim that, so it proves nothing. */
function byAnother(theirs: string | undefined, { where }: ReportDifference, count: number): string {
  const others = count === 1 ? "" : ` and ${count >= MOST ? "at least " : ""}${count - 1} more`;
  const differs = `${where}${others} ${count === 1 ? "differs" : "differ"}`;
  return theirs === undefined
    ? `it does not say which version made it, and this is ${version}: ${differs}`
    : `version ${theirs} made it, and this is ${version}: ${differs}. Check that version out and recount with it`;
}

/** What people read is the text: it has to be the one of these figures. */
function textDifferences(said: Report, markdown: Uint8Array | null): ReportDifference[] {
  const [file] = reportFiles(said, ["md"]);
  const text = markdown === null ? null : new TextDecoder().decode(markdown);
  if (file === undefined || text === file.text) return [];
  return [
    {
      where: "the Markdown file",
      said: text === null ? "nothing" : "another text",
      counted: "the text of these figures",
    },
  ];
}

function impossible(published: PublishedReport, said: Report | null, why: string): ReportRecount {
  return { ...basisOf(published, said), outcome: "impossible", differences: [], why };
}

function basisOf({ period, rev }: PublishedReport, said: Report | null) {
  return { period, rev, registryCommit: said?.judged_by?.registry_commit ?? null, records: said?.anchor?.seq ?? null };
}
