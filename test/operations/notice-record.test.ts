import { expect, test } from "vitest";
import { checkSchema } from "../../src/core/document/check-schema.ts";
import { eventKind } from "../../src/core/ledger/event-kind.ts";
import { noticeEvent } from "../../src/operations/notice-record.ts";
import type { Delivery } from "../../src/ports.ts";
import { eventOf } from "../core/ledger/fixture.ts";

const bypass = "BYPASS-L1-20260302-090000";
const notice = { rule: "used", recipient: "team", channel: "chat", key: "used:team:chat", attempts: 0 };

/** What the schema says against a record that holds it. */
function faultsOf({ type, data }: ReturnType<typeof noticeEvent>): string[] {
  const event = eventOf(type, 1, { bypass, data });
  const link = { seq: 1, prev_event_sha256: null, prev_link_sha256: null };
  const record = { schema: "qms.event/v1", event, event_sha256: "0".repeat(64), link };
  const at = (pointer: string) => ({ path: null, pointer });
  return checkSchema(eventKind.validate, eventKind.schema(), record, at).map(({ message }) => message);
}

// [status, whether the record names it]
test.each([
  [100, true],
  [200, true],
  [599, true],
  [null, false],
  [0, false],
  [99, false],
  [600, false],
  [999, false],
] as const)("whatever a server answers can be recorded: %s", (status, named) => {
  const failed: Delivery = { outcome: "failed", reason: "refused", status };
  const sent: Delivery[] = status === null ? [] : [{ outcome: "sent", status, remoteId: null }];
  for (const delivery of [failed, ...sent]) {
    const event = noticeEvent(bypass, notice, delivery, undefined);
    expect(faultsOf(event)).toEqual([]);
    expect(event.data.status).toBe(named ? status : undefined);
  }
});

test("what was only taken is on record as such", () => {
  const of = (more: object) =>
    noticeEvent(bypass, notice, { outcome: "sent", status: 202, remoteId: null, ...more }, undefined);
  expect(of({ accepted: true }).data.accepted).toBe(true);
  expect(of({}).data).not.toHaveProperty("accepted");
  expect(faultsOf(of({ accepted: true }))).toEqual([]);
});
