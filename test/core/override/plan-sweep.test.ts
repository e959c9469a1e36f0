import { expect, test } from "vitest";
import { readActiveClaims } from "../../../src/core/override/active-claims.ts";
import {
  asksPolicy,
  orderSweep,
  planSweep,
  readSweepStanding,
  type SweepTask,
} from "../../../src/core/override/plan-sweep.ts";
import { basePolicy } from "../manifest/base-manifests.ts";

const now = Date.parse("2026-03-05T12:00:00Z");
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const id = "BYPASS-L1-20260302-090000";

function standing(change: object) {
  const base = { bypass: id, state: "approved", activation: null, unrestored: [], events: [] };
  return readSweepStanding(bytesOf({ ...base, ...change }));
}

const approvedAt = (at: string) => ({
  events: [
    { type: "request.accepted", at: "2026-03-01T00:00:00.000Z" },
    { type: "bypass.approved", at },
  ],
});
const until = (expires_at: string) => ({ activation: { expires_at } });

// [what it shows, the state file, what is done]
const rows: readonly (readonly [string, object, string | null])[] = [
  [
    "active: its target is looked at, whatever the clock says",
    { state: "active", ...until("2026-03-05T18:00:00.000Z") },
    "settle",
  ],
  [
    "active, and something stands: the same",
    { state: "active", unrestored: ["docs/coverage"], ...until("2026-03-05T11:00:00.000Z") },
    "settle",
  ],
  ["ended with something left", { state: "voided", unrestored: ["docs/coverage"] }, "restore"],
  ["used with something left", { state: "remediating", unrestored: ["docs/coverage"] }, "restore"],
  ["suspended within its time", { state: "suspended", ...until("2026-03-05T12:00:00.001Z") }, "resume"],
  [
    "suspended, its time over to the millisecond",
    { state: "suspended", ...until("2026-03-05T12:00:00.000Z") },
    "expire",
  ],
  ["approved and never begun", approvedAt("2026-03-05T10:00:00.000Z"), "activate"],
  ["approved longer ago than the level lets live", approvedAt("2026-03-02T12:00:00.000Z"), "expire"],
  ["approved a moment less long ago", approvedAt("2026-03-02T12:00:00.001Z"), "activate"],
  ["without effect: not tried again by itself", { state: "ineffective", ...until("2026-03-05T18:00:00.000Z") }, null],
  ["without effect, its time over", { state: "ineffective", ...until("2026-03-05T11:00:00.000Z") }, "expire"],
  ...["requested", "refused", "used", "remediating", "completed", "closed", "expired", "revoked", "voided"].map(
    (state) => [`${state}: nothing`, { state }, null] as const,
  ),
];

test.each(rows)("%s", (_, change, task) => {
  const read = standing(change);
  expect(read).not.toBeNull();
  if (read !== null) expect(planSweep(read, basePolicy, now)?.task ?? null).toBe(task);
});

test("the policy is asked for what only it knows", () => {
  const asks = (change: object) => asksPolicy(standing(change) as NonNullable<ReturnType<typeof standing>>);
  expect(asks(approvedAt("2026-03-05T10:00:00.000Z"))).toBe(true);
  expect(asks({ state: "ineffective", ...until("2026-03-05T11:00:00.000Z") })).toBe(false);
  expect(asks({ state: "active", ...until("2026-03-05T11:00:00.000Z") })).toBe(false);
});

test.each(["", "{", "null", "[]", '"text"', { bypass: "x", state: "active" }, { bypass: id }, { state: "active" }])(
  "what this program did not write says nothing: %j",
  (value) => {
    expect(readSweepStanding(bytesOf(value))).toBeNull();
  },
);

const taskOf = (task: SweepTask["task"], index: number): SweepTask =>
  ({ task, bypass: `${task} ${index}`, expiresAt: now }) as SweepTask;
const many = (task: SweepTask["task"], count: number) =>
  Array.from({ length: count }, (_, index) => taskOf(task, index));

test("what ends something comes before what begins something", () => {
  const tasks = (["activate", "settle", "resume", "expire", "restore"] as const).map(taskOf);
  const { chosen, left } = orderSweep(tasks, now);
  expect(chosen.map(({ task }) => task)).toEqual(["restore", "expire", "settle", "resume", "activate"]);
  expect(left).toEqual([]);
});

test("a run has an end, nothing is lost, and everybody gets a turn however much is there", () => {
  const tasks = [...many("activate", 60), ...many("settle", 230)];
  const first = orderSweep(tasks, now);
  expect([first.chosen.length, first.left.length]).toEqual([125, 165]);
  expect(new Set([...first.chosen, ...first.left])).toEqual(new Set(tasks));
  expect(first.chosen.at(0)?.task).toBe("settle");
  const seen = new Set([0, 1, 2, 3, 4].flatMap((hours) => orderSweep(tasks, now + hours * 3_600_000).chosen));
  expect(seen.size).toBe(tasks.length);
});

test.each([
  ['{"bypasses":[{"bypass":"a"},{"bypass":"b"}]}', ["a", "b"]],
  ['{"bypasses":[]}', []],
  ["{", null],
  ["null", null],
  ["{}", null],
  ['{"bypasses":[null]}', null],
  ['{"bypasses":[{"bypass":7}]}', null],
])("what is active by a file: %s", (text, ids) => {
  expect(readActiveClaims(bytesOf(text))?.map(({ bypass }) => bypass) ?? null).toEqual(ids);
});

test("what is active by a file says whose it is and until when", () => {
  const entry = { bypass: "a", request: 3, target: { pr: 7 }, expires_at: "2026-03-05T09:00:00.000Z" };
  const expiresAt = Date.UTC(2026, 2, 5, 9);
  expect(readActiveClaims(bytesOf(JSON.stringify({ bypasses: [entry, { bypass: "b", target: { pr: -1 } }] })))).toEqual(
    [
      { bypass: "a", request: 3, target: 7, expiresAt },
      { bypass: "b", request: null, target: null, expiresAt: null },
    ],
  );
});
