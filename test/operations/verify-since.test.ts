import { afterEach, describe, expect, test } from "vitest";
import type { Verified } from "../../src/generated/types/verified.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import type { VerifyOptions } from "../../src/operations/verify-repository.ts";
import { appendTo } from "../core/ledger/fixture.ts";
import { answerLife, answerScenarios } from "./answer-scenarios.ts";
import { askedLife, askedScenarios } from "./asked-scenarios.ts";
import {
  BYPASS_B,
  ledgerCommitsOf,
  lifeUntil,
  manifestPath,
  ordinaryWorld,
  removeRepository,
  type World,
} from "./audit-world.ts";
import { combinedLife, combinedScenarios } from "./combined-scenarios.ts";
import { correctionScenarios } from "./correction-scenarios.ts";
import { decidedLife, decidedScenarios } from "./decided-scenarios.ts";
import { effectLife, effectScenarios } from "./effect-scenarios.ts";
import { gitIn, importCommits } from "./fast-import.ts";
import { closedLife, forgedScenarios } from "./forged-scenarios.ts";
import { hiddenLife, hiddenScenarios } from "./hidden-scenarios.ts";
import { historyLife, historyScenarios } from "./history-scenarios.ts";
import { oddLife, oddScenarios } from "./odd-scenarios.ts";
import { outcomeScenarios } from "./outcome-scenarios.ts";
import { registryHeadLife, registryHeadScenarios } from "./registry-head-scenarios.ts";
import { restoredLife, restoredScenarios } from "./restored-scenarios.ts";
import { codesOf, cutsOf, goOn, seedOf, verifyAt, verifyWhole } from "./since-cuts.ts";
import { slotLife, slotScenarios } from "./slot-scenarios.ts";
import { switchLife, switchScenarios } from "./switch-scenarios.ts";
import { ordinaryLife, type Scenario, tamperScenarios } from "./tamper-scenarios.ts";
import { forgedOn, timeLife, timeScenarios } from "./time-scenarios.ts";
import { treeScenarios, unreadableTree } from "./tree-scenarios.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));
const lives = [
  ...ordinaryLife,
  ...oddLife,
  ...historyLife,
  ...hiddenLife,
  ...closedLife,
  ...registryHeadLife,
  ...slotLife,
  ...answerLife,
  ...combinedLife,
  ...askedLife,
  ...decidedLife,
  ...effectLife,
  ...restoredLife,
  ...timeLife,
  ...switchLife,
];
const BYPASS_C = "BYPASS-L1-20260302-120000";
const ordinaryPathOfB = manifestPath(BYPASS_B);
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
      // Main is whole at every cut, so that each merge, and each completion, is of before the note; those of a day are mostly of that day.
      // And every approval names the first head of the registry, not the one of its time.
      else if (!/names a (?:merge|completion) of before the note$|^by what an approval was decided/.test(reread))
        shortcuts.refused++;
      if (reread !== null) reasons.push(reread);
    }
  });

  test("mostly without reading everything again", () => {
    expect(shortcuts.taken, reasons.join("\n")).toBeGreaterThan(5 * shortcuts.refused);
  });
});

