import type { MergeCommit } from "../../core/audit/check-merges.ts";
import { UnavailableError } from "../../core/findings/errors.ts";
import { eachPart } from "./each-part.ts";
import { startGit } from "./run-git.ts";

/** The oldest merge behind the heads that has each of these commits as another parent than its first: one process, nothing held. */
export async function readMerges(
  repo: string,
  heads: readonly string[],
  commits: ReadonlySet<string>,
): Promise<ReadonlyMap<string, MergeCommit>> {
  const git = startGit(repo, ["rev-list", "--topo-order", "--min-parents=2", "--parents", "--timestamp", "--stdin"]);
  git.stdin.end(`${heads.join("\n")}\n`);
  const merges = new Map<string, MergeCommit>();
  // Children come first, so the last one that is told is the oldest.
  await eachPart(git.stdout, "\n", (line) => {
    const [seconds = "", oid = "", , ...others] = line.split(" ");
    for (const other of others) if (commits.has(other)) merges.set(other, { oid, at: Number(seconds) * 1000 });
  });
  const { status, stderr } = await git.ended;
  if (status !== 0) {
    throw new UnavailableError(`git cannot list the merges of ${repo}: ${stderr.trim()}`, "Run git fsck there.");
  }
  return merges;
}
