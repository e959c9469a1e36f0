import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { isSame } from "../core/remediation/issues-of.ts";
import { planIssueViolation, planOpening } from "../core/remediation/plan-opening.ts";
import type { TrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { hasMarker } from "../core/text/marker.ts";
import type { Instant } from "../core/time/instant.ts";
import type { GitHub, Issue, LedgerSnapshot } from "../ports.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import { foldOf } from "./fold-of.ts";
import { type IssueHome, nameNow } from "./issue-home.ts";
import type { MilestoneKeeper } from "./keep-milestones.ts";
import { problemOf } from "./override/problem-of.ts";
import { type Recorder, tryRecord } from "./record-events.ts";

/** An event that a run wrote. */
export interface RecordedEvent {
  readonly type: string;
  readonly id: string;
  readonly bypass: string;
}

/** The policy's own repository for tracking issues, with the issue as it would be there. */
export interface CentralRepository {
  readonly home: IssueHome;
  readonly plan: TrackingIssue;
  readonly keeper: MilestoneKeeper;
}

interface Context extends Recorder {
  /** Repository of the issues, owner/name. */
  readonly home: string;
  readonly keeper: MilestoneKeeper;
  /** Where an issue goes that the home does not take; null: nowhere. */
  readonly central: CentralRepository | null;
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
  const { github, policy } = context;
  const record = (content: (fold: BypassFold) => readonly EventContent[]) => append(context, bypass, snapshot, content);
  const found = await findOrCreate(github, plan, own, context.keeper);
  const place = found ?? (await elsewhere(context, bypass));
  if (place === null || "code" in place) {
    const done = await record(() => [planIssueViolation(bypass)]);
    const said = place ?? finding("ISSUES_DISABLED", { bypass, repository: context.home });
    return { ...done, issue: null, opened: false, findings: [said, ...done.findings] };
  }
  const { issue, isNew, home = context.home } = place;
  const assigned = issue.assignees.some((login) => login.toLowerCase() === plan.owner.toLowerCase());
  const opened = { repository: home, number: issue.number, url: issue.url };
  const done = await record((fold) => planOpening(plan, bypass, opened, fold));
  const findings: Finding[] = [...(place.findings ?? []), ...done.findings];
  if (!assigned) findings.push(finding("ASSIGNEE_REFUSED", { owner: plan.owner, issue: issue.number, bypass }));
  if (plan.deadline.calendarExpired) {
    const through = policy.policy.calendar.valid_through ?? "";
    findings.push(finding("CALENDAR_EXPIRED", { through, deadline: plan.deadline.dueDate }));
  }
  const named = foldOf(done.snapshot, bypass).state.issue;
  if (named !== null) {
    // Of the central repository only this one is known here; the home's were listed.
    const isHere = place.home === undefined;
    const there = isHere ? github : context.central?.home.github;
    const reference = isSame(named.repository, home) ? `#${named.number}` : `${named.repository}#${named.number}`;
    const about = { bypass, marker: place.marker ?? plan.marker, known: { number: named.number, reference } };
    if (there !== undefined)
      findings.push(...(await closeDuplicates(there, isHere ? [...own, issue] : [issue], about)));
  }
  return {
    ...done,
    findings,
    issue: { number: issue.number, url: issue.url },
    opened: isNew,
  };
}

/** An issue is never older than what it tracks, but servers' clocks may differ by a little. */
const skew = 60 * 60_000;

/** What this token wrote since something began that it tracks. */
export async function ownIssuesSince(
  github: Pick<GitHub, "listIssues">,
  start: Instant,
  keeper: MilestoneKeeper,
): Promise<readonly Issue[]> {
  const { issues, milestones } = await github.listIssues(start - skew);
  keeper.learn(milestones);
  return issues.filter((issue) => issue.own);
}

export interface Place {
  readonly issue: Issue;
  readonly isNew: boolean;
  /** Repository that it is in, where it is another one. */
  readonly home?: string;
  /** Its mark there, where that is another one. */
  readonly marker?: string;
  readonly findings?: readonly Finding[];
}

/** Null: issues are turned off there. */
export async function findOrCreate(
  github: Pick<GitHub, "createIssue">,
  { marker, title, body, labels, owner, milestone }: TrackingIssue,
  own: readonly Issue[],
  keeper: MilestoneKeeper,
): Promise<Place | null> {
  // The oldest of several: later ones are duplicates of it.
  const known = own
    .filter((issue) => hasMarker(issue.body, marker))
    .reduce<Issue | null>((first, issue) => (first === null || issue.number < first.number ? issue : first), null);
  if (known !== null) return { issue: known, isNew: false };
  const number = await keeper.numberOf(milestone);
  const issue = await github.createIssue({ title, body, labels, assignees: [owner], milestone: number });
  if (issue !== null && number !== null && issue.milestone !== number) keeper.dropped(issue.number);
  return issue === null ? null : { issue, isNew: true };
}

/** In the policy's central repository; null: there is none, or it takes none either. What keeps this token out of it is told. */
async function elsewhere({ central }: Context, bypass: string): Promise<Place | Finding | null> {
  if (central === null) return null;
  const { home, plan } = central;
  try {
    const findings: Finding[] = [];
    const name = await nameNow(home, "issues.central of the policy", findings);
    const there = await ownIssuesSince(home.github, plan.start.at, central.keeper);
    const place = await findOrCreate(home.github, plan, there, central.keeper);
    return place === null ? null : { ...place, home: name, marker: plan.marker, findings };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const hint = "Give the run a token that may write issues there (issue-token), or turn issues on here.";
    return finding("REMEDIATION_FAILED", { what: `${bypass} in ${home.name}`, problem: problem.message, hint });
  }
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
