import { readRef } from "../git/refs.ts";
import type { Pull } from "./records.ts";
import type { Repo } from "./world.ts";

/** The base branch's commit: live while the pull request is open, frozen when it closed. */
export async function baseShaOf(repo: Repo, pull: Pull): Promise<string> {
  if (pull.closedBaseSha !== null) return pull.closedBaseSha;
  const sha = await readRef(repo.dir, `refs/heads/${pull.base}`);
  if (sha === null) throw new Error(`base branch ${pull.base} of #${pull.issue.number} is gone`);
  return sha;
}
