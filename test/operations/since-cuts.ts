import { expect } from "vitest";
import { readNote } from "../../src/core/audit/note/read-note.ts";
import { noteText } from "../../src/core/audit/note/write-note.ts";
import { canonicalJson } from "../../src/core/ledger/canonical-json.ts";
import type { Verified } from "../../src/generated/types/verified.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import type { VerifyOptions } from "../../src/operations/verify-repository.ts";
import { type NotedVerification, verifyNoted, verifySince } from "../../src/operations/verify-since.ts";
import { gitIn } from "./fast-import.ts";
import { verifyOptions } from "./verify-options.ts";

// A repository whose branches are set back to an earlier state, verified there, and verified from then on.

export async function verifyWhole(folder: string, more: Partial<VerifyOptions> = {}): Promise<NotedVerification> {
  return verifyNoted(verifyOptions(folder, more));
}

/** As the command does it: what was written is read again. */
export async function goOn(
  folder: string,
  note: Verified,
  more: Partial<VerifyOptions> = {},
): Promise<NotedVerification> {
  const verified = await verifySince(
    readNote(Buffer.from(noteText(note)), "verified.json"),
    "verified.json",
    verifyOptions(folder, more),
  );
  const check = validateForm as ((value: unknown) => boolean) & { errors?: unknown };
  expect(check(verified.result), JSON.stringify(check.errors, null, 1)).toBe(true);
  return verified;
}

export const codesOf = ({ findings }: Verify, severity = /./): string[] =>
  [...new Set(findings.filter((item) => severity.test(item.severity)).map(({ code }) => code))].sort();

/** States that a branch had: its first-parent line, oldest first. */
export function statesOf(folder: string, branch: string): string[] {
  const there = gitIn(folder, ["for-each-ref", `refs/heads/${branch}`]);
  return there === ""
    ? []
    : gitIn(folder, ["rev-list", "--first-parent", "--reverse", `refs/heads/${branch}`]).split("\n");
}

export interface Cut {
  readonly ledger: string;
  readonly registry: string;
}

/**
 * States of both branches at a time before: every commit of the ledger, with the registry of about then, as it is, or both.
 * @param third every third commit only, from this one on, and the last two: all of them, for five hundred scenarios, take a quarter of an hour
 */
export function cutsOf(folder: string, isDense: boolean, third: number | null = null): Cut[] {
  const [ledger, registry] = [statesOf(folder, "qms-ledger"), statesOf(folder, "qms")];
  return ledger.flatMap((at, index) => {
    if (third !== null && index % 3 !== third % 3 && index < ledger.length - 2) return [];
    const then = Math.floor(((index + 1) * (registry.length - 1)) / ledger.length);
    const both = [registry[then], registry.at(-1)];
    const others = new Set(isDense ? both : [both[index % 2]]);
    return [...others].flatMap((other) => (other === undefined ? [] : [{ ledger: at, registry: other }]));
  });
}

/** Verifies the branches as they had been at a cut, and sets them back. */
export async function verifyAt(folder: string, cut: Cut, more: Partial<VerifyOptions>): Promise<Verified | null> {
  const heads = ["qms-ledger", "qms"].map(
    (branch) => [branch, gitIn(folder, ["rev-parse", `refs/heads/${branch}`])] as const,
  );
  gitIn(folder, ["update-ref", "refs/heads/qms-ledger", cut.ledger]);
  gitIn(folder, ["update-ref", "refs/heads/qms", cut.registry]);
  const { note } = await verifyWhole(folder, more);
  for (const [branch, head] of heads) gitIn(folder, ["update-ref", `refs/heads/${branch}`, head]);
  return note;
}

/** A note without what tells of the last whole verification. */
export function seedOf(note: Verified | null): string {
  if (note === null) return "no note";
  const { whole: _, sha256: __, ...seed } = note;
  return canonicalJson(seed);
}
