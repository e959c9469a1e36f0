import { isRecordBroken } from "../core/audit/conclude.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { LedgerEntry } from "../core/ledger/build-record.ts";
import { draftEvent, type EventContent } from "../core/ledger/draft-event.ts";
import { formatEventInstant, utcDayOf } from "../core/ledger/event-instant.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import { overSince, planSettle } from "../core/override/plan-settle.ts";
import { describeReconciliation } from "../core/reconcile/describe-reconciliation.ts";
import { lastReconciled, planReconcileEvents, publishedFile } from "../core/reconcile/plan-reconcile-events.ts";
import { reconcileMerges, type UnrecordedUse } from "../core/reconcile/reconcile-merges.ts";
import { indexRegistrations } from "../core/reconcile/registered-merges.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Reconcile } from "../generated/types/reconcile.ts";
import type { GitHub, Ledger, LedgerSnapshot, LedgerTail, MergeRecord, RepositoryFacts } from "../ports.ts";
import { gatherMergeEvidence } from "./gather-merge-evidence.ts";
import { needLedger } from "./need-ledger.ts";
import { type CloneReading, readClone } from "./read-clone.ts";
import { provenanceOf, type RunReference } from "./record-events.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

export interface ReconcilePorts {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly tail: LedgerTail;
  readonly merges: MergeRecord;
}

export interface ReconcileOptions extends Omit<VerifyOptions, "asOf" | "anchors" | "defaultBranch"> {
  readonly dryRun: boolean;
  /** Page of the repository. */
  readonly repositoryUrl: string;
  readonly run: RunReference;
}

const day = 24 * 3_600_000;
const farthestBack = 35 * day;
/** What is a minute old, GitHub has everywhere: its activity and its rule suites come some seconds after the merge. */
const settled = 60_000;
const attempts = 5;

/** Everything that the ledger knew at one of its commits. */
interface KnownLedger {
  readonly folds: ReadonlyMap<string, BypassFold>;
  readonly procedure: readonly LedgerEvent[];
}

/**
 * Compares what GitHub says was merged and pushed with the ledger, from the last comparison on (a day of it again; 35 days back at
 * most), and records once what nobody registered. The ledger's history comes from a full clone, its last minutes through the API.
 * @throws ConfigurationError where the clone's ledger is not the one that GitHub has.
 */
export async function reconcile(ports: ReconcilePorts, options: ReconcileOptions): Promise<Reconcile> {
  const { github, ledger, merges } = ports;
  const { ledgerBranch, registryBranch, dryRun, run } = options;
  const repository = await github.readRepository();
  const now = github.serverTime() ?? 0;
  const clone = await readClone(options, "hashed");
  const audit = await auditClone(clone, {
    ...options,
    anchors: [],
    asOf: now,
    defaultBranch: repository.defaultBranch.name,
  });
  const folds = clone.ledger === null ? new Map() : needLedger(audit.ledger, options, clone).folds;
  const known = async (snapshot: LedgerSnapshot) => ledgerAt(ports, clone, folds, snapshot, now);
  let snapshot = await ledger.read([], []);
  let standing = await known(snapshot);
  const end = now - settled;
  const last = lastReconciled(standing.procedure);
  const start = Math.max(end - farthestBack, last === null ? 0 : Math.min(last, end) - day);
  const { name, head } = repository.defaultBranch;
  const gathered = await gatherMergeEvidence(merges, {
    ...{ start, end, ledgerBranch, branches: [name, registryBranch].filter((branch) => branch !== "") },
    registrationOf: indexRegistrations(standing.folds.values()),
  });
  const { evidence, whole } = gathered;
  const notChecked = [
    ...gathered.notChecked,
    ...(clone.ledger !== null && isRecordBroken(audit.result)
      ? ["whether the ledger itself is whole: qms-bypass verify says that it is contradicted"]
      : []),
  ];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const comparison = reconcileMerges(evidence, indexRegistrations(standing.folds.values()));
    const late = lateUses(comparison.unrecorded, standing, now);
    const about = { repository: repository.name, notChecked, sweep: late.sweep };
    const result = describeReconciliation(evidence, comparison, about);
    const events = planReconcileEvents(result, standing.procedure, repository.id, options.repositoryUrl);
    // A window of which something is left is not done with. Without a first commit there is nothing that an event could rest on.
    const planned = [...late.facts, ...events.filter(({ type }) => whole || type !== "report.published")];
    if (planned.length === 0 || head === "") return result;
    if (dryRun) {
      return { ...result, planned: planned.map(({ type, bypass, key }) => `Record ${type} of ${bypass}: ${key}`) };
    }
    const current = late.bypasses.length === 0 ? snapshot : await ledger.read(late.bypasses, []);
    const appended =
      current.commit === snapshot.commit
        ? await appendAt(ports, { repository, run, result }, current, planned, late.bypasses)
        : null;
    if (appended !== null) {
      return {
        ...result,
        events: appended.map(({ event }) => ({ type: event.type, id: event.id, bypass: event.bypass })),
      };
    }
    // Somebody else wrote meanwhile: what they recorded may be what we miss.
    snapshot = await ledger.read([], []);
    standing = await known(snapshot);
  }
  throw new ConfigurationError(
    `The ledger was written by others ${attempts} times while this run compared it.`,
    "Run again at a quieter time; nothing was recorded.",
  );
}

