import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { checkIdentities } from "../core/audit/check-identities.ts";
import { checkNotes } from "../core/audit/check-notes.ts";
import { checkSigningTimes, lowerBounds } from "../core/audit/check-signing-times.ts";
import { checkWritingDays } from "../core/audit/check-writing-days.ts";
import { splitAtMainline } from "../core/audit/follow-mainline.ts";
import { type FollowedTrust, followTrust, isTrustPath, trustFolderOf } from "../core/audit/follow-trust.ts";
import type { HistoryCommit } from "../core/audit/history.ts";
import { judgeAuthor } from "../core/audit/judge-author.ts";
import { noBasis, type SignatureBasis } from "../core/audit/signature-basis.ts";
import type { SignedBranch, SignedCommitFacts } from "../core/audit/signed-commit.ts";
import type { LedgerEntry } from "../core/ledger/build-record.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import { judgeSignature } from "../core/signatures/judge-signature.ts";
import { readTrust } from "../core/signatures/read-trust.ts";
import type { TrustedKey, TrustRoots } from "../core/signatures/trust-roots.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { CheckpointCoverage, SignatureCoverage } from "../generated/types/verify.ts";
import type { RepositoryHistory } from "../ports.ts";
import type { BranchReading, CloneReading } from "./read-clone.ts";

export interface SignatureOptions {
  readonly history: RepositoryHistory;
  readonly registryBranch: string;
  readonly policyPath: string;
  readonly peoplePath?: string;
  /** Folder of the manifests. */
  readonly folder: string;
  /** The auditor's own keys, as files by name; they count alone. Absent: those that the registry names. */
  readonly trust?: ReadonlyMap<string, Uint8Array>;
}

/** What the signatures of ledger and registry show. */
export interface SignatureAudit {
  readonly findings: readonly AuditFinding[];
  /** Whether keys counted at their time; apart, because a key can have ended since. */
  timesAt(asOf: Instant): readonly AuditFinding[];
  readonly notChecked: readonly string[];
  /** Keys that the registry names and that count at its head. Null: the auditor gave his own, which count alone. */
  readonly keys: readonly TrustedKey[] | null;
  /** Null: no key is trusted, so no signature was looked at. */
  readonly coverage: SignatureCoverage | null;
  /** Null: no key for notes is trusted. */
  readonly checkpoints: CheckpointCoverage | null;
  readonly basis: SignatureBasis;
}

/** One more git process, and none where nobody names a key: commits of the ledger are judged while git reads on. */
export async function auditSignatures(
  clone: CloneReading,
  { ledger, registry }: { readonly ledger: BranchReading | null; readonly registry: BranchReading | null },
  options: SignatureOptions,
): Promise<SignatureAudit> {
  const folder = trustFolderOf(options.policyPath);
  const line = registry === null ? [] : splitAtMainline(registry.commits).line;
  const isRule = (path: string): boolean => path === options.policyPath || path === options.peoplePath;
  const own = line.filter(({ parents, changes }) =>
    changes.some(({ path, parent }) => !isRule(path) && parent === (parents[0] ?? null)),
  );
  const given = options.trust === undefined ? null : readTrust(options.trust);
  const isTrust = isTrustPath(folder);
  const noted = (keys: TrustRoots["notes"]) =>
    checkNotes(clone.walked?.walk.entries ?? [], {
      ...{ keys, branch: ledger?.tip.ref ?? "the ledger", repositoryId: clone.repository?.id ?? null },
      attested: false,
      covered: 0,
    });
  if (given === null && !line.some(({ changes }) => changes.some(({ path }) => isTrust(path)))) {
    const { notChecked } = noted(new Map());
    const about = { findings: [], timesAt: () => [], keys: [], coverage: null, checkpoints: null, basis: noBasis };
    return { ...about, notChecked: [noKeys(folder, options, false), ...notChecked] };
  }
  const newest = newestOf(clone);
  const branch = registry?.tip.ref ?? options.registryBranch;
  const kept = new Map<string, Buffer>();
  const judge = (oid: string, roots: TrustRoots) => {
    const bytes = kept.get(oid);
    return bytes === undefined ? null : judgeSignature(bytes, oid, roots);
  };
  const follow = (): FollowedTrust =>
    given === null
      ? followTrust(line, { branch, folder, contents: clone.contents, judge, newest })
      : { roots: given, files: options.trust ?? new Map(), begun: null, findings: [] };
  let followed: FollowedTrust | null = null;
  const factOf = ledgerFacts(clone);
  const ledgerCommits: SignedCommitFacts[] = [];
  // The first commit of a branch that goes on from another takes over files and says nothing by itself.
  const starts = new Set(clone.segments.slice(1).map(({ commits: [first] }) => first));
  const records = (ledger?.commits ?? []).filter((commit) => !starts.has(commit));
  const asked = [...own, ...records];
  await options.history.eachCommit(
    asked.map(({ oid }) => oid),
    (bytes, index) => {
      const commit = asked[index];
      if (bytes === null || commit === undefined) return;
      if (index < own.length) kept.set(commit.oid, Buffer.from(bytes));
      else {
        // The registry's are all there: so is which keys count.
        followed ??= follow();
        if (followed.roots !== null) ledgerCommits.push(factOf(commit, bytes, followed.roots));
      }
    },
  );
  // Where there is no ledger nothing has asked yet.
  const { roots, files, findings, begun } = (followed ?? follow()) as FollowedTrust;
  const source = given === null ? ("registry" as const) : ("given" as const);
  const notes = noted(roots?.notes ?? new Map());
  const mine = [...(roots?.keys ?? []), ...(roots?.notes.values() ?? [])];
  if (roots === null || roots.keys.length === 0) {
    const problems = (roots?.problems ?? []).map((item) => `trusted keys: ${item}`);
    const unvouched = notes.coverage !== null && given === null ? [whoseNotes(folder, options)] : [];
    const what = notes.coverage === null ? "key" : "key for commits";
    return {
      findings: [...findings, ...notes.findings],
      timesAt: () => [],
      notChecked: [noKeys(folder, options, given !== null, what), ...unvouched, ...problems, ...notes.notChecked],
      keys: given === null ? mine : null,
      ...{ coverage: null, checkpoints: notes.coverage },
      basis: mine.length === 0 ? noBasis : { ...noBasis, source, files, attested: notes.attested },
    };
  }
  const registryCommits = factsOf(own, (oid) => judge(oid, roots));
  const branches: SignedBranch[] = [
    ...(ledger === null ? [] : [{ name: ledger.tip.ref, commits: ledgerCommits }]),
    ...(registry === null ? [] : [{ name: branch, commits: registryCommits }]),
  ];
  const commits = branches.flatMap((item) => item.commits);
  return {
    findings: [
      ...findings,
      ...branches.flatMap(checkIdentities),
      ...branches.flatMap(checkWritingDays),
      ...notes.findings,
    ],
    timesAt: (asOf) => branches.flatMap((item) => checkSigningTimes(item, Math.max(asOf, newest))),
    notChecked: [
      given === null
        ? whoseKeys(folder, options, begun)
        : `trusted keys that ${folder} names: those of --trust count alone`,
      ...(commits.length < asked.length ? ["signatures of commits that this clone does not have"] : []),
      ...roots.problems.map((item) => `trusted keys: ${item}`),
      ...notes.notChecked,
    ],
    keys: given === null ? mine : null,
    checkpoints: notes.coverage,
    coverage: {
      source,
      keys: roots.keys.length,
      commits: commits.length,
      proven: commits.filter(({ judged }) => judged.state === "good").length,
    },
    basis: {
      ...{ source, files, attested: notes.attested },
      ledgerAfter: lowerBounds(ledgerCommits, Number.NEGATIVE_INFINITY).last,
      registryAfter: lowerBounds(registryCommits, Number.NEGATIVE_INFINITY).last,
    },
  };
}

