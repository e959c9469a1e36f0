import { subjectOf } from "../core/authorization/subject-of.ts";
import type { Finding } from "../core/findings/finding.ts";
import { stateNameOf } from "../core/ledger/bypass-state.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { findPatterns, readUsed } from "../core/remediation/find-patterns.ts";
import { planBreaches } from "../core/remediation/plan-breaches.ts";
import { planEscalation } from "../core/remediation/plan-escalation.ts";
import { planOverdue } from "../core/remediation/plan-overdue.ts";
import { planTrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { isRecent, readStateFile } from "../core/remediation/read-standing.ts";
import { subjectOfRequest } from "../core/remediation/subject-of-request.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Overview, RegistryReader } from "../ports.ts";
import { addLabels } from "./add-labels.ts";
import { approvedManifest } from "./approved-manifest.ts";
import { foldOf } from "./fold-of.ts";
import { atHome } from "./issue-home.ts";
import {
  manifestPathOf,
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  readGovernance,
} from "./open-remediation.ts";
import { readEach } from "./read-each.ts";
import { tryRecord } from "./record-events.ts";
import type { RecordedEvent } from "./track-bypass.ts";

export interface EscalatedBypasses {
  readonly findings: readonly Finding[];
  readonly events: readonly RecordedEvent[];
  /** Ids of the bypasses that this run escalated. */
  readonly escalated: readonly string[];
  /** What a dry run would record. */
  readonly planned: readonly string[];
  /** State of the bypass that was asked for; null: none was. */
  readonly state: string | null;
}

/**
 * Climbs the escalation ladders (60-remediation.md, `escalate`). It labels and records; the notices of what is recorded are sent by
 * `notify`, which runs after it, so that a killed run loses none and repeats none.
 */
export async function escalate(
  { github, ledger, reader }: OpenRemediationPorts,
  options: OpenRemediationOptions,
): Promise<EscalatedBypasses> {
  const overview = await reader.overview(options.registryBranch);
  const states = await readStates(reader, overview);
  const wanted = options.bypass === null ? findLadders(states, github.serverTime() ?? 0) : [options.bypass];
  const findings: Finding[] = [];
  const events: RecordedEvent[] = [];
  const escalated: string[] = [];
  const planned: string[] = [];
  if (wanted.length === 0) return { findings, events, escalated, planned, state: null };
  const read = await readEach(ledger, wanted);
  const { ids } = read;
  let { snapshot } = read;
  findings.push(...read.findings);
  const source = overview.repository.name;
  const { here, elsewhere } = atHome(
    ids.map((bypass) => foldOf(snapshot, bypass)),
    options.home ?? source,
    source,
  );
  options.onElsewhere?.(elsewhere);
  const folds = here.filter(isWatched);
  if (folds.length > 0) {
    const { policy, manifests } = await readGovernance(reader, overview, folds, options);
    const patternsOf = findPatterns(
      states.flatMap((fields) => readUsed(fields) ?? []),
      policy,
    );
    for (const one of folds) {
      const { bypass, state } = one;
      const { registryBranch } = options;
      const level = parseManifestId(bypass)?.level;
      if (level === undefined) continue;
      const file = manifests.get(manifestPathOf(bypass, options.path));
      const isAsked = state.issue === null && state.manifest === null;
      const found = isAsked ? null : approvedManifest(one, file, policy, registryBranch);
      if (found !== null && "code" in found && state.issue !== null) {
        findings.push(found);
        continue;
      }
      // Approved, and not merged yet: what is on record has to do.
      const manifest = found === null || "code" in found ? null : found;
      const asOf = github.serverTime() ?? 0;
      const plan = (fold: BypassFold) => {
        // A request that nobody has answered, or one that was: it owes nothing but the answer.
        if (manifest === null || fold.state.issue === null) {
          const subject = manifest === null ? subjectOfRequest(fold, level) : subjectOf(manifest, level);
          const climbed = planEscalation(fold, [], subject, policy, asOf);
          return { ...climbed, events: [...planBreaches(fold, subject, policy, asOf), ...climbed.events] };
        }
        const repository = overview.repository.name;
        const issue = planTrackingIssue({ bypass, level, manifest, fold, policy, repository, registryBranch, asOf });
        if (typeof issue === "string") return { events: [], labels: [] };
        const over = fold.state.remediation === "closed" || fold.state.remediation === "cancelled";
        const late = [
          ...planBreaches(fold, issue.subject, policy, asOf),
          ...(over ? [] : planOverdue(bypass, issue.obligations, fold, asOf)),
        ];
        const patterns = patternsOf(bypass);
        const climbed = planEscalation(fold, issue.obligations, issue.subject, policy, asOf, patterns, repository);
        return { events: [...late, ...climbed.events], labels: climbed.labels };
      };
      const { labels, events: due } = plan(foldOf(snapshot, bypass));
      if (options.dryRun) {
        planned.push(
          ...due.filter(({ type }) => type === "escalation.raised").map(({ key }) => `${bypass}: raise ${key}`),
        );
        continue;
      }
      // Before the record: a label twice is a label, one that is recorded and not there would be missed for good. One that GitHub
      // refuses stops no escalation; where it does not answer, the next run does both.
      const number = state.issue?.number;
      const labelled = number === undefined ? "none" : await addLabels(github, number, labels, bypass, { findings });
      if (labelled === "unavailable") continue;
      const recorder = { github, ledger, repository: overview.repository, run: options.run };
      const done = await tryRecord(recorder, snapshot, bypass, (fold) => plan(fold).events, ids);
      snapshot = done.snapshot;
      if (done.refused !== null) findings.push(done.refused);
      events.push(...done.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass: event.bypass })));
      if (done.appended.some(({ event }) => event.type === "escalation.raised")) escalated.push(bypass);
    }
  }
  const { bypass } = options;
  const state = bypass === null ? null : stateNameOf(foldOf(snapshot, bypass).state);
  return { findings, events, escalated, planned, state };
}

