import type { Instant } from "../time/instant.ts";
import { namesIn } from "./named-in-text.ts";

/** A pull request with what it says about itself. */
export interface SeenPull {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly base: string;
  readonly state: "open" | "merged" | "closed";
  /** Anybody can open one from there; whoever merges it lets it in. */
  readonly fromFork: boolean;
  readonly mergedAt: Instant | null;
  readonly mergeSha: string | null;
  /** Of anything about it. */
  readonly updatedAt: Instant;
  /** Of its text. Null: it is as it was opened. */
  readonly editedAt: Instant | null;
}

/** Pull requests by what they say that they mend. */
export interface PullIndex {
  /** Those that name one of these, bypasses and issues (`issueName`), each once and in the order of the list. */
  naming(names: readonly string[]): readonly SeenPull[];
  /** Undefined: it is not in the list. */
  numbered(number: number): SeenPull | undefined;
}

/** Reads each text once, however many bypasses look for theirs. */
export function indexPulls(pulls: readonly SeenPull[], source: string): PullIndex {
  const named = new Map<string, Set<SeenPull>>();
  for (const pull of pulls) {
    if (isForeign(pull)) continue;
    for (const name of namesIn(pull.body, source)) named.set(name, (named.get(name) ?? new Set()).add(pull));
  }
  const numbers = new Map(pulls.map((pull) => [pull.number, pull]));
  const order = new Map(pulls.map((pull, index) => [pull, index]));
  const rank = (pull: SeenPull): number => order.get(pull) ?? 0;
  return {
    naming: (names) => {
      const found = new Set(names.flatMap((name) => [...(named.get(name) ?? [])]));
      return [...found].sort((one, other) => rank(one) - rank(other));
    },
    numbered: (number) => numbers.get(number),
  };
}

/** The text is not the one that was there when somebody let it in: who opened it, whoever that is, may write another one at any time. */
function isForeign({ fromFork, mergedAt, editedAt }: SeenPull): boolean {
  return fromFork && mergedAt !== null && editedAt !== null && editedAt > mergedAt;
}
