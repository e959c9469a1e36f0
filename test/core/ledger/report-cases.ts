import { sha256Hex } from "../../../src/core/document/read-document.ts";
import { planAppend } from "../../../src/core/ledger/plan-append.ts";
import { publishedPath } from "../../../src/core/ledger/verify-reports.ts";
import { bytesOf, commitPlan, eventOf, type MemoryLedger, REPOSITORY, tamper, withCommit } from "./fixture.ts";
import { type Case, change, good } from "./tampered.ts";

const period = "daily-2026-03-02";
export const [json, md] = [publishedPath(period, 1, "json"), publishedPath(period, 1, "md")];
const texts = new Map([
  [json, "{}\n"],
  [md, "# Daily\n"],
]);

const publication = eventOf("report.published", 60, {
  bypass: "PROCEDURE",
  key: `${period}.r1`,
  data: {
    ...{ period, rev: 1, as_of: "2026-03-03T00:00:00.000Z", seq: 12, sha256: sha256Hex(bytesOf("{}\n")) },
    files: [...texts].map(([path, text]) => ({ path, sha256: sha256Hex(bytesOf(text)) })),
  },
});

/** The good ledger with a published report on top: one commit for event and files. */
export const published: MemoryLedger = commitPlan(
  good,
  planAppend([publication], {
    ...{ head: good.head, existing: [], active: new Map(), day: "2026-03-02", repositoryId: REPOSITORY },
    attach: () => [...texts].map(([path, text]) => ({ path, text })),
  }),
);

/** What can be wrong with a published report. */
export const reportCases: readonly Case[] = [
  {
    name: "a published report is edited by a later commit",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    first: null,
    verdict: "fail",
    commits: withCommit(published.commits, [change("modified", json)]),
  },
  {
    name: "a report is not the one that its record names",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: 13,
    verdict: "fail",
    commits: tamper(published.commits, json, (one) => [{ ...one, bytes: bytesOf('{"calm":true}\n') }]),
  },
  {
    name: "the readable form of a report is not the one that its record names",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: 13,
    verdict: "fail",
    commits: tamper(published.commits, md, (one) => [{ ...one, bytes: bytesOf("# All is well\n") }]),
  },
  {
    name: "a report that a record names was never added",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: 13,
    verdict: "fail",
    commits: tamper(published.commits, md, () => []),
  },
  {
    name: "a report that nobody published lies among the others",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: null,
    verdict: "fail",
    commits: withCommit(published.commits, [change("added", publishedPath(period, 2, "md"))]),
  },
  {
    name: "a published report is not in this clone",
    codes: ["OBJECTS_MISSING"],
    first: 13,
    verdict: "inconclusive",
    commits: tamper(published.commits, md, (one) => [{ ...one, bytes: null }]),
  },
];
