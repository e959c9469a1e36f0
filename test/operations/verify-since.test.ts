import { afterEach, describe, expect, test } from "vitest";
import { cloneHistory } from "../../src/adapters/git/clone-history.ts";
import { readNote } from "../../src/core/audit/note/read-note.ts";
import { noteText } from "../../src/core/audit/note/write-note.ts";
import { canonicalJson } from "../../src/core/ledger/canonical-json.ts";
import type { Verified } from "../../src/generated/types/verified.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import { noteOf } from "../../src/operations/save-note.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { type NotedVerification, verifySince } from "../../src/operations/verify-since.ts";
import { removeRepository, type World } from "./audit-world.ts";
import { gitIn } from "./fast-import.ts";
import { historyLife, historyScenarios } from "./history-scenarios.ts";
import { oddLife, oddScenarios } from "./odd-scenarios.ts";
import { ordinaryLife, type Scenario, tamperScenarios } from "./tamper-scenarios.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));
const START = Date.UTC(2026, 2, 2, 12);

function optionsOf(folder: string, more: Partial<VerifyOptions> = {}): VerifyOptions {
  return {
    history: cloneHistory(folder),
    registryBranch: "qms",
    ledgerBranch: "qms-ledger",
    folder: ".qms/bypasses",
    policyPath: ".qms/policy.yml",
    defaultBranch: null,
    anchors: [],
    asOf: START,
    ...more,
  };
}

async function verifyWhole(folder: string, more: Partial<VerifyOptions> = {}): Promise<NotedVerification> {
  const options = optionsOf(folder, more);
  const verified = await verifyRepository(options);
  return { result: verified.result, note: await noteOf(verified, options) };
}

/** As the command does it: what was written is read again. */
async function goOn(folder: string, note: Verified, more: Partial<VerifyOptions> = {}): Promise<NotedVerification> {
  const verified = await verifySince(
    readNote(Buffer.from(noteText(note)), "verified.json"),
    "verified.json",
    optionsOf(folder, more),
  );
  const check = validateForm as ((value: unknown) => boolean) & { errors?: unknown };
  expect(check(verified.result), JSON.stringify(check.errors, null, 1)).toBe(true);
  return verified;
}

const codesOf = ({ findings }: Verify, severity = /./): string[] =>
  [...new Set(findings.filter((item) => severity.test(item.severity)).map(({ code }) => code))].sort();

/** States that a branch had: its first-parent line, oldest first. */
function statesOf(folder: string, branch: string): string[] {
  const there = gitIn(folder, ["for-each-ref", `refs/heads/${branch}`]);
  return there === ""
    ? []
    : gitIn(folder, ["rev-list", "--first-parent", "--reverse", `refs/heads/${branch}`]).split("\n");
}

interface Cut {
  readonly ledger: string;
  readonly registry: string;
}

/** States of both branches at a time before: every commit of the ledger, with the registry of about then, as it is, or both. */
function cutsOf(folder: string, isDense: boolean): Cut[] {
  const [ledger, registry] = [statesOf(folder, "qms-ledger"), statesOf(folder, "qms")];
  return ledger.flatMap((at, index) => {
    const then = Math.floor(((index + 1) * (registry.length - 1)) / ledger.length);
    const both = [registry[then], registry.at(-1)];
    const others = new Set(isDense ? both : [both[index % 2]]);
    return [...others].flatMap((other) => (other === undefined ? [] : [{ ledger: at, registry: other }]));
  });
}

/** Verifies the branches as they had been at a cut, and sets them back. */
async function verifyAt(folder: string, cut: Cut, more: Partial<VerifyOptions>): Promise<Verified | null> {
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
function seedOf(note: Verified | null): string {
  if (note === null) return "no note";
  const { whole: _, sha256: __, ...seed } = note;
  return canonicalJson(seed);
}

const lives = [...ordinaryLife, ...oddLife, ...historyLife];
const optionsOfScenario = new Map<string, Partial<VerifyOptions>>();
/** What lies before the note, and what only reading it again would show: git's own check of its objects is another thing. */
const oldDamage = new Set(["a clone that lost an object"]);
const reasons: string[] = [];
const shortcuts = { taken: 0, refused: 0 };

describe("ordinary life that is cut anywhere passes, and leaves the same note as a whole verification", () => {
  test.each(lives)("$name", async ({ make, asOf }) => {
    const { folder } = make();
    folders.push(folder);
    const more = asOf === undefined ? {} : { asOf };
    const whole = await verifyWhole(folder, more);
    expect(whole.result.verdict).toBe("pass");
    for (const cut of cutsOf(folder, true)) {
      const note = await verifyAt(folder, cut, more);
      if (note === null) continue;
      const since = await goOn(folder, note, more);
      expect(since.result.verdict, JSON.stringify(since.result.findings)).toBe("pass");
      expect(seedOf(since.note)).toBe(seedOf(whole.note));
      const { reread = "" } = since.result.since ?? {};
      if (reread === null) shortcuts.taken++;
      else shortcuts.refused++;
      if (reread !== null) reasons.push(reread);
    }
  });

  test("mostly without reading everything again", () => {
    expect(shortcuts.taken, reasons.join("\n")).toBeGreaterThan(5 * shortcuts.refused);
  });
});

describe("what is done after the note was written is found as by a whole verification", () => {
  const scenarios = [...tamperScenarios, ...oddScenarios, ...historyScenarios];
  test.each(scenarios)("$name", async (scenario) => {
    const world = scenario.make();
    folders.push(world.folder);
    const honest = await honestNotes(world, scenario);
    scenario.damage?.(world);
    const folder = scenario.folder?.(world) ?? world.folder;
    const more = scenario.options?.(world) ?? {};
    optionsOfScenario.set(scenario.name, more);
    const whole = await verifyWhole(folder, more);
    for (const note of honest) await compare(folder, note, whole.result, scenario);
    // What the fixture itself made wrong: the note is of a state before.
    if (scenario.folder !== undefined) return;
    for (const cut of cutsOf(folder, false)) {
      const note = await verifyAt(folder, cut, { ...more, anchors: [] }).catch(() => null);
      if (note !== null) await compare(folder, note, whole.result, scenario);
    }
  });
});

async function honestNotes(world: World, { damage, folder, options }: Scenario): Promise<readonly Verified[]> {
  if (damage === undefined && folder === undefined) return [];
  const { anchors: _, ...more } = options?.(world) ?? {};
  const { note } = await verifyWhole(world.folder, more);
  return note === null ? [] : [note];
}

/** The same errors as a whole verification that knows what the note knows, and no pass where there is none. */
async function compare(folder: string, note: Verified, whole: Verify, { name }: Scenario): Promise<void> {
  const { result } = await goOn(folder, note, optionsOfScenario.get(name));
  const shown = JSON.stringify([result.since, result.findings, whole.findings], null, 1);
  if (result.since?.reread !== null) {
    expect(codesOf(result, /error/), shown).toEqual(expect.arrayContaining(codesOf(whole, /error/)));
    if (whole.verdict !== "pass") expect(result.verdict, shown).not.toBe("pass");
    return;
  }
  if (oldDamage.has(name)) {
    expect(result.not_checked[0]).toMatch(/vouches for it.*not whether its objects are still whole in this clone/);
    return;
  }
  // Nothing is wrong, says the shortcut: then nothing is that came since.
  const fresh = whole.findings.filter((item) => !note.whole.warnings.some(({ code }) => code === item.code));
  expect(fresh, shown).toEqual([]);
  expect(whole.verdict, shown).toBe("pass");
}
