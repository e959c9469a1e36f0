import type { Facts } from "../../generated/types/facts.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, holdersOf, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { compareLevels, type Level, levels } from "../procedure/levels.ts";
import type { Ban } from "./bans.ts";
import type { AccountMap } from "./identity.ts";

/** Who may answer an obligation: holders of its owner role do it, holders of a level above set it aside. */
export interface Answerers {
  readonly holds: (id: number, role: string) => boolean;
  /** Roles of the level itself, and of the levels above it (of EMERGENCY: its own). */
  readonly levelRoles: readonly string[];
  readonly rolesAbove: readonly string[];
  /** Id of the manifest's remediation owner, where people.yml knows it. */
  readonly remediationOwner: number | null;
  readonly isRequester: (id: number) => boolean;
}

/** Who answers for a bypass after its use: roles as they are held now. The requester may be its owner, and answers as that. */
export function answerersAfterUse(
  level: Level,
  owner: string | null,
  policy: CompiledPolicy,
  people: CompiledPeople,
  teams: NonNullable<Facts["teams"]>,
): Answerers {
  const rolesOf = (wanted: Level): string[] => policy.policy.levels[wanted].slots.flatMap((slot) => slot.roles);
  const above = levels.filter((other) => compareLevels(other, level) > 0);
  return {
    holds: (id, role) => people.byId.get(id)?.active !== false && holdersOf(people, role, teams)?.has(id) === true,
    levelRoles: rolesOf(level),
    rolesAbove: (above.length === 0 ? [level] : above).flatMap(rolesOf),
    remediationOwner: owner === null ? null : (personByLogin(people, owner)?.id ?? null),
    isRequester: () => false,
  };
}

/** Who may answer obligations of this bypass: roles as they are held now. */
export function answerersOf(
  level: Level,
  manifest: ManifestReading,
  {
    facts,
    policy,
    people,
  }: { readonly facts: Facts; readonly policy: CompiledPolicy; readonly people: CompiledPeople },
  bans: AccountMap<Ban>,
): Answerers {
  const owner = manifest.view.text("/remediation/owner");
  return {
    ...answerersAfterUse(level, owner, policy, people, facts.teams ?? {}),
    isRequester: (id) => bans.get({ login: "", id })?.code === "SELF_APPROVAL",
  };
}

/** Whether somebody is the owner that a row of the policy names. */
export function isOwner(id: number, owner: string, answerers: Answerers): boolean {
  const { holds, levelRoles, remediationOwner } = answerers;
  if (owner === "remediation_owner") return id === remediationOwner;
  if (owner === "level_role") return levelRoles.some((role) => holds(id, role));
  return holds(id, owner.replace(/^role:/, ""));
}
