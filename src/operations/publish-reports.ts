import { placeSpan } from "../core/audit/check-signing-times.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { anchorTagOf } from "../core/ledger/anchor-tag.ts";
import type { LedgerEntry } from "../core/ledger/build-record.ts";
import { draftEvent, type EventContent } from "../core/ledger/draft-event.ts";
import type { ReportPeriod } from "../core/reporting/daily-period.ts";
import { compareReports } from "../core/reporting/publication/compare-reports.ts";
import { duePeriods, lateEntries, stalePeriods } from "../core/reporting/publication/due-periods.ts";
import {
  isPublished,
  type Publication,
  planPublication,
  publishedFolder,
} from "../core/reporting/publication/plan-publication.ts";
import { type PublishedReport, publishedReports } from "../core/reporting/publication/published-reports.ts";
import { readReport } from "../core/reporting/publication/read-report.ts";
import { periodContaining } from "../core/reporting/report-period.ts";
import type { NoteSigner } from "../core/signatures/note-key.ts";
import { idOf } from "../core/signatures/note-verifiers.ts";
import type { TrustedKey } from "../core/signatures/trust-roots.ts";
import type { Instant } from "../core/time/instant.ts";
import type { EventSource } from "../generated/types/event.ts";
import type { Report } from "../generated/types/report.ts";
import type { AnchorTags, GitHub, Ledger, TagOutcome } from "../ports.ts";
import { type DueRecords, dueRecords, isRecorded } from "./due-records.ts";
import { type MadeReport, namePeriod, type ReportOptions } from "./make-report.ts";
import { openReporting, type Reporting } from "./open-reporting.ts";
import { provenanceOf, type RunReference } from "./record-events.ts";

export interface PublishOptions extends Omit<ReportOptions, "otherwise" | "now" | "asOf"> {
  readonly run: RunReference;
  readonly source: EventSource["kind"];
  readonly dryRun: boolean;
  /** Signs the checkpoint of the day; null: it bears no note. */
  readonly signer: NoteSigner | null;
}

/** A report, and what became of it on the ledger branch. */
export interface PublishedOutcome extends MadeReport {
  readonly rev: number;
  /** `elsewhere`: another run was first. `running`: its period has not ended, so it is not published. */
  readonly state: "published" | "planned" | "unchanged" | "elsewhere" | "running";
  /** What the record names; null where it is not on the ledger branch by this program's word. */
  readonly sha256: string | null;
}

/** One report with what would be published; null: it is on the ledger branch already, or its period still runs. */
interface Prepared {
  readonly outcome: PublishedOutcome;
  readonly publication: Publication | null;
}

export type KeptTag = (TagOutcome | { readonly state: "planned" }) & { readonly name: string };

export interface DayCheckpoint {
  readonly state: "recorded" | "planned";
  /** `<name>+<hash>` of the key that signed it; null: it bears no note. */
  readonly signedBy: string | null;
  /** Code of the finding for which a key that was given did not sign; null: none. */
  readonly unsignedFor: string | null;
  /** Whether the registry trusts that key for notes, and any at all; null: which keys count is not known here. */
  readonly trust: { readonly isTrusted: boolean; readonly isWanted: boolean } | null;
}

/** What a run has published. */
export interface PublishedRun {
  readonly outcomes: readonly PublishedOutcome[];
  /** Of the day, written by the daily run. Null: the ledger has it already, or cannot be vouched for. */
  readonly checkpoint: DayCheckpoint | null;
  /** How many keys that came or went are on record by this run, or would be. */
  readonly keys: number;
  /** The tag that keeps the ledger's head of the day; null: this run makes none, which only the daily one does. */
  readonly tag: KeptTag | null;
  /** Periods whose published reports a late record would change, and that are too old for a revision by itself. */
  readonly stale: readonly string[];
}

/**
 * Publishes reports on the ledger branch: the files and one `report.published` each, and with the daily ones the checkpoint of the day,
 * all of the run in one commit. Without a period
 * every one that has ended, lies no further back than the policy says and has no report yet, or one that late records changed; the oldest first. Run
 * twice, or killed anywhere: what is there is left alone.
 * @throws ConfigurationError for a clone of another repository, or an append that the ledger refuses.
 */
