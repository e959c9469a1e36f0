import type { LedgerEvent } from "../../generated/types/event.ts";
import { rolesAround, rolesOfOwner } from "../authorization/answerers.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { isCriterionKey } from "../remediation/criterion-key.ts";
import { isFixLink } from "../remediation/linked-fixes.ts";
import { procedureOwners, recordableTypes } from "../remediation/record/recordable-types.ts";
import { ownersByPolicy } from "../remediation/record/who-records.ts";

/** Whom a record takes. */
export interface Entitled {
  /** Who holds one of these is entitled. */
  readonly roles: readonly string[];
  /** The owner of the remediation is, too. */
  readonly owner: boolean;
  /** So is whoever people.yml names. */
  readonly named?: true;
}

/** Types that people bring into the record by a command of its own, which any role of the level or above, and the owner, may. */
const ofAnyRole = new Set(["decision.logged", "action.logged", "lesson.recorded"]);
/** And these whoever people.yml names: a further issue is found by anybody, and whom a ladder has told its rungs say in their own words. */
const ofAnyNamed = new Set(["remediation.progress", "escalation.acknowledged"]);
/** Runs write these as well: a threshold proposes, and a link is of nobody. */
const alsoByRuns = new Set(["improvement.proposed", "remediation.progress", "incident.linked"]);

/** Whether a record is of what somebody does in their own name, and by a role. */
export function isAct(event: LedgerEvent): boolean {
  const { type, actor } = event;
  if (alsoByRuns.has(type) && (actor.kind !== "human" || isFixLink(event))) return false;
  return byOwnRule.has(type) || ofAnyRole.has(type) || ofAnyNamed.has(type) || Object.hasOwn(recordableTypes, type);
}

const byOwnRule = new Set([
  ...["incident.declared", "bypass.revoked", "remediation.verified"],
  ...["obligation.done", "obligation.na"],
]);

/**
 * Whom a policy takes for a record, by its type and what it is about. Of what a policy asks of some bypasses only, whoever may for one of them
 * is entitled for each.
 * @param level of the bypass; null: it is about the procedure as a whole
 * @returns null: this policy does not say
 */
export function entitledTo(
  { type, data }: LedgerEvent,
  level: Level | null,
  compiled: CompiledPolicy,
): Entitled | null {
  const { policy } = compiled;
  if (type === "incident.declared")
    return only(policy.levels.EMERGENCY.slots.find(({ name }) => name === "incident")?.roles ?? ["incident-commander"]);
  // Decisions about the procedure are of those who adopt improvements.
  const row = recordableTypes[level === null && ofAnyRole.has(type) ? "improvement.adopted" : type];
  if (level === null) return row === undefined ? null : only(procedureOwners(row));
  const { levelRoles, rolesAbove } = rolesAround(level, compiled);
  const ofOwners = (owners: readonly string[]): Entitled => ({
    roles: owners.flatMap((owner) => rolesOfOwner(owner, { levelRoles })),
    owner: owners.includes("remediation_owner"),
  });
  if (ofAnyNamed.has(type)) return { roles: [...levelRoles, ...rolesAbove], owner: true, named: true };
  if (type === "bypass.revoked") return only([...levelRoles, "commander"]);
  if (type === "remediation.verified") return only(levelRoles);
  if (type === "obligation.na") return only(rolesAbove);
  if (ofAnyRole.has(type)) return { roles: [...levelRoles, ...rolesAbove], owner: true };
  if (type === "obligation.done") {
    const key = String(data.key);
    if (isCriterionKey(key)) return only(levelRoles);
    const obligation = own(policy.obligations, key);
    return obligation === undefined ? null : ofOwners([obligation.owner]);
  }
  const asked = ofOwners([...(row?.by ?? []), ...ownersByPolicy(type, data.kind, null, compiled)]);
  // Of these the first version asked no more than of a lesson.
  return type === "deliverable.submitted" ? { ...asked, roles: [...asked.roles, ...rolesAbove] } : asked;
}

function only(roles: readonly string[]): Entitled {
  return { roles, owner: false };
}
