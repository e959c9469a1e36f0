import { buildRecords, type LedgerEntry, type LedgerHead } from "../../../src/core/ledger/build-record.ts";
import { type EventDraft, identifyEvent } from "../../../src/core/ledger/event-id.ts";
import { formatEventInstant } from "../../../src/core/ledger/event-instant.ts";
import { type AppendPlan, planAppend } from "../../../src/core/ledger/plan-append.ts";
import type { ActiveEntry } from "../../../src/core/ledger/projections.ts";
import type { LedgerChange, LedgerCommit } from "../../../src/core/ledger/verify-walk.ts";
import type { EventType, LedgerEvent } from "../../../src/generated/types/event.ts";

export const REPOSITORY = 700123;
export const BYPASS = "BYPASS-L1-20260302-090000";
export const EMERGENCY = "BYPASS-EM-20260303-100000";
export const START = Date.UTC(2026, 2, 2, 9);
export const hex = (digit: string, length: number) => digit.repeat(length);
export const HEAD_SHA = hex("a", 40);
const sha = hex("5", 64);
const checks = ["docs/coverage"];
export const manifest = { path: ".qms/bypasses/x.yml", commit: hex("c", 40), blob: hex("b", 40), sha256: sha };
export const target = { pr: 512, ref: "refs/heads/main", commit: HEAD_SHA, tree: hex("e", 40) };
const issue = {
  repository: "acme/payments",
  issue: 77,
  url: "https://github.com/acme/payments/issues/77",
  owner: "dev",
};
const deadline = { deadline: "2026-03-10T00:00:00.000Z", due_date: "2026-03-09" };

/** Valid data for the types that the tests use. */
const samples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "request.accepted": { pull_request: 42, repository_id: 700123, level: "L1", checks },
  "review.started": { kind: "lead", review_id: 7 },
  "review.completed": { kind: "lead", review_id: 7 },
  "bypass.approved": {
    decision_sha256: sha,
    approvers: [{ slot: "lead", id: 101, login: "lea", review_id: 7 }],
    policy_sha: hex("1", 40),
    people_sha: hex("2", 40),
  },
  "bypass.refused": { reason: "denied" },
  "bypass.activated": {
    activation: 1,
    checks: [{ name: checks[0], kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null }],
    expires_at: "2026-03-05T09:00:00.000Z",
    decision_sha256: sha,
  },
  "override.posted": { activation: 1, check: checks[0], kind: "status", sha: HEAD_SHA, remote_id: 9 },
  "override.verified": { activation: 1, checks, merge_state: "CLEAN" },
  "override.ineffective": { activation: 1, checks, merge_state: "BLOCKED" },
  "override.restored": { activation: 1, checks },
  "restore.failed": { activation: 1, checks, problem: "The ruleset was changed." },
  "bypass.used": { merge_sha: hex("d", 40), base: "main" },
  "bypass.deactivated": { activation: 1, reason: "used" },
  "bypass.voided": { reason: "head_moved" },
  "bypass.expired": { expires_at: "2026-03-05T09:00:00.000Z" },
  "bypass.revoked": { reason: "Rolled back." },
  "remediation.opened": { ...issue, ...deadline },
  "violation.recorded": { kind: "remediation_deadline_missed" },
  "notification.failed": { audience: "monitoring", rule: "monitoring_hook", reason: "no_channel" },
  "bypass.registered": { merge_sha: hex("d", 40), checks },
  "remediation.completed": { commit: hex("8", 40), checks },
  "remediation.verified": { comment_id: 4711 },
  "remediation.reopened": { reason: "It failed again." },
  "remediation.cancelled": { reason: "The merge was reverted." },
  "remediation.extended": { target_date: "2026-03-13", deadline: "2026-03-14T00:00:00.000Z" },
  "remediation.progress": { text: "Half done." },
  "incident.stabilized": { comment_id: 4711, incident_id: "INC-4711" },
  "assessment.completed": { comment_id: 4711, kind: "post_incident" },
  "defect.attributed": { comment_id: 4711, ref: "#93" },
  "incident.caused": { comment_id: 4711, incident_id: "INC-4720" },
  "improvement.proposed": { improvement: "a", trigger: "bypass_frequency_threshold_exceeded" },
  "improvement.adopted": { comment_id: 4711, improvement: "a" },
  "improvement.rejected": { comment_id: 4711, improvement: "a", reason: "duplicate" },
  "unregistered.detected": { kind: "required_check_missing", merge_sha: hex("d", 40), base: "main" },
  "trust.changed": { kind: "added", key: "SHA256:abc" },
  "incident.declared": { incident_id: "INC-4711" },
  "escalation.raised": {
    rule: "remediation",
    cause: "remediation_deadline_missed",
    rung: 1,
    to: ["owner"],
    limit_at: "2026-02-27T00:00:00.000Z",
  },
  checkpoint: { size: 1, event_sha256: sha, root: sha, ledger_commit: hex("6", 40) },
  "finding.acknowledged": { code: "HEARTBEAT_GAP", reason: "Actions were down." },
  "warroom.opened": { url: "https://meet.example.com/1" },
  correction: { reason: "It was another pull request." },
};

const requester = { id: 120, login: "req", role: null, kind: "human" as const };
const approver = { id: 101, login: "lea", role: "lead-devops", kind: "human" as const };

type Extra = Partial<EventDraft>;

