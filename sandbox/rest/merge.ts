import { readCommit, writeCommit } from "../git/objects.ts";
import { swapRef } from "../git/refs.ts";
import { refuseMerge, reportedSha } from "../rules/merge-state.ts";
import { evaluateMerge, recordRuleSuite } from "../rules/rule-suites.ts";
import { refuseWorkflows } from "../rules/workflow-files.ts";
import { HttpError } from "../server/http-error.ts";
import { ok, type RepoCall, type Route, repoRoute, text, write } from "../server/route.ts";
import { githubSignature, signatureOf } from "../state/authors.ts";
import { afterRefUpdate, markMerged } from "../state/pulls.ts";
import type { Pull } from "../state/records.ts";
import { pullOf } from "./pulls.ts";

/** The commit that lands on the base: of the tested tree, authored by who merges, committed by GitHub. */
async function mergeCommit(
  call: RepoCall,
  pull: Pull,
  baseSha: string,
  testSha: string,
  squash: boolean,
): Promise<string> {
  const { world, repo, token, body } = call;
  const { tree } = await readCommit(repo.dir, testSha);
  const number = pull.issue.number;
  const from = `${pull.headRepo.owner.login}/${pull.headRef}`;
  const title =
    text(body.commit_title) ??
    (squash ? `${pull.issue.title} (#${number})` : `Merge pull request #${number} from ${from}`);
  const message = text(body.commit_message) ?? (squash ? "" : pull.issue.title);
  return writeCommit(repo.dir, {
    tree,
    parents: squash ? [baseSha] : [baseSha, pull.headSha],
    message: `${title}${message === "" ? "" : `\n\n${message}`}`,
    author: signatureOf(world, squash ? pull.issue.user : token.user),
    committer: githubSignature(world),
  });
}

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
      const verdict = await refuseMerge(world, repo, pull, token, text(body.sha));
      if ("status" in verdict) throw new HttpError(verdict.status, verdict.message);
      const workflows = await refuseWorkflows(repo, token, verdict.baseSha, verdict.mergeSha);
      if (workflows !== null) throw new HttpError(403, workflows);
      const reported = reportedSha(repo, pull.headSha, verdict.mergeSha);
      const evaluations = await evaluateMerge(world, repo, pull, reported);
      const sha = await mergeCommit(call, pull, verdict.baseSha, verdict.mergeSha, method === "squash");
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
