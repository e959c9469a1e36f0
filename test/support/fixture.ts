import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changeKindOf } from "../../src/core/authorization/check-structure.ts";
import { type DecisionInput, decide } from "../../src/core/authorization/decide.ts";
import { sha256Hex } from "../../src/core/document/read-document.ts";
import { readAmendment } from "../../src/core/manifest/read-amendment.ts";
import { readManifest } from "../../src/core/manifest/read-manifest.ts";
import { readPeople, readPeopleValue } from "../../src/core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../../src/core/procedure/read-policy.ts";
import { parseInstant } from "../../src/core/time/instant.ts";
import type { Decision } from "../../src/generated/types/decision.ts";
import type { Facts } from "../../src/generated/types/facts.ts";
import { validate as validateDecision } from "../../src/generated/validators/decision.ts";
import { validate as validateFacts } from "../../src/generated/validators/facts.ts";
import { approvalOf, baseFacts } from "./facts.ts";

/** A generated validator; its own type does not tell of the errors. */
type Validator = ((value: unknown) => boolean) & { errors?: unknown };

/** A copy that tests may write to. */
export type Draft<T> = T extends object ? { -readonly [Key in keyof T]: Draft<T[Key]> } : T;
export type FactsDraft = Draft<Facts>;
export type ReviewDraft = FactsDraft["reviews"][0];
export type Level = "L1" | "L2" | "L3" | "EMERGENCY";

/** Everything that a decision is made from, as somebody would type it: texts of files, and facts. */
export interface World {
  facts: FactsDraft;
  /** Of an amendment: its text. */
  manifest: string;
  manifestPath: string;
  /** The manifest that an amendment amends, and where it lies. */
  original?: { text: string; path: string };
  policy: string;
  people: string;
  peopleAtOpening: unknown;
  registryBranch: string;
  /** Absent: not known. */
  codeowners?: string | null;
}

const folder = fileURLToPath(new URL("../../schemas/examples/", import.meta.url));
/** An example file of the repository. */
export const example = (path: string): string => readFileSync(`${folder}${path}`, "utf8");
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** sha256 of a text, hex. */
export const digestOf = (text: string): string => sha256Hex(bytesOf(text));

/** The built-in policy with what a repository adds; its days end in Berlin, so that no test passes by accident of UTC. */
export const basePolicy = `schema: qms.policy/v1
extends: default
calendar: { time_zone: Europe/Berlin }
checks:
  - { match: "docs/*", class: documentation_coverage }
  - { match: "lint/*", class: code_quality_minor }
  - { match: "quality/*", class: code_quality_major }
  - { match: "sast/*", class: security_high }
  - { match: "codeql", class: security_critical }
gates: ["ci-ok"]
`;
export const basePeople = example("facts/people.yml");

const manifests: Readonly<Record<Level, string>> = {
  L1: "BYPASS-L1-20260302-090000",
  L2: "BYPASS-L2-20260303-101500",
  L3: "BYPASS-L3-20260305-073000",
  EMERGENCY: "BYPASS-EM-20260312-021800",
};

/** Path of a manifest in the registry, from its id. */
export const pathOf = (id: string): string => {
  const [, year, month] = /-(\d{4})(\d{2})\d{2}-/.exec(id) ?? [];
  return `.qms/bypasses/${year}/${month}/${id}.yml`;
};

/** A world of one level that decides `approved`. */
export function baseWorld(level: Level): World {
  const id = manifests[level];
  const manifest = example(`manifest/valid/${id}.yml`);
  const reading = readManifest(bytesOf(manifest), pathOf(id), policyOf(basePolicy));
  return {
    facts: structuredClone(baseFacts(level, reading, digestOf(manifest))) as FactsDraft,
    manifest,
    manifestPath: pathOf(id),
    policy: basePolicy,
    people: basePeople,
    peopleAtOpening: null,
    registryBranch: "qms",
  };
}

function policyOf(text: string) {
  const compiled = readPolicy(bytesOf(text), ".qms/policy.yml").compiled;
  if (compiled === null) throw new Error("the fixture's policy is not valid");
  return compiled;
}

