import { type BuiltRecord, buildRecords, type LedgerHead } from "../../../src/core/ledger/build-record.ts";
import { verifyLedger } from "../../../src/core/ledger/verify-ledger.ts";
import type { Anchor, LedgerChange, LedgerCommit } from "../../../src/core/ledger/verify-walk.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import {
  BYPASS,
  bytesOf,
  eventOf,
  HEAD_SHA,
  ledgerOf,
  lifeOf,
  type MemoryLedger,
  oidOf,
  REPOSITORY,
  tamper,
  textOf,
  withCommit,
} from "./fixture.ts";

/** One way to be wrong: what is done to a good ledger of twelve records, and the codes and first record that it must show. */
export interface Case {
  readonly name: string;
  readonly codes: readonly string[];
  readonly first: number | null;
  readonly verdict: "fail" | "inconclusive";
  readonly commits: readonly LedgerCommit[];
  readonly anchors?: readonly Anchor[];
}

/** Each event in a commit of its own. */
export const good: MemoryLedger = ledgerOf(...lifeOf().map((event) => [event]));
/** The same bypass while it is active. */
export const active: MemoryLedger = ledgerOf(lifeOf().slice(0, 4));
export const { commits } = good;
export const entry = (seq: number) => good.entries[seq - 1] ?? never();
export const path = (seq: number) => entry(seq).path;
export const statePath = `state/2026/03/${BYPASS}.json`;
export const activePath = `active/${HEAD_SHA}.json`;

export function never(): never {
  throw new Error("the fixture has no such record");
}

/** A record with its text changed where it was first written. */
export const edited = (seq: number, edit: (text: string) => string): LedgerCommit[] =>
  tamper(commits, path(seq), (change) => [{ ...change, bytes: bytesOf(edit(textOf(change.bytes))) }]);
export const change = (kind: LedgerChange["kind"], at: string, text = "x\n", mode = "100644"): LedgerChange => ({
  path: at,
  kind,
  mode: kind === "deleted" ? null : mode,
  bytes: kind === "deleted" ? null : bytesOf(text),
});
/** Records chained by hand, one commit each, past every check of the planner; projections are left out. */
export function chained(events: readonly LedgerEvent[], day = "2026-03-02"): LedgerCommit[] {
  return commitsOf(buildRecords(null, events, day));
}
export function commitsOf(records: readonly BuiltRecord[]): LedgerCommit[] {
  return records.reduce<LedgerCommit[]>(
    (list, record) => withCommit(list, [change("added", record.path, record.text)]),
    [],
  );
}
export const procedure = (minute: number, extra = {}): LedgerEvent =>
  eventOf("trust.changed", minute, { bypass: "PROCEDURE", ...extra });
export const anchorAt = (seq: number, digest = entry(seq).event_sha256): Anchor => ({
  source: `report of record ${seq}`,
  record: { seq, event_sha256: digest },
});

/** The same ledger, written anew with one fact changed and everything hashed again. */
export const rewritten = ledgerOf(
  ...lifeOf().map((event, index) => [index === 6 ? { ...event, main_head: oidOf(4711) } : event]),
);

export function backwards(): LedgerCommit[] {
  const [first] = buildRecords(null, [procedure(0)], "2026-03-04");
  const head = { ...(first?.head as LedgerHead), day: "2026-03-01" };
  const [second] = buildRecords(head, [procedure(1)], "2026-03-03");
  return commitsOf([first ?? never(), second ?? never()]);
}

export const verify = (list: readonly LedgerCommit[], anchors: readonly Anchor[] = []) =>
  verifyLedger(list, anchors, REPOSITORY);
