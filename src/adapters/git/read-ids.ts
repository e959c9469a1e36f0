import { ownText } from "../../core/text/own-text.ts";
import { eachPart } from "./each-part.ts";
import { startGit } from "./run-git.ts";

/** The commits of a branch, and those of its first-parent line, the newest first. */
export interface BranchIds {
  readonly all: ReadonlySet<string>;
  readonly line: readonly string[];
}

/** All commits behind a head, in one process; null: they cannot be read. */
export async function readIds(repo: string, head: string): Promise<BranchIds | null> {
  // In this order whatever dates say, so that the line is found in one pass.
  const git = startGit(repo, ["rev-list", "--topo-order", "--parents", "--stdin"]);
  git.stdin.end(`${head}\n`);
  const [all, line] = [new Set<string>(), [] as string[]];
  let next: string | undefined = head;
  await eachPart(git.stdout, "\n", (text) => {
    const length = text.indexOf(" ");
    const oid = ownText(length < 0 ? text : text.slice(0, length));
    all.add(oid);
    if (oid !== next) return;
    line.push(oid);
    next = length < 0 ? undefined : text.slice(length + 1, 2 * length + 1);
  });
  return (await git.ended).status === 0 ? { all, line } : null;
}
