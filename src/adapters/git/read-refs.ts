import { anchorTagFolder } from "../../core/ledger/anchor-tag.ts";
import { runGit } from "./run-git.ts";

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
}

/** All of them in one process. */
export async function readRefs(repo: string): Promise<CloneRefs> {
  // A tag that is an object of its own, perhaps signed, leads to the commit.
  const format = "--format=%(objectname) %(refname) %(symref) %(*objectname)";
  const wanted = ["refs/heads", "refs/remotes/origin", "refs/replace"];
  const all = await runGit(repo, ["for-each-ref", format, ...wanted, `refs/tags/${anchorTagFolder}`]);
  // One tag whose object is not here, and git tells nothing of any ref.
  const { stdout } = all.status === 0 ? all : await runGit(repo, ["for-each-ref", format, ...wanted]);
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
  return { local, remote, originHead, replaced, anchorTags };
}
