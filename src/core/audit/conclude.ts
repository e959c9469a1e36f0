import type {
  AuditAnchor,
  CheckpointCoverage,
  ComparedAnchor,
  SignatureCoverage,
  Verify,
} from "../../generated/types/verify.ts";
import { compareText, hasErrors } from "../document/read-document.ts";
import type { Code } from "../findings/catalogue.ts";
import { unprovenByTags } from "../ledger/anchor-tag.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { LedgerVerification } from "../ledger/verify-ledger.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import type { Instant } from "../time/instant.ts";
import { acknowledge } from "./acknowledge.ts";
import type { AuditFinding } from "./audit-finding.ts";
import type { CommitIds } from "./branch-line.ts";
import type { LedgerRepository } from "./read-repository-id.ts";

/** Errors that say that proof is impossible here, not that something is wrong. */
const unproven: ReadonlySet<Code> = new Set<Code>([
  "SHALLOW_HISTORY",
  "OBJECTS_MISSING",
  "BRANCH_MISSING",
  "SEGMENT_MISSING",
  "LEDGER_CONTINUED",
  "CLONE_BEHIND",
  "SCHEMA_VERSION",
  "DEFAULT_POLICY_UNKNOWN",
]);

/** Errors about what was done or left undone: the record is honest about them, and what it says holds. */
const duties: ReadonlySet<string> = new Set<Code>([
  "MISSING_RESTORE",
  "MISSING_END",
  "MISSING_REMEDIATION",
  "UNREGISTERED_BYPASS",
  "MERGE_WITHOUT_EVENT",
]);

type Judged = Pick<Verify["findings"][number], "code" | "severity">;

/** Whether the record itself is contradicted, so that nothing that is read from it is proven. */
export function isRecordBroken({
  verdict,
  findings,
}: Pick<Verify, "verdict"> & { readonly findings: readonly Judged[] }): boolean {
  const isDuty = ({ code }: { readonly code: string }) => duties.has(code) || unproven.has(code as Code);
  return verdict === "fail" && findings.some((item) => item.severity === "error" && !isDuty(item));
}

/** What only the outside knows, or what this version does not look at. Said every time, never silently passed. */
export const neverChecked: readonly string[] = [
  "time stamps and attestation bundles from outside: no record can promise one yet, so none can be missing",
  "whether approvers held their role when the request was opened already, and had no part in the change (people.yml and the pull requests say it): only that every slot that the request needs is filled by somebody who held a role of it when it was decided and was certified when they reviewed it, that the level is high enough, that no approver asked for it, and that each has a review on record",
  "whether the evidence of an answer is of a kind that the policy takes, and whether there were further conditions of closing than the manifest and every policy about that day have: compared is what a closing record names, with those and with the records before it",
  "whether a review, a merge or a comment is of the time that its record says: compared are what runs write themselves, a review with the opening of its pull request and the other records of it, a comment with the opening of the request, a merge with the start and the end of its activation, and a verification with the activation",
  "who cancelled a remediation or confirmed an incident; whether what had to be there before an activation, other than its approvals, what people had to do first and the declaration of an emergency, is on record; and whether the repository that a request names is its own, and the tree of a target that of its commit: records of one bypass are held against each other",
  "whether every violation is on record, and of the kind and the limit that the clocks give (a report reckons the clocks itself); whether what a record calls the head of the default branch was its head just then, and not an earlier one",
  "whether what a record tells of GitHub was so: that the checks of a completed remediation were green, that a squash or rebase merge was that of the approved commit, that a clock was stopped by what it names, that a login is that of the number beside it, that its links, its numbers of comments and issues, its texts and the head of the request's pull request are those of what it is about, that a role is that of the person, and a digest that of the decision; and whether a deadline is earlier than policy and calendar give",
  "whether anybody agreed to a change of the policy or of people.yml, though it may have been taken back since: records are held against what the registry had on their day (git log of both files shows every change)",
  "what only GitHub knows: rules of the branches, who pushed, merges that nobody asked a bypass for (audit-report reconcile asks it)",
];

export const noCheckpoint = "gaps in time: the ledger has no checkpoint that would show one";

/** A branch that was read. */
export interface ReadBranch {
  readonly ref: string;
  readonly commit: string;
  /** Ids of all its commits. */
  readonly oids: CommitIds;
}

/** Everything that the parts of an audit found; null: that branch was not there, or could not be read. */
export interface AuditParts {
  readonly asOf: Instant;
  readonly repository: LedgerRepository | null;
  readonly ledger: { readonly branch: ReadBranch; readonly verification: LedgerVerification } | null;
  readonly registry: { readonly branch: ReadBranch; readonly manifests: number; readonly versions: number } | null;
  readonly mainBranch: { readonly name: string; readonly commits: number; readonly merges: number } | null;
  /** Null: no key is trusted, so no signature was looked at. */
  readonly signatures: SignatureCoverage | null;
  /** Null: no key for notes is trusted. */
  readonly checkpoints: CheckpointCoverage | null;
  readonly anchors: readonly Anchor[];
  readonly findings: readonly AuditFinding[];
  readonly notChecked: readonly string[];
}

