import type { HistoryCommit, TreeChange } from "../../core/audit/history.ts";
import { ownText } from "../../core/text/own-text.ts";
import { eachPart } from "./each-part.ts";
import { startGit } from "./run-git.ts";

/** A commit whose changes are still to be read; until then it has none. */
export interface RawCommit extends HistoryCommit {
  changes: readonly TreeChange[];
}

const none: readonly TreeChange[] = [];

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
  let last = "";
  await eachPart(git.stdout, "\n", (line) => {
    const end = line.indexOf(" ");
    const oid = ownText(end < 0 ? line : line.slice(0, end));
    commits.push({ oid, parents: end < 0 ? [] : parentsIn(line, end + 1, last), changes: none });
    last = oid;
  });
  const { status, stderr } = await git.ended;
  return { commits, problem: status === 0 ? null : stderr.trim() };
}

/** @param last the commit just read, most often the parent: one string for both */
function parentsIn(line: string, start: number, last: string): readonly string[] {
  if (line.startsWith(last, start) && line.length === start + last.length) return [last];
  return line
    .slice(start)
    .split(" ")
    .map((parent) => (parent === last ? last : ownText(parent)));
}