/** An event of a type with valid data, `minute` minutes after the start; `extra` overrides, its data is merged. */
export function eventOf(type: EventType | (string & {}), minute = 0, extra: Extra = {}): LedgerEvent {
  const named = type as EventType;
  return identifyEvent(
    {
      type: named,
      bypass: BYPASS,
      key: `about-${minute}`,
      at: formatEventInstant(START + minute * 60_000),
      actor: type === "request.accepted" ? requester : approver,
      source: { kind: "api", url: "https://github.com/acme/payments/pull/512" },
      run: {
        id: 1,
        attempt: 1,
        workflow_ref: "acme/payments/.github/workflows/qms.yml@refs/heads/main",
        workflow_sha: hex("f", 40),
      },
      main_head: hex("9", 40),
      ...(["bypass.approved", "bypass.activated"].includes(type) ? { manifest, target } : {}),
      ...extra,
      data: { ...samples[type], ...extra.data },
    },
    REPOSITORY,
  );
}

/** The whole life of one bypass, step by step. */
export function lifeOf(bypass = BYPASS, extra: Extra = {}): LedgerEvent[] {
  const types = [
    "request.accepted",
    "review.completed",
    "bypass.approved",
    "bypass.activated",
    "override.posted",
    "override.verified",
    "bypass.used",
    "bypass.deactivated",
    "override.restored",
    "remediation.opened",
    "remediation.completed",
    "remediation.verified",
  ];
  return types.map((type, index) => eventOf(type, index, { bypass, ...extra }));
}

/** Entries as a ledger would hold them, without any commit. */
export function entriesOf(events: readonly LedgerEvent[]): LedgerEntry[] {
  return buildRecords(null, events, "2026-03-02").map(({ path, seq, event, event_sha256 }) => ({
    path,
    seq,
    event,
    event_sha256,
  }));
}

/** A ledger in memory: what an adapter would read from git and write to it. */
export interface MemoryLedger {
  readonly head: LedgerHead | null;
  readonly entries: readonly LedgerEntry[];
  readonly files: ReadonlyMap<string, string>;
  readonly commits: readonly LedgerCommit[];
  /** The head after each record. */
  readonly heads: readonly LedgerHead[];
}

export const emptyLedger: MemoryLedger = { head: null, entries: [], files: new Map(), commits: [], heads: [] };

export function planOn(ledger: MemoryLedger, wanted: readonly LedgerEvent[], day = "2026-03-02"): AppendPlan {
  const active = new Map<string, readonly ActiveEntry[]>();
  for (const [path, text] of ledger.files) {
    if (path.startsWith("active/")) active.set(path.slice(7, -5), JSON.parse(text).bypasses);
  }
  return planAppend(wanted, { head: ledger.head, existing: ledger.entries, active, day, repositoryId: REPOSITORY });
}

/** Writes a plan as one commit; anything but an append changes nothing. */
export function commitPlan(ledger: MemoryLedger, plan: AppendPlan): MemoryLedger {
  if (plan.outcome !== "append") return ledger;
  const files = new Map(ledger.files);
  const changes = plan.files.map(({ path, text }): LedgerChange => {
    const kind = text === null ? "deleted" : files.has(path) ? "modified" : "added";
    if (text === null) files.delete(path);
    else files.set(path, text);
    return { path, kind, mode: text === null ? null : "100644", bytes: text === null ? null : bytesOf(text) };
  });
  const entries = plan.records.map(({ path, seq, event, event_sha256 }) => ({ path, seq, event, event_sha256 }));
  const parent = ledger.commits.at(-1)?.oid;
  const commit = { oid: oidOf(ledger.commits.length), parents: parent === undefined ? [] : [parent], changes };
  const heads = [...ledger.heads, ...plan.records.map((record) => record.head)];
  return {
    head: plan.head,
    entries: [...ledger.entries, ...entries],
    files,
    commits: [...ledger.commits, commit],
    heads,
  };
}

export function appendTo(ledger: MemoryLedger, wanted: readonly LedgerEvent[], day?: string): MemoryLedger {
  const plan = planOn(ledger, wanted, day);
  if (plan.outcome === "refused") throw new Error(JSON.stringify(plan.findings, null, 1));
  return commitPlan(ledger, plan);
}

/** One commit per list of events. */
export function ledgerOf(...transactions: readonly (readonly LedgerEvent[])[]): MemoryLedger {
  return transactions.reduce<MemoryLedger>((ledger, events) => appendTo(ledger, events), emptyLedger);
}

/** Replaces one change of the commit history by others, wherever its path stands first. */
export function tamper(
  commits: readonly LedgerCommit[],
  path: string,
  replace: (change: LedgerChange) => readonly LedgerChange[],
): LedgerCommit[] {
  return commits.map((commit) => ({
    ...commit,
    changes: commit.changes.flatMap((change) => (change.path === path ? replace(change) : [change])),
  }));
}

/** A further commit with these changes, on top. */
export function withCommit(commits: readonly LedgerCommit[], changes: readonly LedgerChange[]): LedgerCommit[] {
  const parent = commits.at(-1)?.oid;
  return [...commits, { oid: oidOf(commits.length + 1000), parents: parent === undefined ? [] : [parent], changes }];
}

export const oidOf = (number: number): string => number.toString(16).padStart(40, "0");
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | null): string => new TextDecoder().decode(bytes ?? new Uint8Array());
