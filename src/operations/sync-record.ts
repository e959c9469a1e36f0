import { UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import { draftEvent, type EventContent } from "../core/ledger/draft-event.ts";
import { utcDayOf } from "../core/ledger/event-instant.ts";
import { holdersOf } from "../core/procedure/compiled-people.ts";
import { judgeProcedure } from "../core/remediation/record/judge-procedure.ts";
import { recordedText } from "../core/remediation/record/plan-acknowledgements.ts";
import { isRecordIssue, recordLabel, recordTitle, renderRecordIssue } from "../core/remediation/record/record-issue.ts";
import { renderReply } from "../core/remediation/render-replies.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { IssueTracker, Overview, RecordDesk, RecordIssue } from "../ports.ts";
import type { OpenRemediationPorts } from "./open-remediation.ts";
import { type GovernanceAt, readGovernanceAt } from "./override/entitled-person.ts";
import { problemOf } from "./override/problem-of.ts";
import { provenanceOf, type RunReference } from "./record-events.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface RecordPorts extends OpenRemediationPorts {
  readonly tracker: IssueTracker;
  readonly recordDesk: RecordDesk;
}

export interface RecordOptions extends GovernanceAt {
  readonly dryRun: boolean;
  readonly run: RunReference;
}

export interface SyncedRecord {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  readonly planned: readonly string[];
}

const procedure = "PROCEDURE";
const day = 86_400_000;
/** What was said longer ago and has no answer yet is not looked for: a schedule that was silent for a quarter is another problem. */
const lookBack = 90 * day;
const mostTries = 60;

/**
 * The record issue (60-remediation.md): what belongs to no bypass is said there and becomes events about PROCEDURE. It is made once,
 * known by mark and author, and pinned where the token may. Safe to repeat and to kill: an event is known by the comment in its id, and
 * looked for in the days since that comment before it is written, because PROCEDURE has no state file.
 */
export async function syncRecord(ports: RecordPorts, options: RecordOptions): Promise<SyncedRecord> {
  const { github, reader, tracker, recordDesk } = ports;
  const overview = await reader.overview(options.registryBranch);
  const result = { findings: [] as Finding[], events: [] as RecordedEvent[], planned: [] as string[] };
  // Before anybody has asked for a bypass there is nothing to keep a record of.
  if (overview.ledgerHead === null || overview.registryHead === null) return result;
  const body = renderRecordIssue();
  const known = await recordDesk.find(recordLabel, isRecordIssue);
  if (options.dryRun) {
    if (known === null) result.planned.push("Open the record issue");
    return result;
  }
  const issue = known ?? (await openIssue());
  if (issue === null) {
    const problem = `${overview.repository.name} takes no issues`;
    result.findings.push(finding("RECORD_ISSUE", { problem, hint: "Turn issues on in the repository's settings." }));
    return result;
  }
  if (known !== null) await bring(known);
  if (!issue.pinned) await pin(issue);
  await answerComments(issue);
  return result;

  async function openIssue(): Promise<RecordIssue | null> {
    const made = await github.createIssue({
      title: recordTitle,
      body,
      labels: [recordLabel],
      assignees: [],
      milestone: null,
    });
    // What creates an issue does not tell the id that pins it.
    return made === null ? null : recordDesk.find(recordLabel, isRecordIssue);
  }

  async function bring({ number, title, body: shown, open }: RecordIssue): Promise<void> {
    const change = {
      ...(plain(shown) === plain(body) ? {} : { body }),
      ...(title === recordTitle ? {} : { title: recordTitle }),
      ...(open ? {} : { state: "open" as const }),
    };
    if (Object.keys(change).length > 0) await tracker.update(number, change);
  }

  async function pin({ node, number }: RecordIssue): Promise<void> {
    const done = await recordDesk.pin(node);
    if (done === "pinned") return;
    const problem = `#${number} is not pinned: ${done.refused}`;
    result.findings.push(finding("RECORD_ISSUE", { problem, hint: "Pin it by hand, so that people find it." }));
  }

  async function answerComments({ number }: RecordIssue): Promise<void> {
    const comments = await recordDesk.comments(number, (github.serverTime() ?? 0) - lookBack);
    const replyTo = (id: number): string => markerOf("reply", String(id));
    const answered = new Set(
      comments.flatMap(({ own, body: text }) =>
        own ? Number(/^<!-- qms-bypass:reply:(\d+) -->/.exec(text)?.[1] ?? 0) : [],
      ),
    );
    const said = comments.filter((comment) => !comment.own && !answered.has(comment.id));
    if (!said.some(({ body: text }) => text.startsWith("/qms"))) return;
    const { people } = await readGovernanceAt(github, reader, overview.registryHead, options);
    const named = [...new Set(people.teams.values())];
    const teams = named.length === 0 ? {} : await github.readTeams(named);
    const { events, replies } = judgeProcedure(said, {
      people,
      answered,
      holds: (id, role) => people.byId.get(id)?.active !== false && holdersOf(people, role, teams)?.has(id) === true,
      isUnknown: (role) => holdersOf(people, role, teams) === null,
    });
    const answer = async (comment: number, text: string): Promise<void> => {
      const marker = replyTo(comment);
      if (comments.some((other) => other.own && hasMarker(other.body, marker))) return;
      try {
        await github.writeComment(number, `${marker}\n${text}`, null);
      } catch (error) {
        // What is recorded is recorded; the answer follows when somebody may comment there again.
        const refused = problemOf(error);
        if (refused === null) throw error;
        const problem = `the answer on #${number} was not written: ${refused.message}`;
        result.findings.push(finding("RECORD_ISSUE", { problem, hint: refused.fix }));
      }
    };
    for (const { comment, ...refusal } of replies) await answer(comment, renderReply(refusal));
    for (const { comment, ...content } of events) {
      const done = await recordOnce(ports, overview, options.run, content);
      if ("refused" in done) {
        result.findings.push(done.refused);
        const fix = "Write it in other words as a new comment; the log of the run says what is wrong.";
        await answer(comment, renderReply({ problem: "the record does not take it", fix }));
        continue;
      }
      if (done.written) result.events.push({ type: content.type, id: done.id, bypass: procedure });
      await answer(comment, recordedText({ type: content.type, id: done.id }));
    }
  }
}

