import { readCommit, writeBlob, writeCommit, writeTree } from "../git/objects.ts";
import { readRef, swapRef } from "../git/refs.ts";
import { signatureOf } from "../state/authors.ts";
import { afterRefUpdate } from "../state/pulls.ts";
import type { Repo, World } from "../state/world.ts";
import { createUser } from "./people.ts";

export interface CommitInput {
  readonly branch: string;
  /** Who commits and pushes. */
  readonly author: string;
  readonly message: string;
  /** path → content; null deletes. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Git's mode of every file that is written; `120000` makes links. Default `100644`. */
  readonly mode?: string;
  /** For a new branch: the branch or SHA it starts from. Null: an orphan. */
  readonly from?: string | null;
  /** Replaces the branch's last commit, as after a rebase. */
  readonly amend?: boolean;
  /** GitHub shows the commit as verified. Default false. */
  readonly signed?: boolean;
}

export async function commitFiles(world: World, repo: Repo, input: CommitInput): Promise<string> {
  const user = createUser(world, { login: input.author });
  const ref = `refs/heads/${input.branch}`;
  const before = await readRef(repo.dir, ref);
  const from = input.from == null ? null : ((await readRef(repo.dir, `refs/heads/${input.from}`)) ?? input.from);
  const start = before ?? from;
  const base = start === null ? null : await readCommit(repo.dir, start);
  const changes = await Promise.all(
    Object.entries(input.files).map(async ([path, content]) => ({
      path,
      mode: input.mode ?? "100644",
      sha: content === null ? null : await writeBlob(repo.dir, Buffer.from(content)),
    })),
  );
  const sha = await writeCommit(repo.dir, {
    tree: await writeTree(repo.dir, base?.tree ?? null, changes),
    parents: base === null ? [] : input.amend === true ? base.parents : [base.sha],
    message: input.message,
    author: signatureOf(world, user),
  });
  if (input.signed === true) world.verified.add(sha);
  if (!(await swapRef(repo.dir, ref, before, sha))) throw new Error(`${ref} moved meanwhile`);
  await afterRefUpdate(world, repo, { ref, before, after: sha }, user);
  return sha;
}
