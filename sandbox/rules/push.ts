import { isAncestor, pushedCommits } from "../git/history.ts";
import type { Repo, World } from "../state/world.ts";
import { type RuleSource, rulesFor, tagRulesFor, type Who } from "./effective-rules.ts";
import { judgeRequired } from "./required-checks.ts";
import { refuseWorkflows } from "./workflow-files.ts";

export interface RefChange {
  readonly ref: string;
  /** Null: created. */
  readonly before: string | null;
  /** Null: deleted. */
  readonly after: string | null;
}

/** GitHub's own refs and the pull requests' are not for writers. */
export function isHiddenRef(ref: string): boolean {
  return ref.startsWith("refs/pull/");
}

/**
 * What the rules of a branch or tag have against a direct update, as GitHub words it; empty: allowed.
 * `env`: where the pushed objects are while git still holds them in quarantine.
 */
export async function refusePush(
  world: World,
  repo: Repo,
  who: Who,
  change: RefChange,
  env?: Readonly<Record<string, string>>,
): Promise<string[]> {
  const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
  if (branch === undefined) {
    const tag = /^refs\/tags\/(.+)$/.exec(change.ref)?.[1];
    return tag === undefined ? [] : missingForPush(world, repo, tagRulesFor(repo, tag, who), change, env);
  }
  const workflows = change.after === null ? null : await refuseWorkflows(repo, who, change.before, change.after, env);
  if (workflows !== null) return [workflows];
  return missingForPush(world, repo, rulesFor(world, repo, branch, who, "push"), change, env);
}

/** What these rules have against the update, whoever makes it. */
export async function missingForPush(
  world: World,
  repo: Repo,
  sources: readonly RuleSource[],
  change: RefChange,
  env?: Readonly<Record<string, string>>,
): Promise<string[]> {
  const missing = new Set<string>();
  for (const source of sources) {
    const { before, after } = change;
    if (after === null) {
      if (source.noDeletion) missing.add("Cannot delete this protected ref.");
      continue;
    }
    if (before === null) {
      if (source.noCreation) missing.add("Cannot create ref due to creations being restricted.");
      continue;
    }
    if (source.noUpdate) missing.add("Cannot update this protected ref.");
    if (source.locked) missing.add("Cannot change this locked branch.");
    if (source.notAmongPushers) missing.add("You're not authorized to push to this branch.");
    if (source.mergeQueue) missing.add("Changes must be made through the merge queue");
    if (source.noForcePush && !(await isAncestor(repo.dir, before, after, env)))
      missing.add("Cannot force-push to this branch.");
    if (source.pullRequestOnly) missing.add("Changes must be made through a pull request.");
    for (const text of source.unmet) missing.add(text);
    const range = { from: before, to: after };
    if (source.signatures && (await pushedCommits(repo.dir, range, env)).some((sha) => !world.verified.has(sha)))
      missing.add("Commits must have verified signatures.");
    if (source.linearHistory && (await pushedCommits(repo.dir, { ...range, mergesOnly: true }, env)).length > 0)
      missing.add("This branch must not contain merge commits.");
    for (const required of source.checks) {
      const verdict = judgeRequired(repo, after, required, world.variants);
      if (verdict !== "passed")
        missing.add(
          `Required status check "${required.context}" is ${verdict === "failing" ? "failing" : "expected"}.`,
        );
    }
  }
  return [...missing];
}
