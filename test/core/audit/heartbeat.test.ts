import { expect, test } from "vitest";
import { acknowledge } from "../../../src/core/audit/acknowledge.ts";
import { type AuditFinding, auditFinding } from "../../../src/core/audit/audit-finding.ts";
import { checkHeartbeat } from "../../../src/core/audit/check-heartbeat.ts";
import { finding } from "../../../src/core/findings/finding.ts";
import { formatEventInstant } from "../../../src/core/ledger/event-instant.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { entriesOf, eventOf, START } from "../ledger/fixture.ts";

const HOUR = 60;
const at = (minute: number) => START + minute * 60_000;
const procedure = (type: string, minute: number, extra = {}) =>
  eventOf(type, minute, { bypass: "PROCEDURE", ...extra });
const beat = (minute: number) => procedure("checkpoint", minute);
const other = (minute: number) => procedure("trust.changed", minute);
const gaps = (events: readonly LedgerEvent[], until: number) => checkHeartbeat(entriesOf(events), at(until));

test.each([
  ["26 hours to the instant are in time", [beat(0), beat(26 * HOUR)], 26 * HOUR, []],
  ["a minute more is a gap", [beat(0), beat(26 * HOUR + 1)], 27 * HOUR, [1]],
  ["another record is no checkpoint", [beat(0), other(20 * HOUR), beat(45 * HOUR)], 46 * HOUR, [1]],
  ["what lies before the first checkpoint is no gap", [other(0), other(90 * HOUR), beat(91 * HOUR)], 92 * HOUR, []],
  ["a ledger without a checkpoint has promised none", [other(0), other(90 * HOUR)], 900 * HOUR, []],
  ["the end counts, too, whatever came before it", [beat(0), other(HOUR), other(27 * HOUR)], 28 * HOUR, [1]],
  [
    "what is recorded late, about an earlier time, closes nothing",
    [beat(0), beat(-5 * HOUR), beat(27 * HOUR)],
    27 * HOUR,
    [1],
  ],
  ["what came after the instant of the question does not count", [beat(0), beat(30 * HOUR)], 25 * HOUR, []],
  ["each gap is one finding", [beat(0), beat(30 * HOUR), beat(31 * HOUR), beat(60 * HOUR)], 61 * HOUR, [1, 3]],
  ["no record at all", [], 61 * HOUR, []],
] as const)("%s", (_, events, until, expected) => {
  expect(gaps(events, until).map(({ seq }) => seq)).toEqual(expected);
});

test("a gap is a warning that names the checkpoint before it and its ends", () => {
  const [gap] = gaps([beat(0), beat(30 * HOUR)], 30 * HOUR);
  expect(gap).toMatchObject({
    code: "HEARTBEAT_GAP",
    severity: "warning",
    seq: 1,
    path: entriesOf([beat(0)])[0]?.path,
  });
  expect(gap?.message).toBe(
    "No checkpoint was recorded from 2026-03-02T09:00:00.000Z (record 1) to 2026-03-03T15:00:00.000Z.",
  );
});

test("many gaps are the last twenty, and the first of them tells of the rest", () => {
  const found = gaps(
    Array.from({ length: 31 }, (_, index) => beat(index * 48 * HOUR)),
    30 * 48 * HOUR,
  );
  expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 11));
  expect(found[0]?.message).toMatch(/; 10 gaps before that are not listed\.$/);
  expect(found[1]?.message).not.toMatch(/not listed/);
});

const silent = [beat(0), beat(30 * HOUR), beat(60 * HOUR)];
const [gap, later] = gaps(silent, 60 * HOUR);
const said = (data: object, extra = {}) =>
  procedure("finding.acknowledged", 61 * HOUR, {
    data: { code: "HEARTBEAT_GAP", reason: "Actions were down.", ...data },
    ...extra,
  });
const answered = (word: LedgerEvent, item: AuditFinding | undefined = gap, until = 62 * HOUR) =>
  acknowledge(item === undefined ? [] : [item], entriesOf([...silent, word]), formatEventInstant(at(until)))[0];

