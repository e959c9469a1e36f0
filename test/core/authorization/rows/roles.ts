import { load } from "js-yaml";
import { commitOf } from "../../../support/facts.ts";
import { approve, digestOf, editPeople, type World } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const pushed = (at: string, login: string, id: number, sha256: string | null) => ({
  at,
  actor: { login, id },
  manifest_sha256: sha256,
});
/** people.yml of the opening, where somebody held fewer roles. */
const opening = (world: World, from: string, to: string): void => {
  world.peopleAtOpening = load(world.people.replace(from, to).replaceAll(/(2\d{3}-\d\d-\d\d)/g, "'$1'"));
};

/** What the reviewer may answer for: roles now and then, teams, access. */
export const roleRows: readonly Row[] = [
  {
    name: "somebody without a role of the level approves",
    level: "L1",
    change: ({ facts }) => {
      facts.reviews = [];
      approve(facts, "com", 110, "2026-03-02T10:00:00Z");
    },
    verdict: "pending",
    review: "com:NOT_IN_ROLE",
    says: "lead-devops, lead-frontend, lead-backend, lead-qa",
  },
  {
    name: "levels are no ladder: the commander's approval does not count at L2",
    level: "L2",
    change: ({ facts }) => {
      facts.reviews = facts.reviews.filter((review) => review.user?.login !== "ari");
      approve(facts, "com", 110, "2026-03-03T12:00:00Z");
    },
    verdict: "pending",
    review: "com:NOT_IN_ROLE",
  },
  {
    name: "the role was given while the pull request was open",
    level: "L1",
    change: (world) => opening(world, "lead-backend: [lea, qua]", "lead-backend: [qua]"),
    verdict: "pending",
    review: "lea:NOT_IN_ROLE",
    says: "when this pull request was opened",
  },
  {
    name: "the role was held at the opening, and taken away since",
    level: "L1",
    change: (world) => {
      opening(world, "lead-qa: [qua]", "lead-qa: [qua]");
      editPeople(world, "lead-backend: [lea, qua]", "lead-backend: [qua]");
    },
    verdict: "pending",
    review: "lea:NOT_IN_ROLE",
  },
  {
    name: "the role was held then and now",
    level: "L1",
    change: (world) => opening(world, "lead-qa: [qua]", "lead-qa: [lou]"),
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "the role is a team's, and the reviewer is in it",
    level: "L1",
    change: (world) => {
      editPeople(world, "lead-backend: [lea, qua]", "lead-backend: { team: acme/backend }");
      world.facts.teams = { "acme/backend": [101] };
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "the role is a team's, and the reviewer is not in it",
    level: "L1",
    change: (world) => {
      editPeople(world, "lead-backend: [lea, qua]", "lead-backend: { team: acme/backend }");
      world.facts.teams = { "acme/backend": [104] };
    },
    verdict: "pending",
    review: "lea:NOT_IN_ROLE",
  },
  ...[{ "acme/backend": null }, {}, undefined].map(
    (teams): Row => ({
      name: `the role is a team's, and its members are not known: ${JSON.stringify(teams)}`,
      level: "L1",
      change: (world) => {
        editPeople(world, "lead-backend: [lea, qua]", "lead-backend: { team: acme/backend }");
        if (teams !== undefined) world.facts.teams = teams as never;
      },
      verdict: "error",
      code: "MEMBERSHIP_UNKNOWN",
      says: "acme/backend",
    }),
  ),
  {
    name: "a team member who is not in people.yml has no certificates",
    level: "L1",
    change: (world) => {
      editPeople(world, "lead-backend: [lea, qua]", "lead-backend: { team: acme/backend }");
      world.facts.teams = { "acme/backend": [777] };
      world.facts.reviews = [];
      approve(world.facts, "new", 777, "2026-03-02T10:00:00Z");
    },
    verdict: "pending",
    review: "new:CERT_MISSING",
  },
  ...(["read", "triage", "none"] as const).map(
    (access): Row => ({
      name: `the reviewer has ${access} access`,
      level: "L1",
      change: ({ facts }) => {
        facts.access["101"] = access;
      },
      verdict: "pending",
      review: "lea:NO_REPO_ACCESS",
      says: access,
    }),
  ),
  {
    name: "the reviewer's access is not known",
    level: "L1",
    change: ({ facts }) => {
      facts.access = {};
    },
    verdict: "pending",
    review: "lea:NO_REPO_ACCESS",
    says: "no known access",
  },
  ...(["maintain", "admin"] as const).map(
    (access): Row => ({
      name: `${access} access is enough`,
      level: "L1",
      change: ({ facts }) => {
        facts.access["101"] = access;
      },
      verdict: "approved",
      review: "lea:OK",
    }),
  ),
  {
    name: "a reviewer who is banned and suspended: the first code of the list",
    level: "L1",
    change: (world) => {
      editPeople(world, /(login: lea, id: 101 }\n {4}status:) active/, "$1 suspended");
      world.facts.commits.push(commitOf("d", "lea", 101));
    },
    verdict: "pending",
    review: "lea:SUSPENDED",
  },
  {
    name: "the digest of another manifest does not matter to who may approve",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.unshift(pushed("2026-03-02T08:50:00Z", "req", 120, digestOf("an earlier text")));
    },
    verdict: "approved",
    review: "lea:OK",
  },
];
