import type { Facts } from "../../generated/types/facts.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { type CompiledPeople, holdersOf, personByLogin } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { compareLevels, type Level, levels } from "../procedure/levels.ts";
import type { Ban } from "./bans.ts";
import type { AccountMap } from "./identity.ts";

/** The owner of a remediation: by the login that manifest or amendment has, and the number that it stands for. */
export interface RemediationOwner {
  readonly login: string;
  /** Null: nobody can say whose login it is. `unknown`: it could not be looked up this time. */
  readonly id: number | null | "unknown";
}

/** Who may answer an obligation: holders of its owner role do it, holders of a level above set it aside. */
export interface Answerers {
  readonly level: Level;
  readonly holds: (id: number, role: string) => boolean;
  /** Nobody can say who holds it: the members of its team could not be read. */
  readonly isUnknown: (role: string) => boolean;
  /** Roles of the level itself, and of the levels above it (of EMERGENCY: its own). */
  readonly levelRoles: readonly string[];
  readonly rolesAbove: readonly string[];
  /** Null: the manifest names none. */
  readonly remediationOwner: RemediationOwner | null;
  readonly isRequester: (id: number) => boolean;
}

/** Who answers for a bypass after its use: roles as they are held now. The requester may be its owner, and answers as that. */
export function answerersAfterUse(
  level: Level,
  owner: RemediationOwner | null,
  policy: CompiledPolicy,
  people: CompiledPeople,
  teams: NonNullable<Facts["teams"]>,
): Answerers {
  return {
    level,
    isUnknown: (role) => holdersOf(people, role, teams) === null,
    holds: (id, role) => people.byId.get(id)?.active !== false && holdersOf(people, role, teams)?.has(id) === true,
    ...rolesAround(level, policy),
    remediationOwner: owner,
    isRequester: () => false,
  };
}

/** Roles of the slots of a level, and of those of the levels above it (of EMERGENCY: its own). */
export function rolesAround(
  level: Level,
  { policy }: Pick<CompiledPolicy, "policy">,
): Pick<Answerers, "levelRoles" | "rolesAbove"> {
  const rolesOf = (wanted: Level): string[] => policy.levels[wanted].slots.flatMap((slot) => slot.roles);
  const above = levels.filter((other) => compareLevels(other, level) > 0);
  return { levelRoles: rolesOf(level), rolesAbove: (above.length === 0 ? [level] : above).flatMap(rolesOf) };
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
  const login = manifest.view.text("/remediation/owner");
  const owner = login === null ? null : { login, id: personByLogin(people, login)?.id ?? null };
  return {
    ...answerersAfterUse(level, owner, policy, people, facts.teams ?? {}),
    isRequester: (id) => bans.get({ login: "", id })?.code === "SELF_APPROVAL",
  };
}

/** Whether somebody is the owner that a row of the policy names. */
export function isOwner(id: number, owner: string, answerers: Answerers): boolean {
  if (owner === "remediation_owner") return id === answerers.remediationOwner?.id;
  return rolesOfOwner(owner, answerers).some((role) => answerers.holds(id, role));
}

/** Why somebody does not look at the remediation as another person than its owner; null: they do. */
export function refuseToVerify(id: number, what: string, { remediationOwner, levelRoles }: Answerers): Refusal | null {
  if (remediationOwner === null) return null;
  const { login, id: owner } = remediationOwner;
  if (owner === null) {
    return {
      problem: `nobody can say that you are not the owner: no account has the login ${login} any more, and people.yml did not know it`,
      fix: "Have an amendment name the owner as GitHub knows them now (changes.remediation.owner); then write it again as a new comment.",
    };
  }
  if (owner !== id) return null;
  return { problem: what, fix: `Ask another holder of ${[...new Set(levelRoles)].join(", ")}.` };
}

/** The roles whose holders an owner of the policy means; the remediation owner is a person. */
export function rolesOfOwner(owner: string, { levelRoles }: Pick<Answerers, "levelRoles">): readonly string[] {
  if (owner === "remediation_owner") return [];
  return owner === "level_role" ? [...new Set(levelRoles)] : [owner.replace(/^role:/, "")];
}

/** Whom an owner of the policy means, for people: its words are the program's. */
export function ownerInWords(owner: string, level: Level): string {
  if (owner === "level_role") return `an approving role of ${level}`;
  return owner === "remediation_owner" ? "remediation owner" : owner.replace(/^role:/, "");
}

/** Why somebody is refused, and what to do. */
export interface Refusal {
  readonly problem: string;
  readonly fix: string;
  /** The command as it would be right; absent: it is not the form that is wrong. */
  readonly form?: string;
}

/** The refusal of somebody who holds none of the roles; that nobody can say so is another answer. */
export function refuseRole(
  roles: readonly string[],
  problem: string,
  answerers: Pick<Answerers, "isUnknown">,
): Refusal {
  const unknown = [...new Set(roles)].filter(answerers.isUnknown);
  const names = [...new Set(roles)].join(", ");
  if (unknown.length === 0) return { problem, fix: `Ask a holder of ${names}.` };
  return {
    problem: `whether you hold ${unknown.join(", ")} could not be looked up: its team's members could not be read`,
    fix: "Give the workflow an App token that may read members (app-id), or list the people in people.yml; then write it again as a new comment.",
  };
}

/** The refusal of somebody who is not the owner that a row names. */
export function refuseOwner(key: string, owner: string, answerers: Answerers): Refusal {
  const takes = `answering "${key}" takes`;
  const problem = `${takes} ${ownerInWords(owner, answerers.level)}`;
  const { remediationOwner } = answerers;
  return owner === "remediation_owner"
    ? {
        problem: `${takes} the remediation owner`,
        fix: `Ask ${remediationOwner?.login ?? "the coordinator: the manifest names none"}.`,
      }
    : refuseRole(rolesOfOwner(owner, answerers), problem, answerers);
}
