import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import { planCompletion, usedBaseOf } from "../core/remediation/plan-completion.ts";
import type { CheckResult, GitHub, RepositoryFacts } from "../ports.ts";

/** What the head of a branch says. */
interface ResultsThere {
  readonly head: string;
  readonly own: readonly CheckResult[];
  /** Of the pull request that brought the head: many checks run on pull requests only. */
  readonly brought: { readonly sha: string; readonly results: readonly CheckResult[] } | null;
}

export type FindCompletion = (fold: BypassFold, manifest: ManifestReading) => Promise<readonly EventContent[]>;

/**
 * Looks for the completion of open remediations, each branch once: what is green at its head is green after every fix that is in it.
 * That branch is the one that the bypass was merged into, the default branch nearly always. A release branch that is gone has lived in
 * the default branch since its merge back; before that, nothing says that the fix is anywhere.
 */
export function findCompletions(github: GitHub, { defaultBranch }: RepositoryFacts): FindCompletion {
  const known = new Map<string, Promise<ResultsThere | null>>();

  function resultsOn(branch: string): Promise<ResultsThere | null> {
    const there = known.get(branch) ?? readThere(branch);
    known.set(branch, there);
    return there;
  }

  async function readThere(branch: string): Promise<ResultsThere | null> {
    const head = branch === defaultBranch.name ? defaultBranch.head : await github.headOf(branch);
    if (head === null) return null;
    const own = await github.readResults(head);
    const sha = await github.mergedHeadOf(head);
    return { head, own, brought: sha === null ? null : { sha, results: await github.readResults(sha) } };
  }

  return async (fold, manifest) => {
    const { used, remediation } = fold.state;
    if (remediation !== "open") return [];
    const base = usedBaseOf(fold) ?? defaultBranch.name;
    const ofBase = await resultsOn(base);
    const there = ofBase ?? (await resultsOn(defaultBranch.name));
    if (there === null) return [];
    if (ofBase === null && used !== null && !(await github.isBehind(used.merge_sha, there.head))) return [];
    const { head, own, brought } = there;
    const byHead = planCompletion(fold, manifest, own, head);
    if (byHead.length > 0 || brought === null || used === null) return byHead;
    const byPull = planCompletion(fold, manifest, [...own, ...brought.results], head);
    // A pull request that never saw the bypassed commit says nothing about it, however green it is.
    return byPull.length > 0 && (await github.isBehind(used.merge_sha, brought.sha)) ? byPull : [];
  };
}
