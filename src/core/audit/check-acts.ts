import type { EventActor } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type CompiledPeople, personById } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { recordableTypes } from "../remediation/record/recordable-types.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, stoodOf } from "./holdings.ts";

/** By what an act may have been allowed: what the registry had about its day. */
export interface ActRules {
  readonly policies: readonly CompiledPolicy[];
  readonly people: readonly CompiledPeople[];
}

/** What somebody does in their own name and by a role, with the roles that it takes. */
const acts: Readonly<Record<string, (level: Level | null, policy: CompiledPolicy) => readonly string[]>> = {
  "incident.declared": (_, { policy }) =>
    policy.levels.EMERGENCY.slots.find(({ name }) => name === "incident")?.roles ?? ["incident-commander"],
  "bypass.revoked": (level, policy) => [...levelRoles(level, policy), "commander"],
  "remediation.verified": levelRoles,
  "finding.acknowledged": () => recordableTypes["finding.acknowledged"]?.by ?? [],
};

function levelRoles(level: Level | null, { policy }: CompiledPolicy): readonly string[] {
  return level === null ? [] : policy.levels[level].slots.flatMap(({ roles }) => roles);
}

/** The records of such acts, each that ever held: one that is put in the place of another makes nobody another person. */
export function actsOf(folds: Iterable<BypassFold>): Holding[] {
  return [...folds].flatMap((fold) => stoodOf(fold).filter(({ event }) => Object.hasOwn(acts, event.type)));
}

/**
 * Whether who declared an emergency, revoked a bypass, verified a remediation or acknowledged a finding held a role for it. Such a record
 * names no commit of the registry: whoever held the role by any people.yml that it had about that day is not accused.
 * @param rulesOf null: not known
 * @returns also how many could not be judged
 */
export function checkActs(
  held: readonly Holding[],
  rulesOf: (act: Holding) => ActRules | null,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  let unknown = 0;
  const findings = held.flatMap((act): AuditFinding[] => {
    const { event, seq, path } = act;
    const { type, bypass, actor } = event;
    const rules = rulesOf(act);
    const level = parseManifestId(bypass)?.level ?? null;
    const roles = [...new Set(rules?.policies.flatMap((policy) => acts[type]?.(level, policy) ?? []))];
    const isUnknown = rules === null || roles.length === 0;
    // No registry makes a person of a robot.
    const why = actor.kind === "human" && isUnknown ? "unknown" : whyNot(actor, roles, rules?.people ?? []);
    if (why === "unknown") unknown++;
    if (why === null || why === "unknown") return [];
    const { login, id } = actor;
    const params = { seq, type, bypass, login, id, why, roles: roles.join(" or ") || "a role" };
    return [auditFinding(finding("ACTOR_NOT_ENTITLED", params, { path }), { bypass, seq, actor })];
  });
  return { findings, unknown };
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
