import { finding } from "../findings/finding.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { Period, TrustedKey } from "../signatures/trust-roots.ts";
import type { Instant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { showKey } from "./check-identities.ts";
import type { SignedBranch, SignedCommitFacts } from "./signed-commit.ts";

const LISTED = 100;

/** Where the time of writing lies: surely in a span of the key, surely in none, or it cannot be told. */
export type Placing = "inside" | "outside" | "open";

/**
 * Whether each key counted when it signed, by trusted time. A commit's own date is its maker's claim and is not looked at. Trusted are:
 * the time of signing of a server's key; what the records in a commit name, below which it cannot lie; and, above it, the signatures of
 * that server and the checkpoints that follow. A server's key is not asked twice: its signature says when, and that is it.
 * @param end nothing that is in the clone was written later
 * @param after what proven commits before these name: they were not written before it
 */
export function checkSigningTimes(
  { name, commits }: SignedBranch,
  end: Instant,
  after: Instant = Number.NEGATIVE_INFINITY,
): readonly AuditFinding[] {
  const groups = new Map<string, { key: TrustedKey; placing: Placing; oids: string[] }>();
  for (const { oid, key, placing } of placeAll(commits, end, after)) {
    if (placing === "inside") continue;
    const group = groups.get(`${key.id} ${placing}`) ?? { key, placing, oids: [] };
    groups.set(`${key.id} ${placing}`, group);
    group.oids.push(oid);
  }
  return [...groups.values()].map(({ key, placing, oids }) => {
    const count = oids.length === 1 ? "A commit" : `${oids.length} commits`;
    const params = { count, branch: name, key: showKey(key), problem: problemOf(key, placing) };
    const item = finding("SIGNATURE_TIME_UNTRUSTED", params);
    // Not proven is not refuted: somebody may only have forgotten to let a server sign before the key ended.
    const severity = placing === "outside" ? item.severity : "warning";
    return auditFinding({ ...item, severity }, { commits: oids.slice(0, LISTED) });
  });
}

interface Placed {
  readonly oid: string;
  readonly key: TrustedKey;
  readonly placing: Placing;
}

function placeAll(commits: readonly SignedCommitFacts[], end: Instant, after: Instant): readonly Placed[] {
  const lowest = lowerBounds(commits, after).bounds;
  const placed: Placed[] = [];
  const witnessed = new Map<string, Instant>();
  let upper = end;
  // Backwards: what follows a commit is what it cannot be younger than.
  for (let index = commits.length - 1; index >= 0; index--) {
    const commit = commits[index];
    if (commit === undefined) continue;
    const { judged, checkpoint } = commit;
    // Not from the checkpoint's own commit on: another writer may have come between its instant and its commit.
    upper = Math.min(upper, witnessed.get(commit.oid) ?? upper);
    if (judged.state !== "good") continue;
    const { key, signedAt } = judged;
    const isPinned = key.isServer && signedAt !== null;
    const lower = isPinned ? signedAt : (lowest[index] ?? Number.NEGATIVE_INFINITY);
    const placing = placeSpan(key.periods, lower, isPinned ? signedAt : upper);
    placed.push({ oid: commit.oid, key, placing });
    // A witness whose own time is in doubt is none.
    if (placing !== "inside") continue;
    if (isPinned) upper = Math.min(upper, signedAt);
    if (checkpoint !== null) {
      witnessed.set(checkpoint.commit, Math.min(checkpoint.at, witnessed.get(checkpoint.commit) ?? checkpoint.at));
    }
  }
  return placed.reverse();
}

/** The newest instant that each commit, or a proven one before it, names; and that of the proven ones for what comes after them. */
export function lowerBounds(
  commits: readonly SignedCommitFacts[],
  after: Instant,
): { readonly bounds: readonly Instant[]; readonly last: Instant } {
  let before = after;
  const bounds = commits.map(({ judged, names }) => {
    const lower = Math.max(before, names ?? before);
    if (judged.state !== "good") return lower;
    before = judged.key.isServer && judged.signedAt !== null ? Math.max(before, judged.signedAt) : lower;
    return lower;
  });
  return { bounds, last: before };
}

/** Where an interval lies, both ends included. That a key counted only later is a question of when it surely had been written. */
export function placeSpan(periods: readonly Period[], lower: Instant, upper: Instant): Placing {
  const reaches = periods.filter(
    ({ from, until }) => (until === null || lower < until) && (from === null || upper >= from),
  );
  if (reaches.length === 0) return "outside";
  return reaches.some(({ until }) => until === null || upper < until) ? "inside" : "open";
}

function problemOf(key: TrustedKey, placing: Placing): string {
  const { periods, ended } = key;
  if (periods.length === 0) return "which was revoked so that nothing signed by it counts, whenever that was";
  const spans = periods
    .map(
      ({ from, until }) =>
        `${from === null ? "" : `from ${formatEventInstant(from)} `}${until === null ? "on" : `until ${formatEventInstant(until)} (${ended})`}`,
    )
    .join(" and ");
  return placing === "outside"
    ? `which counts ${spans}: by trusted time they were written outside of that`
    : `which counts ${spans}: it has ended, and nothing that a server signed shows that they were written before`;
}
