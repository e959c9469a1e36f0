import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { isSameName } from "./judge-check.ts";
import type { MergedPull } from "./merge-evidence.ts";

/** What the ledger says of one merge. */
export interface Registration {
  readonly bypass: string;
  /** Names of the checks that were let through; null: the whole merge was registered afterwards. */
  readonly checks: readonly string[] | null;
  /** False: the activation is there, and no record says yet that it was used. */
  readonly recorded: boolean;
}

/** Finds what the ledger says of a merge; null: nothing. */
export type RegistrationOf = (
  pull: Pick<MergedPull, "number" | "headSha" | "mergeSha" | "mergedAt">,
) => Registration | null;

/** An activation on one commit of one pull request. */
interface Activated {
  readonly bypass: string;
  readonly checks: readonly string[];
  readonly since: Instant;
  /** Nothing has ended it. */
  readonly isRunning: boolean;
}

/**
 * Every merge that the ledger accounts for: by the record of its use, by a registration afterwards, or by an activation on exactly its
 * commit and pull request that nobody has recorded the use of yet. One pull request may have several bypasses, each for checks of its own.
 */
export function indexRegistrations(folds: Iterable<BypassFold>): RegistrationOf {
  const bySha = new Map<string, Registration>();
  const byTarget = new Map<string, Activated[]>();
  for (const { bypass, places, state } of folds) {
    const held = places.flatMap((place) => place.at(-1) ?? []);
    const activations = held.filter(({ type }) => type === "bypass.activated");
    const checks = activations.flatMap(({ data }) => namesOf(data.checks as readonly ActivatedCheck[]));
    const ofBypass = new Map<string, Instant>();
    for (const { at, target } of activations) {
      if (target === undefined) continue;
      const key = keyOf(target.pr, target.commit);
      ofBypass.set(key, Math.min(parseInstant(at) ?? Number.POSITIVE_INFINITY, ofBypass.get(key) ?? Infinity));
    }
    for (const [key, since] of ofBypass) {
      const known = byTarget.get(key) ?? [];
      byTarget.set(key, [...known, { bypass, checks, since, isRunning: state.lifecycle === "active" }]);
    }
    const afterwards = held.some(({ type }) => type === "bypass.registered");
    const merges = held.flatMap(({ type, data }) =>
      type === "bypass.used" || type === "bypass.registered" ? [String(data.merge_sha)] : [],
    );
    for (const merge of new Set(merges)) {
      const own = { bypass, checks: afterwards ? null : checks, recorded: true };
      bySha.set(merge, both(bySha.get(merge) ?? null, own));
    }
  }
  return ({ number, headSha, mergeSha, mergedAt }) => {
    const recorded = mergeSha === null ? null : (bySha.get(mergeSha) ?? null);
    const before = (byTarget.get(keyOf(number, headSha)) ?? []).filter(({ since }) => since <= mergedAt);
    const running = before.filter(({ isRunning }) => isRunning);
    // What was over lets nothing in beside another one; alone it may have been merged late, which is recorded of it.
    const active = recorded !== null || running.length > 0 ? running : before.slice(-1);
    return active.reduce<Registration | null>(
      (known, { bypass, checks }) => both(known, { bypass, checks, recorded: false }),
      recorded,
    );
  };
}

/** Several bypasses account for the checks of each. The last one is named, but before it what is on record, and what registers all of it. */
function both(known: Registration | null, next: Registration): Registration {
  if (known === null) return next;
  const isNamed = known.checks === null || (known.recorded && !next.recorded);
  const checks = known.checks === null || next.checks === null ? null : [...known.checks, ...next.checks];
  return { bypass: isNamed ? known.bypass : next.bypass, checks, recorded: known.recorded || next.recorded };
}

export function coversCheck({ checks }: Registration, name: string): boolean {
  return checks === null || checks.some((check) => isSameName(check, name));
}

/** Of a job behind a gate, the gate is what GitHub requires. */
function namesOf(checks: readonly ActivatedCheck[]): string[] {
  return checks.flatMap(({ name, gate }) => (gate === undefined ? [name] : [name, gate.check]));
}

function keyOf(pull: number, commit: string): string {
  return `${pull} ${commit}`;
}
