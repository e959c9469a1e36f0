import { describe, expect, test } from "vitest";
import { checkPullRequest, checkRequest } from "../../src/core/authorization/check-structure.ts";
import { readFacts } from "../../src/core/facts/read-facts.ts";
import { catalogue } from "../../src/core/findings/catalogue.ts";
import type { Finding } from "../../src/core/findings/finding.ts";
import { readAmendment } from "../../src/core/manifest/read-amendment.ts";
import { readManifest } from "../../src/core/manifest/read-manifest.ts";
import { readPeople } from "../../src/core/procedure/read-people.ts";
import { readPolicy } from "../../src/core/procedure/read-policy.ts";
import type { Facts } from "../../src/generated/types/facts.ts";
import { validateFiles } from "../../src/operations/validate-files.ts";
import { type ExampleFile, examplePolicy, examplesIn, expectedCodes, headerOf, readExample } from "./example-files.ts";

const policy = examplePolicy("manifest/policy.yml");
/** The example people are certified on this day. */
const now = Date.UTC(2026, 2, 2, 9);
const facts = readFacts(readExample("facts/valid/l1-approved.json").bytes, null).facts as Facts;
const people = readPeople(readExample("facts/people.yml").bytes, null, policy, now);

/** Findings of a manifest with everything that its header says about its surroundings: path, file mode, author, ids in use. */
function findingsOfManifest(file: ExampleFile): readonly Finding[] {
  const path = headerOf(file, "path") ?? file.path;
  const mode = headerOf(file, "mode");
  if (mode !== null) {
    const files = [{ path, status: "added" as const, mode }];
    return checkPullRequest({ ...facts, pull_request: { ...facts.pull_request, files } }, "qms");
  }
  const existing = headerOf(file, "existing");
  if (existing !== null) {
    const source = { commit: null, source: "file" };
    const first = { ...source, path: `${existing}.yml`, bytes: readExample(`manifest/valid/${existing}.yml`).bytes };
    const [, second] = validateFiles([first, { ...source, path, bytes: file.bytes }], policy, now);
    return second?.findings ?? [];
  }
  const reading = readManifest(file.bytes, path, policy);
  const login = headerOf(file, "author");
  if (login === null || people.compiled === null) return reading.findings;
  const author = { login, type: "User", id: people.compiled.byLogin.get(login)?.id ?? 999 };
  const { request: _, ...unasked } = facts;
  const asked = { ...unasked, pull_request: { ...facts.pull_request, author } };
  return [...reading.findings, ...checkRequest(asked, reading, people.compiled)];
}

function findingsOfPeople(file: ExampleFile): readonly Finding[] {
  const named = headerOf(file, "policy");
  return readPeople(file.bytes, file.path, examplePolicy(named === null ? null : `policy/valid/${named}`), now)
    .findings;
}

const kinds = [
  { kind: "manifest", extension: ".yml", read: findingsOfManifest },
  { kind: "amendment", extension: ".yml", read: (file: ExampleFile) => readAmendment(file.bytes, file.path).findings },
  { kind: "policy", extension: ".yml", read: (file: ExampleFile) => readPolicy(file.bytes, file.path).findings },
  { kind: "people", extension: ".yml", read: findingsOfPeople },
  { kind: "facts", extension: ".json", read: (file: ExampleFile) => readFacts(file.bytes, file.path).findings },
] as const;

/** Staffing warnings depend on who is listed at all; an example about something else need not name them. */
const incidental = new Set(["NOBODY_TO_SPARE", "ROLE_UNASSIGNED"]);

function codesOf(findings: readonly Finding[], named: readonly string[]): string[] {
  const codes = findings
    .filter((item) => item.severity !== "info" && (!incidental.has(item.code) || named.includes(item.code)))
    .map((item) => item.code);
  return [...new Set(codes)].sort();
}

const shown = (findings: readonly Finding[]) =>
  findings.map((item) => `${item.code} ${item.line}:${item.column} ${item.pointer} ${item.message}`).join("\n");

describe.each(kinds)("the engine on the examples of $kind", ({ kind, extension, read }) => {
  const valid = examplesIn(`${kind}/valid`, extension);
  const invalid = examplesIn(`${kind}/invalid`, extension);

  test("has examples of both kinds", () => {
    expect(valid.length).toBeGreaterThan(3);
    expect(invalid.length).toBeGreaterThan(15);
  });

  test.each(valid)("$path has nothing against it", (file) => {
    const named = (headerOf(file, "warns") ?? "").split(" ").filter(Boolean);
    const findings = read(file);
    expect(codesOf(findings, named), shown(findings)).toEqual(named);
  });

  test.each(invalid)("$path is refused for exactly what it shows", (file) => {
    const expected = expectedCodes(file);
    const findings = read(file);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((code) => !Object.hasOwn(catalogue, code))).toEqual([]);
    expect(codesOf(findings, expected), shown(findings)).toEqual(expected);
  });

  test.each(invalid)("every finding of $path says where, what and what next", (file) => {
    const lines = new TextDecoder().decode(file.bytes).split("\n");
    for (const item of read(file)) {
      expect(item.message).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      expect(item.fix).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      expect(item.fix.trim()).not.toBe("");
      if (item.code === "MANIFEST_NOT_REGULAR") continue; // the file's content is not its own
      expect(item.path).not.toBeNull();
      if (item.line === null) continue;
      expect(item.line).toBeLessThanOrEqual(lines.length);
      expect(item.column).toBeLessThanOrEqual((lines[item.line - 1] ?? "").length + 1);
    }
  });
});
