import type { BypassApproved } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** An approval, and the commit of the registry whose policy it was decided by. */
export interface ApprovalHeld {
  readonly bypass: string;
  readonly held: Holding;
  /** Null: the record does not say. */
  readonly policyCommit: string | null;
}

/** The approvals that hold. An amendment is decided by the slots of another level at times, which its record does not tell. */
export function approvalsOf(folds: Iterable<BypassFold>): ApprovalHeld[] {
  return [...folds].flatMap((fold) =>
    holdingsOf(fold).flatMap((held): ApprovalHeld[] => {
      if (held.event.type !== "bypass.approved") return [];
      const { policy_sha: policyCommit = null } = held.event.data as Partial<BypassApproved>;
      return [{ bypass: fold.bypass, held, policyCommit }];
    }),
  );
}

/**
 * Whether each approval names as many people as its level needs by the policy of that day. Counted are the slots that every request of
 * the level needs; those with a condition rest on the manifest, and whether somebody held the role on people.yml.
 * @param policyOf the policy at a commit; null: not known
 * @returns besides, how many approvals could not be counted
 */
export function checkSlots(
  approvals: readonly ApprovalHeld[],
  policyOf: (commit: string) => CompiledPolicy | null,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  const findings: AuditFinding[] = [];
  let unknown = 0;
  for (const { bypass, held, policyCommit } of approvals) {
    const { seq, path, event } = held;
    const level = parseManifestId(bypass)?.level ?? null;
    const policy = policyCommit === null ? null : policyOf(policyCommit);
    if (level === null || policy === null || policyCommit === null) {
      unknown++;
      continue;
    }
    const { approvers } = event.data as unknown as BypassApproved;
    for (const { name: slot, min: needed = 1, when } of policy.policy.levels[level].slots) {
      const found = new Set(approvers.filter((one) => one.slot === slot).map(({ id }) => id)).size;
      if (when !== undefined || found >= needed) continue;
      const params = { seq, bypass, level, slot, found, needed, commit: policyCommit };
      const about = { bypass, seq, actor: event.actor, commits: [policyCommit] };
      findings.push(auditFinding(finding("APPROVAL_INCOMPLETE", params, { path }), about));
    }
  }
  return { findings, unknown };
}
