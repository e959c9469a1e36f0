import { eachPart } from "./each-part.ts";
import { startGit } from "./run-git.ts";

/** A commit without its changes. */
export interface RawCommit {
  readonly oid: string;
  readonly parents: readonly string[];
}

/**
 * All commits behind the given ones, parents first. `rev-list` instead of `log`: plumbing, so no setting of the clone (log.follow,
 * log.showSignature, i18n …) changes what it says. The second value tells why the history could not be read to its end.
 */
export async function readCommits(
  repo: string,
  tips: readonly string[],
): Promise<{ readonly commits: readonly RawCommit[]; readonly problem: string | null }> {
  const git = startGit(repo, ["rev-list", "--topo-order", "--reverse", "--parents", "--stdin"]);
  git.stdin.end(`${tips.join("\n")}\n`);
  const commits: RawCommit[] = [];
  await eachPart(git.stdout, "\n", (line) => {
    const [oid = "", ...parents] = line.split(" ");
    commits.push({ oid, parents });
  });
  const { status, stderr } = await git.ended;
  return { commits, problem: status === 0 ? null : stderr.trim() };
}
