import { commitsBetween, isAncestor, mergeBase } from "../git/history.ts";
import { readRef } from "../git/refs.ts";
import { HttpError, notFound, validationFailed } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { created, ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { deliverPull } from "../state/deliveries.ts";
import { editText } from "../state/issues.ts";
import { openPull } from "../state/open-pull.ts";
import { baseShaOf } from "../state/pull-base.ts";
import { closePull } from "../state/pulls.ts";
import type { Pull } from "../state/records.ts";
import { findRepo, type Repo, sameLogin, type User, type World } from "../state/world.ts";
import { assertBody, assertTitle } from "./limits.ts";
import { commitShape, fileShape } from "./shapes/commit.ts";
import { pullContent, pullShape, pullSummary } from "./shapes/pull.ts";

export function pullOf(call: RepoCall): Pull {
  const pull = call.repo.pulls.get(Number(call.params.pull_number));
  if (pull === undefined) throw notFound();
  return pull;
}

/** `branch` or `owner:branch` (a fork of this repository). */
function headOf(call: RepoCall, head: string): { repo: Repo; branch: string } {
  const at = head.indexOf(":");
  if (at < 0) return { repo: call.repo, branch: head };
  const owner = head.slice(0, at);
  const repo = sameLogin(owner, call.repo.owner.login)
    ? call.repo
    : call.world.repos.find(
        (candidate) => candidate.parent?.id === call.repo.id && sameLogin(candidate.owner.login, owner),
      );
  if (repo === undefined || findRepo(call.world, repo.owner.login, repo.name) === undefined)
    throw validationFailed("PullRequest", "head", "invalid");
  return { repo, branch: head.slice(at + 1) };
}

/** Branches without a common commit cannot be compared, so not proposed either. */
async function assertRelated(repo: Repo, base: string, head: string, names: readonly [string, string]): Promise<void> {
  if ((await mergeBase(repo.dir, base, head)) === null)
    throw validationFailed(
      "PullRequest",
      "base",
      "custom",
      `The ${names[1]} branch has no history in common with ${names[0]}`,
    );
}

/** A merged one, or one whose branch is gone or moved, cannot come back. */
export async function reopenPull(world: World, repo: Repo, pull: Pull, by: User): Promise<void> {
  const head = await readRef(pull.headRepo.dir, `refs/heads/${pull.headRef}`);
  if (pull.merged !== null || head !== pull.headSha)
    throw validationFailed("PullRequest", "state", "invalid", "state cannot be changed.");
  pull.closedBaseSha = null;
  Object.assign(pull.issue, { state: "open", closedAt: null, closedBy: null, updatedAt: world.now() });
  await deliverPull(world, repo, pull, "reopened", by);
}

export const pullRoutes: readonly Route[] = [
  repoRoute(
    "pulls/list",
    read("pull_requests"),
    (call) => {
      const state = call.query.get("state") ?? "open";
      const [head, base] = [call.query.get("head"), call.query.get("base")];
      const key = call.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
      const sign = call.query.get("direction") === "asc" ? 1 : -1;
      const found = [...call.repo.pulls.values()]
        .filter(({ issue }) => state === "all" || issue.state === state)
        .filter((pull) => base === null || pull.base === base)
        // Without an owner GitHub ignores the filter; ours must not be relied on, so it matches nothing.
        .filter(
          (pull) =>
            head === null || head.toLowerCase() === `${pull.headRepo.owner.login}:${pull.headRef}`.toLowerCase(),
        )
        .sort((a, b) => sign * (a.issue[key] - b.issue[key] || a.issue.number - b.issue.number));
      return paginate(found, call.page, (pull) => pullSummary(call.world, call.repo, pull));
    },
    { query: ["state", "head", "base", "sort", "direction"] },
  ),
  repoRoute(
    "pulls/create",
    { ...write("pull_requests"), role: "read" },
    async (call) => {
      const { world, repo, token, body } = call;
      if (token.app?.id === 15368 && !repo.actionsMayApprove)
        throw new HttpError(403, "GitHub Actions is not permitted to create or approve pull requests.");
      const base = String(body.base);
      const head = headOf(call, String(body.head));
      const headSha = await readRef(head.repo.dir, `refs/heads/${head.branch}`);
      if (headSha === null) throw validationFailed("PullRequest", "head", "invalid");
      const baseSha = await readRef(repo.dir, `refs/heads/${base}`);
      if (baseSha === null) throw validationFailed("PullRequest", "base", "invalid");
      const same = (pull: Pull) =>
        pull.issue.state === "open" &&
        pull.headRepo.id === head.repo.id &&
        pull.headRef === head.branch &&
        pull.base === base;
      const label = `${head.repo.owner.login}:${head.branch}`;
      if ([...repo.pulls.values()].some(same))
        throw validationFailed("PullRequest", "base", "custom", `A pull request already exists for ${label}.`);
      if (
        head.repo.id === repo.id &&
        ((await isAncestor(repo.dir, headSha, baseSha)) ||
          (await commitsBetween(repo.dir, baseSha, headSha)).length === 0)
      )
        throw validationFailed("PullRequest", "base", "custom", `No commits between ${base} and ${head.branch}`);
      if (head.repo.id === repo.id) await assertRelated(repo, baseSha, headSha, [base, head.branch]);
      if (typeof body.title !== "string") throw validationFailed("PullRequest", "title", "missing_field");
      assertTitle("PullRequest", body.title);
      assertBody("PullRequest", body.body);
      const input = {
        title: body.title,
        body: text(body.body) ?? null,
        base,
        headRepo: head.repo,
        headRef: head.branch,
        headSha,
        draft: body.draft === true,
      };
      const pull = await openPull(world, repo, token, input);
      return created(await pullShape(world, repo, pull, token));
    },
    { body: ["title", "body", "head", "base", "draft"] },
  ),
  repoRoute("pulls/get", read("pull_requests"), async (call) =>
    ok(await pullShape(call.world, call.repo, pullOf(call), call.token)),
  ),
  repoRoute(
    "pulls/update",
    write("pull_requests"),
    async (call) => {
      const { world, repo, token, body } = call;
      const pull = pullOf(call);
      assertTitle("PullRequest", body.title);
      assertBody("PullRequest", body.body);
      const changes: Record<string, unknown> = {};
      if (typeof body.title === "string" && body.title !== pull.issue.title) {
        changes.title = { from: pull.issue.title };
        pull.issue.title = body.title;
      }
      if (body.body !== undefined && body.body !== pull.issue.body) {
        changes.body = { from: pull.issue.body };
        editText(world, token.user, pull.issue, text(body.body) ?? null);
      }
      if (typeof body.base === "string" && body.base !== pull.base) {
        const base = await readRef(repo.dir, `refs/heads/${body.base}`);
        if (base === null || pull.issue.state === "closed") throw validationFailed("PullRequest", "base", "invalid");
        await assertRelated(repo, base, pull.headSha, [body.base, pull.headRef]);
        changes.base = { ref: { from: pull.base }, sha: { from: await baseShaOf(repo, pull) } };
        pull.base = body.base;
      }
      pull.issue.updatedAt = world.now();
      if (Object.keys(changes).length > 0) await deliverPull(world, repo, pull, "edited", token.user, { changes });
      if (body.state === "closed" && pull.issue.state === "open") await closePull(world, repo, pull, token.user);
      if (body.state === "open" && pull.issue.state === "closed") await reopenPull(world, repo, pull, token.user);
      return ok(await pullShape(world, repo, pull, token));
    },
    { body: ["title", "body", "state", "base"] },
  ),
  repoRoute("pulls/list-files", read("pull_requests"), async (call) => {
    const pull = pullOf(call);
    const { from, files } = await pullContent(call.repo, pull);
    return paginate(files, call.page, (file) =>
      fileShape(call.world, call.repo, from ?? pull.headSha, pull.headSha, file),
    );
  }),
  repoRoute("pulls/list-commits", read("pull_requests"), async (call) => {
    const { commits } = await pullContent(call.repo, pullOf(call));
    // GitHub ends at 250 commits here.
    return paginate(commits.slice(0, 250), call.page, (sha) => commitShape(call.world, call.repo, sha));
  }),
];
