import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { neverShown, qms } from "../process.ts";
import { settle } from "./override-world.ts";
import { fix, issueOf, say, sync, url, used } from "./sync-world.ts";
import { later, willBeFound } from "./walk-world.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-roll-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEXT = "qms-ledger-2027";
const git = (dir: string, ...args: string[]): string =>
  execFileSync("git", ["-C", dir, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
    encoding: "utf8",
  }).trim();
let copies = 0;
async function clone(walk: Walk): Promise<string> {
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const dir = join(folder, `clone-${++copies}`);
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, dir], { stdio: "ignore" });
  git(dir, "config", "user.name", "Ada");
  git(dir, "config", "user.email", "ada@example.com");
  return dir;
}

const inputs = { "ledger-branch": NEXT };
/** The verdict of the action over a fresh clone, and the codes of what it found. */
async function verdict(walk: Walk, branch = NEXT): Promise<{ readonly verdict: string; readonly codes: string[] }> {
  const as = new Date(await walk.now()).toISOString();
  const { outputs, annotations } = await walk.step("audit-report", {
    inputs: { operation: "verify", "as-of": as, "ledger-branch": branch },
    workspace: await clone(walk),
  });
  return { verdict: outputs.verdict ?? "", codes: annotations.map(({ title }) => title ?? "") };
}

