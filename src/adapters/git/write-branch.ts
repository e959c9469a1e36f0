import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../core/findings/errors.ts";

/**
 * Commits files on a new branch without touching working tree or index. `parent` null: an own history.
 * The reference is created, never moved: whoever was faster wins. Uses the person's own git identity.
 */
export function createBranch(
  repo: string,
  branch: string,
  parent: string | null,
  files: ReadonlyMap<string, string>,
  message: string,
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
      "Mend what git says (git config user.name and user.email, if it is about who you are), then run init again.",
    );
  };
  try {
    git(parent === null ? ["read-tree", "--empty"] : ["read-tree", parent]);
    for (const [path, text] of files) {
      const blob = git(["hash-object", "-w", "--stdin"], text);
      git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
    }
    const tree = git(["write-tree"]);
    const commit = git(["commit-tree", tree, ...(parent === null ? [] : ["-p", parent]), "-m", message]);
    git(["update-ref", "-m", "qms-bypass init", `refs/heads/${branch}`, commit, ""]); // "": must not exist
    return commit;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
