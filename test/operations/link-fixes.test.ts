import { expect, test } from "vitest";
import { View } from "../../src/core/document/view.ts";
import { UnavailableError } from "../../src/core/findings/errors.ts";
import type { Finding } from "../../src/core/findings/finding.ts";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import type { ManifestReading } from "../../src/core/manifest/read-manifest.ts";
import { linkFixes } from "../../src/operations/link-fixes.ts";
import type { GitHub, RepositoryFacts } from "../../src/ports.ts";
import { entriesOf } from "../core/ledger/fixture.ts";
import { event } from "../core/reporting/kpi-fixture.ts";

const id = "BYPASS-L1-20260302-090000";
const [head, inHead, notYet] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
const fix = (number: number, state: string, merge_commit?: string) => ({
  ...event("remediation.progress", id, `2026-03-03T${number > 100 ? 14 : 10}:${number % 100}`, {
    ...{ kind: "fix", text: "A fix", pull_request: number, state },
    ...(merge_commit === undefined ? {} : { merge_commit }),
  }),
  key: `fix:${number}:0`,
});
const facts = { name: "acme/payments", defaultBranch: { name: "main", head } } as RepositoryFacts;
const events = [
  event("bypass.registered", id, "2026-03-02T10:00", { merge_sha: "d".repeat(40) }),
  event("bypass.used", id, "2026-03-02T09:30", { merge_sha: "d".repeat(40), base: "main" }),
  event("remediation.opened", id, "2026-03-02T10:05", {
    ...{ repository: "acme/payments", issue: 12, deadline: "2026-03-09T00:00:00.000Z", due_date: "2026-03-08" },
  }),
  ...[fix(30, "merged", inHead), fix(31, "open"), fix(32, "merged", notYet)],
];
const { fold } = foldBypass(id, entriesOf(events));
const manifest = { view: new View({ target: { repository: "acme/payments", pull_request: 7 } }) } as ManifestReading;
const inputOf = (findings: Finding[]) => ({ folds: [fold], home: "acme/payments", findings });

test("a completion names the merged fixes that its commit has, and no other", async () => {
  const asked: string[] = [];
  const isBehind = async (ancestor: string) => {
    asked.push(ancestor);
    return ancestor === inHead;
  };
  const github = { serverTime: () => 0, recentPulls: async () => [], isBehind } as unknown as GitHub;
  const linker = await linkFixes(github, facts, inputOf([]));
  const completed = {
    type: "remediation.completed",
    bypass: id,
    key: "k",
    data: { commit: head, checks: [] },
  } as const;
  const reopened = { type: "remediation.reopened", bypass: id, key: "k", data: { reason: "red" } } as const;
  expect((await linker.name([completed, reopened], fold)).map(({ data }) => data)).toEqual([
    { commit: head, checks: [], fixes: [30] },
    { reason: "red" },
  ]);
  expect(asked).toEqual([inHead, notYet]);
});

test.each([2, 25])(
  "after it was opened again it names what was merged since, the newest twenty: of %i",
  async (many) => {
    const numbers = Array.from({ length: many }, (_, index) => 110 + index);
    const entries = entriesOf([
      ...events,
      event("remediation.completed", id, "2026-03-03T12:00", { commit: head, checks: ["a"] }),
      event("remediation.reopened", id, "2026-03-03T13:00", { reason: "Red." }),
      ...numbers.map((number) => fix(number, "merged", inHead)),
    ]);
    const github = {
      serverTime: () => 0,
      recentPulls: async () => [],
      isBehind: async () => true,
    } as unknown as GitHub;
    const linker = await linkFixes(github, facts, inputOf([]));
    const completed = {
      type: "remediation.completed",
      bypass: id,
      key: "k",
      data: { commit: head, checks: [] },
    } as const;
    const [named] = await linker.name([completed], foldBypass(id, entries).fold);
    expect(named?.data.fixes).toEqual(numbers.slice(-20));
  },
);

test("where the pull requests cannot be listed that is told, and nothing is taken back", async () => {
  const findings: Finding[] = [];
  const recentPulls = () => Promise.reject(new UnavailableError("GitHub does not answer.", "Run again."));
  const linker = await linkFixes({ serverTime: () => 0, recentPulls } as unknown as GitHub, facts, inputOf(findings));
  expect(findings).toMatchObject([{ code: "REMEDIATION_FAILED", message: expect.stringContaining("pull requests") }]);
  expect(linker.plan(fold, manifest, ["main"])).toEqual([]);
  const bug = { serverTime: () => 0, recentPulls: () => Promise.reject(new Error("bug")) } as unknown as GitHub;
  await expect(linkFixes(bug, facts, inputOf([]))).rejects.toThrow("bug");
});

test("where nothing is left to mend no list is asked for", async () => {
  const unused = foldBypass(id, []).fold;
  const recentPulls = () => Promise.reject(new Error("asked"));
  const github = { serverTime: () => 0, recentPulls } as unknown as GitHub;
  const linker = await linkFixes(github, facts, { ...inputOf([]), folds: [unused] });
  expect(linker.plan(unused, manifest, ["main"])).toEqual([]);
});