test("a warning that somebody acknowledged says who and why, and warns no more", () => {
  const item = answered(said({ event_id: silent[0]?.id }));
  expect(item?.severity).toBe("info");
  expect(item?.message).toMatch(/Acknowledged by lea on 2026-03-04: Actions were down\.$/);
  expect(answered(said({ path: gap?.path }))?.severity).toBe("info");
});

test.each([
  ["another gap", said({ event_id: silent[1]?.id }), gap],
  ["another code", said({ event_id: silent[0]?.id, code: "MISSING_RESTORE" }), gap],
  ["nothing in particular", said({}), gap],
  ["more than the finding names", said({ event_id: silent[0]?.id, commit: "a".repeat(40) }), gap],
  ["no event of this ledger", said({ event_id: "0".repeat(64) }), later],
  [
    "what automation says of itself",
    said({ event_id: silent[0]?.id }, { actor: { id: 1, login: "bot", role: null, kind: "automation" } }),
    gap,
  ],
] as const)("an acknowledgement of %s changes nothing", (_, word, item) => {
  expect(answered(word, item)).toEqual(item);
});

test("an acknowledgement that comes after the instant of the question, or was withdrawn, does not count", () => {
  const word = said({ event_id: silent[0]?.id });
  expect(answered(word, gap, 60 * HOUR)).toEqual(gap);
  const withdrawal = procedure("correction", 62 * HOUR, { supersedes: word.id });
  const entries = entriesOf([...silent, word, withdrawal]);
  expect(acknowledge(gap === undefined ? [] : [gap], entries, formatEventInstant(at(63 * HOUR)))).toEqual([gap]);
});

test("an acknowledgement of somebody who is found not to be entitled changes nothing", () => {
  if (gap === undefined) throw new Error("no gap");
  const word = procedure("finding.acknowledged", 61 * HOUR, { data: said({ event_id: silent[0]?.id }).data });
  const entries = entriesOf([...silent, word]);
  const found = {
    ...gap,
    code: "ACTOR_NOT_ENTITLED" as const,
    severity: "error" as const,
    seq: entries.at(-1)?.seq ?? 0,
  };
  const severities = (seq: number) =>
    acknowledge([gap, { ...found, seq }], entries, formatEventInstant(at(62 * HOUR))).map(({ severity }) => severity);
  expect(severities(found.seq)).toEqual(["warning", "error"]);
  expect(severities(found.seq - 1)).toEqual(["info", "error"]);
});

test("what goes on cannot be acknowledged, and nothing before it is over", () => {
  const [open] = gaps([beat(0)], 90 * HOUR);
  expect(open?.severity).toBe("warning");
  expect(answered(said({ event_id: silent[0]?.id }), open, 90 * HOUR)).toEqual(open);
  const early = procedure("finding.acknowledged", 29 * HOUR, { data: said({ event_id: silent[0]?.id }).data });
  const entries = entriesOf([...silent, early]);
  expect(acknowledge(gap === undefined ? [] : [gap], entries, formatEventInstant(at(62 * HOUR)))).toEqual([gap]);
});

test("a warning about what was done stays one, whoever acknowledges it", () => {
  const params = { commit: "a", base: "main", how: "h", who: "w", at: "t", account: "a", found: "f" };
  const about = { seq: 1, until: "2026-03-02T09:00:00.000Z" };
  const settled = { ...auditFinding(finding("UNREGISTERED_BYPASS", params), about), severity: "warning" as const };
  expect(answered(said({ code: "UNREGISTERED_BYPASS", event_id: silent[0]?.id }), settled)).toEqual(settled);
});

test("an error stays an error, whoever acknowledges it", () => {
  const params = { bypass: "BYPASS-L1-20260302-090000", at: "2026-03-02T09:00:00.000Z" };
  const error = auditFinding(finding("MISSING_REMEDIATION", params), { seq: 1 });
  expect(error.severity).toBe("error");
  expect(answered(said({ code: "MISSING_REMEDIATION", event_id: silent[0]?.id }), error)).toEqual(error);
});
