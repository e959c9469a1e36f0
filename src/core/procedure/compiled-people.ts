import type { People } from "../../generated/types/people.ts";
import { foldLogin } from "../authorization/identity.ts";
import { own } from "../own.ts";

/** A person of people.yml with everything that a decision asks about them. */
export interface CompiledPerson {
  /** Key in people.yml. */
  readonly key: string;
  readonly id: number;
  readonly login: string;
  readonly active: boolean;
  /** Certificate → last valid local day. */
  readonly certifications: Readonly<Record<string, string>>;
  /** Roles held by listing; roles held through a team are added where the team's members are known. */
  readonly roles: ReadonlySet<string>;
}

/** People and roles of one people.yml, indexed. */
export interface CompiledPeople {
  readonly people: People;
  readonly sha256: string | null;
  readonly path: string | null;
  readonly byId: ReadonlyMap<number, CompiledPerson>;
  readonly byLogin: ReadonlyMap<string, CompiledPerson>;
  /** Role → `org/slug` for roles that are a team's. */
  readonly teams: ReadonlyMap<string, string>;
}

/** Indexes a people.yml that was checked before. */
export function compilePeople(people: People, sha256: string | null, path: string | null): CompiledPeople {
  const rolesOf = new Map<string, Set<string>>();
  const teams = new Map<string, string>();
  for (const [role, holders] of Object.entries(people.roles)) {
    if (!Array.isArray(holders)) {
      teams.set(role, (holders as { team: string }).team);
      continue;
    }
    for (const key of holders) {
      const roles = rolesOf.get(key) ?? new Set<string>();
      roles.add(role);
      rolesOf.set(key, roles);
    }
  }
  const byId = new Map<number, CompiledPerson>();
  const byLogin = new Map<string, CompiledPerson>();
  for (const [key, row] of Object.entries(people.people)) {
    const person: CompiledPerson = {
      key,
      id: row.github.id,
      login: row.github.login,
      active: row.status === "active",
      certifications: row.certifications ?? {},
      roles: rolesOf.get(key) ?? new Set(),
    };
    byId.set(person.id, person);
    byLogin.set(foldLogin(person.login), person);
  }
  return { people, sha256, path, byId, byLogin, teams };
}

export function personById(people: CompiledPeople, id: number): CompiledPerson | null {
  return people.byId.get(id) ?? null;
}

export function personByLogin(people: CompiledPeople, login: string): CompiledPerson | null {
  return people.byLogin.get(foldLogin(login)) ?? null;
}

/** Everyone who holds a role, by numeric id: listed people, and the members of its team. Null where the team is not known. */
export function holdersOf(
  people: CompiledPeople,
  role: string,
  teamMembers: Readonly<Record<string, readonly number[] | null>>,
): ReadonlySet<number> | null {
  const team = people.teams.get(role);
  if (team !== undefined) {
    const members = own(teamMembers, team);
    return members == null ? null : new Set(members);
  }
  const ids = new Set<number>();
  for (const person of people.byId.values()) if (person.roles.has(role)) ids.add(person.id);
  return ids;
}
