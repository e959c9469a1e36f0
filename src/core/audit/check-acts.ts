import type { EventActor, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type CompiledPeople, personById, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { ownerNamedAfter } from "../remediation/owner-naming.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { LoginLookup } from "./check-verifiers.ts";
import { entitledTo, isAct } from "./entitled.ts";
import { type Holding, stoodOf } from "./holdings.ts";

/** By what an act may have been allowed: what the registry had about its day. */
export interface ActRules {
  readonly policies: readonly CompiledPolicy[];
  readonly people: readonly CompiledPeople[];
}

/** A record of what somebody does in their own name. */
export interface Act extends Holding {
  /** Whom records of the bypass name as owners of its remediation, whenever. None: it was not opened before. */
  readonly owners: readonly NamedOwner[];
}

/** An owner by login, and the commit whose people.yml tells the number that it had when people agreed to it; null: no record says. */
export interface NamedOwner {
  readonly login: string;
  readonly commit: string | null;
}

/** The records of such acts, each that ever held: one that is put in the place of another makes nobody another person. */
export function actsOf(folds: Iterable<BypassFold>): Act[] {
  return [...folds].flatMap((fold) => {
    if (!fold.entries.some(({ event }) => isAct(event))) return [];
    const { since, owners } = ownersOf(fold);
    return stoodOf(fold).flatMap((held) =>
      isAct(held.event) ? [{ ...held, owners: held.seq < since ? [] : owners }] : [],
    );
  });
}

/** Before its remediation is opened, the owner is whom the manifest names. */
function ownersOf({ entries }: BypassFold): { readonly since: number; readonly owners: readonly NamedOwner[] } {
  let commit: string | null = null;
  let since = Infinity;
  const owners = new Map<string, NamedOwner>();
  for (const { seq, event } of entries) {
    commit = ownerNamedAfter(commit, event);
    const { type, data } = event;
    const by = type === "remediation.opened" ? data : type === "bypass.amended" ? data.changes : undefined;
    const { owner: login } = (by ?? {}) as { readonly owner?: unknown };
    if (typeof login !== "string") continue;
    if (type === "remediation.opened") since = Math.min(since, seq);
    owners.set(`${login} ${commit}`, { login, commit });
  }
  return { since, owners: [...owners.values()] };
}

/**
 * Whether whoever acts in their own name (who declares an emergency, revokes a bypass, verifies a remediation, answers an obligation, brings
 * anything else into the record) held a role for it, or owned the remediation where that is enough. Such a record names no commit of the
 * registry: whoever held the role by any people.yml that it had about that day is not accused.
 * @param rulesOf null: not known
 * @param idOf number that an owner's login had when people agreed to it; asked for where those of these days do not tell
 * @returns also how many could not be judged
 */
export function checkActs(
  held: readonly Act[],
  rulesOf: (act: Act) => ActRules | null,
  idOf: LoginLookup = () => null,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  let unknown = 0;
  const findings = held.flatMap((act): AuditFinding[] => {
    const { event, seq, path } = act;
    const { type, bypass, actor } = event;
    const { why, takes } = judge(act, rulesOf(act), idOf);
    if (why === "unknown") unknown++;
    if (why === null || why === "unknown") return [];
    const { login, id } = actor;
    const params = { seq, type, bypass, login, id, why, roles: takes };
    return [auditFinding(finding("ACTOR_NOT_ENTITLED", params, { path }), { bypass, seq, actor })];
  });
  return { findings, unknown };
}

interface Judged {
  /** Null: entitled. */
  readonly why: string | null | "unknown";
  /** In words. */
  readonly takes: string;
}

function judge({ event, owners }: Act, rules: ActRules | null, idOf: LoginLookup): Judged {
  const { actor, bypass } = event;
  const level = parseManifestId(bypass)?.level ?? null;
  const entitled = rules?.policies.flatMap((policy) => entitledTo(event, level, policy) ?? []) ?? [];
  const roles = [...new Set(entitled.flatMap((one) => one.roles))];
  const mayOwner = entitled.some(({ owner }) => owner);
  const takes = [...roles, ...(mayOwner ? ["the remediation's owner"] : [])].join(" or ") || "a role";
  // No registry makes a person of a robot.
  if (actor.kind !== "human") return { why: "is no person", takes };
  if (vouchesForOneself(event)) return { why: "is the one whom it is about", takes: "another person" };
  if (rules === null || (roles.length === 0 && !mayOwner)) return { why: "unknown", takes };
  const why = whyNot(actor, roles, rules.people);
  if (why === null || why === "unknown" || !mayOwner) return { why, takes };
  if (entitled.some(({ named }) => named) && isNamed(actor, rules.people)) return { why: null, takes };
  return { why: ownerOr(why, actor, owners, { people: rules.people, idOf }), takes };
}

/** Nobody vouches for their own training or certificate. */
function vouchesForOneself({ type, actor, data }: LedgerEvent): boolean {
  return (type === "training.completed" || type === "certification.granted") && data.person_id === actor.id;
}

/** Commands of others are not answered. */
function isNamed({ id }: Pick<EventActor, "id">, versions: readonly CompiledPeople[]): boolean {
  return versions.some((version) => personById(version, id)?.active === true);
}

/**
 * The record names owners by login alone: the number that people.yml gives it decides, that of the approval or that of these days. Who has
 * been renamed it may not tell.
 */
function ownerOr(
  why: string,
  { id, login }: EventActor,
  owners: readonly NamedOwner[],
  { people, idOf }: Pick<ActRules, "people"> & { readonly idOf: LoginLookup },
): Judged["why"] {
  if (!isNamed({ id }, people)) return why;
  if (owners.length === 0) return "unknown";
  const known = owners.map((owner) => people.flatMap((version) => personByLogin(version, owner.login)?.id ?? []));
  if (known.some((ids) => ids.includes(id))) return null;
  // Logins change, and change hands.
  const then = owners.map((owner) => (owner.commit === null ? null : idOf(owner.commit, owner.login)));
  if (then.includes(id)) return null;
  const unnamed = owners.filter((_, index) => known[index]?.length === 0 && then[index] === null);
  if (unnamed.some((owner) => foldLogin(owner.login) === foldLogin(login))) return null;
  return unnamed.length > 0 ? "unknown" : why;
}

function whyNot(
  { id }: EventActor,
  roles: readonly string[],
  versions: readonly CompiledPeople[],
): string | null | "unknown" {
  const people = versions.map((version) => ({ version, person: personById(version, id) }));
  const standing = people.filter(({ person }) => person?.active !== false);
  if (standing.some(({ person }) => roles.some((role) => person?.roles.has(role) === true))) return null;
  // A team's members people.yml does not name.
  if (standing.some(({ version }) => roles.some((role) => version.teams.has(role)))) return "unknown";
  if (standing.length === 0 && people.length > 0) return "was suspended";
  return people.every(({ person }) => person === null) ? "was not named" : "held none of these";
}
