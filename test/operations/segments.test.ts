import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { cloneHistory } from "../../src/adapters/git/clone-history.ts";
import { buildRecords } from "../../src/core/ledger/build-record.ts";
import { segmentPath, segmentText } from "../../src/core/ledger/read-segment.ts";
import type { Segment } from "../../src/generated/types/segment.ts";
import type { Verified } from "../../src/generated/types/verified.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import { countKpis } from "../../src/operations/count-kpis.ts";
import { openReporting } from "../../src/operations/open-reporting.ts";
import { planRollOver } from "../../src/operations/plan-roll-over.ts";
import { readStatus } from "../../src/operations/read-status.ts";
import { type VerifyOptions, verifyRepository } from "../../src/operations/verify-repository.ts";
import { verifyNoted, verifySince } from "../../src/operations/verify-since.ts";
import { START } from "../core/ledger/fixture.ts";
import { BYPASS_A, BYPASS_B, lifeUntil, ordinaryWorld, removeRepository, type World } from "./audit-world.ts";
import { gitIn, importCommits } from "./fast-import.ts";
import { segmentScenarios, stateOf } from "./segment-scenarios.ts";
import { appendBehind, halfDoneWorld, LATER, MUCH_LATER, NEXT, noticeAt, rollOver } from "./segment-world.ts";
import { verifyOptions } from "./verify-options.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));
const kept = (world: World): World => {
  folders.push(world.folder);
  return world;
};

async function verify(folder: string, more: Partial<VerifyOptions> = {}): Promise<Verify> {
  return (await verifyRepository(verifyOptions(folder, { ledgerBranch: NEXT, asOf: LATER, ...more }))).result;
}

const codesOf = (result: Verify): string[] => [...new Set(result.findings.map(({ code }) => code))].sort();

/** What ends the open bypass of the world, months after the roll-over. */
const endOfB = (world: World, minute = MUCH_LATER + 60) =>
  lifeUntil("remediation.verified", BYPASS_B, {
    mergeSha: world.commit("M1"),
    mainHead: world.commit("M1"),
    registryHead: world.commit("R0"),
    fixed: world.commit("F1"),
    minute,
  }).slice(10);

