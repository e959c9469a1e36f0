import { commitsBetween, diffFiles, mergeBase } from "../../git/history.ts";
import { readMergeability } from "../../rules/merge-state.ts";
import type { Who } from "../../rules/who.ts";
import { mergeTitle } from "../../state/merge-commit.ts";
import { baseShaOf } from "../../state/pull-base.ts";
import type { Pull, Review } from "../../state/records.ts";
import { type Repo, toIso, type World } from "../../state/world.ts";
import { associationOf, labelShape } from "./issue.ts";
import { milestoneShape } from "./milestone.ts";
import { repositoryShape } from "./repository.ts";
import { nodeId, repoApi, repoHtml } from "./urls.ts";
import { simpleUser } from "./user.ts";

const moment = (at: number | null): string | null => (at === null ? null : toIso(at));

/** A pull request as lists show it. */
export async function pullSummary(world: World, repo: Repo, pull: Pull): Promise<Record<string, unknown>> {
  const { issue } = pull;
  const api = repoApi(world, repo);
  const url = `${api}/pulls/${issue.number}`;
  const html = `${repoHtml(world, repo)}/pull/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const side = (of: Repo, ref: string, sha: string) => ({
    label: `${of.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(world, of.owner),
    repo: repositoryShape(world, of),
  });
  const assignees = issue.assignees.map((user) => simpleUser(world, user));
  const links = {
    self: url,
    html,
    issue: issueUrl,
    comments: `${issueUrl}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
  };
  return {
    id: pull.id,
    node_id: nodeId("PullRequest", issue.id),
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: simpleUser(world, issue.user),
    body: issue.body,
    labels: issue.labels.map((label) => labelShape(world, repo, label)),
    milestone: issue.milestone === null ? null : milestoneShape(world, repo, issue.milestone),
    active_lock_reason: null,
    created_at: toIso(issue.createdAt),
    updated_at: toIso(issue.updatedAt),
    closed_at: moment(issue.closedAt),
    merged_at: moment(pull.merged?.at ?? null),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [],
    requested_teams: [],
    head: side(pull.headRepo, pull.headRef, pull.headSha),
    base: side(repo, pull.base, await baseShaOf(repo, pull)),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: associationOf(repo, issue.user),
    auto_merge:
      pull.autoMerge === null
        ? null
        : {
            enabled_by: simpleUser(world, pull.autoMerge.by),
            merge_method: pull.autoMerge.method,
            commit_title: mergeTitle(pull, pull.autoMerge.method === "squash"),
            commit_message: "",
          },
    draft: pull.draft,
  };
}

/** The commits and files that the pull request brings: from the merge base, as GitHub shows them. */
export async function pullContent(repo: Repo, pull: Pull) {
  const base = await baseShaOf(repo, pull);
  const from = await mergeBase(repo.dir, base, pull.headSha);
  return {
    from,
    commits: await commitsBetween(repo.dir, base, pull.headSha),
    files: from === null ? [] : await diffFiles(repo.dir, from, pull.headSha),
  };
}

/** As `viewer` sees it: merge state depends on who asks. */
export async function pullShape(world: World, repo: Repo, pull: Pull, viewer: Who): Promise<Record<string, unknown>> {
  const [summary, content, merge] = await Promise.all([
    pullSummary(world, repo, pull),
    pullContent(repo, pull),
    readMergeability(world, repo, pull, viewer),
  ]);
  return {
    ...summary,
    // While open this is the test merge commit.
    merge_commit_sha: merge.mergeSha,
    merged: pull.merged !== null,
    mergeable: merge.mergeable,
    rebaseable: merge.mergeable,
    mergeable_state: merge.state,
    merged_by: pull.merged === null ? null : simpleUser(world, pull.merged.by),
    comments: pull.issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: content.commits.length,
    additions: content.files.reduce((sum, file) => sum + file.additions, 0),
    deletions: content.files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: content.files.length,
  };
}

/** Commit that GitHub shows for a review: re-pointed to the head while the pull request is open (variant). */
export function reviewCommit(world: World, pull: Pull, review: Review): string {
  return world.variants.reviewFollowsHead ? pull.headSha : review.commit;
}

export function reviewShape(world: World, repo: Repo, pull: Pull, review: Review): Record<string, unknown> {
  const html = `${repoHtml(world, repo)}/pull/${pull.issue.number}#pullrequestreview-${review.id}`;
  const url = `${repoApi(world, repo)}/pulls/${pull.issue.number}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: simpleUser(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: associationOf(repo, review.user),
    _links: { html: { href: html }, pull_request: { href: url } },
    commit_id: reviewCommit(world, pull, review),
    ...(review.submittedAt === null ? {} : { submitted_at: toIso(review.submittedAt) }),
  };
}
