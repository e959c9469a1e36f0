import { HttpError, notFound } from "../server/http-error.ts";
import { isVisible } from "../server/permissions.ts";
import type { RepoCall } from "../server/route.ts";
import type { Issue } from "../state/records.ts";
import { apiBase } from "./shapes/urls.ts";

/** Where issues are switched off, GitHub says so; pull requests are still there under these addresses. */
export function assertIssuesEnabled(call: RepoCall): void {
  if (!call.repo.hasIssues) throw new HttpError(410, "Issues are disabled for this repo");
}

/** A transferred issue is not below its old address, whatever is asked of it (Systemorph/MeshWeaver#4629); a deleted one says that it was. */
export function issueOf(call: RepoCall): Issue {
  const number = Number(call.params.issue_number);
  if (!call.repo.pulls.has(number)) assertIssuesEnabled(call);
  const issue = call.repo.issues.get(number);
  if (issue !== undefined) return issue;
  throw call.repo.gone.get(number) === null ? new HttpError(410, "This issue was deleted") : notFound();
}

/** The old address of a transferred issue itself leads on, for whoever may see the new place (the description of `issues/get`). */
export function assertNotTransferred({ world, token, repo, params }: RepoCall): void {
  const moved = repo.gone.get(Number(params.issue_number)) ?? null;
  if (moved === null || !isVisible(token, moved.repo)) return;
  const url = `${apiBase(world)}/repositories/${moved.repo.id}/issues/${moved.number}`;
  throw new HttpError(301, "Moved Permanently", { url }, { location: url });
}
