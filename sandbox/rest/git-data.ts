import {
  objectType,
  readBlob,
  readCommit,
  readTree,
  resolveRev,
  type Signature,
  type TreeChange,
  type TreeEntry,
  writeBlob,
  writeCommit,
  writeTree,
} from "../git/objects.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import { signatureOf } from "../state/authors.ts";
import { gitCommitShape } from "./shapes/commit.ts";
import { nodeId, repoApi } from "./shapes/urls.ts";

function treeShape({ world, repo }: RepoCall, sha: string, entries: readonly TreeEntry[]) {
  const git = `${repoApi(world, repo)}/git`;
  return {
    sha,
    url: `${git}/trees/${sha}`,
    truncated: false,
    tree: entries.map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === null ? {} : { size: entry.size }),
      ...(entry.type === "commit" ? {} : { url: `${git}/${entry.type}s/${entry.sha}` }),
    })),
  };
}

function bytesOf(content: unknown, encoding: unknown): Buffer {
  return Buffer.from(String(content), encoding === "base64" ? "base64" : "utf8");
}

interface TreeInput {
  readonly path?: string;
  readonly mode?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

async function changesOf(call: RepoCall, entries: readonly TreeInput[]): Promise<TreeChange[]> {
  return Promise.all(
    entries.map(async ({ path, mode = "100644", sha, content }) => {
      if (path === undefined || path === "" || path.startsWith("/") || path.split("/").includes(".."))
        throw new HttpError(422, "tree.path contains a malformed path component");
      if ((sha === undefined) === (content === undefined))
        throw new HttpError(422, "Must supply either tree.sha or tree.content, and not both.");
      if (mode !== "100644" && mode !== "100755" && mode !== "120000")
        throw new HttpError(422, `the sandbox writes files only, not mode ${mode}`);
      if (content !== undefined) return { path, mode, sha: await writeBlob(call.repo.dir, Buffer.from(content)) };
      if (sha != null && (await objectType(call.repo.dir, sha)) !== "blob")
        throw new HttpError(422, `tree.sha ${sha} is not a valid blob`);
      return { path, mode, sha: sha ?? null };
    }),
  );
}

function personIn(value: unknown, fallback: Signature): Signature {
  if (typeof value !== "object" || value === null) return fallback;
  const { name, email, date } = value as { name: string; email: string; date?: string };
  return { name, email, at: date === undefined ? fallback.at : Math.floor(Date.parse(date) / 1000) };
}

export const gitDataRoutes: readonly Route[] = [
  repoRoute(
    "git/create-blob",
    write("contents"),
    async (call) => {
      const sha = await writeBlob(call.repo.dir, bytesOf(call.body.content, call.body.encoding));
      return created({ sha, url: `${repoApi(call.world, call.repo)}/git/blobs/${sha}` });
    },
    { body: ["content", "encoding"] },
  ),
  repoRoute("git/get-blob", read("contents"), async (call) => {
    const sha = await resolveRev(call.repo.dir, call.params.file_sha ?? "", "blob");
    const content = sha === null ? null : await readBlob(call.repo.dir, sha);
    if (sha === null || content === null) throw notFound();
    return ok({
      sha,
      node_id: nodeId(`Blob:${sha}`, call.repo.id),
      size: content.length,
      url: `${repoApi(call.world, call.repo)}/git/blobs/${sha}`,
      content: content.toString("base64").replace(/.{60}/g, "$&\n"),
      encoding: "base64",
    });
  }),
  repoRoute(
    "git/create-tree",
    write("contents"),
    async (call) => {
      const { dir } = call.repo;
      const asked = call.body.base_tree;
      const base = typeof asked === "string" ? await resolveRev(dir, asked, "tree") : null;
      if (typeof asked === "string" && base === null) throw new HttpError(404, "Not Found");
      const sha = await writeTree(dir, base, await changesOf(call, call.body.tree as TreeInput[]));
      return created(treeShape(call, sha, await readTree(dir, sha)));
    },
    { body: ["base_tree", "tree"] },
  ),
  repoRoute(
    "git/get-tree",
    read("contents"),
    async (call) => {
      const sha = await resolveRev(call.repo.dir, call.params.tree_sha ?? "", "tree");
      if (sha === null) throw notFound();
      // GitHub: any value means recursive, "0" and "false" too.
      return ok(treeShape(call, sha, await readTree(call.repo.dir, sha, call.query.has("recursive"))));
    },
    { query: ["recursive"] },
  ),
  repoRoute(
    "git/create-commit",
    write("contents"),
    async (call) => {
      const { dir } = call.repo;
      const tree = await resolveRev(dir, String(call.body.tree), "tree");
      if (tree === null) throw new HttpError(422, "Tree SHA does not exist");
      const parents = (call.body.parents as string[] | undefined) ?? [];
      for (const parent of parents)
        if ((await objectType(dir, parent)) !== "commit")
          throw new HttpError(422, "Parent SHA does not exist or is not a commit object");
      const author = personIn(call.body.author, signatureOf(call.world, call.token.user));
      const committer = personIn(call.body.committer, author);
      // GitHub signs for an app that names nobody else.
      const signs = call.token.app !== null && call.body.author === undefined && call.body.committer === undefined;
      const sha = await writeCommit(dir, { tree, parents, message: String(call.body.message), author, committer });
      if (signs) call.world.verified.add(sha);
      return created(gitCommitShape(call.world, call.repo, await readCommit(dir, sha)));
    },
    { body: ["message", "tree", "parents", "author", "committer"] },
  ),
  repoRoute("git/get-commit", read("contents"), async (call) => {
    const sha = call.params.commit_sha ?? "";
    if (!/^[0-9a-f]{40}$/.test(sha) || (await objectType(call.repo.dir, sha)) !== "commit") throw notFound();
    return ok(gitCommitShape(call.world, call.repo, await readCommit(call.repo.dir, sha)));
  }),
];
