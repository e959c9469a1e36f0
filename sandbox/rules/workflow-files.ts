import { resolveRev } from "../git/objects.ts";
import { readRef } from "../git/refs.ts";
import { tryGit } from "../git/run-git.ts";
import type { Repo } from "../state/world.ts";
import type { Who } from "./effective-rules.ts";

const folder = ".github/workflows";

/** path → blob, of the workflow files of a commit; `env`: where objects in quarantine are. */
async function workflowsAt(
  repo: Repo,
  sha: string,
  env?: Readonly<Record<string, string>>,
): Promise<Map<string, string>> {
  // Most commits hold none: answered without a process where the objects are loose.
  if (env === undefined && (await resolveRev(repo.dir, `${sha}:${folder}`)) === null) return new Map();
  const args = ["ls-tree", "-r", "-z", sha, "--", folder];
  const { stdout } = await tryGit(repo.dir, args, env === undefined ? {} : { env });
  const lines = stdout.toString().split("\0");
  return new Map(
    lines.flatMap((line) => {
      const [, blob, path] = /^\d+ blob ([0-9a-f]{40})\t(.+)$/s.exec(line) ?? [];
      return blob === undefined || path === undefined ? [] : [[path, blob] as const];
    }),
  );
}

/**
 * Without the permission `workflows` no app brings a new or changed workflow file into a branch, by push, API or merge; GITHUB_TOKEN
 * cannot have it. GitHub's sentence, or null. A new branch (`before` null) is compared with the default branch.
 */
export async function refuseWorkflows(
  repo: Repo,
  who: Who,
  before: string | null,
  after: string,
  env?: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (who.app === null || who.permissions.workflows === "write") return null;
  const wanted = await workflowsAt(repo, after, env);
  if (wanted.size === 0) return null;
  const base = before ?? (await readRef(repo.dir, `refs/heads/${repo.defaultBranch}`));
  const known = base === null ? new Map<string, string>() : await workflowsAt(repo, base);
  const path = [...wanted.keys()].find((name) => known.get(name) !== wanted.get(name));
  return path === undefined
    ? null
    : `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`;
}
