import {
  allSwitchesOff,
  type ClassicChecks,
  type ClassicProtection,
  type ClassicSwitches,
  type PeopleList,
  type ReviewRule,
} from "../state/rules.ts";
import type { Repo, World } from "../state/world.ts";
import { appWith, createUser } from "./people.ts";

interface Named {
  /** Logins. */
  readonly users?: readonly string[];
  /** Ids. */
  readonly apps?: readonly number[];
}

/** Classic protection as a test states it: `app_id` null is any source, whatever reported the name before. */
export interface ProtectionInput extends Partial<ClassicSwitches> {
  readonly strict: boolean;
  readonly checks: ClassicChecks["checks"];
  readonly enforceAdmins: boolean;
  readonly reviews: (ReviewRule & { readonly allowances?: Named }) | null;
  readonly restrictions?: Named;
}

function named(world: World, { users = [], apps = [] }: Named): PeopleList {
  return { users: users.map((login) => createUser(world, { login })), apps: apps.map((id) => appWith(world, id)) };
}

export function protect(world: World, repo: Repo, branch: string, input: ProtectionInput): void {
  const { strict, checks, reviews, restrictions, ...rest } = input;
  const protection: ClassicProtection = {
    ...allSwitchesOff,
    ...rest,
    statusChecks: checks.length === 0 && !strict ? null : { strict, checks },
    reviews:
      reviews === null
        ? null
        : {
            ...reviews,
            dismissal: null,
            allowances: reviews.allowances === undefined ? null : named(world, reviews.allowances),
          },
    restrictions: restrictions === undefined ? null : named(world, restrictions),
  };
  repo.protections.set(branch, protection);
}
