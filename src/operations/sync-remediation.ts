import { answerersAfterUse } from "../core/authorization/answerers.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import { judgeCommands } from "../core/remediation/judge-commands.ts";
import { planCompletion } from "../core/remediation/plan-completion.ts";
import { planOverdue } from "../core/remediation/plan-overdue.ts";
import { planTrackingIssue, type TrackingIssue, trackingMarker } from "../core/remediation/plan-tracking-issue.ts";
import { readStanding } from "../core/remediation/read-standing.ts";
import { renderClosedEarly, renderReply } from "../core/remediation/render-replies.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import type { CheckResult, IssueTracker, LedgerSnapshot, Overview, RegistryFile, TrackedIssue } from "../ports.ts";
import {
  manifestPathOf,
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  readGovernance,
} from "./open-remediation.ts";
import { readGovernanceAt } from "./override/entitled-person.ts";
import { tryRecord } from "./record-events.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface SyncPorts extends OpenRemediationPorts {
  readonly tracker: IssueTracker;
}

export interface SyncOptions extends OpenRemediationOptions {
  readonly peoplePath: string;
}

/** What a run of sync came to. */
export interface SyncedRemediations {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** Ids of the bypasses whose issue this run changed. */
  readonly updated: readonly string[];
  /** State of the bypass that was asked for; null: none was. */
  readonly state: string | null;
}

/** Thirty days. */
const lookBack = 30 * 86_400_000;
const openStates: ReadonlySet<string> = new Set(["open", "completed"]);

/**
 * Brings record and tracking issues to each other (60-remediation.md, operation sync): commands become events, green checks complete a
 * remediation, the text shows what the record says, and only what is verified is closed. Safe to repeat and to kill: an event is known by
 * its comment, an answer by its mark, a text is written only where it differs.
 */
