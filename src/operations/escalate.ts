import type { Finding } from "../core/findings/finding.ts";
import { stateNameOf } from "../core/ledger/bypass-state.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { planEscalation } from "../core/remediation/plan-escalation.ts";
import { planOverdue } from "../core/remediation/plan-overdue.ts";
import { planTrackingIssue } from "../core/remediation/plan-tracking-issue.ts";
import { readStateFile } from "../core/remediation/read-standing.ts";
import type { Overview, RegistryReader } from "../ports.ts";
import { approvedManifest } from "./approved-manifest.ts";
import { atHome } from "./issue-home.ts";
import {
  manifestPathOf,
  type OpenRemediationOptions,
  type OpenRemediationPorts,
  readGovernance,
} from "./open-remediation.ts";
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
  /** Other repositories that hold tracking issues. */
  readonly elsewhere?: readonly string[];
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
  const ids = options.bypass === null ? await findLadders(reader, overview) : [options.bypass];
  const findings: Finding[] = [];
  const events: RecordedEvent[] = [];
  const escalated: string[] = [];
  const planned: string[] = [];
  if (ids.length === 0) return { findings, events, escalated, planned, state: null };
  let snapshot = await ledger.read(ids, []);
  const source = overview.repository.name;
  const { here, elsewhere } = atHome(
    ids.map((bypass) => foldBypass(bypass, snapshot.entries).fold),
    options.home ?? source,
    source,
  );
  const folds = here.filter((fold) => fold.state.issue !== null);
  if (folds.length > 0) {
    const { policy, manifests } = await readGovernance(reader, overview, folds, options);
    for (const one of folds) {
      const { bypass, state } = one;
      const { registryBranch } = options;
      const manifest = approvedManifest(
        one,
        manifests.get(manifestPathOf(bypass, options.path)),
        policy,
        registryBranch,
      );
      const level = parseManifestId(bypass)?.level;
      if (level === undefined) continue;
      if ("code" in manifest) {
        findings.push(manifest);
        continue;
      }
      const asOf = github.serverTime() ?? 0;
      const plan = (fold: BypassFold) => {
        const repository = overview.repository.name;
        const issue = planTrackingIssue({ bypass, level, manifest, fold, policy, repository, registryBranch, asOf });
        if (typeof issue === "string") return { events: [], labels: [] };
        const over = fold.state.remediation === "closed" || fold.state.remediation === "cancelled";
        const late = over ? [] : planOverdue(bypass, issue.obligations, fold, asOf);
        const climbed = planEscalation(fold, issue.obligations, issue.subject, policy, asOf);
        return { events: [...late, ...climbed.events], labels: climbed.labels };
      };
      const { labels, events: wanted } = plan(foldBypass(bypass, snapshot.entries).fold);
      if (options.dryRun) {
        planned.push(
          ...wanted.filter(({ type }) => type === "escalation.raised").map(({ key }) => `${bypass}: raise ${key}`),
        );
        continue;
      }
      // Before the record: a label twice is a label, one that is recorded and not there would be missed for good.
      if (labels.length > 0 && state.issue !== null) await github.addLabels(state.issue.number, labels);
      const recorder = { github, ledger, repository: overview.repository, run: options.run };
      const done = await tryRecord(recorder, snapshot, bypass, (fold) => plan(fold).events, ids);
      snapshot = done.snapshot;
      if (done.refused !== null) findings.push(done.refused);
      events.push(...done.appended.map(({ event }) => ({ type: event.type, id: event.id, bypass })));
      if (done.appended.some(({ event }) => event.type === "escalation.raised")) escalated.push(bypass);
    }
  }
  const { bypass } = options;
  const state = bypass === null ? null : stateNameOf(foldBypass(bypass, snapshot.entries).fold.state);
  return { findings, events, escalated, planned, state, elsewhere };
}

/** Bypasses that owe something, and those with a ladder that is not resolved, by their state files. */
async function findLadders(reader: RegistryReader, { ledgerHead, states }: Overview): Promise<string[]> {
  if (ledgerHead === null || states.length === 0) return [];
  const files = await reader.files(ledgerHead, states);
  return [...files.values()].flatMap((file) => {
    const fields = readStateFile(file.bytes);
    if (typeof fields?.bypass !== "string") return [];
    const recorded = Array.isArray(fields.events) ? (fields.events as readonly { type?: unknown }[]) : [];
    const last = recorded.findLast(({ type }) => type === "escalation.raised" || type === "escalation.resolved");
    const owes = fields.remediation === "open" || fields.remediation === "completed";
    return owes || last?.type === "escalation.raised" ? [fields.bypass] : [];
  });
}
