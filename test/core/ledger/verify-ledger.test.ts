import { describe, expect, test } from "vitest";
import { ledgerCodes } from "../../../src/core/findings/catalogue/ledger.ts";
import { catalogue } from "../../../src/core/findings/catalogue.ts";
import { verifyLedger } from "../../../src/core/ledger/verify-ledger.ts";
import { chainCases } from "./chain-cases.ts";
import { coveredCodes } from "./covered-codes.ts";
import { BYPASS, EMERGENCY, eventOf, ledgerOf, lifeOf, REPOSITORY, withCommit } from "./fixture.ts";
import { recordCases } from "./record-cases.ts";
import { refusals } from "./refusals.ts";
import {
  comparison,
  comparisonCases,
  overtaken,
  published,
  quarterly,
  quarterPath,
  reportCases,
  tablesPath,
  withTables,
} from "./report-cases.ts";
import { active, good, verify } from "./tampered.ts";

const cases = [...recordCases, ...chainCases, ...reportCases];
const end = good.entries.at(-1);
const anchor = {
  source: "the daily report",
  commit: good.commits.at(-1)?.oid ?? "",
  record: { seq: end?.seq ?? 0, event_sha256: end?.event_sha256 ?? "" },
};

test("a good ledger passes, and says what was covered", () => {
  const result = verify(good.commits, [anchor]);
  expect(result.findings).toEqual([]);
  expect(result.verdict).toBe("pass");
  expect(result.firstDivergent).toBeNull();
  expect(result.notChecked).toEqual([]);
  expect(result.covered).toEqual({
    commits: 12,
    events: 12,
    bypasses: 1,
    anchors: 1,
    firstAt: "2026-03-02T09:00:00.000Z",
    lastAt: "2026-03-02T09:11:00.000Z",
    head: good.head,
    headCommit: good.commits.at(-1)?.oid,
  });
});

test("several bypasses, many events in one commit, and other files of the branch pass", () => {
  const life = [...lifeOf(), ...lifeOf(EMERGENCY).slice(0, 5)];
  const ledger = ledgerOf(life.slice(0, 3), life.slice(3), [eventOf("trust.changed", 50, { bypass: "PROCEDURE" })]);
  const bytes = new TextEncoder().encode("x\n");
  const commits = withCommit(ledger.commits, [{ path: "README.md", kind: "added", mode: "100644", bytes }]);
  const again = withCommit(commits, []);
  const result = verify(again, [{ source: "a tag", commit: commits.at(-1)?.oid ?? "" }]);
  expect(result.findings).toEqual([]);
  expect(result).toMatchObject({ verdict: "pass", covered: { events: 18, bypasses: 2, commits: 5 }, notChecked: [] });
});

test("a report passes that did not see what was written while it was made", () => {
  expect(verify(overtaken.commits)).toMatchObject({ verdict: "pass", findings: [] });
});

test("that the Markdown of a report, which people read, is not compared with its figures is said", () => {
  expect(verify(published.commits).notChecked.join("\n")).toMatch(
    /^figures of 1 .* what their Markdown says: .*recount/m,
  );
});

test("that a report of an unknown kind is not counted again is said", () => {
  const { verdict, notChecked } = verify(quarterly.commits);
  expect([verdict, notChecked.filter((line) => line.includes(quarterPath))]).toEqual([
    "pass",
    [`what 1 published reports count, of a kind that this version does not know: ${quarterPath}`],
  ]);
});

test("a comparison with GitHub that says what the records say passes", () => {
  expect(verify(comparison.commits)).toMatchObject({ verdict: "pass", findings: [] });
});

test.each(comparisonCases)("a published comparison with GitHub that $what is told", ({ commits }) => {
  expect(verify(commits).findings.map(({ code }) => code)).toEqual(["REPORT_NOT_REPRODUCIBLE"]);
});

test("that something else was published beside a report is said", () => {
  const { verdict, notChecked } = verify(withTables.commits);
  const line = `what 2 files say that were published beside the JSON and the Markdown of a report, and that this version does not make: ${tablesPath}`;
  expect([verdict, notChecked.filter((one) => one.includes("beside"))]).toEqual(["pass", [line]]);
  expect(verify(published.commits).notChecked.join("\n")).not.toContain("beside");
});

