import type { Reconcile, ReconciledBranch, UnregisteredBypass } from "../../generated/types/reconcile.ts";
import { compareText } from "../document/read-document.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import { formatInstant } from "../time/instant.ts";
import type { MergeEvidence } from "./merge-evidence.ts";
import type { Reconciliation } from "./reconcile-merges.ts";
import type { UnregisteredMerge } from "./unregistered-merge.ts";

/** What GitHub shows to nobody, or not to this program. Said every time, so that an empty list is not taken for proof. */
const neverSeen: readonly string[] = [
  "what was required at the time of a merge: the required checks are those of now, and classic protection does not say when it was changed",
  "reviews and other rules of classic protection: GitHub keeps no record of an administrator who goes past them",
  "actors that a ruleset exempts: they leave no rule suite",
  "a check run that another job of the same app posted under the name of a required check: it looks like the check's own",
  "results on GitHub's test merge commit: they count in the place of the head's, and are gone after the merge",
  "the branch of the ledger: qms-bypass verify judges it",
];

/** How far back GitHub keeps rule suites. */
const suitesReach = 30 * 86_400_000;

/** The result of a run, without what it wrote. */
export function describeReconciliation(
  evidence: MergeEvidence,
  reconciliation: Reconciliation,
  about: { readonly repository: string; readonly notChecked: readonly string[]; readonly sweep: ReadonlySet<string> },
): Reconcile {
  const { window, pulls, suites } = evidence;
  const { unregistered, undecided, unrecorded, registered } = reconciliation;
  const [start, end] = [formatEventInstant(window.start), formatEventInstant(window.end)];
  return {
    schema: "qms.reconcile/v1",
    verdict: unregistered.length === 0 ? "ok" : "findings",
    as_of: end,
    repository: about.repository,
    window: { start, end },
    covered: {
      merges: pulls.length,
      registered,
      branches: branchesOf(evidence),
      rule_suites: "read" in suites ? suites.read.length : null,
    },
    unregistered: unregistered.map(describeMerge),
    undecided: undecided.map(({ pull, base, mergeSha, why }) => ({
      ...{ pull_request: pull, base, merge_sha: mergeSha, why: oneLine(why) },
    })),
    unrecorded: unrecorded.map(({ pull, registration: { bypass } }) => ({
      ...{ bypass, pull_request: pull.number, merge_sha: pull.mergeSha, recorded: !about.sweep.has(bypass) },
    })),
    not_checked: [...notChecked(evidence), ...about.notChecked, ...neverSeen].map(oneLine),
    events: [],
    planned: [],
  };
}

export function describeMerge(merge: UnregisteredMerge): UnregisteredBypass {
  return {
    pull_request: merge.pull,
    url: merge.url,
    base: merge.base,
    head_sha: merge.headSha,
    merge_sha: merge.mergeSha,
    merged_at: formatEventInstant(merge.mergedAt),
    merged_by: merge.mergedBy === null ? null : { id: merge.mergedBy.id, login: merge.mergedBy.login },
    found_by: [...merge.found],
    checks: merge.checks.map(({ name, state, by }) => ({ name, state, by })),
    rule_suite: merge.suite,
    rules: [...new Set(merge.rules)].sort(compareText),
    bypass: merge.bypass,
  };
}

function branchesOf({ branches, pulls, pushes }: MergeEvidence): ReconciledBranch[] {
  return [...branches].flatMap(([name, rules]) => {
    if (rules === null) return [];
    const moves = pushes.get(name);
    const required = [...new Set(rules.required.map((check) => check.name))].sort(compareText);
    return [
      {
        name,
        merges: pulls.filter(({ base }) => base === name).length,
        pushes: moves !== undefined && "read" in moves ? moves.read.length : null,
        required,
        pull_request: rules.pullRequest !== null,
      },
    ];
  });
}

function notChecked({ window, branches, pushes, suites, pulls }: MergeEvidence): string[] {
  const out = [`merges before ${formatInstant(window.start)}`];
  if ("unreadable" in suites) {
    out.push(`rule suites (${suites.unreadable}): without them nobody sees who went past reviews, or past other rules`);
  } else if (window.end - window.start > suitesReach) {
    out.push(`rule suites before ${formatInstant(window.end - suitesReach)}: GitHub keeps them for a month`);
  }
  for (const [branch, list] of pushes) {
    if ("unreadable" in list) out.push(`pushes to ${branch} (${list.unreadable})`);
  }
  for (const [branch, rules] of branches) {
    if (rules === null) out.push(`merges into ${branch}: it is gone, and what it required with it`);
  }
  const unasked = new Set(pulls.map(({ base }) => base).filter((base) => !branches.has(base)));
  if (unasked.size > 0)
    out.push(`merges into ${unasked.size} further branches: ${[...unasked].slice(0, 10).join(", ")}`);
  return out;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ").slice(0, 4000);
}
