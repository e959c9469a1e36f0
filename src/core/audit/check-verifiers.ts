import type { EventActor, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { isCriterionKey } from "../remediation/criterion-key.ts";
import { ownerNamedAfter } from "../remediation/owner-naming.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Stood, stoodOf } from "./holdings.ts";

/** Number that a login had by the people.yml of a commit of the registry; null: not known. */
export type LoginLookup = (commit: string, login: string) => number | null;

/**
 * Whether each remediation was verified, and each success criterion confirmed, by somebody other than its owner (60-remediation.md):
 * whoever opens it, or an amendment later, names the owner. Requester, approvers and authors of the fix may verify, as `/qms verify` lets
 * them. A record that was put in the place of a verification, or of what named the owner, afterwards makes nobody another person: what held
 * then is judged as well.
 */
export function checkVerifiers(folds: Iterable<BypassFold>, idOf: LoginLookup = () => null): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const findings: AuditFinding[] = [];
    const known = new Map<string, Set<number>>();
    let named: readonly Named[] = [];
    let commit: string | null = null;
    let opened: number | null = null;
    for (const held of stoodOf(fold)) {
      const { event, seq, path } = held;
      const holds = held.until === null;
      const owner = ownerNamedBy(event);
      // Who was named before is not the owner any more where this holds; what it replaced is of its own place.
      const others = holds ? named.filter(({ place }) => place === held.place) : named;
      if (owner !== null) {
        if (event.type === "remediation.opened") opened ??= held.place;
        const by = { ...held, owner, commit: ownerNamedAfter(commit, event) };
        const since = opened === held.place ? 0 : ownerSince(by, named, idOf);
        named = [...others, { ...by, since }];
      }
      if (isVerification(event)) {
        const own = named.find((one) => wasOwner(one, held) && isOwner(one, event.actor, idOf, known));
        if (own !== undefined) {
          const { login, id: number } = event.actor;
          const what = event.type === "obligation.done" ? `confirm ${String(event.data.key)} of` : "verify";
          const params = { seq, what, bypass: fold.bypass, login, id: number, owner: own.owner, before: own.seq };
          const about = { bypass: fold.bypass, seq, actor: event.actor };
          findings.push(auditFinding(finding("SELF_VERIFICATION", params, { path }), about));
        }
      }
      if (!holds) continue;
      learn(known, event.actor);
      commit = ownerNamedAfter(commit, event);
    }
    return findings;
  });
}

/** Whether it is another person than the owner of the remediation who says so. */
export function isVerification({ type, data }: LedgerEvent): boolean {
  return type === "remediation.verified" || (type === "obligation.done" && isCriterionKey(String(data.key)));
}

/** A record that names an owner. */
interface Named extends Stood {
  readonly owner: string;
  /** Commit of the people.yml that tells the owner's number. */
  readonly commit: string | null;
  /** 0: whoever the first issue names was the owner before there was anything to verify. */
  readonly since: Instant;
}

/** Since when this has been the owner: whom records before it name as well is no new one. */
function ownerSince(by: Omit<Named, "since">, named: readonly Named[], idOf: LoginLookup): Instant {
  const idIn = ({ commit, owner }: Omit<Named, "since">) => (commit === null ? null : idOf(commit, owner));
  const id = idIn(by);
  const same = named.filter((one) => {
    const other = idIn(one);
    return id === null || other === null ? foldLogin(one.owner) === foldLogin(by.owner) : id === other;
  });
  return same.reduce((first, { since }) => Math.min(first, since), parseInstant(by.event.at) ?? 0);
}

/** Whether it named the owner when somebody verified. An amendment of after the comment that verifies did not: its author was none yet. */
function wasOwner({ until, since }: Named, verified: Stood): boolean {
  if (until !== null && until < verified.seq) return false;
  return since <= (parseInstant(verified.event.at) ?? 0);
}

function isOwner(
  { owner, commit }: Named,
  actor: EventActor,
  idOf: LoginLookup,
  known: ReadonlyMap<string, ReadonlySet<number>>,
): boolean {
  const id = commit === null ? null : idOf(commit, owner);
  return id === null ? isSame(owner, actor, known) : id === actor.id;
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
