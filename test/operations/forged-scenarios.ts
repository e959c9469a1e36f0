import { sha256Hex } from "../../src/core/document/read-document.ts";
import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  BYPASS_B,
  LEDGER_README,
  lifeUntil,
  manifestOf,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { gitIn, importCommits } from "./fast-import.ts";
import { commitFiles, filesOf, forged, nextRecords, recordsAfter } from "./forge-ledger.ts";
import { anchorOf, type Ordinary, type Scenario } from "./tamper-scenarios.ts";

// Records that whoever may push chains by hand: each is well formed where it is not the point, and its projections fit.

/** A scenario that says all that a finding says. */
export type ForgedScenario = Scenario & Required<Pick<Scenario, "path" | "commits" | "severity">>;

/** An event of no bypass, at some minute after nine. */
const note = (minute: number, extra = {}): LedgerEvent =>
  eventOf("improvement.proposed", minute, { bypass: "PROCEDURE", key: `key-${minute}`, main_head: "", ...extra });
const atMain = (world: World, event: LedgerEvent): LedgerEvent => ({ ...event, main_head: world.commit("M1") });

/** Path of the record that is forged, by what its name holds. */
const recordPath = (seq: number, event: Pick<LedgerEvent, "type" | "id">, day = "2026/03/02"): string =>
  `ledger/${day}/${String(seq).padStart(8, "0")}-${event.type}-${event.id.slice(0, 12)}.json`;

/** The ordinary ledger has this many records. */
const LAST = 18;
const NEXT = LAST + 1;

/** Appends events of one commit, with what the state files then have to say. */
const append =
  (...events: readonly LedgerEvent[]) =>
  (world: World): void =>
    commitFiles(
      world,
      filesOf(
        world,
        nextRecords(
          world,
          events.map((event) => atMain(world, event)),
        ),
      ),
    );

/** The same with the text of the first record changed, and nothing chained anew. */
const appendEdited =
  (event: LedgerEvent, edit: (text: string) => string) =>
  (world: World): void => {
    const [record] = nextRecords(world, [atMain(world, event)]);
    if (record === undefined) throw new Error("no record");
    commitFiles(world, { [record.path]: edit(record.text) });
  };

const fork = (files: (world: World) => Record<string, string>) => (world: World) => {
  commitFiles(world, files(world), { name: "side", branch: "side", parents: [world.commit("L1")] });
  const [side = ""] = forged("side")(world);
  commitFiles(world, files(world), { parents: ["refs/heads/qms-ledger^0", side] });
};

const closed = eventOf("bypass.activated", 200, {
  bypass: BYPASS_A,
  key: "2",
  data: { activation: 2 },
});
const past = eventOf("unregistered.detected", 200, { bypass: "PROCEDURE", key: "d" });
const repeated = lifeUntil("request.accepted", BYPASS_A, { mergeSha: "", mainHead: "" })[0] ?? note(0);
const period = "daily-2026-03-02";
const anchorFile = `anchors/${period}.json`;
const reportFile = `reports/2026/${period}.r1.md`;

/** A publication of one file, and the file. */
function publish(world: World, path: string, text: string): void {
  const data = {
    ...{ period, rev: 1, as_of: "2026-03-03T00:00:00.000Z", seq: LAST, sha256: sha256Hex(Buffer.from(text)) },
    files: [{ path, sha256: sha256Hex(Buffer.from(text)) }],
  };
  const event = eventOf("report.published", 240, { bypass: "PROCEDURE", key: `${period}.r1`, data });
  const records = nextRecords(world, [atMain(world, event)]);
  commitFiles(world, { ...filesOf(world, records), [path]: text }, { name: "published" });
}
const anchorText = (world: World): string => {
  const { record, commit: ledger_commit } = anchorOf(world);
  const at = { main_head: world.commit("M1"), source: "https://example.com" };
  return `${JSON.stringify({ ledger_commit, ...record, ...at })}\n`;
};