test("a published report passes: one commit holds the record and the files that it names", () => {
  expect(verify(published.commits)).toMatchObject({
    verdict: "pass",
    findings: [],
    covered: { commits: 13, events: 13 },
  });
  expect(published.commits.at(-1)?.changes.map(({ kind }) => kind)).toEqual(["added", "added", "added", "added"]);
});

test("the order in which git lists the paths of one commit makes no difference", () => {
  const ledger = ledgerOf(lifeOf());
  const reversed = ledger.commits.map((commit) => ({ ...commit, changes: [...commit.changes].reverse() }));
  expect(verify(reversed).verdict).toBe("pass");
});

test("nothing read is inconclusive, whatever else is fine", () => {
  expect(verify([])).toMatchObject({ verdict: "inconclusive", findings: [], covered: { events: 0, head: null } });
  expect(verify([]).notChecked).toContain("anything: no record was read");
  expect(verify(withCommit([], [])).verdict).toBe("inconclusive");
});

test("what could not be checked is listed, never silently passed", () => {
  const result = verifyLedger(good.commits, [], null);
  expect(result.verdict).toBe("pass");
  expect(result.notChecked.join("\n")).toMatch(/ids of events.*\n.*no anchor/);
  const bytes = new Uint8Array();
  const foreign = withCommit(good.commits, [{ path: "notes.txt", kind: "added", mode: "100644", bytes }]);
  expect(verify(foreign, [anchor])).toMatchObject({ verdict: "pass", notChecked: [expect.stringMatching(/^1 files/)] });
});

test("after a record that could not be read, what rests on it is not judged but named as not checked", () => {
  const newer = cases.find((item) => item.codes.includes("SCHEMA_VERSION"));
  const result = verify(newer?.commits ?? []);
  expect(result.findings.map((item) => item.code)).toEqual(["SCHEMA_VERSION"]);
  expect(result.notChecked.join()).toMatch(/from record 7 on/);
});

describe("each way to be wrong", () => {
  test.each(cases)("$name", ({ commits, anchors, codes, first, verdict }) => {
    const result = verify(commits, anchors ?? []);
    const seen = [...new Set(result.findings.map((item) => item.code))].sort();
    expect(
      seen.filter((code) => !isEcho(code, codes)),
      JSON.stringify(result.findings, null, 1),
    ).toEqual([...codes].sort());
    expect(result.verdict).toBe(verdict);
    expect(result.firstDivergent?.seq ?? null).toBe(first);
    for (const item of result.findings) {
      expect(`${item.message} ${item.fix}`).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      expect(Object.hasOwn(catalogue, item.code)).toBe(true);
      if (item.code === "PROJECTION_MISMATCH") expect(item.commits).toHaveLength(1);
    }
  });

  /** Ledgers that were chained by hand have no projections; where those are the point, they are named. */
  function isEcho(code: string, wanted: readonly string[]): boolean {
    if (wanted.includes(code)) return false;
    // A record that is gone leaves the next step illegal and the projections different: true, and not the point of the row.
    return ["PROJECTION_MISMATCH", "ILLEGAL_TRANSITION"].includes(code) && wanted.includes("LEDGER_LINK_BROKEN");
  }
});

test("a finding names record, bypass, people and commit", () => {
  const illegal = cases.find((item) => item.name === "a step is skipped");
  const found = verify(illegal?.commits ?? []).findings.find((item) => item.code === "ILLEGAL_TRANSITION");
  expect(found).toMatchObject({
    bypass: BYPASS,
    seq: 2,
    commits: [illegal?.commits[1]?.oid],
    actor: { id: 101, login: "lea" },
    path: expect.stringMatching(/^ledger\/2026\/03\/02\/00000002-bypass\.activated-/),
    message: expect.stringContaining("requested"),
  });
});

test("folds come back for reports", () => {
  expect(verifyLedger(active.commits, [], REPOSITORY).folds.get(BYPASS)?.state.lifecycle).toBe("active");
});

describe("what the planner refuses", () => {
  test.each(refusals)("$name: $code", ({ code, findings }) => {
    expect(findings().map((item) => item.code)).toEqual([code]);
    for (const item of findings()) expect(`${item.message} ${item.fix}`).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
  });
});

test("every code of the ledger's catalogue has a row", () => {
  expect(Object.keys(ledgerCodes).filter((code) => !coveredCodes.includes(code))).toEqual([]);
});
