import { finding } from "../findings/finding.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/**
 * Heads that something outside once saw of the registry, and which it does not have. A clone of before that is no proof of anything; one
 * whose ledger has gone on since is younger.
 * @param last number of the last record of the ledger here
 */
export function checkRegistryHead(
  anchors: readonly Anchor[],
  branch: string,
  commits: ReadonlySet<string>,
  last: number,
): AuditFinding[] {
  return anchors.flatMap(({ source, registryHead: commit, record }) => {
    if (commit === undefined || commits.has(commit)) return [];
    const isYounger = record !== undefined && last >= record.seq;
    const proof = `although the ledger here has record ${record?.seq ?? 0}, which was there then`;
    const item = isYounger
      ? finding("HISTORY_REWRITTEN", { who: source, commit, branch, proof })
      : finding("CLONE_BEHIND", { who: source, commit, branch });
    return [auditFinding(item, { commits: [commit] })];
  });
}
