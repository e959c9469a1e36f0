import { readCommit, readTree, type TreeChange, writeBlob, writeTree } from "../git/objects.ts";
import { readRef } from "../git/refs.ts";
import { changeRef } from "../rules/change-ref.ts";
import { HttpError } from "../server/http-error.ts";
import { write } from "../server/route.ts";
import { githubSignature, signatureOf } from "../state/authors.ts";
import { writeSigned } from "../state/signed.ts";
import { type GraphqlContext, GraphqlRefusal, requireGrant } from "./context.ts";
import { commitNode, refNode } from "./objects.ts";
import { visibleRepository } from "./repository.ts";

interface Input {
  readonly branch: {
    readonly id?: string | null;
    readonly repositoryNameWithOwner?: string | null;
    readonly branchName?: string | null;
  };
  readonly clientMutationId?: string | null;
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
}

/** Compare-and-swap commit: by the credential's owner, at server time, modes kept (a new file is 100644). */
export async function createCommitOnBranch(context: GraphqlContext, input: Input): Promise<object> {
  const { world, token } = context;
  const { repositoryNameWithOwner, branchName } = input.branch;
  if (repositoryNameWithOwner == null || branchName == null)
    throw new GraphqlRefusal("UNPROCESSABLE", "the sandbox wants repositoryNameWithOwner and branchName");
  const [owner = "", name = ""] = repositoryNameWithOwner.split("/");
  const repo = visibleRepository(context, owner, name);
  requireGrant(context, repo, write("contents"));
  const ref = branchName.startsWith("refs/") ? branchName : `refs/heads/${branchName}`;
  const before = await readRef(repo.dir, ref);
  if (before === null) throw new GraphqlRefusal("NOT_FOUND", `The branch ${branchName} does not exist.`);
  const stale = new GraphqlRefusal(
    "STALE_DATA",
    `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`,
  );
  if (before !== input.expectedHeadOid) throw stale;
  const known = new Map((await readTree(repo.dir, before, true)).map((entry) => [entry.path, entry]));
  const changes: TreeChange[] = [];
  for (const { path } of input.fileChanges?.deletions ?? []) {
    if (known.get(path) === undefined)
      throw new GraphqlRefusal("UNPROCESSABLE", `A path was requested for deletion that does not exist: ${path}`);
    changes.push({ path, mode: "0", sha: null });
  }
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    if (path === "" || path.startsWith("/") || path.split("/").some((part) => part === ".." || part === ".git"))
      throw new GraphqlRefusal("UNPROCESSABLE", `A path was requested that is malformed: ${path}`);
    const sha = await writeBlob(repo.dir, Buffer.from(contents, "base64"));
    changes.push({ path, mode: known.get(path)?.mode ?? "100644", sha });
  }
  const { headline, body } = input.message;
  const sha = await writeSigned(world, repo, {
    tree: await writeTree(repo.dir, (await readCommit(repo.dir, before)).tree, changes),
    parents: [before],
    message: body == null || body === "" ? headline : `${headline}\n\n${body}`,
    author: signatureOf(world, token.user),
    committer: githubSignature(world),
  });
  try {
    await changeRef(world, repo, token, { ref, before, after: sha });
  } catch (error) {
    if (error instanceof HttpError && error.status === 409) throw stale;
    throw error instanceof HttpError ? new GraphqlRefusal("UNPROCESSABLE", error.message) : error;
  }
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: () => commitNode(context, repo, sha),
    ref: () => refNode(context, repo, ref),
  };
}