/** Null: the ledger has gone on since the snapshot, and nothing was written. */
async function appendAt(
  { github, ledger }: ReconcilePorts,
  about: { readonly repository: RepositoryFacts; readonly run: RunReference; readonly result: Reconcile },
  snapshot: LedgerSnapshot,
  planned: readonly EventContent[],
  bypasses: readonly string[],
): Promise<readonly LedgerEntry[] | null> {
  const { repository, run, result } = about;
  const provenance = provenanceOf({ github, ledger, repository, run });
  const plan = (current: LedgerSnapshot): LedgerEvent[] =>
    current.commit === snapshot.commit ? planned.map((content) => draftEvent(provenance, content)) : [];
  const attach = ({ type }: LedgerEvent) => (type === "report.published" ? [publishedFile(result)] : []);
  const { appended, findings } = await ledger.append(snapshot, plan, bypasses, attach);
  const [problem] = findings;
  if (problem !== undefined) throw new ConfigurationError(problem.message, problem.fix, "RECORD_REFUSED");
  return appended.length === 0 ? null : appended;
}

/** The clone's ledger and what was written behind it until a snapshot. */
async function ledgerAt(
  { github, tail }: ReconcilePorts,
  clone: CloneReading,
  folds: ReadonlyMap<string, BypassFold>,
  { commit, repositoryId }: LedgerSnapshot,
  now: Instant,
): Promise<KnownLedger> {
  const tip = clone.ledger?.tip.commit ?? null;
  const entries = [...folds.values()].flatMap((fold) => fold.entries);
  let later: readonly LedgerEntry[] = [];
  if (commit !== tip) {
    if (tip === null || commit === null || !(await github.isBehind(tip, commit))) throw otherLedger(tip, commit);
    const seq = entries.reduce((most, entry) => Math.max(most, entry.seq), 0);
    const newest = entries.reduce((at, { event }) => Math.max(at, parseInstant(event.at) ?? 0), 0);
    later = await tail.entriesAfter(commit, seq, daysBetween(newest, now), repositoryId);
  }
  const touched = new Set(later.map(({ event }) => event.bypass));
  const all = new Map(folds);
  for (const bypass of touched) all.set(bypass, foldBypass(bypass, folds.get(bypass)?.entries ?? [], later).fold);
  const procedure = (all.get("PROCEDURE")?.entries ?? []).map(({ event }) => event);
  all.delete("PROCEDURE");
  return { folds: all, procedure };
}

function otherLedger(tip: string | null, commit: string | null): ConfigurationError {
  return new ConfigurationError(
    `The ledger of this clone (${tip ?? "none"}) is no earlier state of the one that GitHub has (${commit ?? "none"}).`,
    "Check out everything again (fetch-depth 0). If it stays, the ledger was taken away or written anew: run verify with expect-anchor.",
  );
}

/** UTC days in which records can have been written; a record can be written the day after its fact. */
function daysBetween(from: Instant, to: Instant): string[] {
  const days: string[] = [];
  for (let at = from - day; at <= to; at += day) days.push(utcDayOf(at));
  return [...new Set([...days, utcDayOf(to)])].slice(-400);
}

/** Uses that no run recorded. A bypass that is in force is ended by the sweep, which records its use first. */
function lateUses(
  unrecorded: readonly UnrecordedUse[],
  { folds }: KnownLedger,
  now: Instant,
): { readonly facts: EventContent[]; readonly bypasses: string[]; readonly sweep: ReadonlySet<string> } {
  const facts: EventContent[] = [];
  const bypasses: string[] = [];
  const sweep = new Set<string>();
  for (const { pull, registration } of unrecorded) {
    const { bypass } = registration;
    const fold = folds.get(bypass);
    if (fold === undefined || !ended.has(fold.state.lifecycle) || fold.state.unrestored.length > 0) {
      sweep.add(bypass);
      continue;
    }
    const { number, url, base, headSha, mergeSha, mergedAt, mergedBy } = pull;
    const merged = { sha: mergeSha, at: formatEventInstant(mergedAt), by: mergedBy };
    const target = { number, url, state: "closed" as const, base, headSha, merged };
    const plan = planSettle({ bypass, state: fold.state, over: overSince(fold), target, sharedWith: [], now });
    if (plan.facts.length > 0) bypasses.push(bypass);
    facts.push(
      ...plan.facts.map((fact) =>
        fact.type === "bypass.used" ? { ...fact, data: { ...fact.data, recorded_late: true } } : fact,
      ),
    );
  }
  return { facts, bypasses: [...new Set(bypasses)], sweep };
}

const ended: ReadonlySet<string> = new Set(["expired", "voided", "revoked", "ineffective"]);