describe("a ledger that goes on from another", () => {
  test("passes, counts both, and leaves what is finished behind", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world, plan } = rolled;
    expect([plan.taken, plan.left]).toEqual([1, 1]);
    const ofA = world.ledger.entries.filter(({ event }) => event.bypass === BYPASS_A).map(({ path }) => path);
    expect(ofA.filter((path) => plan.files.has(path))).toEqual([]);
    expect(plan.files.has(stateOf(BYPASS_A))).toBe(true);
    expect(plan.files.has(stateOf(BYPASS_B))).toBe(true);
    const before = await verify(world.folder);
    expect(before.findings).toEqual([]);
    const next = appendBehind(rolled, endOfB(world));
    const result = await verify(world.folder);
    expect(result.findings).toEqual([]);
    expect(result.verdict).toBe("pass");
    expect(result.covered.ledger).toMatchObject({
      ref: NEXT,
      commits: next.commits.length + 1,
      events: next.entries.length,
      bypasses: 2,
    });
    expect(result.not_checked.filter((line) => line.startsWith("who began"))).toHaveLength(1);
    // The old branch alone says where it goes on, and accuses nobody of what is recorded there; months after it no checkpoint is due.
    const old = await verify(world.folder, { ledgerBranch: "qms-ledger", asOf: LATER + 90 * 86_400_000 });
    expect([old.verdict, codesOf(old)]).toEqual(["inconclusive", ["LEDGER_CONTINUED"]]);
    expect(old.findings[0]?.message).toContain(`${NEXT} goes on from it`);
    expect(old.findings[0]?.fix).toContain(`--ledger-branch ${NEXT}`);
  });

  test("its old branch answers for the tags of its own days only", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world } = rolled;
    const tag = (day: string, target: string) => world.git("tag", "--force", `qms-anchor/${day}`, target);
    tag("2026-08-31", "qms-ledger");
    appendBehind(rolled, endOfB(world));
    tag("2026-09-01", NEXT);
    const bySource = ({ anchors }: Verify) => anchors.map(({ source, agrees }) => `${source} ${agrees}`);
    const whole = await verify(world.folder);
    expect([whole.findings, bySource(whole)]).toEqual([
      [],
      ["tag qms-anchor/2026-08-31 true", "tag qms-anchor/2026-09-01 true"],
    ]);
    const old = await verify(world.folder, { ledgerBranch: "qms-ledger" });
    expect([codesOf(old), bySource(old)]).toEqual([["LEDGER_CONTINUED"], ["tag qms-anchor/2026-08-31 true"]]);
    // What lies on no branch of this ledger is nobody else's.
    tag("2026-09-01", "main");
    expect(codesOf(await verify(world.folder, { ledgerBranch: "qms-ledger" }))).toEqual([
      "LEDGER_CONTINUED",
      "LEDGER_REWRITTEN",
    ]);
  });

  test.each([
    { name: "set back", to: () => "qms-ledger~1" },
    {
      name: "written on",
      to: (world: World) => world.git("commit-tree", "qms-ledger^{tree}", "-p", "qms-ledger", "-m", "more"),
    },
  ])(
    "its old branch, $name behind the end that the next one names, answers for the tags of that, too",
    async ({ to }) => {
      const rolled = await rollOver(kept(halfDoneWorld()));
      const { world } = rolled;
      appendBehind(rolled, endOfB(world));
      world.git("tag", "qms-anchor/2026-09-01", NEXT);
      world.git("update-ref", "refs/heads/qms-ledger", to(world).trim());
      const old = await verify(world.folder, { ledgerBranch: "qms-ledger" });
      expect([old.verdict, codesOf(old)]).toEqual(["fail", ["LEDGER_REWRITTEN"]]);
    },
  );

  test("names another branch that goes on from the same one", async () => {
    const { world, start } = await rollOver(kept(halfDoneWorld()));
    world.git("update-ref", "refs/heads/qms-ledger-2099", start);
    const result = await verify(world.folder);
    expect(result.not_checked).toContain(
      "what was recorded on qms-ledger-2099, which goes on from qms-ledger: --ledger-branch qms-ledger-2099",
    );
  });

  test("takes over everything recent, and nothing that a later branch does not need", async () => {
    const { plan } = await rollOver(kept(halfDoneWorld(false)));
    expect([plan.taken, plan.left]).toEqual([2, 0]);
  });

  test("goes over three branches", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world } = rolled;
    const minute = (Date.UTC(2027, 3, 30) - START) / 60_000;
    const late = [...endOfB(world, minute), noticeAt(minute + 600, world.commit("M1"))];
    const next = appendBehind(rolled, late, "2027-04-30");
    const third = "qms-ledger-2028";
    const asOf = Date.UTC(2027, 5, 1);
    const plan = await planRollOver(third, verifyOptions(world.folder, { ledgerBranch: NEXT, asOf }));
    if ("verdict" in plan) throw new Error(JSON.stringify(plan.findings));
    expect([plan.taken, plan.left]).toEqual([1, 1]);
    const files: Record<string, string | null> = {
      [segmentPath]: segmentText({
        schema: "qms.segment/v1",
        continues: plan.continues,
        bundle_sha256: "0".repeat(64),
      }),
      ...Object.fromEntries([...plan.files.keys()].map((path) => [path, next.files.get(path) ?? ""])),
    };
    const made = importCommits(world.folder, [{ name: "T0", branch: third, files }]);
    expect((await verify(world.folder, { ledgerBranch: third, asOf })).findings).toEqual([]);
    expect(made.size).toBe(1);
  });

  test("is inconclusive where the old branch is gone, and passes with its bundle", async () => {
    const { world, plan, bundle } = await rollOver(kept(halfDoneWorld()));
    world.git("branch", "-D", "qms-ledger");
    const without = await verify(world.folder);
    expect(without.verdict).toBe("inconclusive");
    expect(codesOf(without)).toEqual(["SEGMENT_MISSING"]);
    const [missing] = without.findings;
    const sha256 = createHash("sha256").update(readFileSync(bundle)).digest("hex");
    expect(missing?.fix).toContain(sha256);
    expect(missing?.commits).toEqual([plan.continues.commit]);
    // As the finding says.
    world.git("fetch", "--quiet", bundle, "qms-ledger:qms-ledger");
    expect((await verify(world.folder)).verdict).toBe("pass");
  });

  test("a bundle of a clone that only has origin's branch brings the branch back under its own name", async () => {
    const world = kept(halfDoneWorld());
    const folder = `${world.folder}-clone`;
    folders.push(folder);
    gitIn(world.folder, ["clone", "--quiet", world.folder, folder]);
    const { bundle } = await rollOver({ ...world, folder, git: (...args) => gitIn(folder, args) });
    expect(gitIn(folder, ["bundle", "list-heads", bundle]).split(" ")[1]).toBe("refs/heads/qms-ledger");
  });

  test("is read from the branch that goes on: whoever reads the old one is told its name", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world } = rolled;
    appendBehind(rolled, endOfB(world));
    const old = verifyOptions(world.folder, { asOf: LATER });
    const told = { name: "ConfigurationError", fix: expect.stringContaining(`--ledger-branch ${NEXT}`) };
    await expect(readStatus(old, null)).rejects.toMatchObject(told);
    await expect(openReporting(old)).rejects.toMatchObject(told);
    await expect(countKpis({ ...old, from: null, until: null, now: LATER })).rejects.toMatchObject(told);
    await expect(planRollOver("qms-ledger-2028", old)).rejects.toMatchObject(told);
    const next = await readStatus({ ...old, ledgerBranch: NEXT }, null);
    expect(next.bypasses.map(({ identity }) => identity.bypass).sort()).toEqual([BYPASS_A, BYPASS_B].sort());
    // As it was before it ended there is nothing to go on to: published reports are made again so.
    const before = world.git("rev-parse", "qms-ledger~1");
    const history = cloneHistory(world.folder, new Map([["qms-ledger", before]]));
    expect((await readStatus({ ...old, history }, null)).bypasses).toHaveLength(2);
    world.git("update-ref", "refs/heads/qms-ledger-2099", rolled.start);
    const fork = verifyOptions(world.folder, { asOf: LATER });
    await expect(readStatus(fork, null)).rejects.toThrow(`${NEXT} and qms-ledger-2099 go on from it`);
  });

  test("is read from the newest branch: each names the one behind it", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world, plan, start } = rolled;
    const { continues } = plan;
    const segment: Segment = {
      schema: "qms.segment/v1",
      continues: { ...continues, branch: NEXT, commit: start },
      bundle_sha256: "0".repeat(64),
    };
    importCommits(world.folder, [
      { name: "T", branch: "qms-ledger-2028", files: { [segmentPath]: segmentText(segment) } },
    ]);
    await expect(readStatus(verifyOptions(world.folder), null)).rejects.toThrow("qms-ledger-2028 goes on from it");
  });

  test("where a branch only says so, and what is recorded goes on, hides nothing and stops nobody", async () => {
    const world = kept(halfDoneWorld());
    const given = { ledgerBranch: "qms-ledger" };
    const quiet = await verify(world.folder, given);
    expect(codesOf(quiet)).toEqual([]);
    const end = { branch: "qms-ledger", seq: 1, event_sha256: "1".repeat(64), link_sha256: "2".repeat(64) };
    const continues = { ...end, commit: world.git("rev-parse", "qms-ledger~1") };
    const text = segmentText({ schema: "qms.segment/v1", continues, bundle_sha256: "0".repeat(64) });
    importCommits(world.folder, [{ name: "D", branch: "qms-ledger-2099", files: { [segmentPath]: text } }]);
    const result = await verify(world.folder, given);
    expect([result.verdict, result.findings]).toEqual([quiet.verdict, quiet.findings]);
    expect(result.not_checked).toContain(
      "what was recorded on qms-ledger-2099, which goes on from qms-ledger: --ledger-branch qms-ledger-2099",
    );
    await expect(readStatus(verifyOptions(world.folder, given), null)).resolves.toBeDefined();
  });

  test.skipIf(spawnSync("sha256sum", ["--version"]).status !== 0)(
    "is read by the recipe of each branch, which reads the end of the one before and its own records",
    async () => {
      const rolled = await rollOver(kept(halfDoneWorld()));
      const { world } = rolled;
      appendBehind(rolled, endOfB(world));
      const read = (branch: string): string => {
        const [, script = "exit 9"] = /```sh\n([\s\S]*?)```/.exec(world.git("show", `${branch}:README.md`)) ?? [];
        return spawnSync("sh", ["-c", script], { cwd: world.folder, encoding: "utf8" }).stdout;
      };
      expect([read("qms-ledger"), read(NEXT)]).toEqual(["24 records read\n", "3 records read\n"]);
    },
  );

  test("is not begun behind a ledger that does not pass", async () => {
    const world = kept(ordinaryWorld());
    world.git("branch", "-D", "qms");
    const plan = await planRollOver(NEXT, verifyOptions(world.folder));
    expect("verdict" in plan && plan.verdict).toBe("inconclusive");
  });

  test("is not begun under a name that is taken", async () => {
    const world = kept(halfDoneWorld());
    await expect(planRollOver("feature", verifyOptions(world.folder, { asOf: LATER }))).rejects.toThrow(/already/);
  });

  test("a record of a bypass that stayed behind is judged by all that is known of it", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world, start } = rolled;
    const [again] = world.ledger.entries.filter(({ event }) => event.bypass === BYPASS_A);
    if (again === undefined) throw new Error("the fixture has no record of it");
    const [record] = buildRecords(world.ledger.head, [again.event], "2026-09-01");
    const files = { [record?.path ?? ""]: record?.text ?? "" };
    importCommits(world.folder, [{ name: "X", branch: NEXT, parents: [start], files }]);
    const result = await verify(world.folder);
    expect(codesOf(result)).toContain("DUPLICATE_EVENT_CONFLICT");
    expect(result.findings[0]?.path).toBe(record?.path);
  });
});

