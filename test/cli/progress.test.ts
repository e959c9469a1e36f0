import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runReport } from "../../src/cli/commands/report.ts";
import { runVerify } from "../../src/cli/commands/verify.ts";
import { type CommandContext, createContext } from "../../src/cli/options.ts";
import { ordinaryWorld, removeRepository, type World } from "../operations/audit-world.ts";

let world: World;
beforeAll(() => {
  world = ordinaryWorld();
});
afterAll(() => removeRepository(world.folder));

/** A terminal whose clock has gone on by `step` whenever somebody looks. */
function contextWith(step: number, options: { readonly isTerminal?: boolean; readonly quiet?: boolean } = {}) {
  const shown: (string | null)[] = [];
  const said: string[] = [];
  const terminal = {
    ...{ out: (text: string) => said.push(text), err: (text: string) => said.push(`err: ${text}`) },
    ...{ cwd: world.folder, color: false, width: 100, ask: null },
    ...(options.isTerminal === false ? {} : { progress: (doing: string | null) => shown.push(doing) }),
  };
  let now = Date.UTC(2026, 2, 2, 12);
  const quiet = options.quiet ?? false;
  const given = { repo: ".", registryBranch: "qms", ledgerBranch: "qms-ledger", format: "text", color: false, quiet };
  const context: CommandContext = { ...createContext(terminal, given, "0"), clock: { now: () => (now += step) } };
  return { context, shown, said };
}

describe("work that takes long says what it is doing, and takes the line away", () => {
  test("verify", async () => {
    const { context, shown, said } = contextWith(300);
    expect(await runVerify({}, context)).toBe(0);
    const text = shown.join("\n");
    expect(text).toMatch(/reading the histories of qms-ledger and qms/);
    expect(text).toMatch(/checking the ledger, \d+ of \d+ files/);
    expect(shown.at(-1)).toBeNull();
    expect(said.join("")).toMatch(/^PASS/);
  });

  test("report", async () => {
    const { context, shown } = contextWith(300);
    expect(await runReport("daily", { asOf: "2026-03-02T12:00:00Z" }, context)).toBe(0);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.at(-1)).toBeNull();
  });

  test("not before somebody waits", async () => {
    const { context, shown } = contextWith(0);
    expect(await runVerify({}, context)).toBe(0);
    expect(shown).toEqual([null]);
  });

  test("not where stderr is no terminal, and not with --quiet", async () => {
    const piped = contextWith(300, { isTerminal: false });
    expect(await runVerify({}, piped.context)).toBe(0);
    expect(piped.said.join("")).not.toMatch(/checking the ledger/);
    const quiet = contextWith(300, { quiet: true });
    expect(await runVerify({}, quiet.context)).toBe(0);
    expect(quiet.shown).toEqual([null]);
  });
});
