import type { Role } from "../state/world.ts";

interface Person {
  readonly id: number;
  /** In the repository. */
  readonly access: Role;
  /** In the procedure; empty: nobody special, not in people.yml. */
  readonly roles: readonly string[];
}

const person = (id: number, access: Role, ...roles: string[]): Person => ({ id, access, roles });

/** The cast: two people for almost every role (the same names as schemas/examples/facts/people.yml), by login. */
export const cast: Readonly<Record<string, Person>> = {
  dov: person(103, "write", "lead-devops"),
  lou: person(102, "write", "lead-frontend"),
  lea: person(101, "write", "lead-backend"),
  qua: person(104, "write", "lead-backend", "lead-qa"),
  ari: person(105, "write", "core-architect"),
  aro: person(115, "write", "core-architect"),
  qin: person(106, "write", "qms-quality-coordinator"),
  quy: person(116, "write", "qms-quality-coordinator"),
  cora: person(107, "write", "qms-compliance-coordinator"),
  coby: person(117, "write", "qms-compliance-coordinator"),
  sec: person(108, "write", "security-lead"),
  sol: person(118, "write", "security-lead"),
  leg: person(111, "write", "legal"),
  lex: person(122, "write", "legal"),
  biz: person(112, "write", "business-stakeholder"),
  bea: person(123, "write", "business-stakeholder"),
  com: person(110, "maintain", "commander"),
  cam: person(121, "maintain", "commander"),
  inc: person(109, "maintain", "incident-commander"),
  ian: person(119, "maintain", "incident-commander"),
  exe: person(113, "write", "executive"),
  eva: person(124, "write", "executive"),
  req: person(120, "write", "requester"),
  mia: person(130, "write", "requester"),
  dev: person(200, "write"),
  boss: person(210, "admin"),
  stranger: person(300, "read"),
};

const certificates = [
  "qms_bypass_procedures_basic",
  "incident_response_protocols",
  "compliance_awareness_training",
  "security_impact_assessment",
];

/** .qms/people.yml for the cast. `requester` is no role: it only puts somebody on the list. */
export function peopleYaml(): string {
  const listed = Object.entries(cast).filter(([, { roles }]) => roles.length > 0);
  const valid = certificates.map((name) => `${name}: 2036-12-31`).join(", ");
  const people = listed.map(
    ([login, { id }]) =>
      `  ${login}:\n    github: { login: ${login}, id: ${id} }\n    status: active\n    certifications: { ${valid} }\n`,
  );
  const holders = new Map<string, string[]>();
  for (const [login, { roles }] of listed)
    for (const role of roles) if (role !== "requester") holders.set(role, [...(holders.get(role) ?? []), login]);
  const roles = [...holders].map(([role, logins]) => `  ${role}: [${logins.join(", ")}]\n`);
  return `schema: qms.people/v1\npeople:\n${people.join("")}roles:\n${roles.join("")}`;
}

export const policyYaml = `schema: qms.policy/v1
extends: default
status: active
calendar: { time_zone: Europe/Berlin }
checks:
  - { match: "docs/*", class: documentation_coverage }
  - { match: "lint/*", class: code_quality_minor }
  - { match: "unit-tests", class: code_quality_major }
  - { match: "codeql", class: security_critical }
`;

const owners = (...wanted: string[]): string =>
  Object.entries(cast)
    .filter(([, { roles }]) => roles.some((role) => wanted.includes(role)))
    .map(([login]) => `@${login}`)
    .join(" ");

/** The outer fence: any approver for a bypass, the quality coordinators for the rules themselves. */
export function codeOwners(): string {
  const everybody = Object.values(cast).flatMap(({ roles }) => roles.filter((role) => role !== "requester"));
  return `* ${owners("qms-quality-coordinator")}\n/.qms/bypasses/ ${owners(...everybody)}\n`;
}
