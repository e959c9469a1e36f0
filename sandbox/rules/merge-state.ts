import { diffFiles, isAncestor, mergeBase, mergeTrees } from "../git/history.ts";
import { readCommit, writeCommit } from "../git/objects.ts";
import { baseShaOf } from "../state/pull-base.ts";
import type { Pull } from "../state/records.ts";
import type { Repo, World } from "../state/world.ts";
import { missingOwners } from "./code-owners.ts";
import { type RuleSource, rulesFor, type Who } from "./effective-rules.ts";
import {
  hasReports,
  judgeCheckRun,
  judgeRequired,
  judgeStatus,
  latestCheckRuns,
  latestStatuses,
} from "./required-checks.ts";
import { tallyReviews } from "./reviews.ts";

const github = { name: "GitHub", email: "noreply@github.com" };

/** The test merge: its commit (same inputs, same commit), or null where the two conflict. */
export async function testMerge(repo: Repo, baseSha: string, headSha: string): Promise<string | null> {
  const tree = await mergeTrees(repo.dir, baseSha, headSha);
  if (tree === null) return null;
  const [base, head] = await Promise.all([readCommit(repo.dir, baseSha), readCommit(repo.dir, headSha)]);
  const at = Math.max(base.committer.at, head.committer.at);
  const message = `Merge ${headSha} into ${baseSha}`;
  return writeCommit(repo.dir, { tree, parents: [baseSha, headSha], message, author: { ...github, at } });
}

/** The commit whose reports decide: the head, or the test merge commit where that one has reports. */
export function reportedSha(repo: Repo, headSha: string, mergeSha: string | null): string {
  return mergeSha !== null && hasReports(repo, mergeSha) ? mergeSha : headSha;
}

/** What the rules still want before a merge: GitHub's sentences, empty when nothing is missing. */
export async function missingForMerge(
  world: World,
  repo: Repo,
  pull: Pull,
  sha: string,
  sources: readonly RuleSource[],
): Promise<string[]> {
  const missing: string[] = [];
  const baseSha = await baseShaOf(repo, pull);
  const { approvers, changesRequestedBy } = tallyReviews(pull, repo);
  for (const source of sources) {
    if (source.noUpdate) missing.push("Cannot update this protected ref.");
    for (const required of source.checks) {
      const verdict = judgeRequired(repo, sha, required, world.variants);
      if (verdict === "failing") missing.push(`Required status check "${required.context}" is failing.`);
      else if (verdict !== "passed") missing.push(`Required status check "${required.context}" is ${verdict}.`);
    }
    const { reviews } = source;
    if (reviews === null) continue;
    if (changesRequestedBy.length > 0) missing.push(`Changes requested by ${changesRequestedBy.join(", ")}.`);
    if (approvers.size < reviews.count) {
      const s = reviews.count === 1 ? "review is" : "reviews are";
      missing.push(`At least ${reviews.count} approving ${s} required by reviewers with write access.`);
    }
    if (reviews.lastPush && reviews.count > 0 && ![...approvers].some((id) => id !== pull.lastPusher.id))
      missing.push("New changes require approval from someone other than the last pusher.");
    if (reviews.codeOwner) {
      const from = await mergeBase(repo.dir, baseSha, pull.headSha);
      const files = from === null ? [] : await diffFiles(repo.dir, from, pull.headSha);
      const paths = files.flatMap((file) => [file.path, ...(file.previousPath === null ? [] : [file.previousPath])]);
      const owners = await missingOwners(world, repo, baseSha, paths, pull.issue.user, approvers);
      missing.push(...owners.map((owner) => `Waiting on code owner review from ${owner}.`));
    }
  }
  return [...new Set(missing)];
}

export type MergeState = "clean" | "dirty" | "blocked" | "behind" | "unstable" | "draft" | "unknown";

export interface Mergeability {
  readonly mergeable: boolean | null;
  readonly state: MergeState;
  readonly mergeSha: string | null;
}

/** Mergeability as GitHub shows it: for anybody, without anyone's right to bypass. */
export async function readMergeability(world: World, repo: Repo, pull: Pull): Promise<Mergeability> {
  if (pull.issue.state === "closed") return { mergeable: null, state: "unknown", mergeSha: pull.merged?.sha ?? null };
  if (world.mergeableUnknown > 0) {
    world.mergeableUnknown -= 1;
    return { mergeable: null, state: "unknown", mergeSha: null };
  }
  const baseSha = await baseShaOf(repo, pull);
  const pair = `${repo.id} ${baseSha} ${pull.headSha}`;
  const first = !world.mergeabilityAsked.has(pair);
  world.mergeabilityAsked.add(pair);
  if (first && world.variants.mergeabilityIsLazy) return { mergeable: null, state: "unknown", mergeSha: null };
  const mergeSha = await testMerge(repo, baseSha, pull.headSha);
  if (mergeSha === null) return { mergeable: false, state: "dirty", mergeSha };
  if (pull.draft) return { mergeable: true, state: "draft", mergeSha };
  const sources = rulesFor(repo, pull.base);
  const sha = reportedSha(repo, pull.headSha, mergeSha);
  const missing = await missingForMerge(world, repo, pull, sha, sources);
  if (missing.length > 0) return { mergeable: true, state: "blocked", mergeSha };
  const upToDate = await isAncestor(repo.dir, baseSha, pull.headSha);
  if (!upToDate && sources.some((source) => source.strict)) return { mergeable: true, state: "behind", mergeSha };
  const verdicts = [
    ...latestStatuses(repo, pull.headSha).map(judgeStatus),
    ...latestCheckRuns(repo, pull.headSha, world.variants).map(judgeCheckRun),
  ];
  return { mergeable: true, state: verdicts.every((verdict) => verdict === "passed") ? "clean" : "unstable", mergeSha };
}

export interface MergeRefusal {
  readonly status: 405 | 409;
  readonly message: string;
}

/** May `who` merge now, with the head they name? */
export async function refuseMerge(
  world: World,
  repo: Repo,
  pull: Pull,
  who: Who,
  namedSha: string | undefined,
): Promise<MergeRefusal | { readonly mergeSha: string; readonly baseSha: string }> {
  const unmergeable: MergeRefusal = { status: 405, message: "Pull Request is not mergeable" };
  if (pull.issue.state === "closed") return unmergeable;
  if (namedSha !== undefined && namedSha !== pull.headSha)
    return { status: 409, message: "Head branch was modified. Review and try the merge again." };
  if (pull.draft) return { status: 405, message: "Pull Request is still a draft" };
  const baseSha = await baseShaOf(repo, pull);
  const mergeSha = await testMerge(repo, baseSha, pull.headSha);
  if (mergeSha === null) return unmergeable;
  const sources = rulesFor(repo, pull.base, who, "merge");
  const missing = await missingForMerge(world, repo, pull, reportedSha(repo, pull.headSha, mergeSha), sources);
  if (
    missing.length === 0 &&
    sources.some((source) => source.strict) &&
    !(await isAncestor(repo.dir, baseSha, pull.headSha))
  )
    return { status: 405, message: "Head branch is out of date. Review and try the merge again." };
  if (missing.length === 0) return { mergeSha, baseSha };
  const ruleset = sources.some((source) => source.from === "ruleset");
  return {
    status: 405,
    message: ruleset ? `Repository rule violations found\n\n${missing.join("\n\n")}\n\n` : missing.join(" "),
  };
}
