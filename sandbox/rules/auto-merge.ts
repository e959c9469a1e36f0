import { swapRef } from "../git/refs.ts";
import { deliverPull } from "../state/deliveries.ts";
import { mergeCommit } from "../state/merge-commit.ts";
import { afterRefUpdate, markMerged } from "../state/pulls.ts";
import type { Pull } from "../state/records.ts";
import type { Repo, User, World } from "../state/world.ts";
import { refuseMerge } from "./merge-state.ts";

/** Null: off. The first way of merging that the repository allows is taken. */
export async function setAutoMerge(world: World, repo: Repo, pull: Pull, by: User | null): Promise<void> {
  const [method] = [...repo.mergeMethods];
  if (method === undefined) throw new Error("the repository allows no way of merging");
  const before = pull.autoMerge;
  if (by === null && before === null) return;
  pull.autoMerge = by === null ? null : { by, at: world.now(), method };
  const said = by === null ? "auto_merge_disabled" : "auto_merge_enabled";
  await deliverPull(world, repo, pull, said, by ?? before?.by ?? pull.issue.user);
}

/**
 * Merges what waits for it and misses nothing, in the name of who asked. Nobody's right to bypass counts (reference-github.md section 8);
 * where the base has a queue GitHub would put it there, which is a test's own call.
 */
export async function runAutoMerge(world: World, repo: Repo): Promise<number[]> {
  const merged: number[] = [];
  for (const pull of repo.pulls.values()) {
    if (pull.autoMerge === null) continue;
    const { by, method } = pull.autoMerge;
    const verdict = await refuseMerge(world, repo, pull, undefined, method, undefined);
    if ("status" in verdict) continue;
    const { baseSha, mergeSha } = verdict;
    const sha = await mergeCommit(world, repo, pull, { baseSha, testSha: mergeSha, squash: method === "squash", by });
    const ref = `refs/heads/${pull.base}`;
    if (!(await swapRef(repo.dir, ref, baseSha, sha))) continue;
    await markMerged(world, repo, pull, by, { sha, baseSha });
    await afterRefUpdate(world, repo, { ref, before: baseSha, after: sha }, by, "pr_merge");
    merged.push(pull.issue.number);
  }
  return merged;
}
