import { expect, test } from "vitest";
import { changedAgain } from "../../src/core/audit/unrestored.ts";
import type { EventContent } from "../../src/core/ledger/draft-event.ts";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import { type RestoreOutcome, restoreEvents } from "../../src/operations/override/restore-results.ts";
import { BYPASS, entriesOf, eventOf, target } from "../core/ledger/fixture.ts";

// What was put back, is tried again, and fails: the record says how it went on, and verify does not ask for ever.

const active = ["request.accepted", "bypass.approved", "bypass.activated"].map((type, minute) => eventOf(type, minute));
const ref = { bypass: BYPASS, activation: 1, target };
const name = "docs/coverage";
const done: RestoreOutcome = { restored: [name], failed: [], problem: null };
const refused: RestoreOutcome = {
  ...{ restored: [], failed: [name] },
  problem: { message: "502", fix: "Again.", status: 502 },
};

type Life = readonly ReturnType<typeof eventOf>[];

/** The life with what a run records of a restore, as the ledger takes it: nothing twice. */
function goOn(life: Life, outcome: RestoreOutcome, minute: number): Life {
  const { fold } = foldBypass(BYPASS, entriesOf(life));
  const known = new Set(life.map(({ type, key }) => `${type} ${key}`));
  const isNew = ({ type, key }: EventContent) => !known.has(`${type} ${key}`);
  const events = restoreEvents(ref, outcome, fold).filter(isNew);
  return [...life, ...events.map(({ type, key, data }) => eventOf(type, minute, { key, data, target }))];
}
const keys = (life: Life) => life.slice(active.length).map(({ type, key }) => `${type} ${key}`);
const asked = (life: Life) => changedAgain(foldBypass(BYPASS, entriesOf(life)).fold).length;

test("a check that was put back, overridden again by the same activation and refused is put back once more", () => {
  const failed = goOn(goOn(active, done, 10), refused, 120);
  expect(asked(failed)).toBe(1);
  const back = goOn(goOn(failed, done, 180), done, 181);
  expect(keys(back)).toEqual([
    "override.restored activation-1:docs/coverage",
    "restore.failed activation-1:1",
    "override.restored activation-1:docs/coverage:2",
  ]);
  expect(asked(back)).toBe(0);
});

test("who looks again at what was put back with its end, and gets no answer, records nothing", () => {
  const ended = [
    ...active,
    eventOf("bypass.expired", 5),
    eventOf("bypass.deactivated", 5, { data: { activation: 1, reason: "expired" } }),
  ];
  expect(keys(goOn(ended, refused, 6)).at(-1)).toBe("restore.failed activation-1:1");
  const back = goOn(ended, done, 6);
  expect(goOn(back, refused, 300)).toEqual(back);
});
