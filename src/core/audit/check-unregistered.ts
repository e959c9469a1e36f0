import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { indexRegistrations } from "../reconcile/registered-merges.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";

/**
 * What reconcile found at GitHub and the ledger holds since: an error until a manifest registers it, a warning from then on, because a
 * bypass that was registered afterwards stays one that nobody had approved. What a correction has withdrawn is none.
 */
export function checkUnregistered(folds: ReadonlyMap<string, BypassFold>): AuditFinding[] {
  const procedure = folds.get("PROCEDURE");
  if (procedure === undefined) return [];
  const held = new Set(procedure.places.flatMap((place) => place.at(-1)?.id ?? []));
  const bypasses = [...folds.values()].filter(({ bypass }) => bypass !== "PROCEDURE");
  const registrationOf = indexRegistrations(bypasses);
  return procedure.entries.flatMap(({ event, path, seq }) => {
    if (event.type !== "unregistered.detected" || !held.has(event.id)) return [];
    const { merge_sha, base, pull_request: pull, merged_by: by, merged_at: at, kind } = event.data;
    const commit = String(merge_sha);
    const registered = registrationOf({ number: 0, headSha: "", mergeSha: commit, mergedAt: 0 });
    const afterwards = registered !== null && registered.checks === null;
    const params = {
      ...{ commit, base: String(base), at: String(at ?? "a time that is not told"), found: String(kind) },
      how: pull === undefined ? "without a pull request" : `by pull request #${String(pull)}`,
      who: (by as { readonly login: string } | undefined)?.login ?? "somebody whom GitHub does not name",
      account: accountOf(registered?.bypass ?? null, afterwards),
    };
    const item = finding("UNREGISTERED_BYPASS", params, { path });
    const severity = afterwards ? "warning" : item.severity;
    const about = { bypass: registered?.bypass ?? null, seq, commits: [commit], actor: event.actor };
    return [auditFinding({ ...item, severity }, about)];
  });
}

/** Who accounts for it, as the finding says it. */
export function accountOf(bypass: string | null, afterwards: boolean): string {
  if (bypass === null) return "no bypass accounts for it";
  return afterwards ? `${bypass} registered it afterwards` : `${bypass} accounts for a part of it only`;
}
