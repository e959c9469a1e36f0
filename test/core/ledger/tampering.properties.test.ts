import fc from "fast-check";
import { expect, test } from "vitest";
import { buildRecords } from "../../../src/core/ledger/build-record.ts";
import type { LedgerCommit } from "../../../src/core/ledger/verify-walk.ts";
import { BYPASS, EMERGENCY, eventOf, ledgerOf, lifeOf, type MemoryLedger, tamper } from "./fixture.ts";
import { verify } from "./tampered.ts";

/** Ledgers of one to three bypasses, their events interleaved and cut into transactions in a random way. */
const ledgers = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
    turns: fc.array(fc.nat(2), { maxLength: 36 }),
    cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
  })
  .map(({ lengths, turns, cuts }): MemoryLedger => {
    const ids = [BYPASS, EMERGENCY, "BYPASS-L3-20260304-073000"];
    const lives = lengths.map((length, index) => lifeOf(ids[index]).slice(0, length));
    const events = turns.flatMap((turn) => lives[turn % lives.length]?.shift() ?? []);
    events.push(...lives.flat());
    const transactions = cuts.map((cut) => events.splice(0, cut));
    return ledgerOf(...transactions.filter((list) => list.length > 0), ...events.map((event) => [event]));
  });
const places = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const runs = (seed: number) => ({ seed, numRuns: 80 });

const pathAt = (ledger: MemoryLedger, seq: number): string => ledger.entries[seq - 1]?.path ?? "";
const pick = (ledger: MemoryLedger, place: number): number => 1 + Math.floor(place * ledger.entries.length);
const headOf = (ledger: MemoryLedger) => [
  { source: "the head that was published", record: ledger.heads.at(-1) ?? never() },
];

function never(): never {
  throw new Error("the fixture is empty");
}

function expectDivergence(commits: readonly LedgerCommit[], ledger: MemoryLedger, seq: number): void {
  const result = verify(commits, headOf(ledger));
  expect(result.verdict).not.toBe("pass");
  expect(result.firstDivergent?.seq).toBe(seq);
}

test("an untouched ledger passes", () => {
  fc.assert(
    fc.property(ledgers, (ledger) => {
      expect(verify(ledger.commits, headOf(ledger))).toMatchObject({ verdict: "pass", findings: [], notChecked: [] });
    }),
    runs(1),
  );
});

test("any single changed byte of any record is found, at that record", () => {
  fc.assert(
    fc.property(ledgers, places, places, fc.integer({ min: 1, max: 255 }), (ledger, which, where, flip) => {
      const seq = pick(ledger, which);
      const commits = tamper(ledger.commits, pathAt(ledger, seq), (change) => {
        const bytes = Uint8Array.from(change.bytes ?? []);
        const index = Math.floor(where * bytes.length);
        bytes[index] = (bytes[index] ?? 0) ^ flip;
        return [{ ...change, bytes }];
      });
      expectDivergence(commits, ledger, seq);
    }),
    { ...runs(2), numRuns: 300 },
  );
});

test("any single byte that is dropped or doubled is found, at that record", () => {
  fc.assert(
    fc.property(ledgers, places, places, fc.boolean(), (ledger, which, where, drop) => {
      const seq = pick(ledger, which);
      const commits = tamper(ledger.commits, pathAt(ledger, seq), (change) => {
        const bytes = [...(change.bytes ?? [])];
        const index = Math.floor(where * bytes.length);
        bytes.splice(index, drop ? 1 : 0, ...(drop ? [] : [bytes[index] ?? 0]));
        return [{ ...change, bytes: Uint8Array.from(bytes) }];
      });
      expectDivergence(commits, ledger, seq);
    }),
    { ...runs(3), numRuns: 150 },
  );
});

test("any record that never was in the history is missed, at its number", () => {
  fc.assert(
    fc.property(ledgers, places, (ledger, which) => {
      const seq = pick(ledger, which);
      expectDivergence(
        tamper(ledger.commits, pathAt(ledger, seq), () => []),
        ledger,
        seq,
      );
    }),
    runs(4),
  );
});

test("any record that is put in between is found, at its number", () => {
  fc.assert(
    fc.property(ledgers, places, (ledger, which) => {
      const seq = pick(ledger, which);
      const before = ledger.heads[seq - 2] ?? null;
      const [record] = buildRecords(before, [eventOf("response.acknowledged", 700)], "2026-03-02");
      const bytes = new TextEncoder().encode(record?.text);
      const planted = { path: record?.path ?? "", kind: "added" as const, mode: "100644", bytes };
      expectDivergence(
        tamper(ledger.commits, pathAt(ledger, seq), (change) => [planted, change]),
        ledger,
        seq,
      );
    }),
    runs(5),
  );
});

test("any two records in exchanged places are found, at the first of them", () => {
  fc.assert(
    fc.property(ledgers, places, places, fc.boolean(), (ledger, one, two, withNames) => {
      const [low = 0, high = 0] = [pick(ledger, one), pick(ledger, two)].sort((left, right) => left - right);
      fc.pre(low !== high);
      const [first, second] = [pathAt(ledger, low), pathAt(ledger, high)];
      const contents = new Map(
        ledger.commits.flatMap((commit) => commit.changes.map((change) => [change.path, change.bytes])),
      );
      const put = (path: string) => ({
        path,
        kind: "added" as const,
        mode: "100644",
        bytes: contents.get(path) ?? null,
      });
      // Either the files move with their names, into each other's commits, or only their contents do.
      const exchanged = ledger.commits.map((commit) => ({
        ...commit,
        changes: commit.changes.map((change) => {
          if (change.path !== first && change.path !== second) return change;
          const other = change.path === first ? second : first;
          return withNames ? put(other) : { ...change, bytes: contents.get(other) ?? null };
        }),
      }));
      const sameCommit = ledger.commits.some((commit) =>
        [first, second].every((path) => commit.changes.some((item) => item.path === path)),
      );
      // Within one commit git knows no order, so names that stay with their contents are no change at all.
      fc.pre(!(withNames && sameCommit));
      expectDivergence(exchanged, ledger, low);
    }),
    { ...runs(6), numRuns: 150 },
  );
});

test("any cut end is found by an anchor, at the first record that is gone, and by nothing else", () => {
  fc.assert(
    fc.property(ledgers, places, (ledger, which) => {
      const kept = Math.floor(which * ledger.commits.length);
      const commits = ledger.commits.slice(0, kept);
      const left = commits.flatMap((commit) =>
        commit.changes.filter((change) => change.path.startsWith("ledger/")),
      ).length;
      expectDivergence(commits, ledger, left + 1);
      expect(verify(commits).verdict).toBe(left === 0 ? "inconclusive" : "pass");
    }),
    runs(7),
  );
});
