import type { BypassUsed, FormerIssue, RemediationOpened } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { TrackingIssue } from "./plan-tracking-issue.ts";

/** The issue as GitHub has it. */
export interface OpenedIssue {
  readonly repository: string;
  readonly number: number;
  readonly url: string;
}

/** `remediation.opened`; nothing where the ledger has one by now. The key is the issue, as another one would be another remediation. */
export function planOpening(plan: TrackingIssue, bypass: string, issue: OpenedIssue, fold: BypassFold): EventContent[] {
  if (fold.state.remediation !== "none") return [];
  const used = fold.state.used as Pick<BypassUsed, "merge_sha"> | null;
  const data: RemediationOpened = {
    repository: issue.repository,
    issue: issue.number,
    url: issue.url,
    owner: plan.owner,
    deadline: formatEventInstant(plan.deadline.deadline),
    due_date: plan.deadline.dueDate,
    ...(used === null ? {} : { merge_sha: used.merge_sha }),
  };
  return [
    {
      type: "remediation.opened",
      bypass,
      key: String(issue.number),
      data: { ...data },
      source: { kind: "api", url: issue.url },
    },
  ];
}

/**
 * `remediation.opened` of the issue that takes the place of one that is gone; nothing where the ledger names another one by now, or
 * nothing is owed any more. The deadline is the one on record: an issue that went away moves no date.
 */
export function planReplacement(
  plan: TrackingIssue,
  bypass: string,
  issue: OpenedIssue,
  former: FormerIssue,
  fold: BypassFold,
): EventContent[] {
  const { issue: known, remediation, amended } = fold.state;
  if (known === null || known.number !== former.issue || known.repository !== former.repository) return [];
  if (remediation !== "open" && remediation !== "completed") return [];
  const opened = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
  const { due_date, merge_sha } = (opened?.data ?? {}) as Partial<RemediationOpened>;
  const used = fold.state.used?.merge_sha ?? merge_sha;
  const data: RemediationOpened = {
    repository: issue.repository,
    issue: issue.number,
    url: issue.url,
    owner: plan.owner,
    deadline: known.deadline,
    due_date: amended?.target_date ?? due_date ?? plan.deadline.dueDate,
    ...(used === undefined ? {} : { merge_sha: used }),
    reason: "replaced",
    former,
  };
  // The former key is a number alone: the same number elsewhere is another issue.
  const key = `${issue.repository}#${issue.number}`;
  return [{ type: "remediation.opened", bypass, key, data: { ...data }, source: { kind: "api", url: issue.url } }];
}

/** That the repository takes no issues: once per bypass, however often it is tried. */
export function planIssueViolation(bypass: string): EventContent {
  const kind = "tracking_issue_refused";
  return { type: "violation.recorded", bypass, key: kind, data: { kind } };
}
