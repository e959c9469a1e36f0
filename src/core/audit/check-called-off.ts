import type { BypassUsed } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** Remediations that ended, or seem to have, without anything that shows that what was let in was mended. */
export function checkCalledOff(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => [...cancelled(fold), ...completedUnused(fold)]);
}

/**
 * Those that a record calls off: it is legal, it ends every reminder, and no operation writes it. So whoever reads has to see it, also where
 * the remediation was opened again since. One that was taken back is told as a correction.
 */
function cancelled(fold: BypassFold): AuditFinding[] {
  return holdingsOf(fold).flatMap(({ seq, path, event: { type, bypass, actor, data } }): AuditFinding[] => {
    if (type !== "remediation.cancelled") return [];
    const params = { seq, bypass, login: actor.login, reason: String(data.reason) };
    const commits = typeof data.commit === "string" ? [data.commit] : [];
    return [auditFinding(finding("REMEDIATION_CANCELLED", params, { path }), { bypass, seq, actor, commits })];
  });
}

/** What was completed as something that was never merged, by no check, and was merged after all: the next sync opens it again. */
function completedUnused(fold: BypassFold): AuditFinding[] {
  const { remediation } = fold.state;
  if (remediation !== "completed" && remediation !== "closed") return [];
  const holdings = holdingsOf(fold);
  const lastOf = (wanted: string): Holding | undefined => holdings.findLast(({ event }) => event.type === wanted);
  const [used, completed] = [lastOf("bypass.used"), lastOf("remediation.completed")];
  // What puts either right stands in its place, and has a later number.
  if (used === undefined || completed === undefined || holdings.indexOf(used) < holdings.indexOf(completed)) return [];
  const { seq, path, event } = used;
  const { bypass, actor } = event;
  const { merge_sha: merge } = event.data as unknown as BypassUsed;
  const params = { seq, bypass, merge, before: completed.seq };
  return [auditFinding(finding("COMPLETED_BEFORE_USE", params, { path }), { bypass, seq, actor, commits: [merge] })];
}
