import type { RepositoryHistory } from "../../ports.ts";
import { readObjects } from "./read-objects.ts";
import { runGit } from "./run-git.ts";

/** How commits lie to each other, a process or two for each question. */
export function commitRelations(
  repo: string,
): Pick<RepositoryHistory, "commitsSince" | "behind" | "firstParents" | "lastChange"> {
  return {
    async commitsSince(commit, since) {
      const { status, stdout } = await runGit(repo, ["rev-list", "--stdin"], `${commit}\n^${since}\n`);
      return status === 0 ? new Set(linesOf(stdout)) : null;
    },
    async behind(ids, commit) {
      const there: string[] = [];
      // Git passes over what is missing, which is not the same as being behind.
      const problem = await readObjects(repo, ids, (object, index) => {
        if (object?.type === "commit") there.push(ids[index] ?? "");
      });
      if (problem !== null || there.length === 0) return new Set();
      const input = `^${commit}\n${there.join("\n")}\n`;
      const { status, stdout } = await runGit(repo, ["rev-list", "--stdin"], input);
      if (status !== 0) return new Set();
      const outside = new Set(linesOf(stdout));
      return new Set(there.filter((id) => !outside.has(id)));
    },
    async firstParents(commit, since) {
      const input = since === undefined ? `${commit}\n` : `${commit}\n^${since}\n`;
      const { status, stdout } = await runGit(repo, ["rev-list", "--first-parent", "--stdin"], input);
      return new Set(status === 0 ? linesOf(stdout) : []);
    },
    async lastChange(commit, path) {
      const args = ["rev-list", "--first-parent", "--max-count=1", commit, "--", `:(top,literal)${path}`];
      const { status, stdout } = await runGit(repo, args);
      return status === 0 ? (linesOf(stdout)[0] ?? null) : null;
    },
  };
}

function linesOf(stdout: Buffer): string[] {
  return stdout.toString("latin1").split("\n").filter(Boolean);
}
