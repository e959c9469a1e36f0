import { gateOf } from "../../../core/override/gates.ts";
import type { CheckFacts, Contributor, TargetFacts } from "../../../generated/types/facts.ts";
import type { CheckResult, TargetReading } from "../../../ports.ts";
import { accountOf, type GitActorNode } from "../actor-parts.ts";
import type { CommentNode, CommitNode } from "../request/pull-query.ts";
import type { RequiredRules } from "./read-required.ts";
import type { ContextNode, TargetNode } from "./target-query.ts";

/** All pages of a target pull request. */
export interface CompleteTarget extends RequiredRules {
  readonly node: TargetNode;
  /** Paths, old names of renamed files included. */
  readonly files: readonly string[];
  readonly commits: readonly CommitNode[];
  readonly comments: readonly CommentNode[];
  readonly contexts: readonly ContextNode[];
}

export function targetOf(complete: CompleteTarget): TargetReading {
  const { node, required, mergeQueue, rules } = complete;
  return {
    number: node.number,
    title: node.title,
    url: node.url,
    state: node.state === "OPEN" ? "open" : "closed",
    draft: node.isDraft,
    fork: node.isCrossRepository,
    base: node.baseRefName,
    headSha: node.headRefOid,
    headTree: node.head.nodes[0]?.commit.tree.oid ?? "",
    author: node.author?.login ?? null,
    autoMerge: node.autoMergeRequest !== null,
    inMergeQueue: node.isInMergeQueue,
    merged:
      node.mergedAt === null
        ? null
        : {
            sha: node.mergeCommit?.oid ?? "",
            at: node.mergedAt,
            by: accountOf(node.mergedBy),
          },
    mergeState: { status: node.mergeStateStatus, reviewDecision: node.reviewDecision },
    labels: (node.labels?.nodes ?? []).map((label) => label.name),
    comments: ownComments(complete.comments),
    results: resultsOf(complete.contexts),
    required,
    mergeQueue,
    rules,
  };
}

export function ownComments(comments: readonly CommentNode[]): TargetReading["comments"] {
  return comments
    .filter((comment) => comment.viewerDidAuthor)
    .map((comment) => ({ id: Number(comment.fullDatabaseId), body: comment.body }));
}

/** Latest result per kind and name: several suites may report one name, and GitHub goes by the newest (reference-github.md, a4). */
export function resultsOf(contexts: readonly ContextNode[]): CheckResult[] {
  const latest = new Map<string, CheckResult>();
  for (const node of contexts) {
    const result = resultOf(node);
    const key = result.kind === "status" ? `status ${result.name.toLowerCase()}` : `check_run ${result.name}`;
    const known = latest.get(key);
    if (known === undefined || (result.id ?? 0) >= (known.id ?? 0)) latest.set(key, result);
  }
  return [...latest.values()];
}

function resultOf(node: ContextNode): CheckResult {
  if (node.__typename === "StatusContext") {
    return {
      name: node.context,
      kind: "status",
      state: node.state.toLowerCase(),
      url: node.targetUrl,
      appId: null,
      description: node.description,
      externalId: null,
      creator: node.creator?.login ?? null,
      id: null,
      runId: null,
    };
  }
  return {
    name: node.name,
    kind: "check_run",
    state: (node.status === "COMPLETED" ? (node.conclusion ?? "") : node.status).toLowerCase(),
    url: node.detailsUrl,
    appId: node.checkSuite.app?.databaseId ?? null,
    description: null,
    externalId: node.externalId,
    creator: null,
    id: node.databaseId,
    runId: node.checkSuite.workflowRun?.databaseId ?? null,
  };
}

/** The target as the decision looks at it. */
export function targetFactsOf(
  complete: CompleteTarget,
  reading: TargetReading,
  repository: string,
  gates: readonly string[],
): TargetFacts {
  const { merged } = reading;
  return {
    repository,
    number: reading.number,
    state: reading.state,
    draft: reading.draft,
    fork: reading.fork,
    base: reading.base,
    head_sha: reading.headSha,
    merge_sha: merged?.sha ?? null,
    merged_by: merged?.by == null ? null : { login: merged.by.login, id: merged.by.id },
    authors: contributorsOf(complete.commits),
    files: [...complete.files],
    checks: checksOf(complete, reading, gates),
  };
}

/** Everybody who wrote, committed or co-wrote, once each. GitHub itself is nobody. */
export function contributorsOf(commits: readonly CommitNode[]): Contributor[] {
  const found = new Map<string, Contributor>();
  for (const { commit } of commits) {
    for (const actor of [commit.author, commit.committer, ...commit.authors.nodes]) {
      if (actor === null || actor.user?.login === "web-flow") continue;
      // A committer without an account is what a commit of the web interface may show; authors are another matter.
      if (actor.user === null && actor === commit.committer) continue;
      const contributor = contributorOf(actor);
      found.set(contributor.id === null ? `? ${contributor.login}` : String(contributor.id), contributor);
    }
  }
  return [...found.values()];
}

export function contributorOf({ user, name, email }: GitActorNode): Contributor {
  return user === null || user.databaseId === null
    ? { login: name ?? email ?? "unknown", id: null }
    : { login: user.login, id: user.databaseId };
}

/** Whether a result is of a required name: contexts of statuses are the same in any case, names of check runs are not. */
function meets({ kind, name }: CheckResult, required: string): boolean {
  return kind === "status" ? name.toLowerCase() === required.toLowerCase() : name === required;
}

function checksOf(complete: CompleteTarget, reading: TargetReading, gates: readonly string[]): CheckFacts[] {
  const required = new Set(
    complete.contexts.flatMap((node) =>
      node.isRequired ? [`${node.__typename} ${node.__typename === "CheckRun" ? node.name : node.context}`] : [],
    ),
  );
  const pinOf = (name: string): number | null => reading.required.find((one) => one.name === name)?.appId ?? null;
  const reported = reading.results.map((result) => {
    const { kind, state } = result;
    const gate = gateOf(result, reading, gates);
    // Letters tell statuses apart nowhere on GitHub, and activation goes by the rule's.
    const name = reading.required.find((one) => meets(result, one.name))?.name ?? result.name;
    return {
      name,
      kind,
      required: required.has(`${kind === "status" ? "StatusContext" : "CheckRun"} ${result.name}`),
      state,
      ...(gate === null ? {} : { gate: gate.name }),
      app_id: pinOf(name),
    };
  });
  const silent = reading.required
    .filter(({ name }) => !reading.results.some((result) => meets(result, name)))
    .map(({ name, appId }) => ({
      name,
      // Only an app can be pinned, and an app of CI reports check runs.
      kind: appId === null ? ("status" as const) : ("check_run" as const),
      required: true,
      state: "expected",
      app_id: appId,
    }));
  return [...reported, ...silent];
}
