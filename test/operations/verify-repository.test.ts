import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Verify } from "../../src/generated/types/verify.ts";
import { validate as validateForm } from "../../src/generated/validators/verify.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import { answerLife, answerScenarios } from "./answer-scenarios.ts";
import { askedLife, askedScenarios } from "./asked-scenarios.ts";
import {
  BYPASS_A,
  lifeUntil,
  MAIN_ROOT,
  ordinaryWorld,
  registryCommitsOf,
  removeRepository,
  type World,
} from "./audit-world.ts";
import { combinedLife, combinedScenarios } from "./combined-scenarios.ts";
import { correctionScenarios } from "./correction-scenarios.ts";
import { decidedLife, decidedScenarios } from "./decided-scenarios.ts";
import { effectLife, effectScenarios } from "./effect-scenarios.ts";
import { gitIn } from "./fast-import.ts";
import { closedLife, forgedScenarios } from "./forged-scenarios.ts";
import { hiddenLife, hiddenScenarios } from "./hidden-scenarios.ts";
import { expired, historyLife, historyScenarios, mergedAside, seconds } from "./history-scenarios.ts";
import { filterRan, oddLife, oddScenarios } from "./odd-scenarios.ts";
import { outcomeLife, outcomeScenarios } from "./outcome-scenarios.ts";
import { registryHeadLife, registryHeadScenarios } from "./registry-head-scenarios.ts";
import { registryLife, registryScenarios } from "./registry-scenarios.ts";
import { registryTreeLife, registryTreeScenarios } from "./registry-tree-scenarios.ts";
import { restoredLife, restoredScenarios } from "./restored-scenarios.ts";
import { slotLife, slotScenarios } from "./slot-scenarios.ts";
import { switchScenarios } from "./switch-scenarios.ts";
import { tagLife, tagScenarios } from "./tag-scenarios.ts";
import { cloneOf, type Ordinary, ordinaryLife, type Scenario, tamperScenarios } from "./tamper-scenarios.ts";
import { timeLife, timeScenarios } from "./time-scenarios.ts";
import { treeScenarios, unreadableTree } from "./tree-scenarios.ts";
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
  const newer = [
    ...closedLife,
    ...tagLife,
    ...registryLife,
    ...registryHeadLife,
    ...slotLife,
    ...answerLife,
    ...combinedLife,
    ...askedLife,
    ...decidedLife,
    ...effectLife,
    ...outcomeLife,
    ...restoredLife,
    ...registryTreeLife,
    ...timeLife,
  ];
  test.each<Ordinary>([...ordinaryLife, ...oddLife, ...historyLife, ...hiddenLife, ...newer])(
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

test("each tag is told as an anchor, and what tags cannot tell is said", async () => {
  const [life] = tagLife;
  if (life === undefined) throw new Error("the fixture has no tags");
  const { folder, git } = life.make();
  const behind =
    "whether records behind the newest anchor tag were cut off (tag qms-anchor/2026-03-04), or tags moved or taken away: an anchor kept elsewhere tells, by --expect-anchor";
  const tagged = await verify(folder);
  expect(tagged.anchors.map(({ source, agrees }) => [source, agrees])).toEqual([
    ["tag qms-anchor/2026-03-02", true],
    ["tag qms-anchor/2026-03-03", true],
    ["tag qms-anchor/2026-03-04", true],
  ]);
  expect(tagged.not_checked).toContain(behind);
  const given = { source: "a file", commit: git("rev-parse", "qms-ledger").trim() };
  const both = await verify(folder, { anchors: [given] });
  expect(both.not_checked).not.toContain(behind);
  expect(both.anchors[0]).toMatchObject({ source: "a file", agrees: true });
  git("tag", "--delete", ...["02", "03", "04"].map((day) => `qms-anchor/2026-03-${day}`));
  const none = await verify(folder);
  expect(none.anchors).toEqual([]);
  expect(none.not_checked.filter((line) => /^anchor tags: none was read|no anchor was given$/.test(line))).toHaveLength(
    2,
  );
});

test("a tag whose object is not here hides neither branches nor findings; that no tag was read is said", async () => {
  const [life] = tagLife;
  if (life === undefined) throw new Error("the fixture has no tags");
  const { folder } = life.make();
  writeFileSync(join(folder, ".git", "refs", "tags", "qms-anchor", "2026-03-05"), `${"1".repeat(40)}\n`);
  const result = await verify(folder);
  expect([result.verdict, result.anchors]).toEqual(["pass", []]);
  expect(result.covered.ledger?.events).toBeGreaterThan(5);
  expect(result.not_checked.filter((line) => line.startsWith("anchor tags: none was read"))).toHaveLength(1);
});

test("where somebody committed to the ledger in a clone, it is said which branch is judged, and the tags of origin accuse nobody else", async () => {
  const [life] = tagLife;
  if (life === undefined) throw new Error("the fixture has no tags");
  const world = life.make();
  folders.push(world.folder);
  const folder = cloneOf(world);
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  const parent = "origin/qms-ledger~1";
  const stray = gitIn(folder, [...author, "commit-tree", "-p", parent, "-m", "stray", `${parent}^{tree}`]);
  gitIn(folder, ["branch", "qms-ledger", stray]);
  const { findings, anchors } = await verify(folder);
  const rewritten = findings.filter(({ code }) => code === "LEDGER_REWRITTEN");
  expect(rewritten.map(({ commits: [first] }) => first)).toEqual([stray]);
  expect(rewritten[0]?.message).toContain(
    "that origin/qms-ledger saw: judged is the local branch qms-ledger, and the two",
  );
  expect(rewritten[0]?.message).toContain("; one anchor tag names a commit that only origin/qms-ledger has");
  expect(rewritten[0]?.fix).toContain("git log origin/qms-ledger..qms-ledger");
  expect(anchors.map(({ source, agrees }) => [source, agrees])).toEqual([
    ["tag qms-anchor/2026-03-02", true],
    ["tag qms-anchor/2026-03-03", true],
  ]);
});

test("as of an instant before it a merge that nobody recorded is none yet", async () => {
  const { folder } = mergedAside(seconds(12, 30));
  const { findings, verdict } = await verify(folder, { asOf: Date.UTC(2026, 2, 2, 12), now: Date.UTC(2026, 2, 5) });
  expect(findings).toEqual([]);
  expect(verdict).toBe("pass");
});

test("that approved commits were merged after the end of their bypasses is said, because no record says how", async () => {
  const { folder } = mergedAside(seconds(15, 5), ...expired);
  const { not_checked } = await verify(folder, { asOf: Date.UTC(2026, 2, 2, 16) });
  expect(not_checked).toContain(
    "whether everything was green when 1 approved commits were merged into main after their bypasses had ended, of which no record calls them used: only GitHub knows",
  );
});

/** A, which is stopped by a record at half past nine, goes on or not, and is merged at an hour. */
const stopped = (type: "bypass.deactivated" | "override.ineffective", merged: number, goesOn = false): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => {
      const life = lifeUntil("override.verified", BYPASS_A, real);
      const activated = life.find((event) => event.type === "bypass.activated");
      const before = { bypass: BYPASS_A, main_head: MAIN_ROOT };
      const { manifest, target } = activated ?? {};
      if (manifest === undefined || target === undefined) throw new Error("nothing is activated");
      const on = { activation: 2, expires_at: activated?.data.expires_at };
      return [
        [
          ...life.slice(0, 5),
          eventOf(type, 30, { ...before, ...(type === "bypass.deactivated" ? { data: { reason: "suspended" } } : {}) }),
          eventOf("override.restored", 31, before),
          ...(goesOn ? [eventOf("bypass.activated", 40, { ...before, manifest, target, data: on })] : []),
          eventOf("bypass.used", merged, { ...before, main_head: real.mainHead, data: { merge_sha: real.mergeSha } }),
          eventOf("remediation.opened", merged + 1, { ...before, main_head: real.mainHead }),
        ],
      ];
    },
  });

