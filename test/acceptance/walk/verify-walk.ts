import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { cutsOf, goOn, statesOf, verifyAt, verifyWhole } from "../../operations/since-cuts.ts";

/** What a test that stops half-way leaves to the runs that would have followed: nobody did anything wrong. */
const undone: ReadonlySet<string> = new Set([
  "MISSING_RESTORE",
  "MISSING_END",
  "MISSING_REMEDIATION",
  "MERGE_WITHOUT_EVENT",
]);
/** No run that follows makes this good: a check is on record as put back, and as changed behind that. */
const changedAgain = "says at .* that these checks are not as they were";

/**
 * Fails unless an auditor's clone tells exactly these codes: whatever else a test is about, what the actions record is honest, and
 * verify must not accuse it. The same must come out where the record was verified half-way and gone on with from there. Without a
 * ledger there is nothing to say.
 */
export async function verifyWalk(walk: Walk, codes: readonly string[]): Promise<void> {
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const asOf = await walk.now();
  const folder = mkdtempSync(join(tmpdir(), "qms-verified-"));
  try {
    execFileSync("git", ["clone", "--quiet", "--bare", `file://${bare}`, folder], { stdio: "ignore" });
    if (statesOf(folder, "qms-ledger").length === 0) return;
    const times = { asOf, now: asOf };
    const { result } = await verifyWhole(folder, times);
    expectCodes(result, codes, "verify of the walk's clone");
    const cuts = cutsOf(folder, false);
    const cut = cuts[Math.floor(cuts.length / 2)];
    const note = cut === undefined || codes.length > 0 ? null : await verifyAt(folder, cut, times);
    if (note !== null) expectCodes((await goOn(folder, note, times)).result, codes, "verify since half-way");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expectCodes({ findings }: Verify, codes: readonly string[], how: string): void {
  const told = findings.filter(({ code, message }) => !undone.has(code) || message.match(changedAgain) !== null);
  const messages = told.map(({ code, message }) => `${code}: ${message}`).join("\n");
  expect([...new Set(told.map(({ code }) => code))].sort(), `${how}\n${messages}`).toEqual([...codes].sort());
}
