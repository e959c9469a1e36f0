import { expect, test } from "vitest";
import { planAppend } from "../../../src/core/ledger/plan-append.ts";
import { describeReconciliation } from "../../../src/core/reconcile/describe-reconciliation.ts";
import { planReconcileEvents, publishedFile } from "../../../src/core/reconcile/plan-reconcile-events.ts";
import { reconcileMerges } from "../../../src/core/reconcile/reconcile-merges.ts";
import { publishedReports } from "../../../src/core/reporting/publication/published-reports.ts";
import { commitPlan, eventOf, REPOSITORY, START } from "../ledger/fixture.ts";
import { good, verify } from "../ledger/tampered.ts";
import { evidenceOf, nobody, pullOf, requires, run } from "./evidence.ts";

const evidence = evidenceOf([], { window: { start: START, end: START + 3_600_000 } });
const about = { repository: "acme/payments", notChecked: [], sweep: new Set<string>() };
const result = describeReconciliation(evidence, reconcileMerges(evidence, nobody), about);

function reconciled() {
  const [content] = planReconcileEvents(result, [], REPOSITORY, "https://github.com/acme/payments");
  if (content === undefined) throw new Error("nothing is published");
  const { type, bypass, key, data } = content;
  return commitPlan(
    good,
    planAppend([eventOf(type, 61, { bypass, key, data: { ...data } })], {
      ...{ head: good.head, existing: [], active: new Map(), day: "2026-03-02", repositoryId: REPOSITORY },
      attach: () => [publishedFile(result)],
    }),
  );
}

test("what a comparison leaves on the ledger branch passes verification: its record names the file", () => {
  const { commits } = reconciled();
  expect(commits.at(-1)?.changes.map(({ path }) => path)).toContain("reports/2026/reconcile-2026-03-02.r1.json");
  expect(verify(commits)).toMatchObject({ verdict: "pass", findings: [] });
});

test("a comparison is published, and is no report of a period", () => {
  expect([...publishedReports(verify(reconciled().commits).folds.values()).keys()]).toEqual([]);
});

test("one commit that two branches or two pull requests took in is recorded once", () => {
  const red = [run("build", "failure", -5)];
  const pulls = [pullOf(red), pullOf(red, { number: 9, base: "release" })];
  const branches = new Map([
    ["main", requires("build")],
    ["release", requires("build")],
  ]);
  const twice = describeReconciliation(evidence, reconcileMerges(evidenceOf(pulls, { branches }), nobody), about);
  expect(twice.unregistered).toHaveLength(2);
  const events = planReconcileEvents(twice, [], REPOSITORY, "https://github.com/acme/payments");
  expect(events.map(({ type }) => type)).toEqual(["unregistered.detected", "violation.recorded", "report.published"]);
});