export async function syncRemediation(ports: SyncPorts, options: SyncOptions): Promise<SyncedRemediations> {
  const { github, ledger, reader, tracker } = ports;
  const overview = await reader.overview(options.registryBranch);
  const ids = options.bypass === null ? await findOpen(ports, overview) : [options.bypass];
  const result = { findings: [] as Finding[], events: [] as RecordedEvent[], updated: [] as string[], state: null };
  if (ids.length === 0) return result;
  let snapshot = await ledger.read(ids, []);
  const folds = ids
    .map((bypass) => foldBypass(bypass, snapshot.entries).fold)
    .filter((fold) => fold.state.issue !== null);
  if (folds.length === 0) return result;
  const { policy, manifests, commit } = await readGovernance(reader, overview, folds, options);
  const { people } = await readGovernanceAt(github, reader, commit, options);
  const named = [...people.teams.values()];
  const teams = named.length === 0 ? {} : await github.readTeams([...new Set(named)]);
  const issues = await tracker.read(folds.flatMap((fold) => fold.state.issue?.number ?? []));
  // One commit for all: what is green there is green after every fix that is in it.
  const head = overview.repository.defaultBranch.head;
  const there = folds.some((fold) => fold.state.remediation === "open") ? await resultsAt(ports, head) : null;
  for (const fold of folds) {
    const { bypass } = fold;
    const issue = issues.get(fold.state.issue?.number ?? 0);
    const file = manifests.get(manifestPathOf(bypass, options.path));
    if (issue === undefined) {
      result.findings.push(finding("TRACKING_ISSUE_GONE", { bypass, issue: fold.state.issue?.number ?? 0 }));
    } else if (file === undefined) {
      result.findings.push(finding("REMEDIATION_MANIFEST", { bypass, problem: `is not on ${options.registryBranch}` }));
    } else {
      snapshot = await syncOne(fold, issue, file, snapshot);
    }
  }
  return result;

  async function syncOne(
    start: BypassFold,
    issue: TrackedIssue,
    file: RegistryFile,
    before: LedgerSnapshot,
  ): Promise<LedgerSnapshot> {
    const { bypass } = start;
    const level = parseManifestId(bypass)?.level ?? "L1";
    const manifest = readManifest(file.bytes, file.path, policy);
    const owner = start.state.amended?.owner ?? manifest.view.text("/remediation/owner");
    const registry = { branch: options.registryBranch, commit };
    const planOf = (fold: BypassFold): TrackingIssue | string =>
      planTrackingIssue({
        bypass,
        level,
        manifest,
        fold,
        policy,
        repository: overview.repository.name,
        registry,
        asOf: github.serverTime() ?? 0,
      });
    const plan = planOf(start);
    if (typeof plan === "string") {
      result.findings.push(finding("REMEDIATION_UNPLANNABLE", { bypass, problem: plan }));
      return before;
    }
    const completed = there === null ? [] : await completionBy(start, manifest, there);
    const judge = (fold: BypassFold) =>
      judgeCommands(
        issue.comments.filter((comment) => !comment.own),
        {
          bypass,
          manifest,
          people,
          answerers: answerersAfterUse(level, owner, policy, people, teams),
          obligations: plan.obligations,
          fold,
          answered: new Set(
            issue.comments.flatMap(({ own, body }) =>
              own ? Number(/^<!-- qms-bypass:reply:(\d+) -->/.exec(body)?.[1] ?? 0) : [],
            ),
          ),
        },
      );
    if (options.dryRun) return before;
    // What completes comes first: a verification in the same run may rest on it.
    const first = await record(bypass, before, (fold) => (fold.state.remediation === "open" ? completed : []));
    const between = foldBypass(bypass, first.entries).fold;
    const { replies } = judge(between);
    const answered = await record(bypass, first, (fold) => judge(fold).events);
    const after = await record(bypass, answered, (fold) => {
      const now = planOf(fold);
      return typeof now === "string" || fold.state.remediation === "closed"
        ? []
        : planOverdue(bypass, now.obligations, fold, github.serverTime() ?? 0);
    });
    const fold = foldBypass(bypass, after.entries).fold;
    if (fold.state.missed && !start.state.missed) await github.addLabels(issue.number, ["qms:overdue"]);
    for (const { comment, problem, fix } of replies) {
      const marker = markerOf("reply", String(comment));
      if (issue.comments.some((other) => other.own && hasMarker(other.body, marker))) continue;
      await github.writeComment(issue.number, `${marker}\n${renderReply(problem, fix)}`, null);
    }
    await bring(issue, planOf(fold), fold);
    return after;
  }

  async function completionBy(
    fold: BypassFold,
    manifest: ManifestReading,
    { own, brought }: ResultsThere,
  ): Promise<EventContent[]> {
    const { used, remediation } = fold.state;
    if (remediation !== "open") return [];
    const byHead = planCompletion(fold, manifest, own, head);
    if (byHead.length > 0 || brought === null || used === null) return byHead;
    const byPull = planCompletion(fold, manifest, [...own, ...brought.results], head);
    // A pull request that never saw the bypassed commit says nothing about it, however green it is.
    return byPull.length > 0 && (await github.isBehind(used.merge_sha, brought.sha)) ? byPull : [];
  }

  async function record(
    bypass: string,
    before: LedgerSnapshot,
    plan: (fold: BypassFold) => readonly EventContent[],
  ): Promise<LedgerSnapshot> {
    const recorder = { github, ledger, repository: overview.repository, run: options.run };
    const done = await tryRecord(recorder, before, bypass, plan, ids);
    if (done.refused !== null) result.findings.push(done.refused);
    result.events.push(...done.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass })));
    return done.snapshot;
  }

  /** The issue shows what the record says, and is open until the remediation is verified. */
  async function bring(issue: TrackedIssue, plan: TrackingIssue | string, fold: BypassFold): Promise<void> {
    if (typeof plan === "string") return;
    const closed = fold.state.remediation === "closed" || fold.state.remediation === "cancelled";
    const stranger = !issue.own || !hasMarker(issue.body, trackingMarker(fold.bypass));
    if (stranger) {
      // Somebody took our mark out, or it never was ours: its text is not ours to change.
      result.findings.push(finding("TRACKING_ISSUE_FOREIGN", { bypass: fold.bypass, issue: issue.number }));
      return;
    }
    const change = {
      ...(sameText(issue.body, plan.body) ? {} : { body: plan.body }),
      ...(issue.title === plan.title ? {} : { title: plan.title }),
      ...(issue.open === !closed ? {} : { state: closed ? ("closed" as const) : ("open" as const) }),
    };
    if (Object.keys(change).length === 0) return;
    await tracker.update(issue.number, change);
    result.updated.push(fold.bypass);
    if (change.state === "open") {
      const marker = markerOf("closed-early", fold.bypass);
      const known = issue.comments.find((comment) => comment.own && hasMarker(comment.body, marker));
      if (known === undefined) await github.writeComment(issue.number, `${marker}\n${renderClosedEarly()}`, null);
    }
  }
}

/** GitHub's editor writes other line ends, and takes blanks off the end. */
function sameText(left: string, right: string): boolean {
  const plain = (text: string): string => text.replace(/\r\n/g, "\n").trimEnd();
  return plain(left) === plain(right);
}

/** Remediations that are neither verified nor cancelled, by the state files. */
async function findOpen(ports: SyncPorts, { ledgerHead, states }: Overview): Promise<string[]> {
  if (ledgerHead === null || states.length === 0) return [];
  const files = await ports.reader.files(ledgerHead, states);
  const now = ports.github.serverTime() ?? 0;
  return [...files.values()].flatMap((file) => {
    const standing = readStanding(file.bytes);
    if (standing === null) return [];
    // A run can die between the record and the issue: what was verified lately is looked at once more.
    const id = parseManifestId(standing.bypass);
    const lately = id !== null && now - id.at < lookBack && standing.remediation === "closed";
    return openStates.has(standing.remediation) || lately ? [standing.bypass] : [];
  });
}

interface ResultsThere {
  readonly own: readonly CheckResult[];
  /** Of the pull request that brought the head. */
  readonly brought: { readonly sha: string; readonly results: readonly CheckResult[] } | null;
}

/** What the default branch's head says. Many checks run on pull requests only: hence what the one that brought the head says, too. */
async function resultsAt({ github }: SyncPorts, head: string): Promise<ResultsThere> {
  const own = await github.readResults(head);
  const sha = await github.mergedHeadOf(head);
  return { own, brought: sha === null ? null : { sha, results: await github.readResults(sha) } };
}
