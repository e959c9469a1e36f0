import { anchorTagFolder } from "../../core/ledger/anchor-tag.ts";
import { runGit } from "./run-git.ts";
import { unreadable } from "./unreadable.ts";

/** The refs that matter to an audit, by name of the branch. */
export interface CloneRefs {
  readonly local: ReadonlyMap<string, string>;
  /** Remote-tracking branches of `origin`. */
  readonly remote: ReadonlyMap<string, string>;
  /** The branch that origin's HEAD points to. */
  readonly originHead: string | null;
  /** Objects that `refs/replace/` shows as others. */
  readonly replaced: readonly string[];
  /** Tags `qms-anchor/...` by name, with what they lead to. */
  readonly anchorTags: ReadonlyMap<string, string>;
  /** Full names of refs that git passes over because what is written in them is no id. */
  readonly broken: ReadonlySet<string>;
}

/**
 * All of them in one process.
 * @throws UnavailableError where git cannot read them, with what it says: a ref that was not read is not a branch that is not there
 */
export async function readRefs(repo: string): Promise<CloneRefs> {
  const format = "--format=%(objectname) %(refname) %(symref)";
  const wanted = ["refs/heads", "refs/remotes/origin", "refs/replace"];
  // A tag that is an object of its own, perhaps signed, leads to the commit.
  const all = await runGit(repo, [
    "for-each-ref",
    `${format} %(*objectname)`,
    ...wanted,
    `refs/tags/${anchorTagFolder}`,
  ]);
  // One ref whose object is not here, and git tells nothing of any; without the question what it leads to, it does not look at objects.
  const { status, stdout, stderr } = all.status === 0 ? all : await runGit(repo, ["for-each-ref", format, ...wanted]);
  if (status !== 0) throw unreadable(repo, "refs", stderr);
  const local = new Map<string, string>();
  const remote = new Map<string, string>();
  const replaced: string[] = [];
  const anchorTags = new Map<string, string>();
  let originHead: string | null = null;
  for (const line of stdout.toString().split("\n")) {
    const [oid = "", ref = "", target = "", peeled = ""] = line.split(" ");
    const [, kind, name = ""] = /^refs\/(heads|remotes\/origin|replace|tags)\/(.*)$/.exec(ref) ?? [];
    if (kind === "heads") local.set(name, oid);
    else if (kind === "tags") anchorTags.set(name, peeled === "" ? oid : peeled);
    else if (kind === "replace") replaced.push(name);
    else if (kind !== undefined && target !== "") originHead = target.replace("refs/remotes/origin/", "");
    else if (kind !== undefined) remote.set(name, oid);
  }
  const broken = new Set([...stderr.matchAll(/^warning: ignoring broken ref (\S+)$/gm)].map(([, ref = ""]) => ref));
  return { local, remote, originHead, replaced, anchorTags, broken };
}
