import { isAncestor } from "../git/history.ts";
import { objectType } from "../git/objects.ts";
import { type GitRef, isRefName, listRefs, readRef } from "../git/refs.ts";
import { changeRef } from "../rules/change-ref.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, noContent, ok, type RepoCall, type Route, read, repoRoute, write } from "../server/route.ts";
import { nodeId, repoApi } from "./shapes/urls.ts";

function refShape({ world, repo }: RepoCall, { ref, sha, type }: GitRef) {
  const git = `${repoApi(world, repo)}/git`;
  return {
    ref,
    node_id: nodeId(`Ref:${ref}`, repo.id),
    url: `${git}/${ref}`,
    object: { sha, type, url: `${git}/${type}s/${sha}` },
  };
}

async function findRef(call: RepoCall, ref: string): Promise<GitRef | null> {
  const sha = isRefName(ref) ? await readRef(call.repo.dir, ref) : null;
  return sha === null ? null : { ref, sha, type: (await objectType(call.repo.dir, sha)) ?? "commit" };
}

const refOf = (call: RepoCall): string => `refs/${call.params.ref}`;

/** Branches hold commits. */
async function assertCommit(call: RepoCall, sha: string): Promise<void> {
  const type = /^[0-9a-f]{40}$/.test(sha) ? await objectType(call.repo.dir, sha) : null;
  if (type === null) throw new HttpError(422, "Object does not exist");
  if (type !== "commit") throw new HttpError(422, "Reference update failed: object is not a commit");
}

export const refRoutes: readonly Route[] = [
  repoRoute("git/get-ref", read("contents"), async (call) => {
    const found = await findRef(call, refOf(call));
    if (found === null) throw notFound();
    return ok(refShape(call, found));
  }),
  repoRoute("git/list-matching-refs", read("contents"), async (call) =>
    paginate(await listRefs(call.repo.dir, refOf(call)), call.page, (ref) => refShape(call, ref)),
  ),
  repoRoute(
    "git/create-ref",
    write("contents"),
    async (call) => {
      const [ref, sha] = [String(call.body.ref), String(call.body.sha)];
      if (!/^refs\/[^/]+\//.test(ref) || !isRefName(ref)) throw new HttpError(422, `${ref} is not a valid ref name.`);
      if ((await findRef(call, ref)) !== null) throw new HttpError(422, "Reference already exists");
      await assertCommit(call, sha);
      await changeRef(call.world, call.repo, call.token, { ref, before: null, after: sha });
      return created(refShape(call, { ref, sha, type: "commit" }));
    },
    { body: ["ref", "sha"] },
  ),
  repoRoute(
    "git/update-ref",
    write("contents"),
    async (call) => {
      const sha = String(call.body.sha);
      const found = await findRef(call, refOf(call));
      if (found === null) throw new HttpError(422, "Reference does not exist");
      await assertCommit(call, sha);
      if (call.body.force !== true && !(await isAncestor(call.repo.dir, found.sha, sha)))
        throw new HttpError(422, "Update is not a fast forward");
      await changeRef(call.world, call.repo, call.token, { ref: found.ref, before: found.sha, after: sha });
      return ok(refShape(call, { ...found, sha }));
    },
    { body: ["sha", "force"] },
  ),
  repoRoute("git/delete-ref", write("contents"), async (call) => {
    const found = await findRef(call, refOf(call));
    if (found === null) throw new HttpError(422, "Reference does not exist");
    await changeRef(call.world, call.repo, call.token, { ref: found.ref, before: found.sha, after: null });
    return noContent;
  }),
];
