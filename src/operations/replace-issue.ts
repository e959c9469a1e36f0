import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { fateOf } from "../core/remediation/former-issue.ts";
import { planReplacement } from "../core/remediation/plan-opening.ts";
import type { TrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { FormerIssue } from "../generated/types/event.ts";
import type { GitHub, Issue, IssueTracker, TrackedIssue, Whereabouts } from "../ports.ts";
import { closeDuplicates } from "./close-duplicates.ts";
import type { MilestoneKeeper } from "./keep-milestones.ts";
import { findOrCreate } from "./track-bypass.ts";

interface LostIssue {
  readonly fold: BypassFold;
  /** Repository of the issues, owner/name. */
  readonly home: string;
  readonly dryRun: boolean;
  readonly plan: (former: FormerIssue) => TrackingIssue | string;
  /** Issues of this token since an instant. */
  readonly ownSince: (start: number) => Promise<readonly Issue[]>;
  /** Records what is planned; the fold afterwards. */
  readonly record: (plan: (fold: BypassFold) => readonly EventContent[]) => Promise<BypassFold>;
}

/** What was just opened may not be shown everywhere yet. */
const settling = 10 * 60_000;

/**
 * Finds out what became of an issue that cannot be read, and opens exactly one in its place where it is gone. Safe to repeat and to kill:
 * one that a killed run opened is found by its mark and author, as `open` does it. A transferred issue is not followed: what this token
 * may do ends with the repository, and commands must not count where other people may write. Null: there is none to go on with.
 */
export async function replaceIssue(
  ports: { readonly github: GitHub; readonly tracker: IssueTracker; readonly keeper: MilestoneKeeper },
  { fold, home, dryRun, plan, ownSince, record }: LostIssue,
  result: { readonly findings: Finding[]; readonly updated: string[]; readonly planned: string[] },
): Promise<TrackedIssue | null> {
  const { github, tracker, keeper } = ports;
  const { bypass, state } = fold;
  const number = state.issue?.number ?? 0;
  const gone = (how: string, hint: string): null => {
    result.findings.push(finding("TRACKING_ISSUE_GONE", { bypass, issue: number, how, hint }));
    return null;
  };
  if (state.remediation === "closed" || state.remediation === "cancelled") {
    const hint = "Have the coordinator look into who removed it; the ledger has everything that was answered.";
    return gone("it was removed after the remediation was over", hint);
  }
  const where = await tracker.locate(number);
  if (where.kind === "disabled") {
    return gone(`${home} has its issues turned off`, "Turn issues on in the repository's settings, then run again.");
  }
  const again = "Run again; if it stays, look at the issue by hand.";
  if (where.kind === "here" || (where.kind === "unknown" && isNew(fold, github.serverTime() ?? 0))) {
    return gone("GitHub does not show it to this run", again);
  }
  const former = formerOf(state.issue?.repository ?? home, number, where);
  const planned = plan(former);
  if (typeof planned === "string") {
    result.findings.push(finding("REMEDIATION_UNPLANNABLE", { bypass, problem: planned }));
    return null;
  }
  const own = await ownSince(planned.start.at);
  if (own.some((issue) => issue.number === number)) return gone("GitHub lists it, but does not show it", again);
  if (dryRun) {
    result.planned.push(`Open the tracking issue ${planned.title} in place of #${number}`);
    return null;
  }
  const place = await findOrCreate(github, planned, own, keeper);
  if (place === null) {
    return gone(`${home} takes no issues any more`, "Turn issues on in the repository's settings, then run again.");
  }
  const { issue } = place;
  const opened = { repository: home, number: issue.number, url: issue.url };
  const after = await record((now) => planReplacement(planned, bypass, opened, former, now));
  const known = after.state.issue?.number ?? number;
  if (known !== issue.number) {
    // Where nothing was recorded it still names the one that is gone: no other is a duplicate of that.
    const about = { bypass, marker: planned.marker, known: { number: known, reference: `#${known}` } };
    if (known !== number) result.findings.push(...(await closeDuplicates(github, [...own, issue], about)));
    return null;
  }
  const fate = fateOf(former);
  result.findings.push(finding("TRACKING_ISSUE_REPLACED", { bypass, issue: number, fate, now: issue.number }));
  result.updated.push(bypass);
  return (await tracker.read([issue.number])).get(issue.number) ?? null;
}

function formerOf(repository: string, issue: number, where: Whereabouts): FormerIssue {
  if (where.kind === "transferred") return { repository, issue, became: "transferred", url: where.url };
  return { repository, issue, became: where.kind === "deleted" ? "deleted" : "unknown" };
}

function isNew({ places }: BypassFold, now: number): boolean {
  const opened = places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
  return now - (parseInstant(opened?.at ?? "") ?? 0) < settling;
}
