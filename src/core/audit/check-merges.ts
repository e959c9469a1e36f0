import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { holdingsOf } from "./holdings.ts";
import { unusedTarget } from "./note/watched.ts";

/** As for other duties: the next scheduled run mends what an outage left. */
const GRACE_MS = 24 * 3_600_000;
const stops = new Set(["bypass.deactivated", "override.ineffective"]);

/** A merge commit of the default branch. */
export interface MergeCommit {
  readonly oid: string;
  /** What its committer claims; GitHub's own clock for merges that GitHub made. */
  readonly at: Instant;
}

/** Bypasses whose approved commit is in the default branch, and which no record calls used. */
export interface UnusedTarget {
  readonly fold: BypassFold;
  readonly commit: string;
}

/**
 * @param commits of the branch
 * @param gone refs that the clone does not have: what was for one of them may have come into the branch, which may have had its name
 */
export function findUnusedTargets(
  folds: Iterable<BypassFold>,
  branch: string,
  commits: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): {
  readonly merged: readonly UnusedTarget[];
  readonly elsewhere: number;
  /** How many are for other branches, by ref. */
  readonly others: ReadonlyMap<string, number>;
} {
  const merged: UnusedTarget[] = [];
  const others = new Map<string, number>();
  let elsewhere = 0;
  for (const fold of folds) {
    const target = unusedTarget(fold);
    if (target === null) continue;
    const { commit, ref } = target;
    if (ref !== `refs/heads/${branch}` && !gone.has(ref)) others.set(ref, (others.get(ref) ?? 0) + 1);
    else if (commits.has(commit)) merged.push({ fold, commit });
    else elsewhere++;
  }
  return { merged, elsewhere, others };
}

/**
 * Merges of an approved commit while its bypass was in force, without a record that it was used. After its end the same commit may have
 * been merged with everything green, so there only a merge that was made before counts, by the time in it.
 * @param mergeOf the merge that brought a commit in; undefined: it came without one (fast-forward)
 */
export function checkMerges(
  targets: readonly UnusedTarget[],
  branch: string,
  mergeOf: ReadonlyMap<string, MergeCommit>,
): {
  readonly findings: readonly AuditFinding[];
  readonly undecided: number;
  /** How many were merged after their end. */
  readonly ended: number;
  readonly since: ReadonlyMap<string, Instant>;
} {
  const findings: AuditFinding[] = [];
  const since = new Map<string, Instant>();
  let undecided = 0;
  let ended = 0;
  for (const { fold, commit } of targets) {
    const merge = mergeOf.get(commit);
    const { lifecycle, activation } = fold.state;
    const isRunning = lifecycle === "active";
    if (!isRunning && merge === undefined) undecided++;
    if (!isRunning && (merge === undefined || !wasInForce(fold, merge.at))) {
      if (merge !== undefined) ended++;
      continue;
    }
    const entry = fold.entries.find(({ event }) => event.id === activation?.event);
    const params = {
      bypass: fold.bypass,
      commit,
      branch,
      merge: merge?.oid ?? "no merge commit",
      seq: entry?.seq ?? 0,
    };
    const item = finding("MERGE_WITHOUT_EVENT", params, { path: entry?.path ?? null });
    const commits = merge === undefined ? [commit] : [merge.oid, commit];
    findings.push(auditFinding(item, { bypass: fold.bypass, seq: entry?.seq ?? null, commits }));
    since.set(fold.bypass, merge?.at ?? parseInstant(activation?.at ?? "") ?? 0);
  }
  return { findings, undecided, ended, since };
}

/** Whether one of its activations was running then, by the times of the records. */
function wasInForce(fold: BypassFold, at: Instant): boolean {
  let start: Instant | null = null;
  for (const { event } of holdingsOf(fold)) {
    const then = parseInstant(event.at) ?? 0;
    if (event.type === "bypass.activated") start = then;
    else if (start !== null && stops.has(event.type)) {
      if (at >= start - SERVER_SKEW_MS && at <= then + SERVER_SKEW_MS) return true;
      start = null;
    }
  }
  return start !== null && at >= start - SERVER_SKEW_MS;
}

/**
 * The findings as they are at an instant: a merge that nobody has recorded for a day is an error, before that the next sweep mends it, and
 * one of a later time is none yet. One of a time that has not come is an error at once: a commit's date is what its maker wrote.
 * @param since when each was merged, by bypass; others are left as they are
 * @param now the clock of whoever looks; null: not known, and the instant counts as now
 */
export function unrecordedBy(
  findings: readonly AuditFinding[],
  since: ReadonlyMap<string, Instant>,
  asOf: Instant,
  now: Instant | null,
): readonly AuditFinding[] {
  return findings.flatMap((item) => {
    const from = item.code === "MERGE_WITHOUT_EVENT" ? since.get(item.bypass ?? "") : undefined;
    if (from === undefined || asOf - from > GRACE_MS || from > Math.max(now ?? asOf, asOf) + SERVER_SKEW_MS)
      return item;
    return from > asOf + SERVER_SKEW_MS ? [] : { ...item, severity: "warning" as const };
  });
}
