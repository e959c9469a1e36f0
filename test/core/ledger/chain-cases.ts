import { buildRecords, type LedgerHead } from "../../../src/core/ledger/build-record.ts";
import { eventOf, oidOf, tamper, withCommit } from "./fixture.ts";
import {
  active,
  activePath,
  anchorAt,
  type Case,
  chained,
  change,
  commits,
  commitsOf,
  good,
  never,
  path,
  procedure,
  rewritten,
  statePath,
} from "./tampered.ts";

/** What can be wrong with the chain, the branch, and what is derived from it. */
export const chainCases: readonly Case[] = [
  {
    name: "a record is edited by a later commit",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    first: 4,
    verdict: "fail",
    commits: withCommit(commits, [change("modified", path(4))]),
  },
  {
    name: "a record is deleted by a later commit",
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    first: 4,
    verdict: "fail",
    commits: withCommit(commits, [change("deleted", path(4))]),
  },
  ...(["modified", "deleted"] as const).map((kind) => ({
    name: `the recipe of README.md is ${kind} by a later commit`,
    codes: ["LEDGER_NOT_APPEND_ONLY"],
    first: null,
    verdict: "fail" as const,
    commits: withCommit(commits, [change(kind, "README.md")]),
  })),
  {
    name: "a record is missing in the middle",
    codes: ["LEDGER_LINK_BROKEN"],
    first: 8,
    verdict: "fail",
    commits: tamper(commits, path(8), () => []),
  },
  {
    name: "the first record names something before it",
    codes: ["LEDGER_LINK_BROKEN"],
    first: 1,
    verdict: "fail",
    commits: commitsOf(
      buildRecords(
        { seq: 0, event_sha256: "1".repeat(64), link_sha256: "2".repeat(64), day: "2026-03-01" },
        [procedure(0)],
        "2026-03-02",
      ),
    ),
  },
  {
    name: "a record names another link before it",
    codes: ["LEDGER_LINK_BROKEN"],
    first: 2,
    verdict: "fail",
    commits: (() => {
      const [first] = buildRecords(null, [procedure(0)], "2026-03-02");
      const head = { ...(first?.head as LedgerHead), link_sha256: "3".repeat(64) };
      return commitsOf([first ?? never(), ...buildRecords(head, [procedure(1)], "2026-03-02")]);
    })(),
  },
  {
    name: "a number stands twice",
    codes: ["LEDGER_LINK_BROKEN"],
    first: 2,
    verdict: "fail",
    commits: (() => {
      const records = buildRecords(null, [procedure(0), procedure(1)], "2026-03-02");
      const again = buildRecords(records[0]?.head ?? null, [procedure(2)], "2026-03-02");
      return commitsOf([...records, ...again]);
    })(),
  },
  {
    name: "a merge stands in the line",
    codes: ["LEDGER_FORK"],
    first: null,
    verdict: "fail",
    commits: commits.map((commit, index) =>
      index === 5 ? { ...commit, parents: [...commit.parents, oidOf(99)] } : commit,
    ),
  },
  {
    name: "a second root stands in the line",
    codes: ["LEDGER_FORK"],
    first: null,
    verdict: "fail",
    commits: commits.map((commit, index) => (index === 5 ? { ...commit, parents: [] } : commit)),
  },
  {
    name: "an event before an anchor was changed and everything hashed again",
    codes: ["LEDGER_REWRITTEN"],
    first: 9,
    verdict: "fail",
    commits: rewritten.commits,
    anchors: [anchorAt(4), { source: "a checkpoint", record: good.heads[8] ?? never() }],
  },
  {
    name: "a fact under an anchor was changed and everything hashed again",
    codes: ["LEDGER_REWRITTEN"],
    first: 7,
    verdict: "fail",
    commits: rewritten.commits,
    anchors: [anchorAt(7)],
  },
  {
    name: "an anchor saw another first record",
    codes: ["LEDGER_REPLACED"],
    first: 1,
    verdict: "fail",
    commits,
    anchors: [anchorAt(1, "5".repeat(64))],
  },
  {
    name: "the commit of an anchor is gone",
    codes: ["LEDGER_REWRITTEN"],
    first: null,
    verdict: "fail",
    commits,
    anchors: [{ source: "tag qms-anchor/2026-03-02", commit: oidOf(4711) }],
  },
  {
    name: "the end was cut off",
    codes: ["LEDGER_TRUNCATED"],
    first: 5,
    verdict: "fail",
    commits: active.commits,
    anchors: [anchorAt(12)],
  },
  {
    name: "two anchors contradict each other",
    codes: ["ANCHOR_CHANGED", "LEDGER_REWRITTEN"],
    first: 6,
    verdict: "fail",
    commits,
    anchors: [anchorAt(6), anchorAt(6, "5".repeat(64))],
  },
  {
    name: "a step is skipped",
    codes: ["ILLEGAL_TRANSITION", "PROJECTION_MISMATCH"],
    first: 2,
    verdict: "fail",
    commits: chained([eventOf("request.accepted", 0), eventOf("bypass.activated", 1)]),
  },
  {
    name: "an event stands twice",
    codes: ["DUPLICATE_EVENT_CONFLICT"],
    first: 3,
    verdict: "fail",
    commits: chained([procedure(0), procedure(1), procedure(0)]),
  },
  {
    name: "an event stands twice with other content",
    codes: ["DUPLICATE_EVENT_CONFLICT"],
    first: 3,
    verdict: "fail",
    commits: chained([procedure(0), procedure(1), procedure(0, { data: { text: "Another word." } })]),
  },
  {
    name: "a state file is edited by hand",
    codes: ["PROJECTION_MISMATCH"],
    first: null,
    verdict: "fail",
    commits: withCommit(commits, [
      change("modified", statePath, (good.files.get(statePath) ?? "").replace('"closed"', '"used"')),
    ]),
  },
  {
    name: "a state file is deleted",
    codes: ["PROJECTION_MISMATCH"],
    first: null,
    verdict: "fail",
    commits: withCommit(commits, [change("deleted", statePath)]),
  },
  {
    name: "an active file is planted",
    codes: ["PROJECTION_MISMATCH"],
    first: null,
    verdict: "fail",
    commits: withCommit(commits, [change("added", activePath, active.files.get(activePath))]),
  },
  {
    name: "an active file is deleted",
    codes: ["PROJECTION_MISMATCH"],
    first: null,
    verdict: "fail",
    commits: withCommit(active.commits, [change("deleted", activePath)]),
  },
  {
    name: "a record is a symbolic link",
    codes: ["BAD_FILE_MODE"],
    first: 5,
    verdict: "fail",
    commits: tamper(commits, path(5), (item) => [{ ...item, mode: "120000" }]),
  },
  ...[
    "ledger/2026/03/02/notes.json",
    "ledger/2026/02/30/00000013-trust.changed-000000000000.json",
    "state/x.json",
    "active/main.json",
  ].map((at) => ({
    name: `${at} is planted`,
    codes: ["MALFORMED_TREE"],
    first: null,
    verdict: "fail" as const,
    commits: withCommit(commits, [change("added", at)]),
  })),
];
