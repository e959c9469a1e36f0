import { expect, test } from "vitest";
import { buildRecords } from "../../../src/core/ledger/build-record.ts";
import { eventId } from "../../../src/core/ledger/event-id.ts";
import { formatEventInstant, utcDayOf } from "../../../src/core/ledger/event-instant.ts";
import { readRecord } from "../../../src/core/ledger/read-record.ts";
import { parseRecordPath, recordPath } from "../../../src/core/ledger/record-path.ts";
import { examplesIn, expectedCodes, readExample } from "../../schemas/example-files.ts";
import { bytesOf, eventOf, lifeOf, REPOSITORY } from "./fixture.ts";

test("what is built is read back as it was", () => {
  const records = buildRecords(null, lifeOf(), "2026-03-02");
  for (const record of records) {
    const reading = readRecord(bytesOf(record.text), record.path, REPOSITORY);
    const { path, seq, event, event_sha256 } = record;
    expect(reading).toMatchObject({ findings: [], head: record.head, entry: { path, seq, event, event_sha256 } });
  }
});

test("the first record has number 1 and nothing before it, the next one names it", () => {
  const [first, second] = buildRecords(null, lifeOf(), "2026-03-02");
  expect(JSON.parse(first?.text ?? "").link).toEqual({ seq: 1, prev_event_sha256: null, prev_link_sha256: null });
  expect(JSON.parse(second?.text ?? "").link).toEqual({
    seq: 2,
    prev_event_sha256: first?.event_sha256,
    prev_link_sha256: first?.head.link_sha256,
  });
});

test("digests and ids are those that sha256sum gives for the same text", () => {
  // printf '%s' 'bypass.used|700123|BYPASS-L1-20260302-090000|abc' | sha256sum
  const event = { type: "bypass.used", bypass: "BYPASS-L1-20260302-090000", key: "abc" } as const;
  expect(eventId(event, 700123)).toBe("939d516a8f16b78193f61aa85f27672ca3902f90ddac4abfb3fa3488cc327fbd");
  // printf '%s' '{"prev_event_sha256":null,"prev_link_sha256":null,"seq":1}' | sha256sum
  const [first] = buildRecords(null, [eventOf("review.started")], "2026-03-02");
  expect(first?.head.link_sha256).toBe("d66c469e45041b0f9841fca8c70449b818d6b0ee766e93d98891e1bb6e862ef4");
});

test("another type, repository, bypass or key is another id", () => {
  const event = { type: "bypass.used", bypass: "PROCEDURE", key: "a|b" } as const;
  const others = [
    eventId({ ...event, type: "bypass.voided" }, 1),
    eventId(event, 2),
    eventId({ ...event, bypass: "BYPASS-L1-20260302-090000" }, 1),
    eventId({ ...event, key: "a" }, 1),
  ];
  expect(new Set([eventId(event, 1), ...others]).size).toBe(5);
});

test("paths say day, number, type and short id, and nothing else is a path of a record", () => {
  const path = "ledger/2026/03/02/00000042-bypass.used-0123456789ab.json";
  expect(recordPath("2026-03-02", 42, { type: "bypass.used", id: "0123456789abcdef" })).toBe(path);
  expect(parseRecordPath(path)).toEqual({ day: "2026-03-02", seq: 42, type: "bypass.used", shortId: "0123456789ab" });
  const others = ["02/30", "3/02", "03/02/x"].map((date) => path.replace("03/02", date));
  others.push(path.replace("00000042", "42"), path.replace(".json", ".json5"), path.replace("ab.", "AB."), `x/${path}`);
  for (const other of others) expect(parseRecordPath(other), other).toBeNull();
});

test("instants are always written with milliseconds, and a day is the one of UTC", () => {
  expect(formatEventInstant(Date.UTC(2026, 2, 2, 9))).toBe("2026-03-02T09:00:00.000Z");
  expect(utcDayOf(Date.UTC(2026, 2, 2, 23, 59, 59, 999))).toBe("2026-03-02");
});

const valid = examplesIn("event/valid", ".json");
const invalid = examplesIn("event/invalid", ".json");

test.each(valid)("$path is a record", (file) => {
  const reading = readRecord(file.bytes, null, REPOSITORY);
  expect(reading.findings).toEqual([]);
  // Named after its type, and where a type has more than one after what is other about it.
  expect(`${reading.entry?.event.type}.json`).toBe(file.name.replace(/-[a-z]+(?=\.json$)/, ""));
});

test("the data of every type has a closed schema, a valid example and at least one that is refused", () => {
  const schema = JSON.parse(new TextDecoder().decode(readExample("../event.schema.json").bytes));
  const settled = schema.$defs.LedgerEvent.allOf.map(
    (rule: { if: { properties: { type: { const: string } } } }) => rule.if.properties.type.const,
  );
  const types: string[] = schema.$defs.EventType.enum;
  expect(types.length).toBe(67);
  expect([...settled].sort()).toEqual([...types].sort());
  for (const { then } of schema.$defs.LedgerEvent.allOf) {
    const name = then.properties.data.$ref.replace("#/$defs/", "");
    expect(schema.$defs[name], name).toMatchObject({ type: "object", additionalProperties: false });
  }
  const shown = valid.map((file) => file.name.replace(".json", ""));
  expect(types.filter((type) => !shown.includes(type))).toEqual([]);
});

test("the types are those that a policy may name", () => {
  const types = (path: string) => JSON.parse(new TextDecoder().decode(readExample(path).bytes)).$defs.EventType.enum;
  expect(types("../event.schema.json")).toEqual(types("../policy.schema.json"));
});

test.each(invalid)("$path is refused for exactly what it shows", (file) => {
  const reading = readRecord(file.bytes, null, REPOSITORY);
  const codes = [...new Set(reading.findings.map((item) => item.code))].sort();
  expect(codes, JSON.stringify(reading.findings, null, 1)).toEqual(expectedCodes(file));
  expect(reading).toMatchObject({ entry: null, link: null, head: null });
  for (const item of reading.findings)
    expect(`${item.message} ${item.fix}`).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
});
