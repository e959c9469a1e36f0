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

/**
 * Every merge that the ledger accounts for: by the record of its use, by a registration afterwards, or by an activation on exactly its
 * commit and pull request that nobody has recorded the use of yet.
 */
export function indexRegistrations(folds: Iterable<BypassFold>): RegistrationOf {
  const bySha = new Map<string, Registration>();
  const byTarget = new Map<string, { readonly bypass: string; readonly checks: string[]; readonly at: Instant }>();
  for (const { bypass, places } of folds) {
    const held = places.flatMap((place) => place.at(-1) ?? []);
    const activations = held.filter(({ type }) => type === "bypass.activated");
    const checks = activations.flatMap(({ data }) => namesOf(data.checks as readonly ActivatedCheck[]));
    for (const { at, target } of activations) {
      const known = target === undefined ? undefined : byTarget.get(keyOf(target.pr, target.commit));
      const since = Math.min(parseInstant(at) ?? Number.POSITIVE_INFINITY, known?.at ?? Number.POSITIVE_INFINITY);
      if (target !== undefined) byTarget.set(keyOf(target.pr, target.commit), { bypass, checks, at: since });
    }
    const afterwards = held.some(({ type }) => type === "bypass.registered");
    for (const { type, data } of held) {
      if (type !== "bypass.used" && type !== "bypass.registered") continue;
      bySha.set(String(data.merge_sha), { bypass, checks: afterwards ? null : checks, recorded: true });
    }
  }
  return ({ number, headSha, mergeSha, mergedAt }) => {
    const recorded = mergeSha === null ? undefined : bySha.get(mergeSha);
    if (recorded !== undefined) return recorded;
    const active = byTarget.get(keyOf(number, headSha));
    if (active === undefined || active.at > mergedAt) return null;
    return { bypass: active.bypass, checks: active.checks, recorded: false };
  };
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
