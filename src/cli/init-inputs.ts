import { ConfigurationError } from "../core/findings/errors.ts";
import type { DraftedPerson } from "../core/procedure/draft-registry.ts";

/** `login:id:role[,role]`. */
export function readPersons(texts: readonly string[]): readonly DraftedPerson[] {
  const people = texts.map((text) => {
    const match =
      /^([A-Za-z0-9][A-Za-z0-9_-]{0,38}):([1-9]\d{0,14}):([a-z0-9][a-z0-9_-]*(?:,[a-z0-9][a-z0-9_-]*)*)$/.exec(text);
    if (match === null)
      throw new ConfigurationError(
        `--person does not understand "${text}".`,
        "Write login:id:role[,role], e.g. lea-dev:101:lead-devops. The id: gh api users/LOGIN --jq .id",
      );
    return { login: match[1] ?? "", id: Number(match[2]), roles: [...new Set(match[3]?.split(","))] };
  });
  for (const [index, person] of people.entries()) {
    const twin = people
      .slice(0, index)
      .find((other) => other.id === person.id || other.login.toLowerCase() === person.login.toLowerCase());
    if (twin !== undefined)
      throw new ConfigurationError(
        `--person names ${person.login} (${person.id}) and ${twin.login} (${twin.id}): one login or id twice.`,
        "Give each person once, with all roles: login:id:role,role.",
      );
  }
  return people;
}

/** What the workflows are pinned to. A tag or a branch would let somebody else change what runs. */
export function readPin(
  repository: string,
  sha: string | undefined,
): { readonly repository: string; readonly sha: string } {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository))
    throw new ConfigurationError(`--action-repository ${repository} is no owner/name.`, "Write it as acme/qms-bypass.");
  if (sha === undefined || !/^[0-9a-f]{40}$/.test(sha) || /^0+$/.test(sha))
    throw new ConfigurationError(
      sha === undefined ? "--action-sha is missing." : `--action-sha ${sha} is no full commit SHA.`,
      "Give the 40 lower-case hex digits of the commit of qms-bypass that you have reviewed: git rev-parse HEAD in your clone of it.",
    );
  return { repository, sha };
}

export interface GivenRuleset {
  readonly checks: readonly string[];
  readonly targetsAll: boolean;
  readonly excluded: readonly unknown[];
}

/** An exported ruleset (object), or what `rules/branches/main` answers (list of rules). */
export function readRuleset(text: string, name: string): GivenRuleset {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const rules = Array.isArray(value) ? value : field(value, "rules");
  if (!Array.isArray(rules))
    throw new ConfigurationError(
      `${name} is neither a ruleset nor a list of rules in JSON.`,
      "Export the ruleset on GitHub, or: gh api repos/OWNER/REPO/rules/branches/main > rules.json",
    );
  const checks = rules
    .filter((rule) => field(rule, "type") === "required_status_checks")
    .flatMap((rule) => {
      const required = field(field(rule, "parameters"), "required_status_checks");
      return Array.isArray(required) ? required.map((check) => field(check, "context")) : [];
    })
    .filter((context) => typeof context === "string");
  const names = field(field(value, "conditions"), "ref_name");
  const include = field(names, "include");
  const exclude = field(names, "exclude");
  return {
    checks,
    targetsAll: Array.isArray(include) && include.includes("~ALL"),
    excluded: Array.isArray(exclude) ? exclude : [],
  };
}

/** Names of checks that may stand in a file. */
export function checkNames(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (name.trim() === "" || /[\p{C}\p{Zl}\p{Zp}]/u.test(name))
      throw new ConfigurationError(
        `The check ${JSON.stringify(name)} is empty or has control characters in its name.`,
        "Give the name as GitHub shows it.",
      );
  return names;
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