test.each([
  ["while it is suspended", () => stopped("bypass.deactivated", 90), 1],
  ["after its override was ineffective", () => stopped("override.ineffective", 90), 1],
  ["minutes after it was suspended", () => stopped("bypass.deactivated", 33), 0],
  ["when it goes on", () => stopped("bypass.deactivated", 90, true), 0],
] as const)("merged %s: what only GitHub knows of that is said", async (_, make, lines) => {
  const { folder } = make();
  const { findings, not_checked } = await verify(folder);
  expect(findings.filter(({ code }) => code === "EVENT_ACTIVATION_MISMATCH")).toEqual([]);
  expect(not_checked.filter((line) => line.includes("suspended, or whose override"))).toHaveLength(lines);
});

describe("tampering is found, with code, commit and path", () => {
  const forged = [...forgedScenarios, ...treeScenarios, unreadableTree, ...tagScenarios];
  const registry = [
    ...registryScenarios,
    ...registryHeadScenarios,
    ...slotScenarios,
    ...switchScenarios,
    ...answerScenarios,
    ...askedScenarios,
    ...combinedScenarios,
    ...correctionScenarios,
    ...decidedScenarios,
    ...effectScenarios,
    ...registryTreeScenarios,
    ...timeScenarios,
  ];
  test.each<Scenario>([
    ...tamperScenarios,
    ...oddScenarios,
    ...outcomeScenarios,
    ...restoredScenarios,
    ...historyScenarios,
    ...hiddenScenarios,
    ...forged,
    ...registry,
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
    if (scenario.severity !== undefined) expect(about?.severity).toBe(scenario.severity);
    if (scenario.author !== undefined) expect(about?.author).toBe(scenario.author);
    for (const item of result.findings) {
      for (const commit of item.commits) expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(item.message).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      expect(item.fix).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
      // Whoever verifies did not write what is wrong, and a clone that is whole has nothing left to fetch.
      expect(item.fix, item.code).not.toMatch(
        /facts file|Shorten it|Add it|Take the next free|^Write |^Use the manifest|Did you mean|Allowed here|--refetch/,
      );
      // Another report, as of today, differs in more than what is wrong.
      if (item.code === "REPORT_NOT_REPRODUCIBLE") expect(item.fix).toContain("qms-bypass recount");
    }
    if (world.folder !== folders.at(-1)) folders.push(world.folder);
  });
});