function noKeys(folder: string, { registryBranch }: SignatureOptions, isGiven: boolean, what = "key"): string {
  const where = isGiven ? "the folder of --trust" : `${folder} on ${registryBranch}`;
  return `signatures: ${where} names no ${what}, so whoever may push to the ledger branch could have written a record`;
}

function whoseNotes(folder: string, { registryBranch }: SignatureOptions): string {
  return `who changed the keys for notes: ${folder} on ${registryBranch} names none for commits that could vouch for a change`;
}

function whoseKeys(folder: string, { registryBranch }: SignatureOptions, begun: string | null): string {
  const since = begun === null ? "" : `, first in ${begun.slice(0, 10)}`;
  return `whether the trusted keys are the right ones: ${folder} on ${registryBranch} names them itself${since}; give your own with --trust`;
}

/** The newest instant on the ledger: what is in the clone is at least as young. */
function newestOf({ walked }: CloneReading): Instant {
  const instants = (walked?.walk.entries ?? []).map(({ event }) => parseInstant(event.at) ?? 0);
  return instants.reduce((newest, instant) => Math.max(newest, instant), 0);
}

export function factsOf(
  commits: readonly HistoryCommit[],
  judge: (oid: string) => SignedCommitFacts["judged"] | null,
): readonly SignedCommitFacts[] {
  return commits.flatMap(({ oid }) => {
    const judged = judge(oid);
    return judged === null ? [] : [{ oid, judged, names: null, checkpoint: null, records: [] }];
  });
}

/** What is known of a commit of the ledger: its signature, and the instants of its records. */
export function ledgerFacts({
  walked,
}: Pick<CloneReading, "walked">): (commit: HistoryCommit, bytes: Uint8Array, roots: TrustRoots) => SignedCommitFacts {
  const entries = new Map((walked?.walk.entries ?? []).map((entry) => [entry.path, entry]));
  return ({ oid, changes }, bytes, roots) => {
    let [names, checkpoint]: [Instant | null, SignedCommitFacts["checkpoint"]] = [null, null];
    const records: LedgerEntry[] = [];
    for (const { path, kind } of changes) {
      if (kind !== "added" || parseRecordPath(path) === null) continue;
      const entry = entries.get(path);
      const at = entry === undefined ? null : parseInstant(entry.event.at);
      if (entry === undefined || at === null) continue;
      const { event } = entry;
      records.push(entry);
      names = Math.max(names ?? at, at);
      if (event.type === "checkpoint") checkpoint = { at, commit: String(event.data.ledger_commit) };
    }
    return { oid, judged: judgeAuthor(judgeSignature(bytes, oid, roots), roots), names, checkpoint, records };
  };
}