/** The result of an audit: three-valued, with what it covers and what it does not. */
export function concludeAudit(parts: AuditParts): Verify {
  const { ledger, registry } = parts;
  const entries = ledger?.verification.entries ?? [];
  const findings = inOrder(acknowledge(parts.findings, entries, formatEventInstant(parts.asOf)));
  // Said once, and no finding: a repository that does not run the daily report has promised no checkpoint.
  const gaps = entries.some(({ event }) => event.type === "checkpoint") ? [] : [noCheckpoint];
  const events = ledger?.verification.covered.events ?? 0;
  const first = ledger?.verification.firstDivergent ?? null;
  return {
    schema: "qms.verify/v1",
    verdict: verdictOf(findings, events),
    as_of: formatEventInstant(parts.asOf),
    repository: parts.repository,
    covered: {
      ledger: ledger === null ? null : ledgerCoverage(ledger),
      registry:
        registry === null
          ? null
          : { ...namedBranch(registry.branch), manifests: registry.manifests, versions: registry.versions },
      default_branch: parts.mainBranch,
      signatures: parts.signatures,
      ...(parts.checkpoints === null ? {} : { checkpoints: parts.checkpoints }),
    },
    anchor: ledger === null ? null : anchorOf(ledger.branch, ledger.verification),
    anchors: parts.anchors.map((anchor) => compare(anchor, ledger)),
    not_checked: [...new Set([...parts.notChecked, ...unprovenByTags(parts.anchors), ...gaps, ...neverChecked])],
    first_divergent: first === null ? null : { seq: first.seq, path: first.path, commits: first.commits },
    findings: findings.map(({ code, severity, bypass, path, seq, commits, actor, author, message, fix }) => ({
      ...{ code, severity, bypass, path, seq, commits, actor, author },
      message: oneLine(message),
      fix: oneLine(fix),
    })),
  };
}

function verdictOf(findings: readonly AuditFinding[], events: number): Verify["verdict"] {
  if (hasErrors(findings.filter((item) => !unproven.has(item.code)))) return "fail";
  return hasErrors(findings) || events === 0 ? "inconclusive" : "pass";
}

function ledgerCoverage({ branch, verification }: NonNullable<AuditParts["ledger"]>) {
  const { events, bypasses, firstAt, lastAt } = verification.covered;
  return { ...namedBranch(branch), events, bypasses, first_at: firstAt, last_at: lastAt };
}

function namedBranch({ ref, commit, oids }: ReadBranch) {
  return { ref, head: commit, commits: oids.size };
}

function anchorOf(branch: ReadBranch, verification: LedgerVerification): AuditAnchor | null {
  const { head } = verification.covered;
  const last = verification.entries.at(-1);
  // Where the last record could not be read there is nothing that deserves to be published.
  if (head === null || last === undefined || last.seq !== head.seq) return null;
  const { seq, event_sha256, link_sha256 } = head;
  return { ledger_commit: branch.commit, seq, event_sha256, link_sha256, main_head: last.event.main_head };
}

function compare(anchor: Anchor, ledger: AuditParts["ledger"]): ComparedAnchor {
  const { source, commit = null, record } = anchor;
  return {
    source: oneLine(source),
    commit,
    seq: record?.seq ?? null,
    agrees: ledger === null ? null : agrees(anchor, ledger),
  };
}

function agrees({ source, commit, record }: Anchor, ledger: NonNullable<AuditParts["ledger"]>): boolean | null {
  if (commit !== undefined && !ledger.branch.oids.has(commit)) return false;
  if (record === undefined) return true;
  const against = ledger.verification.findings.some(
    (item) =>
      ["LEDGER_REWRITTEN", "LEDGER_TRUNCATED", "LEDGER_REPLACED"].includes(item.code) && item.message.includes(source),
  );
  if (against) return false;
  return ledger.verification.entries.some((entry) => entry.seq === record.seq) ? true : null;
}

const weights = { error: 0, warning: 1, info: 2 } as const;

function inOrder(findings: readonly AuditFinding[]): AuditFinding[] {
  return [...findings].sort(
    (left, right) =>
      weights[left.severity] - weights[right.severity] ||
      (left.seq ?? 0) - (right.seq ?? 0) ||
      compareText(left.path ?? "", right.path ?? "") ||
      compareText(left.code, right.code),
  );
}

/** Paths and git's own words can hold anything; a result holds lines. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ").slice(0, 4000);
}
