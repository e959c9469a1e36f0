import { sha256Hex } from "../../../src/core/document/read-document.ts";
import { planAppend } from "../../../src/core/ledger/plan-append.ts";
import { publishedPath } from "../../../src/core/ledger/verify-reports.ts";
import {
  appendTo,
  bytesOf,
  commitPlan,
  eventOf,
  ledgerOf,
  lifeOf,
  type MemoryLedger,
  oidOf,
  REPOSITORY,
  tamper,
  withCommit,
} from "./fixture.ts";
import { type Case, change, good, rewritten } from "./tampered.ts";

const period = "daily-2026-03-02";
export const [json, md] = [publishedPath(period, 1, "json"), publishedPath(period, 1, "md")];
export const anchorPath = `anchors/${period}.json`;

/** What a report of the good ledger shows outside. */
const seen = {
  ledger_commit: good.commits.at(-1)?.oid,
  ...good.head,
  main_head: oidOf(9),
  source: "https://example.com",
};
const { day: _, ...shown } = seen;

/** What `verify` counts again of a report of a ledger. */
const reportOf = ({ head, entries }: MemoryLedger, other: object = {}): string => {
  const { day: _, ...at } = head ?? { day: "" };
  const anchor = { ...at, ledger_commit: oidOf(1), main_head: oidOf(9) };
  const integrity = { verdict: "pass", events: entries.length, counted: entries.length, manifests: 1 };
  return `${JSON.stringify({
    ...{ schema: "qms.report/v1", period, as_of: "2026-03-03T00:00:00.000Z" },
    ...{ data_cutoff: entries.at(-1)?.event.at, sections: { integrity }, anchor, ...other },
  })}\n`;
};

/** A ledger with a published report and its anchor on top: one commit for event and files. */
function publishOn(
  ledger: MemoryLedger,
  anchor: object = shown,
  text = reportOf(ledger),
  {
    paths = [json, md],
    more = {},
    day = "2026-03-02",
  }: { readonly paths?: readonly string[]; readonly more?: object; readonly day?: string } = {},
): MemoryLedger {
  const texts = new Map([
    ...paths.map((path) => [path, path.endsWith(".json") ? text : "# Daily\n"] as const),
    [anchorPath, `${JSON.stringify(anchor)}\n`],
  ]);
  const publication = eventOf("report.published", 60, {
    bypass: "PROCEDURE",
    key: `${period}.r1`,
    data: {
      ...{ period, rev: 1, as_of: "2026-03-03T00:00:00.000Z", seq: 12, sha256: sha256Hex(bytesOf(text)) },
      files: [...texts].map(([path, text]) => ({ path, sha256: sha256Hex(bytesOf(text)) })),
      ...more,
    },
  });
  return commitPlan(
    ledger,
    planAppend([publication], {
      ...{ head: ledger.head, existing: [], active: new Map(), day, repositoryId: REPOSITORY },
      attach: () => [...texts].map(([path, text]) => ({ path, text })),
    }),
  );
}

export const published: MemoryLedger = publishOn(good);

/** Tables that somebody put beside a report: the record vouches for them, too. */
export const tablesPath = `${json.slice(0, -4)}csv`;
export const withTables: MemoryLedger = publishOn(good, shown, reportOf(good), {
  paths: [json, md, tablesPath, `${json.slice(0, -4)}more.json`],
});

const early = { as_of: "2026-03-02T09:59:59.000Z" };

/** The same of a ledger that had so many records. */
function reportOfFirst(count: number): string {
  const { head, entries } = ledgerOf(
    ...lifeOf()
      .slice(0, count)
      .map((event) => [event]),
  );
  return reportOf({ ...good, head, entries });
}

/** A report that was made while others wrote. */
export const overtaken: MemoryLedger = publishOn(good, shown, reportOfFirst(11), {
  ...{ more: { seq: 11 }, day: "2026-03-03" },
});

