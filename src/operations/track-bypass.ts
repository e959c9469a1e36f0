import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { planIssueViolation, planOpening } from "../core/remediation/plan-opening.ts";
import type { TrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { hasMarker } from "../core/text/marker.ts";
import type { Issue, LedgerSnapshot } from "../ports.ts";
import { type Recorder, tryRecord } from "./record-events.ts";

/** An event that a run wrote. */
export interface RecordedEvent {
  readonly type: string;
  readonly id: string;
  readonly bypass: string;
}

interface Context extends Recorder {
  readonly policy: CompiledPolicy;
  /** Every bypass of this run: a lost race reads them all again, because the next one is planned on the same snapshot. */
  readonly about: readonly string[];
}

export interface TrackedBypass {
  /** Null: the repository takes no issues. */
  readonly issue: { readonly number: number; readonly url: string } | null;
  readonly opened: boolean;
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  readonly snapshot: LedgerSnapshot;
}

/** Makes sure that one bypass has its issue and its record, in this order: what is recorded exists. */
export async function trackBypass(
  context: Context,
  bypass: string,
  plan: TrackingIssue,
  own: readonly Issue[],
  snapshot: LedgerSnapshot,
): Promise<TrackedBypass> {
  const { github, policy, repository } = context;
  // The oldest of several: later ones are duplicates of it.
  const known = own
    .filter((issue) => hasMarker(issue.body, plan.marker))
    .reduce<Issue | null>((first, issue) => (first === null || issue.number < first.number ? issue : first), null);
  const { title, body, labels } = plan;
  const issue = known ?? (await github.createIssue({ title, body, labels, assignees: [plan.owner] }));
  const record = (content: (fold: BypassFold) => readonly EventContent[]) => append(context, bypass, snapshot, content);
  if (issue === null) {
    const done = await record(() => [planIssueViolation(bypass)]);
    const said = finding("ISSUES_DISABLED", { bypass, repository: repository.name });
    return { ...done, issue: null, opened: false, findings: [said, ...done.findings] };
  }
  const assigned = issue.assignees.some((login) => login.toLowerCase() === plan.owner.toLowerCase());
  const opened = { repository: repository.name, number: issue.number, url: issue.url };
  const done = await record((fold) => planOpening(plan, bypass, opened, fold));
  const findings: Finding[] = [...done.findings];
  if (!assigned) findings.push(finding("ASSIGNEE_REFUSED", { owner: plan.owner, issue: issue.number, bypass }));
  if (plan.deadline.calendarExpired) {
    const through = policy.policy.calendar.valid_through ?? "";
    findings.push(finding("CALENDAR_EXPIRED", { through, deadline: plan.deadline.dueDate }));
  }
  const named = foldBypass(bypass, done.snapshot.entries).fold.state.issue;
  if (named !== null && named.number !== issue.number) {
    findings.push(finding("TRACKING_ISSUE_DUPLICATE", { issue: issue.number, bypass, known: named.number }));
  }
  return {
    ...done,
    findings,
    issue: { number: issue.number, url: issue.url },
    opened: known === null,
  };
}

async function append(
  context: Context,
  bypass: string,
  snapshot: LedgerSnapshot,
  plan: (fold: BypassFold) => readonly EventContent[],
): Promise<Pick<TrackedBypass, "events" | "findings" | "snapshot">> {
  const result = await tryRecord(context, snapshot, bypass, plan, context.about);
  return {
    events: result.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass: event.bypass })),
    // One that cannot be recorded does not keep the others from being tracked.
    findings: result.refused === null ? [] : [result.refused],
    snapshot: result.snapshot,
  };
}
