import type { EventActor, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { ownerNamedAfter } from "../remediation/owner-naming.ts";
import { parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { holdingsOf } from "./holdings.ts";

/** Number that a login had by the people.yml of a commit of the registry; null: not known. */
export type LoginLookup = (commit: string, login: string) => number | null;

/**
 * Whether each remediation was verified by somebody other than its owner (60-remediation.md): whoever opens it, or an amendment later,
 * names the owner. Requester, approvers and authors of the fix may verify, as `/qms verify` lets them.
 */
export function checkVerifiers(folds: Iterable<BypassFold>, idOf: LoginLookup = () => null): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const findings: AuditFinding[] = [];
    const known = new Map<string, Set<number>>();
    let named: { readonly owner: string; readonly at: string; readonly seq: number } | null = null;
    let commit: string | null = null;
    for (const { event, seq, path } of holdingsOf(fold)) {
      const owner = ownerNamedBy(event);
      if (owner !== null) named = { owner, at: event.at, seq };
      if (event.type === "remediation.verified" && named !== null) {
        const id = commit === null ? null : idOf(commit, named.owner);
        if (id === null ? !isSame(named.owner, event.actor, known) : id !== event.actor.id) continue;
        // An amendment of after the comment that verifies: its author was not the owner yet.
        if ((parseInstant(named.at) ?? 0) > (parseInstant(event.at) ?? 0)) continue;
        const { login, id: number } = event.actor;
        const params = { seq, bypass: fold.bypass, login, id: number, owner: named.owner, before: named.seq };
        const about = { bypass: fold.bypass, seq, actor: event.actor };
        findings.push(auditFinding(finding("SELF_VERIFICATION", params, { path }), about));
      }
      learn(known, event.actor);
      commit = ownerNamedAfter(commit, event);
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
 * The record names the owner by login alone, and no people.yml knows it. Where earlier records of the bypass give that login one number, the number decides: a login
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
