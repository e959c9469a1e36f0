import { pullContent, reviewCommit } from "../rest/shapes/pull.ts";
import { nodeId, repoHtml } from "../rest/shapes/urls.ts";
import { rulesFor } from "../rules/effective-rules.ts";
import { queueOf } from "../rules/merge-queue.ts";
import { canMergeAsAdmin, readMergeability } from "../rules/merge-state.ts";
import { tallyReviews } from "../rules/reviews.ts";
import { baseShaOf } from "../state/pull-base.ts";
import type { Pull, Review } from "../state/records.ts";
import { type Repo, roleAtLeast, roleOf, toIso, type World } from "../state/world.ts";
import { actorNode } from "./actors.ts";
import { connect, type PageArguments } from "./connection.ts";
import type { GraphqlContext } from "./context.ts";
import { assigneesOf, authorship, commentsOf, labelsOf } from "./issues.ts";
import { commitNode } from "./objects.ts";
import { repositoryNode } from "./repository.ts";
import { rollupNode } from "./rollup.ts";

const moment = (at: number | null | undefined): string | null => (at == null ? null : toIso(at));

function reviewNode(context: GraphqlContext, repo: Repo, pull: Pull, review: Review) {
  const { world } = context;
  const at = toIso(review.submittedAt ?? pull.issue.createdAt);
  return {
    id: nodeId("PullRequestReview", review.id),
    fullDatabaseId: String(review.id),
    author: actorNode(world, review.user),
    authorCanPushToRepository: roleAtLeast(roleOf(repo, review.user), "write"),
    body: review.body,
    state: review.state,
    commit: () => commitNode(context, repo, reviewCommit(world, pull, review)),
    createdAt: at,
    updatedAt: moment(review.lastEditedAt) ?? at,
    submittedAt: moment(review.submittedAt),
    editor: review.editor === null ? null : actorNode(world, review.editor),
    lastEditedAt: moment(review.lastEditedAt),
    viewerDidAuthor: review.user.id === context.token.user.id,
    url: `${repoHtml(world, repo)}/pull/${pull.issue.number}#pullrequestreview-${review.id}`,
  };
}

/** Null where no rule asks for reviews. */
function reviewDecision(world: World, repo: Repo, pull: Pull): string | null {
  const rules = rulesFor(world, repo, pull.base).flatMap((source) => (source.reviews === null ? [] : [source.reviews]));
  if (rules.length === 0) return null;
  const { approvers, changesRequestedBy } = tallyReviews(pull, repo);
  if (changesRequestedBy.length > 0) return "CHANGES_REQUESTED";
  return rules.every((rule) => approvers.size >= Math.max(rule.count, rule.codeOwner ? 1 : 0))
    ? "APPROVED"
    : "REVIEW_REQUIRED";
}

const changeTypes = {
  added: "ADDED",
  removed: "DELETED",
  modified: "MODIFIED",
  renamed: "RENAMED",
  changed: "CHANGED",
} as const;

export function pullNode(context: GraphqlContext, repo: Repo, pull: Pull) {
  const { world } = context;
  const { issue } = pull;
  // One computation for all fields that need it, and none where nobody asks.
  let content: ReturnType<typeof pullContent> | null = null;
  const contentOnce = () => (content ??= pullContent(repo, pull));
  let merge: ReturnType<typeof readMergeability> | null = null;
  const mergeOnce = () => (merge ??= readMergeability(world, repo, pull, context.token));
  return {
    id: nodeId("PullRequest", issue.id),
    fullDatabaseId: String(pull.id),
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    url: `${repoHtml(world, repo)}/pull/${issue.number}`,
    ...authorship(context, issue),
    assignees: assigneesOf(context, issue),
    state: pull.merged !== null ? "MERGED" : issue.state.toUpperCase(),
    closed: issue.state === "closed",
    closedAt: moment(issue.closedAt),
    updatedAt: toIso(issue.updatedAt),
    merged: pull.merged !== null,
    mergedAt: moment(pull.merged?.at),
    mergedBy: pull.merged === null ? null : actorNode(world, pull.merged.by),
    mergeCommit: () => (pull.merged === null ? null : commitNode(context, repo, pull.merged.sha)),
    isDraft: pull.draft,
    isCrossRepository: pull.headRepo.id !== repo.id,
    isInMergeQueue: repo.queue.some((entry) => entry.pull === pull),
    isMergeQueueEnabled: queueOf(repo, pull.base) !== null,
    autoMergeRequest: null,
    baseRefName: pull.base,
    baseRefOid: () => baseShaOf(repo, pull),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRepository: () => repositoryNode(context, repo),
    headRepository: () => repositoryNode(context, pull.headRepo),
    mergeable: async () => {
      const { mergeable } = await mergeOnce();
      return mergeable === null ? "UNKNOWN" : mergeable ? "MERGEABLE" : "CONFLICTING";
    },
    mergeStateStatus: async () => (await mergeOnce()).state.toUpperCase(),
    viewerCanMergeAsAdmin: () => canMergeAsAdmin(world, repo, pull, context.token),
    reviewThreads: (args: PageArguments) =>
      connect(context, pull.threads, args, (thread) => ({
        id: nodeId("PullRequestReviewThread", thread.id),
        isResolved: thread.resolvedBy !== null,
        path: thread.path,
        resolvedBy: thread.resolvedBy === null ? null : actorNode(world, thread.resolvedBy),
      })),
    reviewDecision: () => reviewDecision(world, repo, pull),
    statusCheckRollup: () => rollupNode(context, repo, pull.headSha),
    changedFiles: async () => (await contentOnce()).files.length,
    files: async (args: PageArguments) =>
      connect(context, (await contentOnce()).files, args, (file) => ({
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: changeTypes[file.status],
      })),
    commits: async (args: PageArguments) =>
      connect(context, (await contentOnce()).commits, args, (sha) => ({
        id: nodeId(`PullRequestCommit:${sha}`, pull.id),
        commit: () => commitNode(context, repo, sha),
      })),
    reviews: (args: PageArguments & { states?: readonly string[] | null }) => {
      const shown = pull.reviews.filter(
        (review) =>
          (review.state !== "PENDING" || review.user.id === context.token.user.id) &&
          (args.states == null || args.states.includes(review.state)),
      );
      return connect(context, shown, args, (review) => reviewNode(context, repo, pull, review));
    },
    comments: commentsOf(context, repo, issue),
    labels: labelsOf(context, issue),
  };
}
