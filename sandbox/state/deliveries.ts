import { baseShaOf } from "./pull-base.ts";
import type { Comment, Issue, Pull, Review } from "./records.ts";
import { type Repo, toIso, type User, type World } from "./world.ts";

/** What GitHub would have told the world: a true part of the webhook, from which an event file for a step is made. */
export interface Delivery {
  /** `pull_request` starts workflows of `pull_request` and of `pull_request_target`. */
  readonly event:
    | "pull_request"
    | "pull_request_review"
    | "issues"
    | "issue_comment"
    | "workflow_dispatch"
    | "merge_group";
  readonly action: string | null;
  readonly at: string;
  readonly sender: { readonly login: string; readonly id: number; readonly type: string };
  /** A job's GITHUB_TOKEN (app 15368) did it. */
  readonly causedByToken: boolean;
  /** False where the token did it, so that no run starts another one; dispatches are the exception. */
  readonly startsWorkflows: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
}

const person = (user: User) => ({ login: user.login, id: user.id, type: user.type });
const nameOf = (repo: Repo) => `${repo.owner.login}/${repo.name}`;
const moment = (at: number | null): string | null => (at === null ? null : toIso(at));

function repository(world: World, repo: Repo) {
  return {
    id: repo.id,
    name: repo.name,
    full_name: nameOf(repo),
    private: repo.private,
    owner: person(repo.owner),
    html_url: `${world.url}/${nameOf(repo)}`,
    default_branch: repo.defaultBranch,
  };
}

function deliver(
  world: World,
  repo: Repo,
  event: Delivery["event"],
  action: string | null,
  by: User,
  payload: Readonly<Record<string, unknown>>,
): void {
  const causedByToken = world.apps.get(15368)?.bot.id === by.id;
  repo.deliveries.push({
    event,
    action,
    at: toIso(world.now()),
    sender: person(by),
    causedByToken,
    startsWorkflows: !causedByToken || event === "workflow_dispatch",
    // A snapshot: what happens later must not change what was said.
    payload: structuredClone({
      ...(action === null ? {} : { action }),
      ...payload,
      repository: repository(world, repo),
      sender: person(by),
    }),
  });
}

const labels = (issue: Issue) => issue.labels.map(({ id, name, color }) => ({ id, name, color }));

async function pullRequest(world: World, repo: Repo, pull: Pull) {
  const { issue, merged } = pull;
  const side = (of: Repo, ref: string, sha: string) => ({
    label: `${of.owner.login}:${ref}`,
    ref,
    sha,
    user: person(of.owner),
    repo: repository(world, of),
  });
  return {
    id: pull.id,
    number: issue.number,
    html_url: `${world.url}/${nameOf(repo)}/pull/${issue.number}`,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: person(issue.user),
    labels: labels(issue),
    draft: pull.draft,
    created_at: toIso(issue.createdAt),
    updated_at: toIso(issue.updatedAt),
    closed_at: moment(issue.closedAt),
    merged: merged !== null,
    merged_at: moment(merged?.at ?? null),
    merged_by: merged === null ? null : person(merged.by),
    merge_commit_sha: merged?.sha ?? null,
    head: side(pull.headRepo, pull.headRef, pull.headSha),
    base: side(repo, pull.base, await baseShaOf(repo, pull)),
  };
}

export type PullAction = "opened" | "synchronize" | "reopened" | "closed" | "edited" | "enqueued" | "dequeued";

/** `more`: what only this action has, e.g. `changes`, `before`. */
export async function deliverPull(
  world: World,
  repo: Repo,
  pull: Pull,
  action: PullAction,
  by: User,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const payload = { number: pull.issue.number, ...more, pull_request: await pullRequest(world, repo, pull) };
  deliver(world, repo, "pull_request", action, by, payload);
}

export async function deliverReview(
  world: World,
  repo: Repo,
  pull: Pull,
  review: Review,
  action: "submitted" | "edited" | "dismissed",
  by: User,
): Promise<void> {
  deliver(world, repo, "pull_request_review", action, by, {
    review: {
      id: review.id,
      user: person(review.user),
      body: review.body,
      state: review.state.toLowerCase(),
      commit_id: review.commit,
      submitted_at: moment(review.submittedAt),
    },
    pull_request: await pullRequest(world, repo, pull),
  });
}

function issueShape(world: World, repo: Repo, issue: Issue) {
  const isPull = repo.pulls.has(issue.number);
  const html_url = `${world.url}/${nameOf(repo)}/${isPull ? "pull" : "issues"}/${issue.number}`;
  return {
    id: issue.id,
    number: issue.number,
    html_url,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: person(issue.user),
    labels: labels(issue),
    assignees: issue.assignees.map(person),
    created_at: toIso(issue.createdAt),
    updated_at: toIso(issue.updatedAt),
    closed_at: moment(issue.closedAt),
    ...(isPull ? { pull_request: { html_url } } : {}),
  };
}

export function deliverIssue(
  world: World,
  repo: Repo,
  issue: Issue,
  action: "opened" | "edited" | "closed" | "reopened",
  by: User,
): void {
  deliver(world, repo, "issues", action, by, { issue: issueShape(world, repo, issue) });
}

export function deliverComment(
  world: World,
  repo: Repo,
  issue: Issue,
  comment: Comment,
  action: "created" | "edited",
  by: User,
): void {
  deliver(world, repo, "issue_comment", action, by, {
    issue: issueShape(world, repo, issue),
    comment: {
      id: comment.id,
      body: comment.body,
      user: person(comment.user),
      created_at: toIso(comment.createdAt),
      updated_at: toIso(comment.updatedAt),
    },
  });
}

/** `reason` of `destroyed`: merged, dequeued, or invalidated by what happened before it in the queue. */
export function deliverMergeGroup(
  world: World,
  repo: Repo,
  group: {
    readonly head_sha: string;
    readonly head_ref: string;
    readonly base_sha: string;
    readonly base_ref: string;
  },
  said: { readonly action: "checks_requested" } | { readonly action: "destroyed"; readonly reason: string },
  by: User,
): void {
  const { action, ...more } = said;
  deliver(world, repo, "merge_group", action, by, { ...more, merge_group: group });
}

export function deliverDispatch(
  world: World,
  repo: Repo,
  dispatch: { readonly workflow: string; readonly ref: string; readonly inputs: Readonly<Record<string, string>> },
  by: User,
): void {
  deliver(world, repo, "workflow_dispatch", null, by, dispatch);
}