/** Times that no calendar has, as they stand in a record. */
const badTimes: readonly (readonly [string, string])[] = [
  ["overflows", "2026-03-02T99:99:99.999Z"],
  ["is beyond every calendar", "999999999-03-02T09:00:00.000Z"],
  ["is negative", "-000001-03-02T09:00:00.000Z"],
  ["is no number", "not a number"],
  ["is a number of seconds", "1772442000"],
  ["says no offset", "2026-03-02T09:00:00.000"],
  ["is of a day that does not exist", "2026-02-30T09:00:00.000Z"],
  ["is of before 1970", "1969-07-20T20:17:00.000Z"],
  ["is of the year 0", "0000-01-01T00:00:00.000Z"],
];

type Closed = readonly { readonly key: string; readonly state: string; readonly by?: string }[];
const everything: Closed = [
  { key: "criterion_1", state: "done", by: "obligation.done" },
  { key: "documentation_updated", state: "na", by: "obligation.na" },
  { key: "lessons_learned_capture", state: "done", by: "lesson.recorded" },
  { key: "5_day_review", state: "done", by: "assessment.completed" },
  { key: "verification_after", state: "na" },
];
const without = (key: string): Closed => everything.filter((one) => one.key !== key);

/** A is reopened, completed again and closed with what the closing record names; `left` is an answer that nobody gave. */
const closingEvents = (
  world: World,
  obligations: Closed,
  left: string | null = null,
  withdrawn = false,
): readonly LedgerEvent[] => {
  const at = { bypass: BYPASS_A };
  const done = { key: "criterion_1", comment_id: 9, evidence_kind: "url", evidence: "https://example.com/1" };
  const na = { key: "documentation_updated", comment_id: 10, reason: "There is none." };
  const confirmed = eventOf("obligation.done", 202, { ...at, data: done });
  const answers = [
    confirmed,
    eventOf("obligation.na", 203, { ...at, data: na }),
    eventOf("lesson.recorded", 204, { ...at, data: { comment_id: 11, text: "Ask earlier." } }),
    eventOf("assessment.completed", 204, at),
  ].filter(({ type }) => type !== left);
  const taken = eventOf("correction", 205, { ...at, supersedes: confirmed.id, data: { reason: "A mistake." } });
  return [
    eventOf("remediation.reopened", 200, at),
    eventOf("remediation.completed", 201, { ...at, key: "again", data: { commit: world.commit("F1") } }),
    ...answers,
    ...(withdrawn ? [taken] : []),
    eventOf("remediation.verified", 206, { ...at, key: "again", data: { comment_id: 12, obligations } }),
  ];
};
const closing =
  (...[obligations, left, withdrawn]: readonly [Closed, (string | null)?, boolean?]) =>
  (world: World): void =>
    append(...closingEvents(world, obligations, left, withdrawn))(world);
/** The same for a bypass whose manifest asks for something to succeed. */
const promised = (): World => {
  const text = manifestText(BYPASS_A, "remediation:\n  success_criteria: [It is green]\n");
  return ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A, text }, { id: BYPASS_B }]),
    events: (ids) => {
      const ofA = { ...ids, manifest: manifestOf(BYPASS_A, text) };
      return [
        lifeUntil("bypass.approved", BYPASS_A, ofA),
        lifeUntil("remediation.opened", BYPASS_A, ofA).slice(3),
        lifeUntil("override.verified", BYPASS_B, { ...ids, minute: 60 }),
        lifeUntil("remediation.verified", BYPASS_A, ofA).slice(10),
      ];
    },
  });
};
/** It is reopened and closed once more by a record that names nothing at all. */
const closedAgain = (world: World): void => {
  const at = { bypass: BYPASS_A, key: "third" };
  append(
    ...closingEvents(world, everything),
    eventOf("remediation.reopened", 210, at),
    eventOf("remediation.completed", 211, { ...at, data: { commit: world.commit("F1") } }),
    eventOf("remediation.verified", 212, at),
  )(world);
};

const closed206 = eventOf("remediation.verified", 206, { bypass: BYPASS_A, key: "again" });

const closedWith = (
  name: string,
  damage: (world: World) => void,
  seq: number,
  more: readonly string[] = [],
): ForgedScenario => ({
  name,
  make: () => ordinaryWorld(),
  damage,
  verdict: "fail",
  codes: ["MISSING_OBLIGATION", ...more],
  severity: "error",
  path: recordPath(seq, closed206),
  commits: () => [],
});

