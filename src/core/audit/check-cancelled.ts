import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { holdingsOf } from "./holdings.ts";

/**
 * Remediations that a record calls off: it is legal, it ends every reminder, and no operation writes it. So whoever reads has to see it,
 * also where the remediation was opened again since. One that was taken back is told as a correction.
 */
export function checkCancelled(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) =>
    holdingsOf(fold).flatMap(({ seq, path, event: { type, bypass, actor, data } }): AuditFinding[] => {
      if (type !== "remediation.cancelled") return [];
      const params = { seq, bypass, login: actor.login, reason: String(data.reason) };
      const commits = typeof data.commit === "string" ? [data.commit] : [];
      const item = finding("REMEDIATION_CANCELLED", params, { path });
      return [auditFinding(item, { bypass, seq, actor, commits })];
    }),
  );
}
