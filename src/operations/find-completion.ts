import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../core/manifest/read-manifest.ts";
import { planCompletion, redChecks, usedBaseOf } from "../core/remediation/plan-completion.ts";
import { planReopening } from "../core/remediation/plan-reopening.ts";
import type { CheckResult, GitHub, RepositoryFacts } from "../ports.ts";

/** What the head of a branch says. */
interface ResultsThere {
  readonly head: string;
  readonly own: readonly CheckResult[];
  /** Of the pull request that brought the head: many checks run on pull requests only. */
  readonly brought: { readonly sha: string; readonly results: readonly CheckResult[] } | null;
}

/** What the branch says about a remediation that is not verified. */
export interface FoundCompletion {
  /** It is completed, or was and is no more. */
  readonly events: readonly EventContent[];
  /** Names of the checks that were set aside and fail there now. */
  readonly red: readonly string[];
  /** Where what mends it may have been merged: the branch it was merged into and, where that is gone, the default branch. */
  readonly branches: readonly string[];
}

export type FindCompletion = (fold: BypassFold, manifest: ManifestReading) => Promise<FoundCompletion>;

/**
 * Looks for the completion of open remediations, and whether it still holds, each branch once: what is green at its head is green after
 * every fix that is in it.
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
    if (remediation !== "open" && remediation !== "completed") return { events: [], red: [], branches: [] };
    const base = usedBaseOf(fold) ?? defaultBranch.name;
    const ofBase = await resultsOn(base);
    const branches = ofBase === null ? [base, defaultBranch.name] : [base];
    const nothing: FoundCompletion = { events: [], red: [], branches };
    const there = ofBase ?? (await resultsOn(defaultBranch.name));
    if (there === null) return nothing;
    const { head, own, brought } = there;
    const isIn = async (sha: string): Promise<boolean> => used === null || (await github.isBehind(used.merge_sha, sha));
    // Nothing is asked about a single bypass before something was seen that could change it: there may be thousands.
    const inThere = async (): Promise<boolean> => ofBase !== null || (await isIn(head));
    const redHere = redChecks(fold, manifest, own);
    const redNow = async (byHead: readonly string[], byPull: readonly string[]): Promise<readonly string[]> => {
      if (byHead.length > 0) return (await inThere()) ? byHead : [];
      return brought !== null && byPull.length > 0 && (await inThere()) && (await isIn(brought.sha)) ? byPull : [];
    };
    if (remediation === "completed") {
      // What the head's own results complete is not taken back by those of a pull request: the next run would complete it again.
      const holds = brought === null || planCompletion(fold, manifest, own, head).length > 0;
      const red = await redNow(redHere, holds ? [] : redChecks(fold, manifest, [...own, ...brought.results]));
      return { events: planReopening(fold, red, head), red, branches };
    }
    if (!(await inThere())) return nothing;
    const byHead = planCompletion(fold, manifest, own, head);
    // The head was read before the record of the merge was: what was green then has mended nothing.
    if (byHead.length > 0 && used !== null && (await github.isBehind(head, used.merge_sha))) return nothing;
    if (byHead.length > 0 || brought === null || used === null) return { events: byHead, red: redHere, branches };
    const byPull = planCompletion(fold, manifest, [...own, ...brought.results], head);
    // A pull request that never saw the bypassed commit says nothing about it, however green it is.
    const events = byPull.length > 0 && (await isIn(brought.sha)) ? byPull : [];
    return { events, red: redHere, branches };
  };
}
