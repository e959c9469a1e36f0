import { describe, expect, test } from "vitest";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { clockEventsOf } from "../../../src/core/remediation/clock-events.ts";
import { indexPulls, type SeenPull } from "../../../src/core/remediation/index-pulls.ts";
import { fixesOf, planFixes } from "../../../src/core/remediation/linked-fixes.ts";
import { entriesOf } from "../ledger/fixture.ts";
import { event } from "../reporting/kpi-fixture.ts";

const id = "BYPASS-L1-20260302-090000";

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
const seenAt = Date.UTC(2026, 2, 4);
const pull = (more: Partial<SeenPull>): SeenPull => ({
  ...{ number: 30, url: "https://github.example/acme/payments/pull/30", body: `qms: ${id}`, base: "main" },
  ...{ state: "open", fromFork: false, mergedAt: null, mergeSha: null, updatedAt: seenAt, editedAt: null },
  ...more,
});
const merged = { state: "merged", mergedAt: Date.UTC(2026, 2, 3), mergeSha: merge } as const;
const names = { source: "acme/payments", home: "acme/payments" };
const context = { now: names, branches: ["main"], target: 7 };
const planIn = (now: typeof names, fold: ReturnType<typeof foldOf>, ...pulls: readonly SeenPull[]) =>
  planFixes(fold, indexPulls(pulls, now.source), { ...context, now }).map(
    ({ key, data }) => `${key} ${String(data.state)}`,
  );
const plan = (fold: ReturnType<typeof foldOf>, ...pulls: readonly SeenPull[]) => planIn(names, fold, ...pulls);

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
    expect(fixesOf(foldOf(first, second))).toEqual([
      { number: 30, state: "merged", mergeCommit: merge, undone: false, updatedAt: null },
    ]);
  });
  test("so many and no more, and of a bypass that nobody used none", () => {
    const many = Array.from({ length: 30 }, (_, index) => pull({ number: 100 + index }));
    expect(plan(foldOf(), ...many)).toHaveLength(20);
    const unused = foldBypass(id, entriesOf([])).fold;
    expect(plan(unused, pull(merged))).toEqual([]);
  });
  test("many that are proposed or were withdrawn keep no merged one out", () => {
    const many = Array.from({ length: 30 }, (_, index) => pull({ number: 100 + index }));
    expect(plan(foldOf(), ...many, pull(merged)).slice(0, 2)).toEqual(["fix:30:0 merged", "fix:100:0 open"]);
    const closed = Array.from({ length: 25 }, (_, index) =>
      linked({ pull_request: 100 + index, state: "closed" }, `fix:${100 + index}:0`, `2026-03-03T10:${10 + index}`),
    );
    expect(plan(foldOf(...closed), pull({ number: 31 }), pull(merged))).toEqual(["fix:30:0 merged", "fix:31:0 open"]);
    const proposed = closed.map((one) => ({ ...one, data: { ...one.data, state: "open" } }));
    expect(plan(foldOf(...proposed), pull({ number: 31 }), pull(merged))).toEqual(["fix:30:0 merged"]);
  });
  test("what a fork's author writes after the merge was in front of nobody who merged it", () => {
    const edited = { ...merged, editedAt: merged.mergedAt + 1000 };
    expect(plan(foldOf(), pull({ ...edited, fromFork: true }))).toEqual([]);
    expect(plan(foldOf(), pull({ ...merged, fromFork: true, editedAt: merged.mergedAt - 1000 }))).toHaveLength(1);
    expect(plan(foldOf(), pull(edited))).toHaveLength(1);
  });
  test("a run that read the list before another one recorded what came later takes nothing back", () => {
    const [event] = planFixes(foldOf(), indexPulls([pull({})], names.source), context);
    expect(event?.data).toMatchObject({ updated_at: "2026-03-04T00:00:00.000Z" });
    const first = linked({ pull_request: 30, state: "open" }, "fix:30:0", "2026-03-03T10:00");
    const data = { pull_request: 30, state: "closed", updated_at: "2026-03-04T00:00:00.000Z" };
    const second = linked(data, "fix:30:1", "2026-03-03T11:00");
    const at = (updatedAt: number) => plan(foldOf(first, second), pull({ updatedAt }));
    expect([at(seenAt - 1000), at(seenAt)]).toEqual([[], ["fix:30:2 open"]]);
  });
  test("what was merged before it was reopened is told from what was merged since", () => {
    const old = linked({ pull_request: 30, state: "merged", merge_commit: merge }, "fix:30:0", "2026-03-03T11:00");
    const done = event("remediation.completed", id, "2026-03-03T12:00", { commit: merge, checks: ["a"] });
    const again = event("remediation.reopened", id, "2026-03-04T12:00", { reason: "Red." });
    const next = linked({ pull_request: 31, state: "merged", merge_commit: merge }, "fix:31:0", "2026-03-05T11:00");
    const fixes = fixesOf(foldOf(old, done, again, next));
    expect(fixes.map(({ number, undone }) => [number, undone])).toEqual([
      [30, true],
      [31, false],
    ]);
  });
  test("it answers no obligation and stops no clock: only what somebody said does", () => {
    const link = linked({ pull_request: 30, state: "open" }, "fix:30:0", "2026-03-03T10:00");
    const said = event("remediation.progress", id, "2026-03-03T11:00", { kind: "fix", text: "Done" });
    const counted = clockEventsOf(foldOf(link, said)).filter(({ type }) => type === "remediation.progress");
    expect(counted.map(({ data }) => data.text)).toEqual(["Done"]);
  });
  test("what somebody said with /qms progress is no link", () => {
    const said = event("remediation.progress", id, "2026-03-03T10:00", { kind: "fix", text: "Done" });
    expect(fixesOf(foldOf(said))).toEqual([]);
  });
});