/** What can be wrong with a published report or anchor. */
export const reportCases: readonly Case[] = [
  ...(
    [
      ["is of another period", { period: "daily-2026-03-01" }],
      ["is of another instant", { as_of: "2026-03-02T00:00:00.000Z" }],
      ["had seen no record", { anchor: null }],
      ["had seen another record", { anchor: { ...shown, event_sha256: "5".repeat(64) } }],
      ["had seen the record chained otherwise", { anchor: { ...shown, link_sha256: "5".repeat(64) } }],
      ["counts fewer records", { sections: { integrity: { verdict: "pass", events: 12, counted: 11 } } }],
      ["covers fewer records", { sections: { integrity: { verdict: "pass", events: 11, counted: 12 } } }],
      ["counts nothing", { sections: {} }],
      ["ends earlier", { data_cutoff: "2026-03-02T09:10:00.000Z" }],
      ["has another form", { schema: "qms.report/v2" }],
    ] as const
  ).map(
    ([what, other]): Case => ({
      name: `a published report ${what}`,
      codes: ["REPORT_NOT_REPRODUCIBLE"],
      first: 13,
      verdict: "fail",
      commits: publishOn(good, shown, reportOf(good, other)).commits,
    }),
  ),
  ...(
    [
      ["whose record names another digest than that of its JSON", { more: { sha256: "5".repeat(64) } }],
      ["without the JSON that is counted again", { paths: [md] }],
      ["whose JSON lies under another name", { paths: [`${json.slice(0, -4)}JSON`, md] }],
      ["that publishes the text of another period", { paths: [json, publishedPath("daily-2026-03-01", 1, "md")] }],
      ["that publishes the text of another revision", { paths: [json, publishedPath(period, 2, "md")] }],
    ] as const
  ).map(
    ([what, how]): Case => ({
      name: `a published report ${what}`,
      codes: ["REPORT_NOT_REPRODUCIBLE"],
      first: 13,
      verdict: "fail",
      commits: publishOn(good, shown, reportOf(good), how).commits,
    }),
  ),
  {
    name: "a published report had seen an early record only",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: 13,
    verdict: "fail",
    commits: publishOn(good, shown, reportOfFirst(5), { more: { seq: 5 }, day: "2026-03-04" }).commits,
  },
  {
    name: "a published report shows its period before its end",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: 13,
    verdict: "fail",
    commits: publishOn(good, shown, reportOf(good, early), { more: early }).commits,
  },
  {
    name: "an anchor file is edited",
    codes: ["ANCHOR_CHANGED"],
    first: null,
    verdict: "fail",
    commits: withCommit(published.commits, [change("modified", anchorPath)]),
  },
  {
    name: "an anchor that nobody published lies among the others",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: null,
    verdict: "fail",
    commits: withCommit(published.commits, [
      change("added", "anchors/daily-2026-03-01.json", `${JSON.stringify(shown)}\n`),
    ]),
  },
  {
    name: "a published anchor is not one",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    first: null,
    verdict: "fail",
    commits: publishOn(good, { calm: true }).commits,
  },
  {
    name: "the ledger was written anew, and a published anchor saw the old one",
    codes: ["LEDGER_REWRITTEN"],
    first: 12,
    verdict: "fail",
    commits: publishOn(rewritten).commits,
  },
  {
    name: "a published anchor saw a commit that is gone",
    codes: ["LEDGER_REWRITTEN"],
    first: null,
    verdict: "fail",
    commits: publishOn(good, { ...shown, ledger_commit: oidOf(4711) }).commits,
  },
  {
    name: "a published anchor saw a record that is gone",
    codes: ["LEDGER_TRUNCATED"],
    first: 14,
    verdict: "fail",
    commits: publishOn(good, { ...shown, seq: 20 }).commits,
  },
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

const quarter = "quarterly-2026-03";
export const quarterPath = publishedPath(quarter, 1, "json");
/** A ledger with a report of a kind that there is not yet. */
export const quarterly: MemoryLedger = publishOn(good, shown, reportOf(good), {
  paths: [quarterPath],
  more: { period: quarter },
});

const compared = "reconcile-2026-03-02";
const comparedPath = publishedPath(compared, 1, "json");
const until = "2026-03-02T10:00:00.000Z";
const merge = { merge_sha: "d".repeat(40) };

/** A comparison with GitHub, behind the merge that it found, both by one run. */
function comparisonOf(other: object = {}, found = true): MemoryLedger {
  const before = found ? appendTo(good, [eventOf("unregistered.detected", 59, { bypass: "PROCEDURE" })]) : good;
  const said = {
    ...{ schema: "qms.reconcile/v1", verdict: "findings", as_of: until, unregistered: [merge] },
    ...{ window: { start: "2026-03-01T10:00:00.000Z", end: until } },
  };
  return publishOn(before, shown, `${JSON.stringify({ ...said, ...other })}\n`, {
    paths: [comparedPath],
    more: { period: compared, as_of: until },
  });
}

/** What the records say, too. */
export const comparison: MemoryLedger = comparisonOf();

const strangeComparisons: readonly (readonly [string, MemoryLedger])[] = [
  ["leaves out what its own run had found", comparisonOf({ verdict: "ok", unregistered: [] })],
  ["is of another day", comparisonOf({ as_of: "2026-03-01T10:00:00.000Z" })],
  ["ends at another time", comparisonOf({ window: { start: until, end: "2026-03-02T11:00:00.000Z" } })],
  ["says that nothing was found, and names it", comparisonOf({ verdict: "ok" })],
  ["names what no record has", comparisonOf({}, false)],
  ["has another form", comparisonOf({ schema: "qms.reconcile/v2" })],
  ["has no window", comparisonOf({ window: null })],
  ["lists what is no merge", comparisonOf({ unregistered: [null] })],
  ["lists a merge without a commit", comparisonOf({ unregistered: [merge, {}] })],
  ["lists no merges at all", comparisonOf({ unregistered: { length: 1 } })],
];
/** What can be wrong with a published comparison; the merge that was found is an error of its own. */
export const comparisonCases = strangeComparisons.map(([what, { commits }]) => ({ what, commits }));
