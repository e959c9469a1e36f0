import { expect, test } from "vitest";
import { readInputs } from "../../../src/adapters/runner/read-inputs.ts";

const rules = [
  { name: "pull-request", kind: "number" },
  { name: "dry run", kind: "flag" },
  { name: "scope", kind: "choice", choices: ["files", "pull-request"] },
  { name: "github-token", kind: "secret", required: true },
  { name: "secrets", kind: "json" },
] as const;
const good = { "INPUT_GITHUB-TOKEN": "t0ken", INPUT_DRY_RUN: "True", "INPUT_PULL-REQUEST": " 42 " };

test("reads names as the runner writes them: upper case, spaces as underscores, dashes kept", () => {
  const inputs = readInputs(rules, good);
  expect([inputs.number("pull-request"), inputs.flag("dry run"), inputs.text("scope")]).toEqual([42, true, ""]);
});

test.each([
  ["INPUT_PULL-REQUEST", "4x2", '"pull-request"'],
  ["INPUT_PULL-REQUEST", "-1", '"pull-request"'],
  ["INPUT_PULL-REQUEST", "1e3", '"pull-request"'],
  ["INPUT_DRY_RUN", "yes", '"dry run"'],
  ["INPUT_SCOPE", "all", "files, pull-request"],
  ["INPUT_SECRETS", "[1]", '"secrets"'],
  ["INPUT_GITHUB-TOKEN", "", '"github-token"'],
])("%s=%j is refused by name", (variable, value, said) => {
  expect(() => readInputs(rules, { ...good, [variable]: value })).toThrow(said);
});

test("all bad inputs are named at once, and a secret is not echoed", () => {
  const bad = { ...good, INPUT_DRY_RUN: "maybe", INPUT_SECRETS: "hunter2" };
  expect(() => readInputs(rules, bad)).toThrow(/"dry run".*"secrets"/);
  expect(() => readInputs(rules, bad)).not.toThrow(/hunter2/);
});

test("a value of a later version is refused by name, with what works now", () => {
  const later = [
    { name: "formats", kind: "text", works: ["md", "json"] },
    { name: "repositories", kind: "text", works: [""] },
  ] as const;
  expect(readInputs(later, { INPUT_FORMATS: "md, json" }).text("formats")).toBe("md, json");
  expect(() => readInputs(later, { INPUT_FORMATS: "md,pdf" })).toThrow(/"formats".*pdf.*md, json/);
  expect(() => readInputs(later, { INPUT_REPOSITORIES: "acme/x" })).toThrow(/"repositories".*leave it out/);
});

test("asking for an input that the action does not declare is a bug", () => {
  expect(() => readInputs(rules, good).text("pull_request")).toThrow("declares no input");
});
