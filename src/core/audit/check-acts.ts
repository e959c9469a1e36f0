import type { EventActor, LedgerEvent } from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type CompiledPeople, personById, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { entitledTo, isAct } from "./entitled.ts";
import { type Holding, stoodOf } from "./holdings.ts";

/** By what an act may have been allowed: what the registry had about its day. */
export interface ActRules {
  readonly policies: readonly CompiledPolicy[];
  readonly people: readonly CompiledPeople[];
}

/** A record of what somebody does in their own name. */
export interface Act extends Holding {
  /** Logins that records of the bypass name as owners of its remediation, whenever. None: it was not opened before. */
  readonly owners: readonly string[];
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
function ownersOf({ entries }: BypassFold): { readonly since: number; readonly owners: readonly string[] } {
  const named = entries.flatMap(({ seq, event: { type, data } }) => {
    const by = type === "remediation.opened" ? data : type === "bypass.amended" ? data.changes : undefined;
    const { owner } = (by ?? {}) as { readonly owner?: unknown };
    return typeof owner === "string" ? [{ seq, type, owner }] : [];
  });
  const opened = named.find(({ type }) => type === "remediation.opened");
  return { since: opened?.seq ?? Infinity, owners: [...new Set(named.map(({ owner }) => owner))] };
}

/**
 * Whether whoever acts in their own name (who declares an emergency, revokes a bypass, verifies a remediation, answers an obligation, brings
 * anything else into the record) held a role for it, or owned the remediation where that is enough. Such a record names no commit of the
 * registry: whoever held the role by any people.yml that it had about that day is not accused.
 * @param rulesOf null: not known
 * @returns also how many could not be judged
 */
export function checkActs(
  held: readonly Act[],
  rulesOf: (act: Act) => ActRules | null,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  let unknown = 0;
  const findings = held.flatMap((act): AuditFinding[] => {
    const { event, seq, path } = act;
    const { type, bypass, actor } = event;
    const { why, takes } = judge(act, rulesOf(act));
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

function judge({ event, owners }: Act, rules: ActRules | null): Judged {
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
  return { why: ownerOr(why, actor, owners, rules.people), takes };
}

/** Nobody vouches for their own training or certificate. */
function vouchesForOneself({ type, actor, data }: LedgerEvent): boolean {
  return (type === "training.completed" || type === "certification.granted") && data.person_id === actor.id;
}

/** Commands of others are not answered. */
function isNamed({ id }: Pick<EventActor, "id">, versions: readonly CompiledPeople[]): boolean {
  return versions.some((version) => personById(version, id)?.active === true);
}

/** The record names owners by login alone: the number that people.yml gives it decides. Who has been renamed it may not tell. */
function ownerOr(
  why: string,
  { id, login }: EventActor,
  owners: readonly string[],
  versions: readonly CompiledPeople[],
): Judged["why"] {
  if (!isNamed({ id }, versions)) return why;
  if (owners.length === 0) return "unknown";
  const known = owners.map((owner) => versions.flatMap((version) => personByLogin(version, owner)?.id ?? []));
  if (known.some((ids) => ids.includes(id))) return null;
  const unnamed = owners.filter((_, index) => known[index]?.length === 0);
  if (unnamed.some((owner) => foldLogin(owner) === foldLogin(login))) return null;
  return unnamed.length > 0 ? "unknown" : why;
}

function whyNot(
  { id, kind }: EventActor,
  roles: readonly string[],
  versions: readonly CompiledPeople[],
): string | null | "unknown" {
  if (kind !== "human") return "is no person";
  const people = versions.map((version) => ({ version, person: personById(version, id) }));
  const standing = people.filter(({ person }) => person?.active !== false);
  if (standing.some(({ person }) => roles.some((role) => person?.roles.has(role) === true))) return null;
  // A team's members people.yml does not name.
  if (standing.some(({ version }) => roles.some((role) => version.teams.has(role)))) return "unknown";
  if (standing.length === 0 && people.length > 0) return "was suspended";
  return people.every(({ person }) => person === null) ? "was not named" : "held none of these";
}
