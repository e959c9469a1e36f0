import { afterEach, describe, expect, test } from "vitest";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { removeRepository } from "./audit-world.ts";
import { hiddenLife, hiddenScenarios } from "./hidden-scenarios.ts";
import { historyLife, historyScenarios, mergedAside, seconds } from "./history-scenarios.ts";
import { filterRan, oddLife, oddScenarios } from "./odd-scenarios.ts";
import { registryLife, registryScenarios } from "./registry-scenarios.ts";
import { ordinaryLife, tamperScenarios } from "./tamper-scenarios.ts";
import { timeLife, timeScenarios } from "./time-scenarios.ts";
import { treeLife, treeScenarios } from "./tree-scenarios.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

async function verify(folder: string, more: Partial<VerifyOptions> = {}): Promise<Verify> {
  folders.push(folder);
  const { result } = await verifyRepository(verifyOptions(folder, more));
  const check = validateForm as ((value: unknown) => boolean) & { errors?: unknown };
  expect(check(result), JSON.stringify(check.errors, null, 1)).toBe(true);
  return result;
}

const shown = (result: Verify): string => JSON.stringify(result.findings, null, 1);

describe("ordinary life passes without a finding", () => {
  test.each([...ordinaryLife, ...oddLife, ...historyLife, ...hiddenLife, ...registryLife, ...treeLife, ...timeLife])(
    "$name",
    async ({ make, asOf }) => {
      const { folder } = make();
      const result = await verify(folder, asOf === undefined ? {} : { asOf });
      expect(filterRan(folder)).toBe(false);
      expect(result.findings, shown(result)).toEqual([]);
      expect(result.verdict).toBe("pass");
      expect(result.covered.ledger?.events).toBeGreaterThan(5);
      expect(result.covered.registry?.manifests).toBeGreaterThan(0);
      expect(result.not_checked.length).toBeGreaterThan(0);
    },
  );
});

test("how many earlier versions of derived files were not read is said once", async () => {
  const make = ordinaryLife[0]?.make;
  if (make === undefined) throw new Error("the fixture has no ordinary life");
  const { folder, ledger } = make();
  const derived = ledger.commits.flatMap(({ changes }) =>
    changes.filter(({ path, bytes }) => /^(?:state|active)\//.test(path) && bytes !== null),
  );
  const now = [...ledger.files.keys()].filter((path) => /^(?:state|active)\//.test(path));
  expect(derived.length).toBeGreaterThan(now.length);
  const { not_checked } = await verify(folder);
  expect(not_checked.filter((line) => line.includes("earlier versions"))).toEqual([
    `${derived.length - now.length} earlier versions of files under state and active: only what the head has is read`,
  ]);
});

test("as of an instant before it a merge that nobody recorded is none yet", async () => {
  const { folder } = mergedAside(seconds(12, 30));
  const { findings, verdict } = await verify(folder, { asOf: Date.UTC(2026, 2, 2, 12), now: Date.UTC(2026, 2, 5) });
  expect(findings).toEqual([]);
  expect(verdict).toBe("pass");
});

describe("tampering is found, with code, commit and path", () => {
  test.each([
    ...tamperScenarios,
    ...oddScenarios,
    ...historyScenarios,
    ...hiddenScenarios,
    ...registryScenarios,
    ...treeScenarios,
    ...timeScenarios,
  ])("$name", async (scenario) => {
    const world = scenario.make();
    scenario.damage?.(world);
    const result = await verify(scenario.folder?.(world) ?? world.folder, scenario.options?.(world) ?? {});
    expect(result.verdict, shown(result)).toBe(scenario.verdict);
    expect([...new Set(result.findings.map((item) => item.code))].sort(), shown(result)).toEqual(
      [...scenario.codes].sort(),
    );
    const [first = ""] = scenario.codes;
    const about = result.findings.find((item) => item.code === first);
    if (scenario.path !== undefined) expect(about?.path).toBe(scenario.path);
    if (scenario.commits !== undefined) expect(about?.commits).toEqual(scenario.commits(world));
    if (scenario.author !== undefined) expect(about?.author).toBe(scenario.author);
    for (const item of result.findings) {
      expect(item.message).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      expect(item.fix).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
    }
    if (world.folder !== folders.at(-1)) folders.push(world.folder);
  });
});
