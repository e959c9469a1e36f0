import { type Finding, finding } from "../core/findings/finding.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { isMisplaced } from "../core/remediation/milestone-of.ts";
import { reopenedBehindVerification } from "../core/remediation/plan-reopening.ts";
import { hasTrackingMarker, type TrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { renderClosedEarly, renderOpenAgain } from "../core/remediation/render-replies.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import type { GitHub, IssueTracker, TrackedIssue } from "../ports.ts";
import { addLabels } from "./add-labels.ts";
import type { MilestoneKeeper } from "./keep-milestones.ts";
import { problemOf } from "./override/problem-of.ts";

/** The issue shows what the record says, and is open until the remediation is verified. */
export async function bringIssue(
  ports: { readonly github: GitHub; readonly tracker: IssueTracker; readonly keeper: MilestoneKeeper },
  issue: TrackedIssue,
  plan: TrackingIssue | string,
  fold: BypassFold,
  result: { readonly findings: Finding[]; readonly updated: string[] },
): Promise<void> {
  if (typeof plan === "string") return;
  const { github, tracker, keeper } = ports;
  const { bypass } = fold;
  const closed = fold.state.remediation === "closed" || fold.state.remediation === "cancelled";
  const stranger = !issue.own || !hasTrackingMarker(issue.body, bypass);
  if (stranger) {
    // Somebody took our mark out, or it never was ours: its text is not ours to change.
    result.findings.push(finding("TRACKING_ISSUE_FOREIGN", { bypass, issue: issue.number }));
    return;
  }
  if (issue.locked && !closed) result.findings.push(finding("TRACKING_ISSUE_LOCKED", { bypass, issue: issue.number }));
  const assignees = closed ? null : await assigneesFor(github, issue, fold, result);
  const change = {
    ...(sameText(issue.body, plan.body) ? {} : { body: plan.body }),
    ...(issue.title === plan.title ? {} : { title: plan.title }),
    ...(issue.open === !closed ? {} : { state: closed ? ("closed" as const) : ("open" as const) }),
    ...(assignees === null ? {} : { assignees }),
  };
  // GitHub's names of labels ignore case.
  const worn = new Set(issue.labels.map((name) => name.toLowerCase()));
  const wanted = [...plan.labels, ...(fold.state.missed && !closed ? ["qms:overdue"] : [])];
  const missing = wanted.filter((name) => !worn.has(name.toLowerCase()));
  // The text first: it is what people read, and a label that GitHub refuses must not keep them from the truth.
  const isText = Object.keys(change).length > 0;
  if (isText) await tracker.update(issue.number, change);
  const labelled = await addLabels(github, issue.number, missing, bypass, result);
  const { milestone } = plan;
  const isElsewhere = !closed && milestone !== null && isMisplaced(issue.milestone, milestone);
  const isMoved = isElsewhere && (await keeper.move(issue.number, milestone));
  if (isText || labelled === "added" || isMoved) result.updated.push(bypass);
  // A run can die between opening it again and saying why, and on a locked issue nobody may: then it is said by a later one.
  if (!closed && (change.state === "open" || issue.reopened)) await sayReopened(github, issue, fold, result);
}

async function sayReopened(
  github: GitHub,
  issue: TrackedIssue,
  fold: BypassFold,
  result: { readonly findings: Finding[] },
): Promise<void> {
  const { bypass } = fold;
  const reason = reopenedBehindVerification(fold);
  const marker = markerOf(reason === null ? "closed-early" : "open-again", bypass);
  if (issue.comments.some((comment) => comment.own && hasMarker(comment.body, marker))) return;
  try {
    await github.writeComment(
      issue.number,
      `${marker}\n${reason === null ? renderClosedEarly() : renderOpenAgain(reason)}`,
      null,
    );
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const what = `${bypass}: why #${issue.number} is open again`;
    result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
  }
}

/** An amendment that changed the owner changes the assignee; whom else people assigned stays. Null: as it should be. */
async function assigneesFor(
  github: GitHub,
  { assignees, number }: TrackedIssue,
  { bypass, state, places }: BypassFold,
  result: { readonly findings: Finding[] },
): Promise<readonly string[] | null> {
  const owner = state.amended?.owner;
  const same = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();
  if (owner === undefined || assignees.some((login) => same(login, owner))) return null;
  if (!(await github.canAssign(owner))) {
    result.findings.push(finding("ASSIGNEE_REFUSED", { owner, issue: number, bypass }));
    return null;
  }
  const opened = places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
  const former = String(opened?.data.owner ?? "");
  return [...assignees.filter((login) => !same(login, former)), owner];
}

/** GitHub's editor writes other line ends, and takes blanks off the end. */
function sameText(left: string, right: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n/g, "\n").trimEnd();
  return plain(left) === plain(right);
}
