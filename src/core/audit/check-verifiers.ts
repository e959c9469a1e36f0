import type { EventActor, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { holdingsOf } from "./holdings.ts";

/**
 * Whether each remediation was verified by somebody other than its owner (60-remediation.md): whoever opens it, or an amendment later,
 * names the owner. Requester, approvers and authors of the fix may verify, as `/qms verify` lets them.
 */
export function checkVerifiers(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const findings: AuditFinding[] = [];
    const known = new Map<string, Set<number>>();
    let named: { readonly owner: string; readonly at: string; readonly seq: number } | null = null;
    for (const { event, seq, path } of holdingsOf(fold)) {
      const owner = ownerNamedBy(event);
      if (owner !== null) named = { owner, at: event.at, seq };
      if (event.type === "remediation.verified" && named !== null && isSame(named.owner, event.actor, known)) {
        // An amendment of after the comment that verifies: its author was not the owner yet.
        if ((parseInstant(named.at) ?? 0) > (parseInstant(event.at) ?? 0)) continue;
        const { login, id } = event.actor;
        const params = { seq, bypass: fold.bypass, login, id, owner: named.owner, before: named.seq };
        const about = { bypass: fold.bypass, seq, actor: event.actor };
        findings.push(auditFinding(finding("SELF_VERIFICATION", params, { path }), about));
      }
      learn(known, event.actor);
    }
    return findings;
  });
}

function ownerNamedBy({ type, data }: LedgerEvent): string | null {
  if (type !== "remediation.opened" && type !== "bypass.amended") return null;
  const { owner } = (type === "remediation.opened" ? data : (data.changes ?? {})) as { readonly owner?: unknown };
  return typeof owner === "string" ? owner : null;
}

/**
 * The record names the owner by login alone. Where earlier records of the bypass give that login one number, the number decides: a login
 * can be changed, and change hands.
 */
function isSame(owner: string, actor: EventActor, known: ReadonlyMap<string, ReadonlySet<number>>): boolean {
  const ids = known.get(foldLogin(owner));
  return ids?.size === 1 ? ids.has(actor.id) : foldLogin(actor.login) === foldLogin(owner);
}

function learn(known: Map<string, Set<number>>, { id, login, kind }: EventActor): void {
  if (kind !== "human") return;
  const folded = foldLogin(login);
  known.set(folded, (known.get(folded) ?? new Set()).add(id));
}
