import { describe, expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { fixesOf, namesRemediation, planFixes, type SeenPull } from "../../../src/core/remediation/linked-fixes.ts";
import { entriesOf } from "../ledger/fixture.ts";
import { event } from "../reporting/kpi-fixture.ts";

const id = "BYPASS-L1-20260302-090000";
const issue = { repository: "acme/payments", number: 12 };
const names = (body: string, where = issue) => namesRemediation(body, id, where, "acme/payments");

describe("what a pull request says", () => {
  test.each([
    `qms: ${id}`,
    `Some text.\r\n\r\nQMS: ${id}\r\nReviewed-by: lea`,
    `qms: BYPASS-L1-20260301-000000, ${id}`,
    ...[
      "Fixes #12",
      "closes: #12.",
      "This resolves acme/payments#12",
      "Fixed https://github.com/acme/payments/issues/12",
    ],
  ])("names it: %j", (body) => {
    expect(names(body)).toBe(true);
  });
  test.each([
    "",
    `about ${id}`,
    `qms: ${id}0`,
    `qms: ${id.toLowerCase()}`,
    `<!-- qms: ${id} -->`,
    `<!-- Fixes #12`,
    `\`\`\`\nqms: ${id}\nFixes #12\n\`\`\``,
    "`Fixes #12`",
    ...[
      "Fixes #123",
      "Fixes #1",
      "See #12",
      "prefixes #12",
      "Fixes acme/other#12",
      "Fixes https://github.com/a/b/issues/12",
    ],
  ])("does not: %j", (body) => {
    expect(names(body)).toBe(false);
  });
  test("an issue in the central repository is named with it, and the number alone is one of here", () => {
    const central = { repository: "acme/qms", number: 12 };
    expect([names("Fixes #12", central), names("Fixes ACME/qms#12", central)]).toEqual([false, true]);
  });
  test("a text that is made to be slow is not", () => {
    const start = performance.now();
    for (const piece of ["<!--", "```\n", "fixes ", "`", "qms: ", "fixes a/", "fixes https://", " \t"]) {
      names(piece.repeat(Math.ceil(65_536 / piece.length)));
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

const merge = "c".repeat(40);
const used = [
  event("bypass.registered", id, "2026-03-02T10:00", { merge_sha: "d".repeat(40) }),
  event("bypass.used", id, "2026-03-02T09:30", { merge_sha: "d".repeat(40), base: "main" }),
  event("remediation.opened", id, "2026-03-02T10:05", {
    ...{ repository: "acme/payments", issue: 12, deadline: "2026-03-09T00:00:00.000Z", due_date: "2026-03-08" },
  }),
];
const linked = (data: Readonly<Record<string, unknown>>, key: string, at: string) => ({
  ...event("remediation.progress", id, at, { kind: "fix", text: "A fix", ...data }),
  key,
});
const foldOf = (...more: readonly ReturnType<typeof event>[]) => foldBypass(id, entriesOf([...used, ...more])).fold;
const pull = (more: Partial<SeenPull>): SeenPull => ({
  ...{ number: 30, url: "https://github.example/acme/payments/pull/30", body: `qms: ${id}`, base: "main" },
  ...{ state: "open", fromFork: false, mergedAt: null, mergeSha: null },
  ...more,
});
const merged = { state: "merged", mergedAt: Date.UTC(2026, 2, 3), mergeSha: merge } as const;
const context = { source: "acme/payments", base: "main", target: 7 };
const plan = (fold: ReturnType<typeof foldOf>, ...pulls: readonly SeenPull[]) =>
  planFixes(fold, pulls, context).map(({ key, data }) => `${key} ${String(data.state)}`);

describe("what is recorded of it", () => {
  test("anybody may open one from a fork: it is told from its merge on", () => {
    expect(plan(foldOf(), pull({ fromFork: true }), pull({ number: 31, fromFork: true, ...merged }))).toEqual([
      "fix:31:0 merged",
    ]);
  });
  test("not the one that was let through, nor one that goes elsewhere or was merged before it", () => {
    const before = { ...merged, mergedAt: Date.UTC(2026, 2, 2, 9) };
    expect(plan(foldOf(), pull({ number: 7 }), pull({ base: "release" }), pull(before))).toEqual([]);
    expect(plan(foldOf(), pull({ state: "closed" }), pull({ body: "Nothing." }))).toEqual([]);
  });
  test("each state once, the merge last", () => {
    const first = linked({ pull_request: 30, state: "open" }, "fix:30:0", "2026-03-03T10:00");
    const second = linked({ pull_request: 30, state: "merged", merge_commit: merge }, "fix:30:1", "2026-03-03T11:00");
    expect(plan(foldOf(), pull({}))).toEqual(["fix:30:0 open"]);
    expect(plan(foldOf(first), pull({}))).toEqual([]);
    expect(plan(foldOf(first), pull(merged))).toEqual(["fix:30:1 merged"]);
    expect(plan(foldOf(first, second), pull(merged), pull({ body: "" }))).toEqual([]);
    expect(fixesOf(foldOf(first, second))).toEqual([{ number: 30, state: "merged", mergeCommit: merge }]);
  });
  test("so many and no more, and of a bypass that nobody used none", () => {
    const many = Array.from({ length: 30 }, (_, index) => pull({ number: 100 + index }));
    expect(plan(foldOf(), ...many)).toHaveLength(20);
    const unused = foldBypass(id, entriesOf([])).fold;
    expect(planFixes(unused, [pull(merged)], context)).toEqual([]);
  });
  test("what somebody said with /qms progress is no link", () => {
    const said = event("remediation.progress", id, "2026-03-03T10:00", { kind: "fix", text: "Done" });
    expect(fixesOf(foldOf(said))).toEqual([]);
  });
});