/** The world's real inputs of decide(), read by the real readers. */
export function inputOf(world: World): DecisionInput {
  const policy = readPolicy(bytesOf(world.policy), ".qms/policy.yml");
  const at = parseInstant(world.facts.evaluated_at) ?? 0;
  const people = readPeople(bytesOf(world.people), ".qms/people.yml", policy.compiled, at);
  const kind = changeKindOf(world.facts);
  const lawful = policy.compiled ?? readDefaultPolicy().compiled;
  if (lawful === null) throw new Error("the built-in policy is not valid");
  const opening = world.peopleAtOpening;
  return {
    facts: world.facts,
    manifest: kind === "manifest" ? readManifest(bytesOf(world.manifest), world.manifestPath, lawful) : null,
    ...(kind === "amendment"
      ? {
          amendment: readAmendment(bytesOf(world.manifest), world.manifestPath),
          original:
            world.original === undefined
              ? null
              : readManifest(bytesOf(world.original.text), world.original.path, lawful),
        }
      : {}),
    policy,
    people,
    peopleAtOpening: opening === null ? null : readPeopleValue(opening, "people_at_opening", null, at),
    registryBranch: world.registryBranch,
    ...(world.codeowners === undefined ? {} : { codeowners: world.codeowners }),
    tool: { name: "qms-bypass", version: "0.0.0-test" },
  };
}

/** Decides a world; every decision of every test follows the schema. */
export function decideWorld(world: World): Decision {
  const decision = decide(inputOf(world));
  demand(validateDecision, JSON.parse(JSON.stringify(decision)), "decision");
  return decision;
}

function demand(validate: Validator, value: unknown, what: string): void {
  if (!validate(value)) throw new Error(`${what}: ${JSON.stringify(validate.errors, null, 1)}`);
}

/** The base world of a level after one change, decided. */
export function decideAfter(level: Level, change: (world: World) => void = () => {}): Decision {
  const world = baseWorld(level);
  change(world);
  demand(validateFacts, world.facts, "facts");
  return decideWorld(world);
}

/** A change of the facts alone. */
export const withFacts =
  (change: (facts: FactsDraft) => void) =>
  (world: World): void =>
    change(world.facts);

/** Replaces text in the manifest; its digest follows wherever the facts carry it, as if it had been that from the start. */
export function editManifest(world: World, from: string | RegExp, to: string): void {
  const before = digestOf(world.manifest);
  const text = world.manifest.replace(from, to);
  if (text === world.manifest) throw new Error(`the manifest does not hold ${String(from)}`);
  world.manifest = text;
  world.facts = JSON.parse(JSON.stringify(world.facts).replaceAll(before, digestOf(text))) as FactsDraft;
}

/** Replaces text in people.yml. */
export function editPeople(world: World, from: string | RegExp, to: string): void {
  const text = world.people.replace(from, to);
  if (text === world.people) throw new Error(`people.yml does not hold ${String(from)}`);
  world.people = text;
}

/** Adds the approval of somebody at an instant, with write access. */
export function approve(facts: FactsDraft, login: string, id: number, at: string, body = ""): ReviewDraft {
  const review = approvalOf(facts.reviews.length + 100, login, id, at, body) as ReviewDraft;
  facts.reviews.push(review);
  facts.access[String(id)] = "write";
  return review;
}

/** The review of a login; there has to be one. */
export function reviewOf(facts: FactsDraft, login: string): ReviewDraft {
  const review = facts.reviews.find((item) => item.user?.login === login);
  if (review === undefined) throw new Error(`no review by ${login}`);
  return review;
}

/** An instant moved by some milliseconds, written with a fraction only where there is one. */
export const moved = (at: string, milliseconds: number): string =>
  new Date(Date.parse(at) + milliseconds).toISOString().replace(".000Z", "Z");

/** The codes of a decision, for a glance: findings that weigh, and each review's. */
export const codesOf = (decision: Decision): string[] => [
  ...decision.findings.filter((item) => item.severity === "error").map((item) => item.code),
  ...decision.candidates.map((item) => `${item.login}:${item.code}`),
];
