import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { approvalCodes } from "../../src/core/findings/catalogue/approvals.ts";
import { auditCodes } from "../../src/core/findings/catalogue/audit.ts";
import { branchCodes } from "../../src/core/findings/catalogue/branches.ts";
import { effectCodes } from "../../src/core/findings/catalogue/effects.ts";
import { ledgerCodes } from "../../src/core/findings/catalogue/ledger.ts";
import { answerScenarios } from "./answer-scenarios.ts";
import { askedScenarios } from "./asked-scenarios.ts";
import { combinedScenarios } from "./combined-scenarios.ts";
import { correctionScenarios } from "./correction-scenarios.ts";
import { decidedScenarios } from "./decided-scenarios.ts";
import { effectScenarios } from "./effect-scenarios.ts";
import { forgedScenarios } from "./forged-scenarios.ts";
import { hiddenScenarios } from "./hidden-scenarios.ts";
import { historyScenarios } from "./history-scenarios.ts";
import { oddScenarios } from "./odd-scenarios.ts";
import { outcomeScenarios } from "./outcome-scenarios.ts";
import { registryHeadScenarios } from "./registry-head-scenarios.ts";
import { registryScenarios } from "./registry-scenarios.ts";
import { registryTreeScenarios } from "./registry-tree-scenarios.ts";
import { restoredScenarios } from "./restored-scenarios.ts";
import { segmentScenarios } from "./segment-scenarios.ts";
import { slotScenarios } from "./slot-scenarios.ts";
import { switchScenarios } from "./switch-scenarios.ts";
import { tagScenarios } from "./tag-scenarios.ts";
import { tamperScenarios } from "./tamper-scenarios.ts";
import { timeScenarios } from "./time-scenarios.ts";
import { treeScenarios } from "./tree-scenarios.ts";

// Every code that verify can give is shown in real git. What it can give is read from its source, not from a list.

const root = fileURLToPath(new URL("../../", import.meta.url));
const textOf = (file: string): string => readFileSync(`${root}${file}`, "utf8");

/** Files that a file imports as code, and those that they import. */
function importsOf(start: string): string[] {
  const found = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || file.includes("/generated/") || file.includes("/findings/catalogue")) continue;
    found.add(file);
    for (const [, name = ""] of textOf(file).matchAll(/^(?:import|export) (?!type\b)[^;]*? from "(\.[^"]+)"/gm)) {
      const path = relative(root, resolve(root, dirname(file), name));
      if (existsSync(`${root}${path}`)) open.push(path);
    }
  }
  return [...found];
}

const given = new Set([
  ...importsOf("src/operations/verify-repository.ts").flatMap((file) =>
    [...textOf(file).matchAll(/\bfinding\(\s*"([A-Z_]+)"/g)].map(([, code = ""]) => code),
  ),
  ...[...textOf("schemas/event.schema.json").matchAll(/"x-(?:missing-)?code":\s*"([^"]+)"/g)].map(
    ([, code = ""]) => code,
  ),
]);

/** Where a table shows a code with a damaged repository. */
const rows = new Set(
  [
    ...[...tamperScenarios, ...oddScenarios, ...historyScenarios, ...hiddenScenarios],
    ...[...segmentScenarios, ...forgedScenarios, ...treeScenarios, ...tagScenarios],
    ...[
      ...answerScenarios,
      ...askedScenarios,
      ...combinedScenarios,
      ...correctionScenarios,
      ...decidedScenarios,
      ...effectScenarios,
      ...outcomeScenarios,
      ...registryScenarios,
      ...registryHeadScenarios,
      ...restoredScenarios,
      ...slotScenarios,
      ...switchScenarios,
      ...registryTreeScenarios,
      ...timeScenarios,
    ],
  ].flatMap(({ codes }) => codes),
);
/** Where tests of their own sign commits with real keys: what they expect stands in them as `"CODE severity"`. */
const signed = new Set(
  ["audit-signatures.test.ts", "trust-records.test.ts", "checkpoint-notes.test.ts"].flatMap((file) =>
    [...textOf(`test/operations/${file}`).matchAll(/["`]([A-Z_]+) (?:error|warning|\$\{severity\})["`]/g)].map(
      ([, code = ""]) => code,
    ),
  ),
);

/** Raised by what verify imports, and never given by verify as its own. */
const inside: Readonly<Record<string, string>> = {
  YAML_SYNTAX: "of a manifest: MANIFEST_UNPARSABLE says it",
  DUPLICATE_KEY: "of a manifest: MANIFEST_UNPARSABLE says it",
  MANIFEST_YAML_FORBIDDEN: "of a manifest: MANIFEST_UNPARSABLE says it",
  EMPTY_LEVEL: "of a policy: not_checked says that it has errors",
  POLICY_RULE: "of a policy: not_checked says that it has errors",
  REFERENCE_UNKNOWN: "of a policy: not_checked says that it has errors",
  ...Object.fromEntries(
    ["ROLE_UNASSIGNED", "EMPTY_ROLE", "UNSATISFIABLE", "NOBODY_TO_SPARE", "PERSON_DUPLICATE"].map((code) => [
      code,
      "of people.yml: not_checked says that it has errors",
    ]),
  ),
  POLICY_LOOSER: "of a policy: said when it was approved",
};

test("the search finds what is raised far below verify, and nothing that only a decision raises", () => {
  expect([...given]).toEqual(expect.arrayContaining(["ILLEGAL_TRANSITION", "SEGMENT_MISSING", "UNREGISTERED_BYPASS"]));
  expect(given.has("WRONG_BASE")).toBe(false);
  expect(rows.size).toBeGreaterThan(45);
  expect(signed.size).toBeGreaterThan(3);
});

test("every code that verify can give has a row in real git", () => {
  const missing = [...given].filter((code) => !rows.has(code) && !signed.has(code) && !Object.hasOwn(inside, code));
  expect(missing).toEqual([]);
});

test("every code of the catalogues of ledger, branches, audit and approvals can be given by verify", () => {
  const codes = Object.keys({ ...ledgerCodes, ...branchCodes, ...auditCodes, ...approvalCodes, ...effectCodes });
  expect(codes.filter((code) => !given.has(code))).toEqual([]);
});

test("what is left out is raised somewhere, and shown nowhere", () => {
  expect(Object.keys(inside).filter((code) => !given.has(code) || rows.has(code))).toEqual([]);
});

test("rows of forged records and trees say code, severity, commits and path", () => {
  for (const { name, path, commits, severity } of [...forgedScenarios, ...treeScenarios]) {
    expect([path !== undefined, commits !== undefined, severity !== undefined], name).toEqual([true, true, true]);
  }
});
