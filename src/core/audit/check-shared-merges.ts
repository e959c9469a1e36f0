import type { EventTarget, LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";
import { unusedTarget } from "./note/watched.ts";

/** What ends an activation, or the bypass as a whole. */
const ends: ReadonlySet<string> = new Set([
  ...["bypass.deactivated", "override.ineffective"],
  ...["bypass.expired", "bypass.revoked", "bypass.voided"],
]);

/** A merge by which another bypass was used. */
interface Use {
  readonly held: Holding;
  readonly bypass: string;
  readonly at: Instant;
  readonly merge: string;
}

/**
 * Merges that the record knows by another bypass: one pull request may have several, each for checks of its own, and its merge at the
 * approved commit uses all that are in force. Git shows that of a merge commit alone; a squash or rebase merge is on the ledger all the same.
 * @returns also since when each use is owed a record, by bypass
 */
export function checkSharedMerges(folds: readonly BypassFold[]): {
  readonly findings: readonly AuditFinding[];
  readonly since: ReadonlyMap<string, Instant>;
} {
  const uses = usesByTarget(folds);
  const findings: AuditFinding[] = [];
  const since = new Map<string, Instant>();
  for (const fold of folds) {
    const target = unusedTarget(fold) === null ? null : fold.state.activation?.target;
    const shared = target == null ? [] : (uses.get(keyOf(target)) ?? []);
    const inForce = shared.length === 0 ? [] : spansOf(fold);
    const use = shared.find(
      ({ bypass, at }) => bypass !== fold.bypass && inForce.some(({ from, until }) => at >= from && at < until),
    );
    if (use === undefined || target == null) continue;
    findings.push(unused(fold, target, use));
    since.set(fold.bypass, use.at);
  }
  return { findings, since };
}

/** The commits that new records say were merged by a use: what else was for them was used with it. */
export function usedCommits(folds: Iterable<BypassFold>, after: number): ReadonlySet<string> {
  const commits = new Set<string>();
  for (const fold of folds)
    for (const { held, target } of usesOf(fold)) if (held.seq > after) commits.add(target.commit);
  return commits;
}

function usesByTarget(folds: readonly BypassFold[]): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  for (const fold of folds) {
    for (const { held, target } of usesOf(fold)) {
      const { at, data } = held.event;
      const use = { held, bypass: fold.bypass, at: parseInstant(at) ?? 0, merge: String(data.merge_sha) };
      const known = uses.get(keyOf(target));
      if (known === undefined) uses.set(keyOf(target), [use]);
      else known.push(use);
    }
  }
  return uses;
}

/** Records of a use that hold, with what was merged: as they say it, or else as it was activated. */
function usesOf(fold: BypassFold): readonly { readonly held: Holding; readonly target: EventTarget }[] {
  const { used, activation } = fold.state;
  if (used === null) return [];
  return holdingsOf(fold).flatMap((held) => {
    const target = held.event.target ?? activation?.target;
    return held.event.type === "bypass.used" && target != null ? [{ held, target }] : [];
  });
}

/**
 * When a merge of its target was a use beyond doubt: within minutes of an end it may have come behind it. What is suspended is looked at by
 * every sweep, and its merge recorded as its use before anything else is said of it; what had no effect is not.
 */
function spansOf(fold: BypassFold): readonly { readonly from: Instant; readonly until: Instant }[] {
  const spans: { readonly from: Instant; until: Instant }[] = [];
  for (const { event } of holdingsOf(fold)) {
    const at = parseInstant(event.at) ?? 0;
    const last = spans.at(-1);
    if (event.type === "bypass.activated") spans.push({ from: at, until: Infinity });
    else if (last !== undefined && ends.has(event.type) && !isSuspension(event))
      last.until = Math.min(last.until, at - SERVER_SKEW_MS);
  }
  return spans;
}

function isSuspension({ type, data }: LedgerEvent): boolean {
  return type === "bypass.deactivated" && data.reason === "suspended";
}

function keyOf({ pr, ref, commit }: EventTarget): string {
  return `${pr} ${ref} ${commit}`;
}

function unused(fold: BypassFold, { pr, commit }: EventTarget, { held, bypass, merge }: Use): AuditFinding {
  const entry = fold.entries.find(({ event }) => event.id === fold.state.activation?.event);
  const seq = entry?.seq ?? 0;
  const params = { bypass: fold.bypass, commit, branch: String(held.event.data.base), merge, seq };
  const item = finding("MERGE_WITHOUT_EVENT", params, { path: entry?.path ?? null });
  const message = `Record ${held.seq} says that pull request #${pr} was merged at ${commit} as ${merge}, by ${bypass}; ${fold.bypass} was activated for the same commit (record ${seq}) and not over then, and no record says that it was used.`;
  return auditFinding({ ...item, message }, { bypass: fold.bypass, seq: entry?.seq ?? null, commits: [merge, commit] });
}