/** One story in one test: the sandbox ends with it. */
test("a ledger is rolled over while a remediation is open, and the actions go on with it", async () => {
  const { walk, id, issue } = await used();
  const dir = await clone(walk);
  const bundle = join(folder, "qms-ledger-2026.bundle");
  const rollOver = (file: string, ...more: string[]) =>
    qms(["roll-over", "--repo", dir, "--to", NEXT, "--bundle", file, ...more]);

  const plan = rollOver(bundle, "--dry-run");
  expect(plan).toMatchObject({ code: 0, err: "" });
  expect(plan.out).toMatch(/^Plan; nothing was written\.\n/);
  expect(existsSync(bundle)).toBe(false);
  expect(git(dir, "branch", "--list", NEXT)).toBe("");

  const done = rollOver(bundle);
  expect(done).toMatchObject({ code: 0, err: "" });
  expect(done.out).not.toMatch(neverShown);
  expect(done.out).toContain(createHash("sha256").update(readFileSync(bundle)).digest("hex"));
  expect(done.out).toContain(git(dir, "rev-parse", NEXT));
  expect(done.out).toMatch(/takes over \d+ files, 1 bypass\n/);
  // It pushes nothing.
  expect(git(dir, "ls-remote", "origin", NEXT)).toBe("");
  expect(git(dir, "show", `${NEXT}:README.md`)).toContain("goes on from `qms-ledger`");

  const again = rollOver(bundle);
  expect(again).toMatchObject({ code: 2, out: "" });
  expect(again.err).toContain("is there already");
  const other = rollOver(`${bundle}.2`);
  expect(other.code).toBe(2);
  expect(other.err).toContain(`There is a branch ${NEXT} already.`);
  expect(existsSync(`${bundle}.2`)).toBe(false);

  git(dir, "push", "--quiet", "origin", NEXT);
  expect(await verdict(walk)).toEqual({ verdict: "ok", codes: [] });

  // What was open goes on.
  await later(walk, 60);
  await fix(walk);
  await sync(walk, { inputs });
  await later(walk, 5);
  await say(walk, "req", issue, "/qms lesson Move a check together with what it reads.");
  for (const key of ["5_day_review", "criterion_1", "criterion_2"])
    await say(walk, "lou", issue, `/qms done ${key} ${url}`);
  await say(walk, "lou", issue, "/qms verify");
  await sync(walk, { inputs });
  const own = await clone(walk);
  const subjects = git(own, "log", "--format=%s", `origin/${NEXT}`).split("\n");
  expect(subjects.reverse()).toEqual([
    "Ledger goes on from qms-ledger, record 12",
    `remediation.completed ${id}`,
    `lesson.recorded ${id} and 4 more`,
  ]);
  expect(git(own, "rev-parse", "origin/qms-ledger")).toBe(git(dir, "rev-parse", "origin/qms-ledger"));
  expect((await issueOf(walk, issue)).state).toBe("closed");

  // Reports count both branches, and are published on the new one.
  await walk.step("audit-report", {
    event: { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } },
    inputs: { operation: "daily", publish: "ledger", ...inputs },
    workspace: await clone(walk),
  });
  const names = git(await clone(walk), "ls-tree", "-r", "--name-only", `origin/${NEXT}`, "reports");
  expect(names).not.toBe("");
  expect(await verdict(walk)).toEqual({ verdict: "ok", codes: [] });

  // Made before the branch and behind it: each is made again from the records that it had seen.
  const recounted = qms(["recount", "--repo", await clone(walk), "--ledger-branch", NEXT]);
  expect(recounted, recounted.out).toMatchObject({ code: 0, err: "" });

  // Half a year on all of it is over: a second roll-over leaves the records behind, and nobody can use them up again.
  await later(walk, 200 * 86_400);
  const monthly = await walk.step("audit-report", {
    event: { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } },
    inputs: { operation: "monthly", publish: "ledger", period: "2026-08", ...inputs },
    workspace: await clone(walk),
  });
  expect(monthly.exitCode, monthly.log).toBe(0);
  const third = "qms-ledger-2028";
  const further = await clone(walk);
  const more = qms(["roll-over", "--repo", further, "--ledger-branch", NEXT, "--to", third, "--bundle", `${bundle}.3`]);
  expect(more).toMatchObject({ code: 0, err: "" });
  expect(more.out).toContain("0 bypasses; 1 finished one stays behind, but for its state");
  git(further, "push", "--quiet", "origin", third);
  const pulls = (await walk.as("dev", "GET", "pulls?state=all")) as readonly { number: number; title: string }[];
  const asked = pulls.find(({ title }) => title.includes(id))?.number ?? 0;
  const closed = { action: "closed", pull_request: { number: asked } };
  for (const [action, operation] of [
    ["validate-bypass", "validate"],
    ["apply-override", "activate"],
  ] as const) {
    const step = await walk.step(action, {
      event: { name: "pull_request_target", payload: closed },
      inputs: { ...(operation === "validate" ? {} : { operation }), "ledger-branch": third },
    });
    expect(step.exitCode, `${action}\n${step.log}`).not.toBe(0);
    expect(step.log).toContain("on an earlier branch with a bypass that is finished");
  }
  // Whatever happens to the merged pull request, where the override was once announced, is no error.
  const old = await settle(walk, "labeled", { inputs: { "ledger-branch": third } });
  expect([old.exitCode, old.outputs.verdict], old.log).toEqual([0, "ok"]);
  await say(walk, "lou", issue, "/qms action Watched the deployment once more");
  await sync(walk, { inputs: { "ledger-branch": third } });
  const heads = await clone(walk);
  expect(git(heads, "log", "--format=%s", `origin/${third}`)).toMatch(
    /^Ledger goes on from qms-ledger-2027, record \d+$/,
  );
  // Half a year without a checkpoint is said, too.
  expect(await verdict(walk, third)).toEqual({ verdict: "ok", codes: ["HEARTBEAT_GAP"] });

  // The recipe of its README needs no program of ours: it finds nothing, and then what somebody changed.
  const last = await clone(walk);
  const recipe = (): string => {
    git(last, "checkout", "--quiet", "-B", NEXT);
    const script = /```sh\n([\s\S]*?)```/.exec(git(last, "show", `origin/${NEXT}:README.md`))?.[1] ?? "";
    return execFileSync("sh", ["-c", script], { cwd: last, encoding: "utf8" });
  };
  git(last, "checkout", "--quiet", NEXT);
  expect(recipe()).toMatch(/^\d+ records read\n$/);
  const files = git(last, "ls-tree", "-r", "--name-only", NEXT, "ledger").split("\n");
  const victim = files.find((path) => path.includes("remediation.completed")) ?? "";
  writeFileSync(join(last, victim), readFileSync(join(last, victim), "utf8").replace('"at":"2026', '"at":"2025'));
  git(last, "commit", "--quiet", "--all", "--message", "tamper");
  expect(recipe()).toContain(victim);

  // A run that still has the old name writes there: that is found, of either branch. The tag of the daily report is the new one's.
  willBeFound(walk, "LEDGER_REWRITTEN");
  await later(walk, 5);
  await say(walk, "lea", issue, "/qms action Watched the deployment");
  await sync(walk);
  const after = await verdict(walk);
  expect(after.verdict).toBe("findings");
  expect(after.codes).toContain("SEGMENT_LINK_BROKEN");
}, 240_000);
