import { isAncestor, mergeTrees } from "../git/history.ts";
import { readCommit, writeCommit } from "../git/objects.ts";
import { baseShaOf } from "../state/pull-base.ts";
import type { Pull } from "../state/records.ts";
import type { Repo, World } from "../state/world.ts";
import { type RuleSource, rulesFor, rulesShownTo, type Who } from "./effective-rules.ts";
import { type MergeMethod, missingForMerge, refuseMethod } from "./missing-for-merge.ts";
import { hasReports, judgeCheckRun, judgeStatus, latestCheckRuns, latestStatuses } from "./required-checks.ts";

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

export type MergeState = "clean" | "dirty" | "blocked" | "behind" | "unstable" | "has_hooks" | "draft" | "unknown";

export interface Mergeability {
  readonly mergeable: boolean | null;
  readonly state: MergeState;
  readonly mergeSha: string | null;
}

/** May it be merged in some way that the repository and the rules allow? A merge queue is a way of its own. */
function hasMethod(repo: Repo, sources: readonly RuleSource[]): boolean {
  const others = sources.map((source) => ({ ...source, mergeQueue: false }));
  return [...repo.mergeMethods].some((method) => refuseMethod(others, method) === null);
}

/** Mergeability as GitHub shows it to `viewer`: what blocks others blocks in this view, too, although they may have a right to bypass it. */
export async function readMergeability(world: World, repo: Repo, pull: Pull, viewer: Who): Promise<Mergeability> {
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
  const sources = rulesShownTo(world, repo, pull.base, viewer);
  const sha = reportedSha(repo, pull.headSha, mergeSha);
  const missing = await missingForMerge(world, repo, pull, sha, sources);
  const isBlocked = missing.length > 0 || !hasMethod(repo, sources);
  const isStale = sources.some((source) => source.strict) && !(await isAncestor(repo.dir, baseSha, pull.headSha));
  if (isStale && (!isBlocked || world.variants.behindHidesBlocked)) {
    return { mergeable: true, state: "behind", mergeSha };
  }
  if (isBlocked) return { mergeable: true, state: "blocked", mergeSha };
  const verdicts = [
    ...latestStatuses(repo, pull.headSha).map(judgeStatus),
    ...latestCheckRuns(repo, pull.headSha, world.variants).map(judgeCheckRun),
  ];
  if (!verdicts.every((verdict) => verdict === "passed")) return { mergeable: true, state: "unstable", mergeSha };
  return { mergeable: true, state: repo.hasHooks ? "has_hooks" : "clean", mergeSha };
}

export interface MergeRefusal {
  readonly status: 405 | 409;
  readonly message: string;
}

/** Does something block that `viewer`'s right to bypass would get past? What GitHub calls merging as an administrator. */
export async function canMergeAsAdmin(world: World, repo: Repo, pull: Pull, viewer: Who): Promise<boolean> {
  if (pull.draft || pull.issue.state === "closed") return false;
  const mergeSha = await testMerge(repo, await baseShaOf(repo, pull), pull.headSha);
  if (mergeSha === null) return false;
  const sha = reportedSha(repo, pull.headSha, mergeSha);
  const everybody = await missingForMerge(world, repo, pull, sha, rulesFor(world, repo, pull.base));
  const own = await missingForMerge(world, repo, pull, sha, rulesFor(world, repo, pull.base, viewer));
  return everybody.length > 0 && own.length === 0;
}

/** May `who` merge now, in this way, with the head they name? Without `who` nobody's right to bypass counts. */
export async function refuseMerge(
  world: World,
  repo: Repo,
  pull: Pull,
  who: Who | undefined,
  method: MergeMethod,
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
  const sources = rulesFor(world, repo, pull.base, who, "merge");
  if (sources.some((source) => source.mergeQueue)) return { status: 405, message: refuseMethod(sources, method) ?? "" };
  const missing = await missingForMerge(world, repo, pull, reportedSha(repo, pull.headSha, mergeSha), sources);
  if (
    missing.length === 0 &&
    sources.some((source) => source.strict) &&
    !(await isAncestor(repo.dir, baseSha, pull.headSha))
  )
    return { status: 405, message: "Head branch is out of date. Review and try the merge again." };
  const closed = refuseMethod(sources, method);
  if (closed !== null) missing.push(closed);
  if (missing.length === 0) return { mergeSha, baseSha };
  const ruleset = sources.some((source) => source.from === "ruleset");
  return {
    status: 405,
    message: ruleset ? `Repository rule violations found\n\n${missing.join("\n\n")}\n\n` : missing.join(" "),
  };
}