type Fields = Readonly<Record<string, unknown>>;

/** The state files of every bypass: one small file each. */
async function readStates(reader: RegistryReader, { ledgerHead, states }: Overview): Promise<Fields[]> {
  if (ledgerHead === null || states.length === 0) return [];
  const files = await reader.files(ledgerHead, states);
  return [...files.values()].map((file) => readStateFile(file.bytes)).filter((fields) => fields !== null);
}

/** It has a tracking issue, or nobody has one to do with it yet: what is used waits for its issue. */
function isWatched({ state, places }: BypassFold): boolean {
  const raised = places.some((place) => place.at(-1)?.type === "escalation.raised");
  return state.issue !== null || state.lifecycle === "requested" || decided.has(state.lifecycle) || raised;
}

/** States in which a request has its answer, or will get none: that it came late may not be on record yet. */
const decided: ReadonlySet<unknown> = new Set([
  ...["approved", "active", "suspended", "ineffective"],
  ...["refused", "voided", "expired", "revoked"],
]);

/**
 * Requests without an answer, bypasses that owe something, and those with a ladder that is not resolved; of the rest those that were
 * decided lately, the same that `notify` looks at.
 */
function findLadders(states: readonly Fields[], now: Instant): string[] {
  return states.flatMap((fields) => {
    if (typeof fields.bypass !== "string") return [];
    const recorded = Array.isArray(fields.events) ? (fields.events as readonly { type?: unknown }[]) : [];
    const last = recorded.findLast(({ type }) => type === "escalation.raised" || type === "escalation.resolved");
    const owes = fields.remediation === "open" || fields.remediation === "completed";
    const waits = fields.state === "requested";
    const isNew = decided.has(fields.state) && isRecent(fields, now);
    return owes || waits || isNew || last?.type === "escalation.raised" ? [fields.bypass] : [];
  });
}
