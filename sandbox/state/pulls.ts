import { diffFiles, isAncestor, mergeBase } from "../git/history.ts";
import { readRef, swapRef } from "../git/refs.ts";
import { git } from "../git/run-git.ts";
import { rulesFor } from "../rules/effective-rules.ts";
import { deliverPull } from "./deliveries.ts";
import { baseShaOf } from "./pull-base.ts";
import type { Activity, Pull } from "./records.ts";
import type { Repo, User, World } from "./world.ts";

/** Keeps the head's objects in the base repository under refs/pull/<n>/head, as GitHub does. */
export async function storeHead(repo: Repo, pull: Pull, sha: string): Promise<void> {
  const ref = `refs/pull/${pull.issue.number}/head`;
  if (pull.headRepo.id !== repo.id)
    await git(repo.dir, ["fetch", "--quiet", "--no-tags", pull.headRepo.dir, `refs/heads/${pull.headRef}`]);
  await swapRef(repo.dir, ref, await readRef(repo.dir, ref), sha);
  pull.headSha = sha;
}

export async function closePull(world: World, repo: Repo, pull: Pull, by: User): Promise<void> {
  const at = world.now();
  pull.closedBaseSha = await baseShaOf(repo, pull);
  Object.assign(pull.issue, { state: "closed", closedAt: at, closedBy: by, updatedAt: at });
  await deliverPull(world, repo, pull, "closed", by);
}

/** The pull request landed on its base as `sha`; `baseSha`: what the base was before. */
export async function markMerged(
  world: World,
  repo: Repo,
  pull: Pull,
  by: User,
  merge: { readonly sha: string; readonly baseSha: string },
): Promise<void> {
  const at = world.now();
  pull.closedBaseSha = merge.baseSha;
  pull.merged = { at, by, sha: merge.sha };
  Object.assign(pull.issue, { state: "closed", closedAt: at, closedBy: by, updatedAt: at });
  await deliverPull(world, repo, pull, "closed", by);
}

/** Everything that follows when a ref moved: the activity record, live heads, stale reviews, pull requests merged by a push. */
export async function afterRefUpdate(
  world: World,
  repo: Repo,
  change: { readonly ref: string; readonly before: string | null; readonly after: string | null },
  by: User,
  kind?: "pr_merge",
): Promise<void> {
  const { ref, before, after } = change;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined || before === after) return;
  const at = world.now();
  repo.pushedAt = at;
  const zero = "0".repeat(40);
  repo.activities.push({
    id: world.nextId(),
    before: before ?? zero,
    after: after ?? zero,
    ref,
    at,
    type: kind ?? (await activityType(repo, before, after)),
    actor: by,
  });
  for (const base of world.repos) {
    for (const pull of base.pulls.values()) {
      if (pull.issue.state !== "open") continue;
      if (pull.headRepo.id === repo.id && pull.headRef === branch) await moveHead(world, base, pull, after, by);
      else if (base.id === repo.id && pull.base === branch && after !== null)
        await mergedByPush(world, base, pull, before, after, by);
    }
  }
}

async function activityType(repo: Repo, before: string | null, after: string | null): Promise<Activity["type"]> {
  if (before === null) return "branch_creation";
  if (after === null) return "branch_deletion";
  return (await isAncestor(repo.dir, before, after)) ? "push" : "force_push";
}

async function moveHead(world: World, repo: Repo, pull: Pull, after: string | null, by: User): Promise<void> {
  if (after === null) return closePull(world, repo, pull, by);
  const before = pull.headSha;
  await storeHead(repo, pull, after);
  pull.lastPusher = by;
  pull.issue.updatedAt = world.now();
  const dismisses = rulesFor(world, repo, pull.base).some((source) => source.reviews?.dismissStale === true);
  if (dismisses && (await contentChanged(repo, pull, before, after)))
    for (const review of pull.reviews) if (review.state === "APPROVED") review.state = "DISMISSED";
  await deliverPull(world, repo, pull, "synchronize", by, { before, after });
}

/** Merging the base into the branch changes nothing that was reviewed: the three-dot diff stays. */
async function contentChanged(repo: Repo, pull: Pull, before: string, after: string): Promise<boolean> {
  const base = await baseShaOf(repo, pull);
  const summary = async (head: string) => {
    const from = await mergeBase(repo.dir, base, head);
    return from === null ? head : JSON.stringify(await diffFiles(repo.dir, from, head));
  };
  return (await summary(before)) !== (await summary(after));
}

/** GitHub marks a pull request merged when its head becomes reachable from the base by any push. */
async function mergedByPush(
  world: World,
  repo: Repo,
  pull: Pull,
  before: string | null,
  after: string,
  by: User,
): Promise<void> {
  if (!(await isAncestor(repo.dir, pull.headSha, after))) return;
  await markMerged(world, repo, pull, by, { sha: after, baseSha: before ?? after });
}