/** Closings that name what is on record before them. */
export const closedLife: readonly Ordinary[] = [
  {
    name: "a remediation that was closed when everything that it names had been done",
    make: () => {
      const world = ordinaryWorld();
      closing(everything)(world);
      return world;
    },
  },
];

/** What was recorded against somebody, and who took it back. */
const violation = eventOf("violation.recorded", 201, { bypass: BYPASS_A });
const takingBack = (minute: number, { id, bypass }: LedgerEvent): LedgerEvent =>
  eventOf("correction", minute, { bypass, supersedes: id, data: { reason: "It was none." } });
const found = eventOf("unregistered.detected", 201, { bypass: "PROCEDURE", key: "d" });

const takenBack = (
  name: string,
  what: LedgerEvent,
  commits: readonly string[],
  by: LedgerEvent = takingBack(202, what),
): ForgedScenario => ({
  name,
  make: () => ordinaryWorld(),
  damage: append(what, by),
  verdict: "pass",
  codes: ["VIOLATION_WITHDRAWN"],
  severity: "warning",
  path: recordPath(NEXT + 1, by),
  commits: () => commits,
});

export const forgedScenarios: readonly ForgedScenario[] = [
  ...badTimes.map(
    ([what, at]): ForgedScenario => ({
      name: `a record whose time ${what}`,
      make: () => ordinaryWorld(),
      damage: append(note(200, { at })),
      verdict: "fail",
      codes: ["BAD_DATE"],
      severity: "error",
      path: recordPath(NEXT, note(200)),
      commits: forged("forged"),
    }),
  ),
  {
    name: "a note that says that it is of two years before the records before it",
    make: () => ordinaryWorld(),
    damage: append(note(200, { at: "2024-03-02T12:20:00.000Z" })),
    verdict: "pass",
    codes: ["BACKDATED_RECORD"],
    severity: "warning",
    path: recordPath(NEXT, note(200)),
    commits: () => [],
  },
  {
    name: "an activation of a bypass that is closed",
    make: () => ordinaryWorld(),
    damage: append(closed),
    verdict: "fail",
    codes: ["ILLEGAL_TRANSITION", "CLONE_BEHIND"],
    severity: "error",
    path: recordPath(NEXT, closed),
    commits: forged("forged"),
  },
  {
    name: "a record of a format that does not exist yet",
    make: () => ordinaryWorld(),
    damage: appendEdited(note(200), (text) => text.replace("qms.event/v1", "qms.event/v2")),
    verdict: "inconclusive",
    codes: ["SCHEMA_VERSION"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a record with a field that its type does not have",
    make: () => ordinaryWorld(),
    damage: append(note(200, { data: { ...note(200).data, alias: "x" } })),
    verdict: "fail",
    codes: ["FIELD_UNKNOWN"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a record of which a field is of another kind",
    make: () => ordinaryWorld(),
    damage: append(note(200, { data: { ...note(200).data, improvement: 7 } })),
    verdict: "fail",
    codes: ["FIELD_INVALID"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a record that is longer than any may be",
    make: () => ordinaryWorld(),
    damage: appendEdited(note(200), (text) => text + " ".repeat(262_144)),
    verdict: "fail",
    codes: ["FILE_TOO_LARGE"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a merge past the rules that nobody registered",
    make: () => ordinaryWorld(),
    damage: append(past),
    verdict: "fail",
    codes: ["UNREGISTERED_BYPASS"],
    severity: "error",
    path: recordPath(NEXT, past),
    commits: () => ["d".repeat(40)],
  },
  closedWith("a closing that leaves out an obligation", closing(without("5_day_review")), NEXT + 6),
  closedWith(
    "a closing by which nobody owed an obligation",
    closing([...without("5_day_review"), { key: "5_day_review", state: "na" }]),
    NEXT + 6,
  ),
  {
    ...closedWith("a closing that leaves out what its manifest promised", closing(without("criterion_1")), NEXT + 6),
    make: promised,
  },
  {
    ...closedWith("a closing that names nothing, when an earlier one did", closedAgain, NEXT + 9),
    path: recordPath(NEXT + 9, eventOf("remediation.verified", 212, { bypass: BYPASS_A, key: "third" })),
  },
  closedWith("a closing whose success criterion nobody confirmed", closing(everything, "obligation.done"), NEXT + 5),
  closedWith("a closing whose obligation nobody set aside", closing(everything, "obligation.na"), NEXT + 5),
  closedWith("a closing without a lesson", closing([], "lesson.recorded"), NEXT + 5),
  takenBack("a missed deadline that a correction takes back", violation, []),
  takenBack(
    "a missed deadline that becomes another violation by a correction",
    violation,
    [],
    eventOf("violation.recorded", 202, { bypass: BYPASS_A, supersedes: violation.id, data: { kind: "late_answer" } }),
  ),
  takenBack("an unregistered bypass that a correction takes back", found, ["d".repeat(40)]),
  {
    name: "an unregistered bypass whose correction was itself withdrawn",
    make: () => ordinaryWorld(),
    damage: append(found, takingBack(202, found), takingBack(203, takingBack(202, found))),
    verdict: "fail",
    codes: ["UNREGISTERED_BYPASS"],
    severity: "error",
    path: recordPath(NEXT, found),
    commits: () => ["d".repeat(40)],
  },
  closedWith("a closing whose answer had been withdrawn", closing(everything, null, true), NEXT + 7, [
    "RECORD_CORRECTED",
  ]),
  closedWith(
    "a closing that calls done what was set aside",
    closing([{ key: "documentation_updated", state: "done", by: "obligation.na" }]),
    NEXT + 6,
  ),
  closedWith("a closing that calls something done by nothing", closing([{ key: "x", state: "done" }]), NEXT + 6),
  {
    name: "a merge in the line of the ledger",
    make: () => ordinaryWorld(),
    damage: fork(() => ({ "evidence.txt": "x\n" })),
    verdict: "fail",
    codes: ["LEDGER_FORK"],
    severity: "error",
    path: null,
    commits: forged("side"),
  },
  {
    name: "a branch of the ledger that began anew and has the old one as second parent",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const old = world.git("rev-parse", "qms-ledger");
      const records = Object.fromEntries(world.ledger.files);
      const files = { "README.md": LEDGER_README, ...records };
      importCommits(world.folder, [{ name: "L", branch: "qms-ledger", files }]);
      commitFiles(world, {}, { parents: ["refs/heads/qms-ledger^0", old] });
    },
    verdict: "fail",
    codes: ["LEDGER_FORK", "LEDGER_LINK_BROKEN", "DUPLICATE_EVENT_CONFLICT"],
    severity: "error",
    path: null,
    commits: (world) => [world.commit("L1")],
  },
  {
    name: "a record that was left out",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const [, second] = nextRecords(world, [atMain(world, note(200)), atMain(world, note(201))]);
      commitFiles(world, { [second?.path ?? ""]: second?.text ?? "" });
    },
    verdict: "fail",
    codes: ["LEDGER_LINK_BROKEN"],
    severity: "error",
    path: recordPath(NEXT + 1, note(201)),
    commits: forged("forged"),
  },
  {
    name: "a record that names another event before it",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const [record] = recordsAfter(world, { event_sha256: "1".repeat(64) }, [atMain(world, note(200))], "2026-03-02");
      commitFiles(world, { [record?.path ?? ""]: record?.text ?? "" });
    },
    verdict: "fail",
    codes: ["LEDGER_LINK_BROKEN"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a record that names another link before it",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const [record] = recordsAfter(world, { link_sha256: "1".repeat(64) }, [atMain(world, note(200))], "2026-03-02");
      commitFiles(world, { [record?.path ?? ""]: record?.text ?? "" });
    },
    verdict: "fail",
    codes: ["LEDGER_LINK_BROKEN"],
    severity: "error",
    path: recordPath(NEXT, note(200)),
    commits: forged("forged"),
  },
  {
    name: "a number that stands twice",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const [record] = recordsAfter(world, { seq: LAST - 1 }, [atMain(world, note(200))], "2026-03-02");
      commitFiles(world, { [record?.path ?? ""]: record?.text ?? "" });
    },
    verdict: "fail",
    codes: ["LEDGER_LINK_BROKEN"],
    severity: "error",
    path: recordPath(LAST, note(200)),
    commits: forged("forged"),
  },
  {
    name: "an event that stands twice",
    make: () => ordinaryWorld(),
    damage: append(repeated),
    verdict: "fail",
    codes: ["DUPLICATE_EVENT_CONFLICT"],
    severity: "error",
    path: recordPath(NEXT, repeated),
    commits: forged("forged"),
  },
  {
    name: "an event that stands twice, the second time by somebody else",
    make: () => ordinaryWorld(),
    damage: append({ ...repeated, actor: { id: 102, login: "eve", role: null, kind: "human" } }),
    verdict: "fail",
    codes: ["DUPLICATE_EVENT_CONFLICT"],
    severity: "error",
    path: recordPath(NEXT, repeated),
    commits: forged("forged"),
  },
  {
    name: "a record in the folder of an earlier day",
    make: () => ordinaryWorld(),
    damage: (world) => {
      const [record] = recordsAfter(world, { day: "2026-01-01" }, [atMain(world, note(0))], "2026-03-01");
      commitFiles(world, { [record?.path ?? ""]: record?.text ?? "" });
    },
    verdict: "fail",
    codes: ["DATE_REGRESSION", "DATE_IN_FUTURE"],
    severity: "error",
    path: recordPath(NEXT, note(0), "2026/03/01"),
    commits: forged("forged"),
  },
  {
    name: "a published anchor that was changed",
    make: () => ordinaryWorld(),
    damage: (world) => {
      publish(world, anchorFile, anchorText(world));
      commitFiles(world, { [anchorFile]: anchorText(world).replace(/"seq":\d+/, '"seq":1') });
    },
    verdict: "fail",
    codes: ["ANCHOR_CHANGED"],
    severity: "error",
    path: anchorFile,
    commits: forged("forged"),
  },
  {
    name: "a published anchor that was deleted",
    make: () => ordinaryWorld(),
    damage: (world) => {
      publish(world, anchorFile, anchorText(world));
      commitFiles(world, { [anchorFile]: null });
    },
    verdict: "fail",
    codes: ["ANCHOR_CHANGED"],
    severity: "error",
    path: anchorFile,
    commits: forged("forged"),
  },
  {
    name: "two anchors that contradict each other",
    make: () => ordinaryWorld(),
    options: (world) => {
      const one = anchorOf(world);
      const record = { seq: LAST, event_sha256: "5".repeat(64) };
      return { anchors: [one, { source: "a mail", record }] };
    },
    verdict: "fail",
    codes: ["ANCHOR_CHANGED", "LEDGER_REWRITTEN"],
    severity: "error",
    path: null,
    commits: () => [],
  },
  {
    name: "a published report that is another one than was recorded",
    make: () => ordinaryWorld(),
    damage: (world) => {
      publish(world, reportFile, "# Daily\n");
      const blob = gitIn(world.folder, ["hash-object", "-w", "--stdin"], "# Nothing happened\n");
      gitIn(world.folder, ["read-tree", "qms-ledger"]);
      gitIn(world.folder, ["update-index", "--cacheinfo", `100644,${blob},${reportFile}`]);
      const tree = world.git("write-tree");
      world.git("update-ref", "refs/heads/qms-ledger", world.git("commit-tree", "-p", "qms-ledger~1", "-m", "x", tree));
    },
    verdict: "fail",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    severity: "error",
    path: reportFile,
    commits: (world) => [world.git("rev-parse", "qms-ledger")],
  },
  {
    name: "a report that nobody published",
    make: () => ordinaryWorld(),
    damage: (world) => commitFiles(world, { [reportFile]: "# Daily\n" }),
    verdict: "fail",
    codes: ["REPORT_NOT_REPRODUCIBLE"],
    severity: "error",
    path: reportFile,
    commits: forged("forged"),
  },
];
