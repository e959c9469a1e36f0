import { expect, test } from "vitest";
import {
  failingNeeds,
  judgeNeeds,
  type Need,
  readNeeds,
  type SeenJob,
} from "../../../src/core/override/judge-needs.ts";

const needsOf = (results: Readonly<Record<string, string>>): Need[] =>
  Object.entries(results).map(([id, result]) => ({ id, result }));
const jobsOf = (states: Readonly<Record<string, string>>): SeenJob[] =>
  Object.entries(states).map(([name, state]) => ({ name, state }));

interface Row {
  readonly what: string;
  readonly needs: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, string>>;
  readonly covered?: readonly string[];
  readonly allowed?: readonly string[];
  readonly bypassed?: readonly string[];
  readonly open?: readonly string[];
  readonly unexplained?: readonly string[];
}

const rows: readonly Row[] = [
  {
    what: "the one that failed is named",
    needs: { lint: "failure", unit: "success" },
    jobs: { lint: "failure", unit: "success", "ci-ok": "in_progress" },
    covered: ["lint"],
    bypassed: ["lint"],
  },
  {
    what: "another one failed, too",
    needs: { lint: "failure", unit: "failure" },
    jobs: { lint: "failure", unit: "failure" },
    covered: ["lint"],
    bypassed: ["lint"],
    open: ["unit"],
  },
  {
    what: "names and ids differ: the job of the run counts, not the id",
    needs: { lint: "failure" },
    jobs: { "Lint everything": "failure" },
    covered: ["lint"],
    open: ["Lint everything"],
  },
  {
    what: "one leg of a matrix failed",
    needs: { test: "failure" },
    jobs: { "test (20)": "success", "test (22)": "failure" },
    covered: ["test (22)"],
    bypassed: ["test (22)"],
  },
  {
    what: "a job that the gate does not wait for failed: it has to be named as well",
    needs: { lint: "failure" },
    jobs: { lint: "failure", nightly: "failure" },
    covered: ["lint"],
    bypassed: ["lint"],
    open: ["nightly"],
  },
  {
    what: "the run shows fewer failures than the needs",
    needs: { lint: "failure", unit: "failure" },
    jobs: { lint: "failure", unit: "success" },
    covered: ["lint"],
    bypassed: ["lint"],
    unexplained: ["lint", "unit"],
  },
  {
    what: "cancelled and timed out are failures",
    needs: { lint: "cancelled", unit: "failure" },
    jobs: { lint: "cancelled", unit: "timed_out" },
    covered: ["lint", "unit"],
    bypassed: ["lint", "unit"],
  },
  {
    what: "skipped because of the named one, and not named itself",
    needs: { lint: "failure", unit: "skipped" },
    jobs: { lint: "failure", unit: "skipped" },
    covered: ["lint"],
    bypassed: ["lint"],
    open: ["unit"],
  },
  {
    what: "skipped, and named",
    needs: { lint: "failure", unit: "skipped" },
    jobs: { lint: "failure", unit: "skipped" },
    covered: ["lint", "unit"],
    bypassed: ["lint", "unit"],
  },
  {
    what: "skipped, and may be",
    needs: { lint: "failure", docs: "skipped" },
    jobs: { lint: "failure", docs: "skipped" },
    covered: ["lint"],
    allowed: ["docs"],
    bypassed: ["lint"],
  },
  {
    what: "skipped under another name: every skipped job that no id explains has to be named",
    needs: { unit: "skipped", docs: "skipped" },
    jobs: { "Unit tests": "skipped", docs: "skipped", Deploy: "skipped" },
    covered: ["docs"],
    bypassed: ["docs"],
    open: ["Unit tests", "Deploy"],
  },
  {
    what: "skipped, and the run does not show it",
    needs: { unit: "skipped" },
    jobs: { lint: "success" },
    unexplained: ["unit"],
  },
];

test.each(rows)("$what", (row) => {
  const verdict = judgeNeeds(needsOf(row.needs), row.allowed ?? [], jobsOf(row.jobs), new Set(row.covered ?? []));
  expect({
    bypassed: verdict.bypassed,
    open: verdict.open.map(({ name }) => name),
    unexplained: verdict.unexplained.map(({ id }) => id),
  }).toEqual({ bypassed: row.bypassed ?? [], open: row.open ?? [], unexplained: row.unexplained ?? [] });
});

test("what keeps a gate shut is everything but success, skips that may be excepted", () => {
  const needs = needsOf({ a: "success", b: "failure", c: "cancelled", d: "skipped", e: "skipped", f: "strange" });
  expect(failingNeeds(needs, ["e", "b"]).map(({ id }) => id)).toEqual(["b", "c", "d", "f"]);
});

test.each(["", "{}", "[]", "null", "lint", '{"lint":"success"}', '{"lint":{"result":1}}', '{"lint":null}'])(
  "needs of %j are none: a gate that guards nothing must not open",
  (text) => {
    expect(readNeeds(text)).toBeNull();
  },
);

test("needs come with outputs, which are nobody's business", () => {
  expect(readNeeds('{"lint":{"result":"failure","outputs":{"x":"1"}}}')).toEqual([{ id: "lint", result: "failure" }]);
});
