import type { DraftedChecks } from "./draft-check-classes.ts";

export interface DraftedPerson {
  readonly login: string;
  readonly id: number;
  readonly roles: readonly string[];
}

/** policy.yml with drafted classes. Names are JSON strings, which YAML reads as data. */
export function draftPolicy({ classified, unclassified }: DraftedChecks): string {
  const rules = classified.map((rule) => `  - { match: ${JSON.stringify(rule.match)}, class: ${rule.class} }`);
  return [
    "# The procedure is built in; this file says what only you know. `qms-bypass validate` checks it.",
    "schema: qms.policy/v1",
    "extends: default",
    "calendar: { time_zone: UTC, holidays: [] }",
    "# First match wins, on the exact name of the check. Drafted from names: read each line. No match: no bypass below EMERGENCY.",
    ...(rules.length === 0 ? ["checks: []"] : ["checks:", ...rules]),
    ...unclassified.map((name) => `  # unclassified, give it a class: ${JSON.stringify(name)}`),
    "never_bypass: []",
    "",
  ].join("\n");
}

/** people.yml. Certificates are facts that nobody told: none is made up. */
export function draftPeople(people: readonly DraftedPerson[], template: string): string {
  // The example's ids belong to real accounts: as a comment they give nobody a role.
  if (people.length === 0) {
    const [head = "", body = ""] = template.split(/^schema: .*\n/m);
    return `${head}schema: qms.people/v1\npeople: {}\nroles: {}\n${body.replace(/^(?=.)/gm, "# ")}`;
  }
  const roles = new Map<string, string[]>();
  for (const person of people)
    for (const role of person.roles) roles.set(role, [...(roles.get(role) ?? []), keyOf(person)]);
  return [
    "# Who holds which role. Add each person's certificates with the day they run out, e.g.",
    "#   certifications: { qms_bypass_procedures_basic: 2027-03-31 }",
    "# Without the valid ones that the policy names an approval does not count. `qms-bypass validate` checks it.",
    "schema: qms.people/v1",
    "people:",
    ...people.flatMap((person) => [
      `  ${JSON.stringify(keyOf(person))}:`,
      `    github: { login: ${JSON.stringify(person.login)}, id: ${person.id} }`,
      "    status: active",
      "    certifications: {}",
    ]),
    "roles:",
    ...[...roles].map(([role, keys]) => `  ${role}: [${keys.map((key) => JSON.stringify(key)).join(", ")}]`),
    "",
  ].join("\n");
}

/** CODEOWNERS: the coordinators own the rules, everybody who holds a role the requests. */
export function draftOwners(people: readonly DraftedPerson[], template: string): string {
  if (people.length === 0) return template;
  const names = (list: readonly DraftedPerson[]): string => list.map((person) => `@${person.login}`).join(" ");
  const coordinators = people.filter((person) => person.roles.some((role) => role.endsWith("-coordinator")));
  return [
    "# The last line that matches wins. Owners need write access. Who really counts, and how many, the policy decides.",
    `*                ${names(coordinators.length > 0 ? coordinators : people)}`,
    `/.qms/bypasses/  ${names(people)}`,
    "",
  ].join("\n");
}

const keyOf = ({ login }: DraftedPerson): string => login.toLowerCase();

/** A workflow template, pinned and with the branches' names. */
export function pinWorkflow(
  text: string,
  { repository, sha, registry, ledger }: Readonly<Record<"repository" | "sha" | "registry" | "ledger", string>>,
): string {
  const renamed = registry !== "qms" || ledger !== "qms-ledger";
  const extra = `      registry-branch: ${JSON.stringify(registry)}\n      ledger-branch: ${JSON.stringify(ledger)}\n`;
  return text
    .replace(/^# Copy to the default branch\. In each[^\n]*\n#[^\n]*\n/, "# Written by `qms-bypass init`.\n")
    .replaceAll("[qms, qms-ledger]", JSON.stringify([registry, ledger]))
    .replaceAll("base.ref == 'qms'", `base.ref == '${registry}'`)
    .replaceAll("branches: [qms]", `branches: ${JSON.stringify([registry])}`)
    .replace(
      /^( {4}uses: )qms-bypass\/qms-bypass(\/\S+@)0{40}[^\n]*\n( {4}with:\n)?/gm,
      (_, uses: string, path: string, inputs: string | undefined) =>
        `${uses}${repository}${path}${sha}\n${renamed ? `    with:\n${extra}` : (inputs ?? "")}`,
    );
}
