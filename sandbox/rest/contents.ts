import { readBlob, readTree, resolveRev, type TreeEntry } from "../git/objects.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { ok, type RepoCall, type Route, read, repoRoute } from "../server/route.ts";
import { repoApi, repoHtml } from "./shapes/urls.ts";

function entryShape(
  { world, repo }: RepoCall,
  ref: string,
  path: string,
  entry: Pick<TreeEntry, "sha" | "type" | "size" | "mode">,
) {
  const kind = entry.type === "tree" ? "tree" : "blob";
  const api = repoApi(world, repo);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const self = `${api}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${kind}s/${entry.sha}`;
  const html = `${repoHtml(world, repo)}/${kind}/${ref}/${encoded}`;
  return {
    name: path.split("/").at(-1) ?? "",
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: kind === "tree" ? null : `${repoHtml(world, repo)}/raw/${ref}/${encoded}`,
    type: kind === "tree" ? "dir" : entry.mode === "120000" ? "symlink" : "file",
    _links: { self, git, html },
  };
}

export const contentRoutes: readonly Route[] = [
  repoRoute(
    "repos/get-content",
    read("contents"),
    async (call) => {
      const { dir, defaultBranch } = call.repo;
      const path = (call.params.path ?? "").replace(/\/+$/, "");
      const ref = call.query.get("ref") ?? defaultBranch;
      const commit = (await resolveRev(dir, `refs/heads/${ref}`, "commit")) ?? (await resolveRev(dir, ref, "commit"));
      if (commit === null) throw new HttpError(404, `No commit found for the ref ${ref}`);
      const tree = await resolveRev(dir, `${commit}:${path}`, "tree");
      if (tree !== null) {
        const entries = await readTree(dir, tree);
        return ok(entries.map((entry) => entryShape(call, ref, `${path}/${entry.path}`, entry)));
      }
      const found = (await readTree(dir, commit, true)).find((entry) => entry.path === path);
      const content = found === undefined ? null : await readBlob(dir, found.sha);
      if (found === undefined || content === null) throw notFound();
      // Above 1 MB GitHub leaves the content out.
      const small = content.length <= 1_048_576;
      return ok({
        ...entryShape(call, ref, path, found),
        content: small ? content.toString("base64").replace(/.{60}/g, "$&\n") : "",
        encoding: small ? "base64" : "none",
      });
    },
    { query: ["ref"] },
  ),
];