describe("which issue a keyword is about", () => {
  const open = linked({ pull_request: 30, state: "open" }, "fix:30:0", "2026-03-03T10:00");
  const byNumber = pull({ body: "Fixes #12" });
  test("a repository that was renamed since has its issue under both names", () => {
    const now = { source: "acme/pay", home: "acme/pay" };
    expect(planIn(now, foldOf(), byNumber)).toEqual(["fix:30:0 open"]);
    expect(planIn(now, foldOf(), pull({ body: "Fixes acme/payments#12" }))).toEqual(["fix:30:0 open"]);
    expect(planIn(now, foldOf(open), byNumber)).toEqual([]);
    expect(planIn(now, foldOf(open), pull({ ...merged, body: "Fixes #12" }))).toEqual(["fix:30:1 merged"]);
  });
  test("so has a central one, and the number alone is none of it", () => {
    const now = { source: "acme/shop", home: "acme/records" };
    const told = (body: string) => planIn(now, foldOf(), pull({ body }));
    expect(told("Fixes #12")).toEqual([]);
    expect([...told("Fixes acme/records#12"), ...told("Fixes acme/payments#12")]).toEqual(
      Array(2).fill("fix:30:0 open"),
    );
  });
  test("an issue that another one took the place of is still what was meant", () => {
    const again = event("remediation.opened", id, "2026-03-03T11:00", {
      ...{ repository: "acme/payments", issue: 15, deadline: "2026-03-09T00:00:00.000Z", due_date: "2026-03-08" },
      ...{ reason: "replaced", former: { repository: "acme/payments", issue: 12, became: "deleted" } },
    });
    const fold = foldOf(open, { ...again, key: "issue:15" });
    expect(fold.state.issue?.number).toBe(15);
    expect(plan(fold, byNumber)).toEqual([]);
    expect(plan(fold, pull({ ...merged, body: "Fixes #12" }))).toEqual(["fix:30:1 merged"]);
    expect(plan(fold, pull({ number: 31, body: "Fixes #15" }))).toEqual(["fix:31:0 open"]);
    expect(plan(fold, pull({ number: 31, body: "Fixes #13" }))).toEqual([]);
  });
});

test("each text is read once, however many bypasses look for theirs", () => {
  let reads = 0;
  const counted = Object.defineProperty(pull({}), "body", { get: () => `qms: ${id}, read ${++reads}` });
  const index = indexPulls([counted], "acme/payments");
  for (let bypass = 0; bypass < 100; bypass++) expect(planFixes(foldOf(), index, context)).toHaveLength(1);
  expect(reads).toBe(1);
});
