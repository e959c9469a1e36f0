import { swapRef } from "../git/refs.ts";
import { refuseMerge, reportedSha } from "../rules/merge-state.ts";
import { evaluateMerge, recordRuleSuite } from "../rules/rule-suites.ts";
import { refuseWorkflows } from "../rules/workflow-files.ts";
import { HttpError } from "../server/http-error.ts";
import { ok, type Route, repoRoute, text, write } from "../server/route.ts";
import { mergeCommit } from "../state/merge-commit.ts";
import { afterRefUpdate, markMerged } from "../state/pulls.ts";
import { pullOf } from "./pulls.ts";

/** GitHub's sentences where the settings of the repository are against it. */
const notAllowed: Readonly<Record<string, string>> = {
  merge: "Merge commits are not allowed on this repository.",
  squash: "Squash merges are not allowed on this repository.",
  rebase: "Rebase merges are not allowed on this repository.",
};

export const mergeRoutes: readonly Route[] = [
  repoRoute(
    "pulls/merge",
    write("contents"),
    async (call) => {
      const { world, repo, token, body } = call;
      const pull = pullOf(call);
      const method = text(body.merge_method) ?? "merge";
      const refused = notAllowed[method];
      if (refused === undefined) throw new HttpError(422, `Invalid merge_method: ${method}`);
      if (method === "rebase" || !repo.mergeMethods.has(method as "merge" | "squash"))
        throw new HttpError(405, refused);
      const verdict = await refuseMerge(world, repo, pull, token, method as "merge" | "squash", text(body.sha));
      if ("status" in verdict) throw new HttpError(verdict.status, verdict.message);
      const workflows = await refuseWorkflows(repo, token, verdict.baseSha, verdict.mergeSha);
      if (workflows !== null) throw new HttpError(403, workflows);
      const reported = reportedSha(repo, pull.headSha, verdict.mergeSha);
      const evaluations = await evaluateMerge(world, repo, token, pull, reported);
      const sha = await mergeCommit(world, repo, pull, {
        baseSha: verdict.baseSha,
        testSha: verdict.mergeSha,
        squash: method === "squash",
        by: token.user,
        title: text(body.commit_title),
        message: text(body.commit_message),
      });
      const ref = `refs/heads/${pull.base}`;
      if (!(await swapRef(repo.dir, ref, verdict.baseSha, sha)))
        throw new HttpError(405, "Base branch was modified. Review and try the merge again.");
      recordRuleSuite(world, repo, token, { ref, before: verdict.baseSha, after: sha }, evaluations, false);
      await markMerged(world, repo, pull, token.user, { sha, baseSha: verdict.baseSha });
      await afterRefUpdate(world, repo, { ref, before: verdict.baseSha, after: sha }, token.user, "pr_merge");
      return ok({ sha, merged: true, message: "Pull Request successfully merged" });
    },
    { body: ["commit_title", "commit_message", "sha", "merge_method"] },
  ),
];
