import { objectType, readBlob, readCommit, readTree, resolveRev, type Signature } from "../git/objects.ts";
import { accountOf } from "../rest/shapes/commit.ts";
import { nodeId, repoHtml } from "../rest/shapes/urls.ts";
import { read } from "../server/route.ts";
import { type Repo, toIso } from "../state/world.ts";
import { actorNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import { type GraphqlContext, requireGrant } from "./context.ts";
import { rollupNode } from "./rollup.ts";

function gitActor({ world }: GraphqlContext, of: Signature) {
  const user = accountOf(world, of.email);
  return {
    name: of.name,
    email: of.email,
    date: toIso(of.at * 1000),
    user: user === null || user.type !== "User" ? null : actorNode(world, user),
  };
}

/** `Co-authored-by` lines, which GitHub counts among the authors. */
function coAuthors(message: string, at: number): Signature[] {
  return [...message.matchAll(/^co-authored-by: *(.*?) *<([^>]+)> *$/gim)].map(([, name = "", email = ""]) => ({
    name,
    email,
    at,
  }));
}

export async function commitNode(context: GraphqlContext, repo: Repo, sha: string): Promise<object> {
  const commit = await readCommit(repo.dir, sha);
  return {
    __typename: "Commit",
    id: nodeId(`Commit:${sha}`, repo.id),
    oid: sha,
    message: commit.message,
    messageHeadline: commit.message.split("\n")[0] ?? "",
    authoredDate: toIso(commit.author.at * 1000),
    committedDate: toIso(commit.committer.at * 1000),
    author: gitActor(context, commit.author),
    committer: gitActor(context, commit.committer),
    authors: (args: PageArguments) => {
      const all = [commit.author, ...coAuthors(commit.message, commit.author.at)];
      const unique = all.filter((one, index) => all.findIndex((other) => other.email === one.email) === index);
      return connect(context, unique, args, (author) => gitActor(context, author));
    },
    parents: (args: PageArguments) =>
      connect(context, commit.parents, args, (parent) => commitNode(context, repo, parent)),
    tree: () => treeNode(context, repo, commit.tree),
    file: async ({ path }: { path: string }) =>
      (await entryNodes(context, repo, sha, true)).find((entry) => entry.path === path) ?? null,
    statusCheckRollup: () => rollupNode(context, repo, sha),
    url: `${repoHtml(context.world, repo)}/commit/${sha}`,
  };
}

async function entryNodes(context: GraphqlContext, repo: Repo, sha: string, recursive = false) {
  return (await readTree(repo.dir, sha, recursive)).map((entry) => ({
    mode: Number.parseInt(entry.mode, 8),
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    oid: entry.sha,
    type: entry.type,
    object: () => objectNode(context, repo, entry.sha),
  }));
}

function treeNode(context: GraphqlContext, repo: Repo, sha: string): object {
  return {
    __typename: "Tree",
    id: nodeId(`Tree:${sha}`, repo.id),
    oid: sha,
    entries: () => entryNodes(context, repo, sha),
  };
}

/** GitHub shortens the text of large blobs and gives none for binary ones. */
const textLimit = 512_000;

async function blobNode(repo: Repo, sha: string): Promise<object> {
  const content = (await readBlob(repo.dir, sha)) ?? Buffer.alloc(0);
  const isBinary = content.subarray(0, 8000).includes(0);
  return {
    __typename: "Blob",
    id: nodeId(`Blob:${sha}`, repo.id),
    oid: sha,
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > textLimit,
    text: isBinary ? null : content.subarray(0, textLimit).toString(),
  };
}

export async function objectNode(context: GraphqlContext, repo: Repo, sha: string): Promise<object | null> {
  const type = await objectType(repo.dir, sha);
  if (type === "commit") return commitNode(context, repo, sha);
  if (type === "tree") return treeNode(context, repo, sha);
  return type === "blob" ? blobNode(repo, sha) : null;
}

/** `object(expression: "qms:.qms/policy.yml")`: what git rev-parse knows, branches first; null where there is nothing. */
export async function findObject(
  context: GraphqlContext,
  repo: Repo,
  args: { expression?: string | null; oid?: string | null },
) {
  requireGrant(context, repo, read("contents"));
  const expression = args.oid ?? args.expression ?? "";
  // No branch can be called like an object: GitHub forbids it.
  const named = /^[0-9a-f]{40}(?::|$)/.test(expression) ? null : await resolveRev(repo.dir, `refs/heads/${expression}`);
  const sha = named ?? (await resolveRev(repo.dir, expression));
  return sha === null ? null : objectNode(context, repo, sha);
}

export async function refNode(context: GraphqlContext, repo: Repo, qualified: string): Promise<object | null> {
  requireGrant(context, repo, read("contents"));
  const name = qualified.startsWith("refs/") ? qualified : `refs/heads/${qualified}`;
  const sha = await resolveRev(repo.dir, name);
  if (sha === null) return null;
  const [, prefix = "", short = ""] = /^(refs\/[^/]+\/)(.+)$/.exec(name) ?? [];
  return { id: nodeId(`Ref:${name}`, repo.id), name: short, prefix, target: () => objectNode(context, repo, sha) };
}
