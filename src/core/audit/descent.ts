import type { BypassApproved, LedgerEvent } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import type { HistoryCommit } from "./history.ts";
import { holdingsOf } from "./holdings.ts";

/** How the commits of a branch follow each other. */
export interface Descent {
  /** Whether a commit comes after another one, on whatever way; not after itself. */
  readonly isBehind: (oid: string, start: string) => boolean;
  /** Whether something saw the branch at this commit, or at one whose own line leads to it. */
  readonly wasHead: (oid: string) => boolean;
}

/**
 * Looks ways up when they are asked for: of an honest history hardly one is.
 * @param heads commits at which something saw the branch
 * @param turns of merges, the parent on which the branch came where that is not the first one (`BranchWay`)
 */
export function descentOf(
  commits: readonly HistoryCommit[],
  heads: readonly string[],
  turns: ReadonlyMap<string, string> = new Map(),
): Descent {
  let known: ReadonlyMap<string, readonly string[]> | null = null;
  let seen: ReadonlySet<string> | null = null;
  const parentsOf = (oid: string): readonly string[] => {
    known ??= new Map(commits.map((commit) => [commit.oid, commit.parents]));
    return known.get(oid) ?? [];
  };
  const behind = new Map<string, Set<string>>();
  const followersOf = (start: string): ReadonlySet<string> => {
    const found = behind.get(start) ?? new Set<string>();
    if (found.size === 0) {
      for (const { oid, parents } of commits)
        if (parents.some((one) => one === start || found.has(one))) found.add(oid);
      behind.set(start, found);
    }
    return found;
  };
  return {
    isBehind: (oid, start) => followersOf(start).has(oid),
    wasHead(oid) {
      seen ??= linesOf(heads, (oid) => turns.get(oid) ?? parentsOf(oid)[0]);
      return seen.has(oid);
    },
  };
}

function linesOf(heads: readonly string[], before: (oid: string) => string | undefined): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const head of heads) {
    for (let next: string | undefined = head; next !== undefined && !seen.has(next); next = before(next)) {
      seen.add(next);
    }
  }
  return seen;
}

/** What is acted on as the registry has it then: such a record names the head. */
export const actsAtHead: ReadonlySet<string> = new Set(["bypass.activated", "bypass.registered"]);

/**
 * Heads that the registry had when this was recorded: where policy and people were read, and where an activation or a registration found
 * its manifest. The commit of an approval's manifest is the head of its pull request, which a squash leaves outside: no head.
 */
export function headsNamedBy({ type, data, manifest }: LedgerEvent): string[] {
  const { policy_sha, people_sha } = data as Partial<BypassApproved>;
  const acted = actsAtHead.has(type) ? manifest?.commit : undefined;
  return [policy_sha, people_sha, acted].filter((head) => typeof head === "string");
}

/** Heads of the registry that anchors, and records that hold, name. */
export function registryHeads(folds: Iterable<BypassFold>, anchors: readonly Anchor[]): string[] {
  const heads = anchors.flatMap(({ registryHead }) => registryHead ?? []);
  for (const { event } of [...folds].flatMap(holdingsOf)) heads.push(...headsNamedBy(event));
  return [...new Set(heads)];
}
