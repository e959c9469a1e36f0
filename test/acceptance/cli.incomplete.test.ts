import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BYPASS_A, ordinaryWorld, removeRepository, type World } from "../operations/audit-world.ts";
import { forgedScenarios } from "../operations/forged-scenarios.ts";
import { cloneOf } from "../operations/tamper-scenarios.ts";
import { qms, temporaryFolder } from "./process.ts";

let world: World;
let later: World;
let partial = "";
const elsewhere = temporaryFolder();

beforeAll(() => {
  world = ordinaryWorld();
  partial = cloneOf(world, "--filter=blob:none");
  const scenario = forgedScenarios.find(({ name }) => name === "a record of a format that does not exist yet");
  if (scenario === undefined) throw new Error("There is no such scenario.");
  later = scenario.make();
  scenario.damage?.(later);
});
afterAll(() => {
  for (const { folder } of [world, later]) removeRepository(folder);
});

describe("a clone without the contents of the records", () => {
  test.each([
    [["status"]],
    [["status", BYPASS_A]],
    [["kpi"]],
    [["recount"]],
    [["report", "daily"]],
    [["report", "monthly", "--format", "csv", "--out", elsewhere]],
  ])("%j tells nothing as if there were none: exit 2", (args) => {
    const run = qms([...args, "--repo", partial]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(
      /^error \d+ records of origin\/qms-ledger are not in this clone, the first is ledger\/2026\//,
    );
    expect(run.err).toContain("→ Clone anew, without --depth and --filter.");
  });
});

describe("a ledger with a record of a later version", () => {
  test.each([
    [[]],
    [[BYPASS_A, "--format", "md"]],
    [[BYPASS_A, "--format", "ics"]],
    [[BYPASS_A, "--form", "executive"]],
  ])("status %j says what it has read, and on stderr that there is more", (args) => {
    const run = qms(["status", ...args, "--repo", later.folder]);
    expect(run.code).toBe(0);
    expect(run.out).not.toBe("");
    expect(run.err).toMatch(
      /^warning The record could not be verified, so what is above may not be all\.\n {2}→ qms-bypass verify\n$/,
    );
  });

  test("status as JSON has the verdict, and says no more", () => {
    const run = qms(["status", "--format", "json", "--repo", later.folder]);
    expect([run.code, run.err, JSON.parse(run.out).verdict]).toEqual([0, "", "inconclusive"]);
  });
});
