import { commitsBetween, diffFiles, mergeBase } from "../git/history.ts";
import { baseShaOf } from "../state/pull-base.ts";
import type { Pull } from "../state/records.ts";
import type { Repo, World } from "../state/world.ts";
import { missingOwners } from "./code-owners.ts";
import type { RuleSource } from "./effective-rules.ts";
import { judgeRequired } from "./required-checks.ts";
import { tallyReviews } from "./reviews.ts";

async function missingReviews(world: World, repo: Repo, pull: Pull, { reviews }: RuleSource): Promise<string[]> {
  if (reviews === null) return [];
  const missing: string[] = [];
  const { approvers, changesRequestedBy } = tallyReviews(pull, repo);
  if (changesRequestedBy.length > 0) missing.push(`Changes requested by ${changesRequestedBy.join(", ")}.`);
  if (approvers.size < reviews.count) {
    const s = reviews.count === 1 ? "review is" : "reviews are";
    missing.push(`At least ${reviews.count} approving ${s} required by reviewers with write access.`);
  }
  if (reviews.lastPush && reviews.count > 0 && ![...approvers].some((id) => id !== pull.lastPusher.id))
    missing.push("New changes require approval from someone other than the last pusher.");
  if (!reviews.codeOwner) return missing;
  const baseSha = await baseShaOf(repo, pull);
  const from = await mergeBase(repo.dir, baseSha, pull.headSha);
  const files = from === null ? [] : await diffFiles(repo.dir, from, pull.headSha);
  const paths = files.flatMap((file) => [file.path, ...(file.previousPath === null ? [] : [file.previousPath])]);
  const owners = await missingOwners(world, repo, baseSha, paths, pull.issue.user, approvers);
  return [...missing, ...owners.map((owner) => `Waiting on code owner review from ${owner}.`)];
}

async function hasUnverified(world: World, repo: Repo, pull: Pull): Promise<boolean> {
  const commits = await commitsBetween(repo.dir, await baseShaOf(repo, pull), pull.headSha);
  return commits.some((sha) => !world.verified.has(sha));
}

/** What the rules still want before a merge: GitHub's sentences, empty when nothing is missing. How one may merge is not asked here. */
export async function missingForMerge(
  world: World,
  repo: Repo,
  pull: Pull,
  sha: string,
  sources: readonly RuleSource[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const source of sources) {
    if (source.noUpdate) missing.push("Cannot update this protected ref.");
    if (source.locked) missing.push("Cannot change this locked branch.");
    if (source.notAmongPushers) missing.push("You're not authorized to push to this branch.");
    for (const required of source.checks) {
      const verdict = judgeRequired(repo, sha, required, world.variants);
      if (verdict === "failing") missing.push(`Required status check "${required.context}" is failing.`);
      else if (verdict !== "passed") missing.push(`Required status check "${required.context}" is ${verdict}.`);
    }
    missing.push(...(await missingReviews(world, repo, pull, source)));
    if (source.conversations && pull.threads.some((thread) => thread.resolvedBy === null))
      missing.push("A conversation must be resolved before this pull request can be merged.");
    if (source.signatures && (await hasUnverified(world, repo, pull)))
      missing.push("Commits must have verified signatures.");
    missing.push(...source.unmet);
  }
  return [...new Set(missing)];
}

export type MergeMethod = "merge" | "squash";

/** Why this way of merging is not open; null: it is. */
export function refuseMethod(sources: readonly RuleSource[], method: MergeMethod): string | null {
  if (sources.some((source) => source.mergeQueue)) return "Changes must be made through the merge queue";
  if (method === "merge" && sources.some((source) => source.linearHistory))
    return "This branch must not contain merge commits.";
  if (sources.some(({ mergeMethods }) => mergeMethods !== null && !mergeMethods.includes(method)))
    return `Merge method ${method} is not allowed by the rules of this branch.`;
  return null;
}