describe("tampering with a roll-over is found", () => {
  test.each(segmentScenarios)("$name", async ({ change, damage, codes, path, verdict = "fail" }) => {
    const rolled = await rollOver(kept(halfDoneWorld()), change === undefined ? {} : { change });
    damage?.(rolled);
    const result = await verify(rolled.world.folder);
    expect(result.verdict, JSON.stringify(result.findings, null, 1)).toBe(verdict);
    expect(codesOf(result), JSON.stringify(result.findings, null, 1)).toEqual(codes);
    if (path !== undefined) expect(result.findings[0]?.path).toBe(path);
    for (const { message, fix } of result.findings) expect(`${message} ${fix}`).not.toMatch(/\{\w+\}|undefined|NaN/);
  });

  test("a state that was wrong on the old branch does not get lost with it", async () => {
    const world = kept(halfDoneWorld());
    const rolled = await rollOver(world);
    // The same roll-over behind an end whose finished bypass has a forged state.
    const end = importCommits(world.folder, [
      { name: "X", branch: "qms-ledger", parents: ["refs/heads/qms-ledger^0"], files: { [stateOf(BYPASS_A)]: "{}\n" } },
    ]).get("X");
    const { continues } = rolled.plan;
    const segment: Segment = {
      schema: "qms.segment/v1",
      continues: { ...continues, commit: end ?? "" },
      bundle_sha256: "0".repeat(64),
    };
    world.git("update-ref", "-d", `refs/heads/${NEXT}`);
    const files = new Map([...rolled.plan.files].map(([path, blob]) => [path, world.git("cat-file", "blob", blob)]));
    importCommits(world.folder, [
      {
        name: "S",
        branch: NEXT,
        files: {
          [segmentPath]: segmentText(segment),
          ...Object.fromEntries([...files].map(([path, text]) => [path, `${text}\n`])),
          [stateOf(BYPASS_A)]: "{}\n",
        },
      },
    ]);
    const result = await verify(world.folder);
    expect(codesOf(result)).toEqual(["PROJECTION_MISMATCH"]);
    expect(result.findings[0]?.path).toBe(stateOf(BYPASS_A));
  });
});

