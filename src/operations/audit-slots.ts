import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { approvalsOf, checkSlots } from "../core/audit/check-slots.ts";
import { contentsAt } from "../core/audit/contents-at.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import type { RepositoryHistory } from "../ports.ts";
import type { BranchReading, CloneReading } from "./read-clone.ts";

/** Counts the people of every approval by the policy that the registry had where it was decided. */
export function auditSlots(
  folds: Iterable<BypassFold>,
  registry: BranchReading,
  { contents }: Pick<CloneReading, "contents">,
  policyPath: string,
): { readonly findings: readonly AuditFinding[]; readonly notChecked: readonly string[] } {
  const approvals = approvalsOf(folds);
  const asked = new Set(approvals.flatMap(({ policyCommit }) => policyCommit ?? []));
  const blobs = contentsAt(registry.commits, policyPath, asked);
  const policies = new Map<string | null, CompiledPolicy | null>();
  const policyOf = (commit: string): CompiledPolicy | null => {
    const blob = blobs.get(commit);
    if (blob === undefined) return null;
    const known = policies.get(blob);
    if (known !== undefined) return known;
    const policy = blob === null ? readDefaultPolicy().compiled : compiled(contents.get(blob), policyPath);
    policies.set(blob, policy);
    return policy;
  };
  const { findings, unknown } = checkSlots(approvals, policyOf);
  const why = "the policy that they were decided by is not named, not in this clone, or has errors";
  return { findings, notChecked: unknown === 0 ? [] : [`how many people ${unknown} approvals needed: ${why}`] };
}

/** The same of new records, where the registry is not read whole; null: something has to be looked at. */
export async function auditNewSlots(
  folds: Iterable<BypassFold>,
  after: number,
  policyPath: string,
  history: Pick<RepositoryHistory, "contents">,
): Promise<readonly AuditFinding[] | null> {
  const approvals = approvalsOf(folds).filter(({ held }) => held.seq > after);
  const places = new Map(
    approvals.flatMap(({ policyCommit }) =>
      policyCommit === null ? [] : [[policyCommit, `${policyCommit}:${policyPath}`] as const],
    ),
  );
  const contents = places.size === 0 ? new Map<string, Uint8Array>() : await history.contents(places.values());
  const { findings, unknown } = checkSlots(approvals, (commit) => {
    const bytes = contents.get(places.get(commit) ?? "");
    return bytes === undefined ? readDefaultPolicy().compiled : compiled(bytes, policyPath);
  });
  return unknown > 0 ? null : findings;
}

function compiled(bytes: Uint8Array | undefined, path: string): CompiledPolicy | null {
  return bytes === undefined ? null : readPolicy(bytes, path).compiled;
}
