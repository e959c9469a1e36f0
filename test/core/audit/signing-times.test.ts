import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkSigningTimes } from "../../../src/core/audit/check-signing-times.ts";
import type { SignedCommitFacts } from "../../../src/core/audit/signed-commit.ts";
import type { TrustedKey } from "../../../src/core/signatures/trust-roots.ts";

const { publicKey } = generateKeyPairSync("ed25519");
const keyOf = (id: string, periods: TrustedKey["periods"], isServer = false): TrustedKey => ({
  ...{ id, name: "", file: "x", periods, ended: "valid-before", isServer },
  key: { kind: "ed25519", key: publicKey },
});
/** Counts until 100. */
const old = keyOf("old", [{ from: null, until: 100 }]);
const current = keyOf("current", [{ from: 90, until: null }]);
const server = keyOf("server", [{ from: 0, until: null }], true);
const END = 1000;

type Row = Partial<Pick<SignedCommitFacts, "names" | "checkpoint">> & {
  readonly by: TrustedKey | null;
  readonly signedAt?: number;
};
const branch = (rows: readonly Row[]) => ({
  name: "qms-ledger",
  commits: rows.map(({ by, signedAt = null, names = null, checkpoint = null }, index): SignedCommitFacts => {
    const judged = by === null ? ({ state: "unsigned" } as const) : ({ state: "good", key: by, signedAt } as const);
    return { oid: String(index), judged: { ...judged, author: "" }, names, checkpoint, records: [] };
  }),
});
/** Commits by what was said of them, e.g. `{ error: ["1"] }`. */
const said = (rows: readonly Row[], end = END) =>
  Object.fromEntries(checkSigningTimes(branch(rows), end).map(({ severity, commits }) => [severity, commits]));

describe("whether a key counted when it signed", () => {
  const at = (instant: number, commit: string) => ({ at: instant, commit });
  test.each<{ readonly name: string; readonly rows: readonly Row[]; readonly end?: number; readonly says: object }>([
    { name: "a key without an end", rows: [{ by: current, names: 95 }], says: {} },
    { name: "an end that has not come", rows: [{ by: old, names: 50 }], end: 99, says: {} },
    { name: "an end that has come, and no witness", rows: [{ by: old, names: 50 }], says: { warning: ["0"] } },
    { name: "what it names lies behind the end", rows: [{ by: old, names: 100 }], says: { error: ["0"] } },
    {
      name: "what a proven commit before it names lies behind the end",
      rows: [
        { by: current, names: 120 },
        { by: old, names: 50 },
      ],
      says: { error: ["1"] },
    },
    {
      name: "what an unsigned commit before it names is anybody's word",
      rows: [
        { by: null, names: 120 },
        { by: old, names: 50 },
      ],
      says: { warning: ["1"] },
    },
    {
      name: "a server signed after it, before the end",
      rows: [
        { by: old, names: 50 },
        { by: server, signedAt: 99 },
      ],
      says: {},
    },
    {
      name: "a server signed after it, behind the end",
      rows: [
        { by: old, names: 50 },
        { by: server, signedAt: 101 },
      ],
      says: { warning: ["0"] },
    },
    {
      name: "a server signed before it, behind the end",
      rows: [
        { by: server, signedAt: 101 },
        { by: old, names: 50 },
      ],
      says: { error: ["1"] },
    },
    {
      name: "a checkpoint names it, before the end",
      rows: [
        { by: old, names: 50 },
        { by: current, names: 95, checkpoint: at(95, "0") },
      ],
      says: {},
    },
    {
      name: "a checkpoint names an earlier one: another writer came between",
      rows: [
        { by: old, names: 50 },
        { by: old, names: 50 },
        { by: current, names: 95, checkpoint: at(95, "0") },
      ],
      says: { warning: ["1"] },
    },
    {
      name: "a checkpoint of the ended key itself is no witness",
      rows: [
        { by: old, names: 50 },
        { by: old, names: 95, checkpoint: at(95, "0") },
      ],
      says: { warning: ["0", "1"] },
    },
    {
      name: "a checkpoint of nobody is no witness",
      rows: [
        { by: old, names: 50 },
        { by: null, names: 95, checkpoint: at(95, "0") },
      ],
      says: { warning: ["0"] },
    },
    {
      name: "it surely was written before the key counted",
      rows: [
        { by: current, names: 10 },
        { by: server, signedAt: 80 },
      ],
      says: { error: ["0"] },
    },
    {
      name: "a server's signature says when, whatever it names",
      rows: [{ by: server, signedAt: 10, names: 500 }],
      says: {},
    },
    { name: "a key that never counts", rows: [{ by: keyOf("stolen", []), names: 1 }], says: { error: ["0"] } },
    {
      name: "the second of two spans",
      rows: [
        {
          by: keyOf("two", [
            { from: 0, until: 10 },
            { from: 50, until: null },
          ]),
          names: 60,
        },
      ],
      says: {},
    },
    {
      name: "between two spans, and no witness: it may lie in the second",
      rows: [
        {
          by: keyOf("two", [
            { from: 0, until: 10 },
            { from: 50, until: null },
          ]),
          names: 20,
        },
      ],
      says: {},
    },
  ])("$name", ({ rows, end, says }) => {
    expect(said(rows, end)).toEqual(says);
  });
});