describe("verify --since on a ledger that was rolled over", () => {
  const note = async (folder: string) => {
    const { result, note: saved } = await verifyNoted(verifyOptions(folder, { ledgerBranch: NEXT, asOf: LATER }));
    expect(result.findings).toEqual([]);
    if (saved === null) throw new Error("no note");
    return saved;
  };
  const since = async (saved: Verified, folder: string) =>
    verifySince(saved, "note.json", verifyOptions(folder, { ledgerBranch: NEXT, asOf: LATER }));

  test("reads only what is new, and the next note is that of everything", async () => {
    const rolled = await rollOver(kept(halfDoneWorld()));
    const { world, plan } = rolled;
    const saved = await note(world.folder);
    expect(saved.ledger.earlier).toEqual([{ branch: "qms-ledger", commit: plan.continues.commit }]);
    appendBehind(rolled, endOfB(world));
    const { result, note: next } = await since(saved, world.folder);
    expect(result.since?.reread).toBe(null);
    expect(result.verdict).toBe("pass");
    const whole = await note(world.folder);
    expect({ ...next, whole: null, sha256: null }).toEqual({ ...whole, whole: null, sha256: null });
  });

  test("a note of the branch before is an anchor for the one behind it", async () => {
    const world = kept(halfDoneWorld());
    const options = verifyOptions(world.folder, { ledgerBranch: "qms-ledger", asOf: LATER });
    const { note: before } = await verifyNoted(options);
    if (before === null) throw new Error("no note");
    const rolled = await rollOver(world);
    appendBehind(rolled, endOfB(world));
    const { result, note: next } = await since(before, world.folder);
    expect(result.since?.reread).toBe("it is about the branch qms-ledger");
    expect([result.verdict, next?.names.ledger_branch]).toEqual(["pass", NEXT]);
    // Another old branch, written anew and rolled over: it passes by itself, and not with the note.
    const other = kept(ordinaryWorld());
    const foreign = { ...before, ledger: { ...before.ledger, commit: other.commit("L1") } };
    const changed = await since(foreign, world.folder);
    expect(changed.result.verdict).toBe("fail");
    expect(codesOf(changed.result)).toEqual(["LEDGER_REWRITTEN"]);
  });

  test("reads everything where another branch goes on from it", async () => {
    const world = kept(halfDoneWorld());
    const old = verifyOptions(world.folder, { asOf: LATER });
    const { note: saved } = await verifyNoted(old);
    if (saved === null) throw new Error("no note");
    await rollOver(world);
    const { result } = await verifySince(saved, "note.json", verifyOptions(world.folder, { asOf: LATER }));
    expect(result.since?.reread).toBe(`${NEXT} goes on from qms-ledger`);
    expect(codesOf(result)).toEqual(["LEDGER_CONTINUED"]);
  });

  test("reads everything where the old branch has moved", async () => {
    const { world } = await rollOver(kept(halfDoneWorld()));
    const saved = await note(world.folder);
    importCommits(world.folder, [
      { name: "X", branch: "qms-ledger", parents: ["refs/heads/qms-ledger^0"], files: { "note.txt": "x\n" } },
    ]);
    const { result } = await since(saved, world.folder);
    expect(result.since?.reread).toBe("qms-ledger is not as it was verified");
    expect(codesOf(result)).toEqual(["SEGMENT_LINK_BROKEN"]);
  });

  test("reads everything where a record is about a bypass that stayed behind", async () => {
    const { world, start } = await rollOver(kept(halfDoneWorld()));
    const saved = await note(world.folder);
    const [again] = world.ledger.entries.filter(({ event }) => event.bypass === BYPASS_A);
    const [record] = buildRecords(world.ledger.head, again === undefined ? [] : [again.event], "2026-09-01");
    const files = { [record?.path ?? ""]: record?.text ?? "" };
    importCommits(world.folder, [{ name: "X", branch: NEXT, parents: [start], files }]);
    const { result } = await since(saved, world.folder);
    expect(result.since?.reread).toBe(`record 1 of ${BYPASS_A} is not in this clone as it was verified`);
    expect(codesOf(result)).toContain("DUPLICATE_EVENT_CONFLICT");
  });
});