export async function publishReports(
  ports: { readonly github: GitHub; readonly ledger: Ledger; readonly tags: AnchorTags },
  options: PublishOptions,
): Promise<PublishedRun> {
  const { github, ledger } = ports;
  const repository = await github.readRepository();
  // The server's time, not the runner's: whether a period has ended must not hang on a clock that is set wrong.
  const now = github.serverTime() ?? 0;
  const reporting = await openReporting(options);
  if (reporting.repositoryId !== null && reporting.repositoryId !== repository.id) {
    throw new ConfigurationError(
      `The ledger of this clone belongs to the repository ${reporting.repositoryId}, not to ${repository.name}.`,
      "Check out the repository that the job runs in.",
    );
  }
  const { run, source } = options;
  const known = publishedReports(reporting.folds);
  const entries = reporting.ledger.entries;
  const prepared = choose(reporting, options, now, known, entries).map((period) =>
    prepare(reporting, period, { now, entries, known: known.get(period.id) ?? null, url: run.url }),
  );
  const { policy } = reporting;
  const stale = stalePeriods({ kind: options.kind, now, policy, published: known, entries });
  const publications = prepared.flatMap(({ publication }) => publication ?? []);
  const isDaily = options.kind === "daily" && options.period === null;
  const { signer, ledgerBranch: branch } = options;
  // A log never signs what contradicts what it signed before: its own word would then stand for the forgery.
  const isHeld = signer === null || reporting.contradiction !== null;
  const signing = isHeld ? null : { signer, repositoryId: repository.id, branch };
  const due = isDaily ? dueRecords(reporting, now, signing) : nothingDue;
  /** The last thing that a run does, so that the tag keeps what it has written, too. */
  const keep = async (commit: string | null): Promise<KeptTag | null> => {
    if (!isDaily || commit === null) return null;
    const name = anchorTagOf(now);
    return { name, ...(options.dryRun ? { state: "planned" } : await ports.tags.keep(name, commit)) };
  };
  if (options.dryRun || (publications.length === 0 && due.contents.length === 0)) {
    const outcomes = prepared.map(({ outcome }) => outcome);
    return {
      outcomes,
      checkpoint: countOf("checkpoint", due.contents) > 0 ? checkpointOf("planned", signer, reporting, now) : null,
      keys: countOf("trust.changed", due.contents),
      tag: await keep(reporting.ledger.covered.headCommit),
      stale,
    };
  }

  const provenance = provenanceOf({ github, ledger, repository, run });
  const draft = (content: EventContent) =>
    draftEvent(provenance, { ...content, source: { kind: source, url: run.url } });
  const others = due.contents.map(draft);
  const folders = [...new Set(publications.map(({ period }) => publishedFolder(period))), ...due.folders];
  const byKey = new Map(publications.map((each) => [each.content.key, each]));
  const result = await ledger.append(
    await ledger.read([], [], folders),
    ({ folders: there }) => [
      ...publications
        .filter((each) => !isPublished(each, there?.get(publishedFolder(each.period)) ?? []))
        .map(({ content }) => draft(content)),
      ...others.filter((event) => !isRecorded(event, there?.values() ?? [])),
    ],
    [],
    ({ key }) => byKey.get(key)?.files ?? [],
  );
  const problem = result.findings[0];
  if (problem !== undefined) throw new ConfigurationError(problem.message, problem.fix, "RECORD_REFUSED");
  const written = new Set(result.appended.map(({ event }) => event.key));
  const outcomes = prepared.map(({ outcome, publication }): PublishedOutcome => {
    if (publication === null) return outcome;
    return { ...outcome, state: written.has(publication.content.key) ? "published" : "elsewhere" };
  });
  const appended = result.appended.map(({ event }) => event);
  const isNew = countOf("checkpoint", appended) > 0;
  return {
    outcomes,
    checkpoint: isNew ? checkpointOf("recorded", signer, reporting, now) : null,
    keys: countOf("trust.changed", appended),
    tag: await keep(result.snapshot.commit),
    stale,
  };
}

function checkpointOf(
  state: DayCheckpoint["state"],
  signer: NoteSigner | null,
  { keys, contradiction }: Pick<Reporting, "keys" | "contradiction">,
  now: Instant,
): DayCheckpoint {
  const counts = (key: TrustedKey): boolean => "hash" in key && placeSpan(key.periods, now, now) === "inside";
  const forNotes = keys?.filter(counts).map(({ id }) => id) ?? null;
  const trust =
    forNotes === null
      ? null
      : { isTrusted: signer !== null && forNotes.includes(signer.verifier), isWanted: forNotes.length > 0 };
  const signedBy = signer === null || contradiction !== null ? null : idOf(signer);
  return { state, signedBy, unsignedFor: signer === null ? null : contradiction, trust };
}

const nothingDue: DueRecords = { contents: [], folders: [] };

function countOf(type: string, events: readonly { readonly type: string }[]): number {
  return events.filter((event) => event.type === type).length;
}

/** A named period; else those that are due, and where there is none the last one that has ended: the job has something to show. */
function choose(
  { policy }: Reporting,
  { kind, period }: PublishOptions,
  now: number,
  published: ReadonlyMap<string, PublishedReport>,
  entries: readonly LedgerEntry[],
): readonly ReportPeriod[] {
  const { calendar } = policy;
  if (period !== null) return [namePeriod(kind, period, calendar)];
  const due = duePeriods({ kind, now, policy, published, entries });
  if (due.length > 0) return due;
  return [periodContaining(kind, periodContaining(kind, now, calendar).start - 1, calendar)];
}

interface Standing {
  readonly now: number;
  readonly entries: readonly LedgerEntry[];
  readonly known: PublishedReport | null;
  /** Page of the run. */
  readonly url: string;
}

function prepare(reporting: Reporting, period: ReportPeriod, { now, entries, known, url }: Standing): Prepared {
  if (period.start >= now) {
    throw new ConfigurationError(`${period.id} has not begun.`, "Name a period that has, or leave it out.");
  }
  const report = reporting.make(period, Math.min(period.end, now));
  const exports = reporting.export(period, Math.min(period.end, now));
  if (period.end > now)
    return { outcome: { report, exports, rev: 1, state: "running", sha256: null }, publication: null };
  if (known === null) return planned({ report, exports }, url);
  const before = readPublished(reporting, known);
  const late = lateEntries(entries, known, period);
  if (late.length > 0) {
    const revision = compareReports(known, before, report, late);
    return planned({ report: { ...report, revision }, exports }, url);
  }
  const { rev, sha256 } = known;
  return { outcome: { report: before ?? report, exports, rev, state: "unchanged", sha256 }, publication: null };
}

function planned(made: MadeReport, url: string): Prepared {
  const publication = planPublication(made.report, url);
  const { rev, content } = publication;
  return { outcome: { ...made, rev, state: "planned", sha256: String(content.data.sha256) }, publication };
}

/** A published report as the clone has it. */
function readPublished({ ledger }: Reporting, { path, sha256 }: PublishedReport): Report | null {
  const bytes = ledger.published.get(path)?.bytes ?? null;
  return bytes === null ? null : readReport(bytes, sha256);
}