describe("what is done after the note was written is found as by a whole verification", () => {
  const forged = [...forgedScenarios, ...treeScenarios, unreadableTree];
  const heads = [
    ...correctionScenarios,
    ...hiddenScenarios,
    ...answerScenarios,
    ...askedScenarios,
    ...combinedScenarios,
    ...decidedScenarios,
    ...effectScenarios,
    ...outcomeScenarios,
    ...restoredScenarios,
    ...registryHeadScenarios,
    ...slotScenarios,
    ...switchScenarios,
  ];
  const scenarios = [...tamperScenarios, ...timeScenarios, ...oddScenarios, ...historyScenarios, ...heads, ...forged];
  test.each<Scenario>(scenarios)("$name", async (scenario) => {
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
    for (const cut of cutsOf(folder, false, scenario.name.length)) {
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

describe("what a note knows, and a whole verification without it does not", () => {
  const noted = async (world: World): Promise<Verified> => {
    folders.push(world.folder);
    const { note } = await verifyWhole(world.folder);
    if (note === null) throw new Error("the world does not pass");
    return note;
  };

  const ordinaryFolder = (): string => {
    const { folder } = ordinaryWorld();
    folders.push(folder);
    return folder;
  };

  test("nothing new is a pass that covers nothing but the note", async () => {
    const world = ordinaryWorld();
    const { result } = await goOn(world.folder, await noted(world));
    expect(result).toMatchObject({
      verdict: "pass",
      covered: { ledger: { commits: 0, events: 0 }, registry: { commits: 0, manifests: 0 } },
      since: { seq: 18, reread: null },
      anchors: [{ source: "verified.json", agrees: true }],
    });
  });

  test("what comes behind a commit of which nothing is read is looked at like everything else", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    const empty = { name: "nothing", branch: "qms-ledger", parents: ["refs/heads/qms-ledger^0"], files: {} };
    importCommits(world.folder, [empty]);
    const record = gitIn(world.folder, ["ls-tree", "-r", "--name-only", "qms-ledger", "ledger"]).split("\n")[3] ?? "";
    const copy = `${gitIn(world.folder, ["show", `qms-ledger:${record}`])}\n`;
    const forged = "ledger/2026/03/02/00000098-bypass.used-aaaaaaaaaaaa.json";
    const edited = {
      ...empty,
      name: "edit",
      files: { [record]: copy.replace('"login":"', '"login":"x'), [forged]: copy },
    };
    importCommits(world.folder, [edited]);
    const { result } = await goOn(world.folder, note);
    expect(codesOf(result, /error/)).toEqual(codesOf((await verifyWhole(world.folder)).result, /error/));
    expect(result.verdict).toBe("fail");
    expect(codesOf(result)).toContain("LEDGER_NOT_APPEND_ONLY");
  });

  test("a policy that nobody can read any more is said by both, and fails neither", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    importCommits(world.folder, [
      { name: "P", branch: "qms", parents: ["refs/heads/qms^0"], files: { ".qms/policy.yml": "schema: [\n" } },
    ]);
    const said = ({ not_checked }: Verify) => not_checked.filter((line) => line.startsWith("what needs the policy"));
    const line =
      "what needs the policy: .qms/policy.yml at the head of qms has errors (YAML_SYNTAX in line 2), so that no report, status or key figure can be made (qms-bypass validate tells all of them)";
    const { result: whole } = await verifyWhole(world.folder);
    expect([whole.verdict, whole.findings, said(whole)]).toEqual(["pass", [], [line]]);
    const { result } = await goOn(world.folder, note);
    expect([result.since?.reread, said(result)]).toEqual([null, [line]]);
    expect(said((await verifyWhole(ordinaryFolder())).result)).toEqual([]);
  });

  test("a last record in the folder of a day that has not come, where no clock was asked before", async () => {
    const world = ordinaryWorld();
    forgedOn("2026-03-04")(world);
    const { result } = await goOn(world.folder, await noted(world), { now: Date.UTC(2026, 2, 2, 12) });
    expect(codesOf(result)).toEqual(["DATE_IN_FUTURE"]);
    expect(result.verdict).toBe("fail");
  });

  test("a registry that was written anew with the same manifests", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    world.git("update-ref", "refs/heads/qms", world.commit("R1"));
    const files = { [ordinaryPathOfB]: world.git("show", `${world.commit("R2")}:${ordinaryPathOfB}`).concat("\n") };
    importCommits(world.folder, [
      { name: "anew", branch: "qms", parents: [world.commit("R1")], files, message: "Anew" },
    ]);
    expect((await verifyWhole(world.folder)).result.verdict).toBe("pass");
    const { result, note: next } = await goOn(world.folder, note);
    expect(result.verdict).toBe("fail");
    expect(codesOf(result)).toEqual(["HISTORY_REWRITTEN"]);
    expect(result.findings[0]?.commits).toEqual([world.commit("R2")]);
    expect(next).toBeNull();
  });

  test("a record that saw a head which the default branch never had", async () => {
    const real = ordinaryWorld();
    folders.push(real.folder);
    const life = (at: string) => lifeUntil("request.accepted", BYPASS_C, { mergeSha: at, mainHead: at, minute: 90 });
    for (const [head, verdict] of [
      [real.commit("M1"), "pass"],
      ["7".repeat(40), "inconclusive"],
    ] as const) {
      const world = ordinaryWorld();
      const note = await noted(world);
      const [commit] = ledgerCommitsOf(appendTo(world.ledger, life(head))).slice(-1);
      if (commit === undefined) throw new Error("nothing to write");
      importCommits(world.folder, [{ ...commit, parents: [world.commit("L4")] }]);
      const { result } = await goOn(world.folder, note);
      expect(result.verdict).toBe(verdict);
      expect(result.since?.reread === null).toBe(verdict === "pass");
    }
  });

  test("a ledger that lost its last commit", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    world.git("update-ref", "refs/heads/qms-ledger", world.commit("L3"));
    expect((await verifyWhole(world.folder)).result.verdict).toBe("pass");
    const { result } = await goOn(world.folder, note);
    expect(result.verdict).toBe("fail");
    expect(codesOf(result)).toContain("LEDGER_TRUNCATED");
  });

  test("the note of another repository, and of other branches, is refused", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    await expect(goOn(world.folder, note, { ledgerBranch: "other" })).rejects.toThrow(
      /is about qms-ledger, not about other/,
    );
    const empty = ordinaryWorld({
      changeLedger: (commits) =>
        commits.map((commit, index) =>
          index === 0
            ? { ...commit, files: { ...commit.files, "README.md": "Repository: acme/x, GitHub number 5\n" } }
            : commit,
        ),
    });
    folders.push(empty.folder);
    // Its ledger is another one; its registry and main are the same, so that it is no other clone but a changed ledger.
    expect((await goOn(empty.folder, note)).result.verdict).toBe("fail");
    gitIn(empty.folder, ["update-ref", "-d", "refs/heads/qms"]);
    gitIn(empty.folder, ["update-ref", "-d", "refs/heads/main"]);
    gitIn(empty.folder, ["update-ref", "-d", "refs/heads/feature"]);
    gitIn(empty.folder, ["update-ref", "-d", "refs/heads/pull-0"]);
    gitIn(empty.folder, ["reflog", "expire", "--expire=now", "--all"]);
    gitIn(empty.folder, ["repack", "-adq"]);
    gitIn(empty.folder, ["prune", "--expire=now"]);
    await expect(goOn(empty.folder, note)).rejects.toThrow(
      /is about acme\/payments \(700123\), and this is acme\/x \(5\)/,
    );
  });

  test("a note that the clock has not come to yet, and an anchor from before the note, are judged by reading everything", async () => {
    const world = ordinaryWorld();
    const note = await noted(world);
    const early = await goOn(world.folder, note, { asOf: Date.UTC(2026, 2, 2, 11) });
    expect(early.result.since?.reread).toBe("the note is of a later time");
    const [first] = world.ledger.entries;
    const record = { seq: 1, event_sha256: first?.event_sha256 ?? "" };
    const anchored = await goOn(world.folder, note, { anchors: [{ source: "anchor.json", record }] });
    expect(anchored.result.since?.reread).toMatch(/anchor.json: it saw record 1/);
    // Once it has agreed, the note knows it.
    const next = anchored.note ?? note;
    const again = await goOn(world.folder, next, { anchors: [{ source: "anchor.json", record }] });
    expect(again.result).toMatchObject({ since: { reread: null }, anchors: [{ agrees: true }, { agrees: true }] });
    const other = { seq: 1, event_sha256: "5".repeat(64) };
    const wrong = await goOn(world.folder, next, { anchors: [{ source: "other.json", record: other }] });
    expect(codesOf(wrong.result)).toContain("LEDGER_REPLACED");
  });
});

test("a note of before the default branch was switched is an anchor that the old branch answers", async () => {
  const [{ make } = { make: ordinaryWorld }] = switchLife;
  const { folder } = make();
  folders.push(folder);
  const { note } = await verifyWhole(folder, { defaultBranch: "develop" });
  if (note === null) throw new Error("no note");
  const { result } = await goOn(folder, note, { defaultBranch: "main" });
  expect([result.verdict, codesOf(result)]).toEqual(["pass", ["DEFAULT_BRANCH_SWITCHED"]]);
  expect(result.since?.reread).toBe("another default branch is compared than before");
  expect(result.findings[0]?.message).toMatch(
    /^Records 1 to 10 were written while develop was the default branch; now that is main, and the first record from it is 11\. Of 2 heads that they saw main lacks 1, the first one [0-9a-f]{40} \(record 7\)\.$/,
  );
});
