import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../core/findings/errors.ts";

/** What a file of a new branch holds: a text, or a blob that is in the repository. */
export type BranchFile = string | { readonly blob: string };

/**
 * Commits files on a new branch without touching working tree or index. `parent` null: an own history.
 * The reference is created, never moved: whoever was faster wins. Uses the person's own git identity.
 * @param command whose work this is, for messages
 */
export function createBranch(
  repo: string,
  branch: string,
  parent: string | null,
  files: ReadonlyMap<string, BranchFile>,
  message: string,
  command: string,
): string {
  const folder = mkdtempSync(join(tmpdir(), "qms-index-"));
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: "C", GIT_INDEX_FILE: join(folder, "index") };
  for (const name of ["GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"]) delete env[name];
  const git = (args: readonly string[], input = ""): string => {
    const { status, stdout, stderr } = spawnSync("git", ["-C", repo, ...args], { env, input, encoding: "utf8" });
    if (status === 0) return stdout.trim();
    const why = (stderr ?? "").trim().split("\n").at(-1) ?? "";
    throw new ConfigurationError(
      `git ${args[0]} failed, the branch ${branch} was not made: ${why}`,
      `Mend what git says (git config user.name and user.email, if it is about who you are), then run ${command} again.`,
    );
  };
  try {
    git(parent === null ? ["read-tree", "--empty"] : ["read-tree", parent]);
    const lines = [...files].map(([path, file]) => {
      const blob = typeof file === "string" ? git(["hash-object", "-w", "--stdin"], file) : file.blob;
      return `100644 ${blob}\t${path}\0`;
    });
    git(["update-index", "-z", "--add", "--index-info"], lines.join(""));
    const tree = git(["write-tree"]);
    const commit = git(["commit-tree", tree, ...(parent === null ? [] : ["-p", parent]), "-m", message]);
    git(["update-ref", "-m", `qms-bypass ${command}`, `refs/heads/${branch}`, commit, ""]); // "": must not exist
    return commit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
