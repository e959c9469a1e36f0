import type { FormerIssue } from "../../generated/types/event.ts";
import { subjectOf } from "../authorization/subject-of.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";
import { forTerminal } from "../text/escape.ts";
import { markerOf } from "../text/marker.ts";
import type { Instant } from "../time/instant.ts";
import { clockEventsOf } from "./clock-events.ts";
import { deadlineOf, type RemediationDeadline, type RemediationStart, remediationStartOf } from "./deadline-of.ts";
import { listObligations, type ObligationReading } from "./list-obligations.ts";
import { type Milestone, milestoneOf } from "./milestone-of.ts";
import { renderTrackingIssue } from "./render-tracking-issue.ts";

/** What a tracking issue is made from. */
export interface TrackingInput {
  readonly bypass: string;
  readonly level: Level;
  readonly manifest: ManifestReading;
  readonly fold: BypassFold;
  readonly policy: CompiledPolicy;
  /** Repository of the issue, owner/name. */
  readonly repository: string;
  /** Repository of registry and ledger, where it is another one; absent: the same. */
  readonly source?: string;
  /** Branch that holds the manifest. */
  readonly registryBranch: string;
  readonly asOf: Instant;
  /** The issue whose place it is about to take; absent: the one on record, if any. */
  readonly former?: FormerIssue;
}

/** The one issue of a bypass. */
export interface TrackingIssue {
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Login of the one who answers for it. */
  readonly owner: string;
  readonly subject: Subject;
  readonly start: RemediationStart;
  readonly deadline: RemediationDeadline;
  /** Null: it is in none. */
  readonly milestone: Milestone | null;
  readonly obligations: readonly ObligationReading[];
}

/** GitHub's limit for a title. */
const titleLimit = 256;

/** The hidden mark of the tracking issue of a bypass. Ids are unique in their own repository only: elsewhere the mark names it. */
export function trackingMarker(bypass: string, repository: string, source: string): string {
  const isOwn = repository.toLowerCase() === source.toLowerCase();
  return markerOf("remediation", isOwn ? bypass : `${source.toLowerCase()}/${bypass}`);
}

/**
 * Whether the issue that the ledger names by its number bears the mark of this bypass. Which repository the mark names does not matter:
 * the number has said that already, and a repository can be renamed.
 */
export function hasTrackingMarker(body: string, bypass: string): boolean {
  const about = /^<!-- qms-bypass:remediation:(\S{1,300}) -->/.exec(body)?.[1]?.split("/") ?? [];
  return (about.length === 1 || about.length === 3) && about.at(-1) === bypass;
}

/** Plans the issue of a bypass, or says in words what keeps it from being planned. Same inputs, same text. */
export function planTrackingIssue(input: TrackingInput): TrackingIssue | string {
  const { bypass, level, manifest, fold, policy } = input;
  const { view } = manifest;
  const { amended } = fold.state;
  const owner = amended?.owner ?? view.text("/remediation/owner");
  if (owner === null) return "its manifest names no remediation.owner";
  const recorded = clockEventsOf(fold);
  // This very issue is what some obligations ask for, also before it is on record.
  const opened = recorded.some((event) => event.type === "remediation.opened")
    ? []
    : [{ type: "remediation.opened", at: input.asOf, actor: null, data: {} }];
  const events = [...recorded, ...opened];
  const start = remediationStartOf(fold.state, events);
  if (start === null) return "the ledger names no use, registration or activation to count from";
  const subject = subjectOf(manifest, level);
  const deadline = deadlineOf(start.at, manifest, level, subject, policy, amended?.target_date ?? null);
  if (deadline === null) return "neither its manifest nor the policy gives a deadline";
  const obligations = listObligations(policy, level, subject, events);
  const confidential = isConfidential(manifest, subject, policy);
  const { repository, source = repository } = input;
  const marker = trackingMarker(bypass, repository, source);
  // Of what is confidential nothing shows but level and state.
  const milestone = confidential ? null : milestoneOf(deadline.dueDate);
  const plan = { marker, owner, subject, start, deadline, milestone, obligations };
  const labels = ["qms:bypass", `qms:level-${level}`, `qms:sev-${subject.severity}`, "qms:remediation"];
  return {
    ...plan,
    title: titleOf(bypass, confidential ? "Remediation (confidential)" : (view.text("/title") ?? ""), subject.drill),
    body: renderTrackingIssue(input, { ...plan, confidential }),
    labels: [
      ...(confidential ? labels.filter((name) => !name.startsWith("qms:sev-")) : labels),
      // It is the technical debt issue of the procedure as well (R29, R68): one for each bypass. A drill leaves no debt.
      subject.drill ? "qms:drill" : "qms:technical-debt",
    ],
  };
}

/** `[BYPASS-…] title`, cut on a character. A title is no Markdown, but it travels into mails and chats: a mention stays dead. */
function titleOf(bypass: string, title: string, drill: boolean): string {
  const text = `[${bypass}] ${drill ? "DRILL: " : ""}${forTerminal(title).replace(/@/g, "@\u200b")}`;
  if (text.length <= titleLimit) return text;
  let cut = "";
  for (const character of text) {
    if (cut.length + character.length > titleLimit - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** A manifest says so, or an emergency criterion makes it so (a breach that is going on). */
export function isConfidential(manifest: ManifestReading, subject: Subject, policy: CompiledPolicy): boolean {
  return (
    manifest.view.flag("/confidential") === true ||
    subject.criteria.some((name) => own(policy.policy.criteria, name)?.confidential === true)
  );
}
