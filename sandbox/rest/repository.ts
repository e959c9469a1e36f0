import { commitsBetween, diffFiles, isAncestor, mergeBase } from "../git/history.ts";
import { resolveRev } from "../git/objects.ts";
import { readRef } from "../git/refs.ts";
import { activeRulesets } from "../rules/effective-rules.ts";
import { HttpError, notFound } from "../server/http-error.ts";
import { linkHeader, paginate, slicePage } from "../server/pagination.ts";
import { ok, type RepoCall, type Route, read, repoRoute } from "../server/route.ts";
import type { Pull } from "../state/records.ts";
import { findUser, roleOf } from "../state/world.ts";
import { commitShape, fileShape } from "./shapes/commit.ts";
import { pullContent, pullSummary } from "./shapes/pull.ts";
import { fullRepository } from "./shapes/repository.ts";
import { repoApi, repoHtml } from "./shapes/urls.ts";
import { simpleUser } from "./shapes/user.ts";

/** A branch, tag or SHA as commit; 422 in GitHub's words where there is none. */
export async function commitNamed(call: RepoCall, name: string): Promise<string> {
  const { dir } = call.repo;
  const full = name.replace(/^(heads|tags)\//, "refs/$1/");
  const sha = (await resolveRev(dir, `refs/heads/${name}`, "commit")) ?? (await resolveRev(dir, full, "commit"));
  if (sha === null) throw new HttpError(422, `No commit found for SHA: ${name}`);
  return sha;
}

/** The classic summary that readers of contents may see. */
function protectionSummary(call: RepoCall, branch: string) {
  const classic = call.repo.protections.get(branch);
  const checks = classic?.statusChecks?.checks ?? [];
  return {
    enabled: classic !== undefined,
    required_status_checks: {
      enforcement_level: checks.length === 0 ? "off" : classic?.enforceAdmins === true ? "everyone" : "non_admins",
      contexts: checks.map((check) => check.context),
      checks,
    },
  };
}

export const repositoryRoutes: readonly Route[] = [
  repoRoute("repos/get", read("metadata"), (call) => ok(fullRepository(call.world, call.repo, call.token))),
  repoRoute("repos/get-branch", read("contents"), async (call) => {
    const name = call.params.branch ?? "";
    const sha = await readRef(call.repo.dir, `refs/heads/${name}`);
    if (sha === null) throw new HttpError(404, "Branch not found");
    const url = `${repoApi(call.world, call.repo)}/branches/${name}`;
    const protection = protectionSummary(call, name);
    return ok({
      name,
      commit: await commitShape(call.world, call.repo, sha),
      _links: { self: url, html: `${repoHtml(call.world, call.repo)}/tree/${name}` },
      protected: protection.enabled || activeRulesets(call.repo, name).length > 0,
      protection,
      protection_url: `${url}/protection`,
    });
  }),
  repoRoute("repos/get-commit", read("contents"), async (call) => {
    const sha = await commitNamed(call, call.params.ref ?? "");
    const parent = await resolveRev(call.repo.dir, `${sha}^`, "commit");
    const files = parent === null ? [] : await diffFiles(call.repo.dir, parent, sha);
    const [additions, deletions] = [
      files.reduce((n, f) => n + f.additions, 0),
      files.reduce((n, f) => n + f.deletions, 0),
    ];
    return {
      status: 200,
      headers: linkHeader(call.page, files.length),
      body: {
        ...(await commitShape(call.world, call.repo, sha)),
        stats: { additions, deletions, total: additions + deletions },
        files: await Promise.all(
          slicePage(files, call.page).map((file) => fileShape(call.world, call.repo, parent ?? sha, sha, file)),
        ),
      },
    };
  }),
  repoRoute("repos/compare-commits-with-basehead", read("contents"), async (call) => {
    const [from = "", to = ""] = (call.params.basehead ?? "").split("...");
    const { dir } = call.repo;
    const named = async (name: string) =>
      (await resolveRev(dir, `refs/heads/${name}`, "commit")) ?? (await resolveRev(dir, name, "commit"));
    const [base, head] = [await named(from), await named(to)];
    const middle = base === null || head === null ? null : await mergeBase(dir, base, head);
    if (base === null || head === null || middle === null) throw notFound();
    const [ahead, behind] = [await commitsBetween(dir, base, head), await commitsBetween(dir, head, base)];
    const url = `${repoApi(call.world, call.repo)}/compare/${from}...${to}`;
    const html = `${repoHtml(call.world, call.repo)}/compare/${from}...${to}`;
    const files = await diffFiles(dir, middle, head);
    return {
      status: 200,
      headers: linkHeader(call.page, ahead.length),
      body: {
        url,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: await commitShape(call.world, call.repo, base),
        merge_base_commit: await commitShape(call.world, call.repo, middle),
        status:
          ahead.length > 0 ? (behind.length > 0 ? "diverged" : "ahead") : behind.length > 0 ? "behind" : "identical",
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: await Promise.all(slicePage(ahead, call.page).map((sha) => commitShape(call.world, call.repo, sha))),
        files: await Promise.all(files.map((file) => fileShape(call.world, call.repo, middle, head, file))),
      },
    };
  }),
  repoRoute("repos/list-pull-requests-associated-with-commit", read("pull_requests"), async (call) => {
    const { world, repo } = call;
    const sha = await commitNamed(call, call.params.commit_sha ?? "");
    const main = await readRef(repo.dir, `refs/heads/${repo.defaultBranch}`);
    // On the default branch: the merged one that brought it. Elsewhere: merged and open ones that hold it.
    const settled = main !== null && (await isAncestor(repo.dir, sha, main));
    const found: Pull[] = [];
    for (const pull of repo.pulls.values()) {
      if (pull.merged === null && (settled || pull.issue.state === "closed")) continue;
      const holds = pull.merged?.sha === sha || (await pullContent(repo, pull)).commits.includes(sha);
      if (holds) found.push(pull);
    }
    return paginate(found, call.page, (pull) => pullSummary(world, repo, pull));
  }),
  repoRoute("repos/get-collaborator-permission-level", read("metadata"), (call) => {
    const user = findUser(call.world, call.params.username ?? "");
    if (user === undefined) throw new HttpError(404, `${call.params.username} is not a user`);
    const role = roleOf(call.repo, user);
    // The legacy field knows four words only: maintain counts as write, triage as read.
    const permission =
      role === null
        ? call.repo.private
          ? "none"
          : "read"
        : role === "maintain"
          ? "write"
          : role === "triage"
            ? "read"
            : role;
    return ok({
      permission,
      role_name: role ?? permission,
      user: { ...simpleUser(call.world, user), role_name: role ?? permission },
    });
  }),
];
