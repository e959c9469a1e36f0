import { HttpError, notFound } from "../server/http-error.ts";
import type { RepoCall } from "../server/route.ts";
import type { Issue } from "../state/records.ts";

/** Where issues are switched off, GitHub says so; pull requests are still there under these addresses. */
export function assertIssuesEnabled(call: RepoCall): void {
  if (!call.repo.hasIssues) throw new HttpError(410, "Issues are disabled for this repo");
}

export function issueOf(call: RepoCall): Issue {
  const issue = call.repo.issues.get(Number(call.params.issue_number));
  if (issue === undefined) throw notFound();
  if (!call.repo.pulls.has(issue.number)) assertIssuesEnabled(call);
  return issue;
}
