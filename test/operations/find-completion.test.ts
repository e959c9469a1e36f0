import { describe, expect, test } from "vitest";
import { View } from "../../src/core/document/view.ts";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../../src/core/manifest/read-manifest.ts";
import { findCompletions } from "../../src/operations/find-completion.ts";
import type { CheckResult, GitHub, RepositoryFacts } from "../../src/ports.ts";
import { entriesOf } from "../core/ledger/fixture.ts";
import { event } from "../core/reporting/kpi-fixture.ts";

const id = "BYPASS-EM-20260101-000001";
const [head, pull, merge] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const result = (name: string, state: string): CheckResult => ({
  ...{ name, kind: "check_run", state, url: null, appId: 15_368, description: null, externalId: null },
  ...{ creator: null, id: 1, runId: null },
});

/** A merge that was registered afterwards, for all checks; the pull request that brought the head has a check that no branch runs. */
function registered(
  ofHead: readonly CheckResult[],
  ofPull: readonly CheckResult[],
  completed: boolean,
  base = "main",
  isBehind: GitHub["isBehind"] = async (oid) => oid === merge,
) {
  const opened = { deadline: "2026-01-08T00:00:00.000Z", due_date: "2026-01-08", repository: "acme/payments" };
  const events = [
    event("bypass.registered", id, "2026-01-01T01:00", { merge_sha: merge }),
    event("bypass.used", id, "2026-01-01T00:30", { merge_sha: merge, base }),
    event("remediation.opened", id, "2026-01-01T02:00", opened),
    ...(completed ? [event("remediation.completed", id, "2026-01-02", { commit: head, checks: [] })] : []),
  ];
  const { fold, findings } = foldBypass(id, entriesOf(events));
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  const github = {
    readResults: async (sha: string) => (sha === head ? ofHead : ofPull),
    mergedHeadOf: async () => pull,
    isBehind,
    headOf: async (branch: string) => (branch === "release" ? head : null),
  } as unknown as GitHub;
  const facts = { defaultBranch: { name: "main", head } } as RepositoryFacts;
  const manifest = { view: new View({ checks: "all" }) } as ManifestReading;
  return findCompletions(github, facts)(fold, manifest);
}

describe("what the head's own results complete", () => {
  const green = [result("build", "success")];
  const red = [result("pull request only", "failure")];

  test("is completed, and stays so: a red check of the pull request alone takes nothing back", async () => {
    expect((await registered(green, red, false)).events).toMatchObject([{ type: "remediation.completed" }]);
    expect(await registered(green, red, true)).toMatchObject({ events: [], red: [] });
  });

  test("is taken back by a red check of the head", async () => {
    const found = await registered([...green, result("lint", "failure")], [], true);
    expect(found).toMatchObject({ events: [{ type: "remediation.reopened" }], red: ["lint"] });
  });
});

test("a head of before the merge, read just before it was recorded, completes nothing", async () => {
  const isBehind = async (oid: string, of: string) => oid === head && of === merge;
  expect((await registered([result("build", "success")], [], false, "main", isBehind)).events).toEqual([]);
});

test.each([
  ["main", ["main"]],
  ["release", ["release"]],
  ["master", ["master", "main"]],
])("a fix may have gone into %s, and into the default branch where that is gone", async (base, branches) => {
  for (const completed of [false, true]) {
    expect((await registered([result("build", "in_progress")], [], completed, base)).branches).toEqual(branches);
  }
});