/**
 * Writes an event about PROCEDURE unless it is there. Whether it is, is looked up at one commit of the ledger and holds for that commit
 * only: a lost race looks again.
 */
async function recordOnce(
  { github, ledger, reader }: OpenRemediationPorts,
  { repository }: Overview,
  run: RunReference,
  content: EventContent,
): Promise<{ readonly id: string; readonly written: boolean } | { readonly refused: Finding }> {
  for (let tries = 0; tries < mostTries; tries++) {
    const snapshot = await ledger.read([], []);
    const event = draftEvent(provenanceOf({ github, ledger, repository, run }), content);
    const { id, type } = event;
    if (snapshot.commit !== null) {
      const folders = foldersSince(parseInstant(event.at) ?? 0, github.serverTime() ?? 0);
      const names = [...(await reader.names(snapshot.commit, folders)).values()].flat();
      if (names.some((name) => name.endsWith(`-${type}-${id.slice(0, 12)}.json`))) return { id, written: false };
    }
    const planner = (current: { readonly commit: string | null }) =>
      current.commit === snapshot.commit ? [event] : [];
    const { appended, findings } = await ledger.append(snapshot, planner, []);
    const problem = findings.map(({ message }) => message).join(" ");
    if (findings.length > 0) return { refused: finding("RECORD_REFUSED", { problem, bypass: procedure }) };
    if (appended.length > 0) return { id, written: true };
  }
  throw new UnavailableError("The ledger could not be written: other writers were always first.", "Run again.");
}

/** `ledger/2026/03/02` for every UTC day from the fact to now. */
function foldersSince(from: Instant, now: Instant): string[] {
  const days: string[] = [];
  for (let at = from; ; at += day) {
    const name = utcDayOf(Math.min(at, now));
    if (days.at(-1) !== name) days.push(name);
    if (at >= now) return days.map((one) => `ledger/${one.replaceAll("-", "/")}`);
  }
}

/** GitHub's editor writes other line ends, and takes blanks off the end. */
function plain(text: string): string {
  return text.replace(/\r\n/g, "\n").trimEnd();
}
