import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StepOptions, Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { sshSigner } from "../../support/signing.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { later, ledgerTypes, walkForTest, willBeFound } from "./walk-world.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-publish-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 86_400;
const both = { seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } } };
let copies = 0;

const git = (dir: string, ...args: string[]): string =>
  execFileSync("git", ["-C", dir, "-c", "user.name=M", "-c", "user.email=m@example.com", ...args], {
    encoding: "utf8",
  });

const bareOf = async (walk: Walk): Promise<string> =>
  (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;

/** As actions/checkout leaves it with `fetch-depth: 0`. */
async function clone(walk: Walk): Promise<string> {
  copies += 1;
  const dir = join(folder, `clone-${copies}`);
  execFileSync("git", ["clone", "--quiet", `file://${await bareOf(walk)}`, dir], { stdio: "ignore" });
  return dir;
}

async function publish(walk: Walk, inputs: Readonly<Record<string, string>> = {}, options: StepOptions = {}) {
  const workspace = options.workspace ?? (await clone(walk));
  return walk.step("audit-report", {
    event: { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } },
    ...options,
    inputs: { operation: "daily", publish: "ledger", ...inputs },
    workspace,
  });
}

async function filesOf(walk: Walk): Promise<string[]> {
  const names = git(await bareOf(walk), "ls-tree", "-r", "--name-only", "qms-ledger", "reports", "anchors");
  return names.split("\n").filter(Boolean);
}

const textOf = async (walk: Walk, path: string): Promise<string> =>
  git(await bareOf(walk), "show", `qms-ledger:${path}`);
const headOf = async (walk: Walk): Promise<string> => git(await bareOf(walk), "rev-parse", "qms-ledger").trim();

/** What somebody with a fresh clone finds at this time of the sandbox. */
async function problems(walk: Walk): Promise<string[]> {
  const inputs = { operation: "verify", "as-of": new Date(await walk.now()).toISOString() };
  const { annotations } = await walk.step("audit-report", { inputs, workspace: await clone(walk) });
  // The bypass of the fixture is never ended in time: that is another test's matter.
  return annotations.map(({ title }) => title ?? "").filter((code) => !code.startsWith("MISSING_"));
}

/** A bypass that is active on a Monday; the ledger begins with it. */
async function monday(): Promise<Walk> {
  const walk = await walkForTest(both);
  await activate(walk, await merged(walk));
  return walk;
}

test("two days late: both reports in one commit, the oldest first; a second run publishes nothing", async () => {
  const walk = await monday();
  await later(walk, 2 * DAY);
  const before = await headOf(walk);
  const step = await publish(walk);
  expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
  expect(JSON.parse(step.outputs.published ?? "")).toMatchObject([
    { period: "daily-2026-03-02", rev: 1, new: true },
    { period: "daily-2026-03-03", rev: 1, new: true },
  ]);
  expect(await filesOf(walk)).toEqual([
    "anchors/daily-2026-03-02.json",
    "anchors/daily-2026-03-03.json",
    "reports/2026/daily-2026-03-02.r1.json",
    "reports/2026/daily-2026-03-02.r1.md",
    "reports/2026/daily-2026-03-03.r1.json",
    "reports/2026/daily-2026-03-03.r1.md",
  ]);
  const after = await headOf(walk);
  expect(git(await bareOf(walk), "rev-list", `${before}..${after}`).trim()).toBe(after);
  // What the ledger is by then stays, whatever becomes of the branch.
  expect(git(await bareOf(walk), "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags").trim()).toBe(
    `refs/tags/qms-anchor/2026-03-04 ${after}`,
  );
  // The day has its checkpoint, of the ledger as the run found it; verification counts its root again below.
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["report.published", "report.published", "checkpoint"]);
  expect(step.summary).toContain("checkpoint recorded");
  // What was published is what the job's own files say, byte for byte.
  const path = step.outputs["report-path"] ?? "";
  for (const name of readdirSync(path)) {
    const published = `reports/2026/${name.replace(/\.(\w+)$/, ".r1.$1")}`;
    expect(await textOf(walk, published)).toBe(readFileSync(join(path, name), "utf8"));
  }
  expect(await problems(walk)).toEqual([]);

  const again = await publish(walk);
  expect(await headOf(walk)).toBe(after);
  expect(JSON.parse(again.outputs.published ?? "")).toMatchObject([{ period: "daily-2026-03-03", new: false }]);
  expect(again.summary).toContain("on the ledger branch already");
  const name = join(again.outputs["report-path"] ?? "", "daily-2026-03-03.json");
  expect(readFileSync(name, "utf8")).toBe(await textOf(walk, "reports/2026/daily-2026-03-03.r1.json"));
  // The anchor says what was shown where, and verification takes the file as one.
  const anchor = join(folder, "anchor.json");
  writeFileSync(anchor, await textOf(walk, "anchors/daily-2026-03-02.json"));
  const workspace = await clone(walk);
  writeFileSync(join(workspace, "anchor.json"), readFileSync(anchor));
  const inputs = { operation: "verify", "expect-anchor": "anchor.json", "as-of": "2026-03-04T09:00:00Z" };
  const { result = "{}" } = (await walk.step("audit-report", { inputs, workspace })).outputs;
  expect(JSON.parse(result).anchors).toMatchObject([
    { source: "anchor.json", agrees: true },
    { source: "tag qms-anchor/2026-03-04", agrees: true },
  ]);
});

test("a week and a month are published by their own names, also empty ones", async () => {
  const walk = await monday();
  await later(walk, 31 * DAY);
  const weekly = await publish(walk, { operation: "weekly" });
  expect(JSON.parse(weekly.outputs.published ?? "").map(({ period }: { period: string }) => period)).toEqual([
    "weekly-2026-W10",
    "weekly-2026-W11",
    "weekly-2026-W12",
    "weekly-2026-W13",
  ]);
  expect(await textOf(walk, "reports/2026/weekly-2026-W12.r1.md")).toContain("**No bypasses");
  const monthly = await publish(walk, { operation: "monthly" });
  expect(JSON.parse(monthly.outputs.published ?? "")).toMatchObject([{ period: "monthly-2026-03", rev: 1 }]);
  expect(await problems(walk)).toEqual([]);
});

test("what was recorded late makes a second revision that names it, and the first one stays as it was", async () => {
  const walk = await monday();
  await later(walk);
  await mergeTarget(walk);
  await later(walk, DAY);
  await publish(walk);
  const first = await textOf(walk, "reports/2026/daily-2026-03-02.r1.json");
  // The event of the merge was lost; the sweep of the next day finds it.
  await settle(walk, "closed");
  const step = await publish(walk);
  expect(JSON.parse(step.outputs.published ?? "")).toMatchObject([{ period: "daily-2026-03-02", rev: 2, new: true }]);
  expect(step.summary).toContain("Daily report 2026-03-02, revision 2");
  expect(await textOf(walk, "reports/2026/daily-2026-03-02.r1.json")).toBe(first);
  const { revision } = JSON.parse(await textOf(walk, "reports/2026/daily-2026-03-02.r2.json"));
  expect(revision.late_events.map(({ type }: { type: string }) => type)).toContain("bypass.used");
  expect(revision.changes).toContainEqual(
    expect.objectContaining({
      what: "sections.active",
      before: 1,
      after: 0,
      removed: [expect.stringMatching(/^BYPASS-L1/)],
    }),
  );
  expect(await problems(walk)).toEqual([]);
  expect(JSON.parse((await publish(walk)).outputs.published ?? "")).toMatchObject([{ rev: 2, new: false }]);
});

test("which keys count is put on record by the daily run, each change once", async () => {
  const { trust } = sshSigner({ options: 'valid-before="20270101Z"' });
  const registryFiles = { ".qms/trust/allowed_signers": trust };
  const walk = await walkForTest({ seed: { ...both.seed, registryFiles } });
  willBeFound(walk, "IDENTITY_UNPROVEN");
  await activate(walk, await merged(walk));
  await later(walk, DAY);
  const planned = await publish(walk, { "dry-run": "true" });
  expect(planned.summary).toContain("one trusted key that changed would be put on record");
  const step = await publish(walk);
  expect(step.summary, step.log).toContain("one trusted key that changed is on record");
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["report.published", "trust.changed", "checkpoint"]);
  const names = git(await bareOf(walk), "ls-tree", "-r", "--name-only", "qms-ledger", "ledger").split("\n");
  const record = JSON.parse(await textOf(walk, names.find((name) => name.includes("-trust.changed-")) ?? ""));
  expect(record.event.data).toEqual({
    kind: "added",
    key: expect.stringMatching(/^SHA256:/),
    valid_until_at: "2027-01-01T00:00:00.000Z",
  });
  await later(walk, DAY);
  expect((await publish(walk)).summary).not.toContain("that changed");
  expect((await ledgerTypes(walk)).filter((type) => type === "trust.changed")).toHaveLength(1);
}, 180_000);

test("killed after any request and run again: published once", async () => {
  const walk = await monday();
  await later(walk, DAY);
  const { requests } = await publish(walk);
  expect(requests.length).toBeGreaterThan(2);
  // Every day is a new one to publish: the same steps, killed one request later.
  for (let at = 1; at <= requests.length; at++) {
    await later(walk, DAY);
    const killed = await publish(walk, {}, { killAfter: { requests: at } });
    expect(killed.killed, `request ${at}`).toBe(true);
    await publish(walk);
    const day = `daily-2026-03-${String(2 + at).padStart(2, "0")}`;
    const files = (await filesOf(walk)).filter((path) => path.includes(day));
    expect(files, `request ${at}`).toEqual([
      `anchors/${day}.json`,
      `reports/2026/${day}.r1.json`,
      `reports/2026/${day}.r1.md`,
    ]);
    const published = (await ledgerTypes(walk)).filter((type) => type === "report.published");
    expect(published, `request ${at}`).toHaveLength(1 + at);
  }
  countKillPoints("audit-report: publish", requests.length);
  expect(await problems(walk)).toEqual([]);
}, 900_000);

test("two runs at once from the same clone: one publishes, the other says that it was not the first", async () => {
  const walk = await monday();
  await later(walk, 2 * DAY);
  const [one, other] = await Promise.all([publish(walk), publish(walk, {}, { beside: true })]);
  const states = [one, other].map(({ outputs }) => JSON.parse(outputs.published ?? "").length).sort();
  expect(states).toEqual([0, 2]);
  expect([one.exitCode, other.exitCode]).toEqual([0, 0]);
  expect((await ledgerTypes(walk)).filter((type) => type === "report.published")).toHaveLength(2);
  expect(await problems(walk)).toEqual([]);
});

describe("a published report that somebody changed", () => {
  let workspace = "";
  let walk: Walk;
  beforeAll(async () => {
    walk = await monday();
    await later(walk, DAY);
    await publish(walk);
    workspace = await clone(walk);
    git(workspace, "switch", "--quiet", "qms-ledger");
    // afterEach of the world closes every walk: what follows reads the clone alone.
  }, 180_000);

  test.each([
    ["by a commit on top", [], "LEDGER_NOT_APPEND_ONLY"],
    ["in the commit that added it", ["--amend"], "REPORT_NOT_REPRODUCIBLE"],
  ])("%s is found", (_, how, code) => {
    const copy = join(folder, `altered-${code}`);
    execFileSync("cp", ["-r", workspace, copy]);
    const path = join(copy, "reports/2026/daily-2026-03-02.r1.md");
    writeFileSync(path, readFileSync(path, "utf8").replace("1 active bypass", "No active bypasses"));
    git(copy, "commit", "--quiet", "-a", ...how, "-m", "Tidy up");
    git(copy, "update-ref", "refs/remotes/origin/qms-ledger", "HEAD");
    const args = ["bin/qms-bypass.mjs", "verify", "--repo", copy, "--format", "json"];
    const { stdout, status } = spawnSync("node", args, { encoding: "utf8" });
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; path: string | null }[] };
    expect(findings).toContainEqual(expect.objectContaining({ code, path: "reports/2026/daily-2026-03-02.r1.md" }));
  });
});

test("what is refused, or only planned, writes nothing", async () => {
  const walk = await monday();
  const before = await headOf(walk);
  const running = await publish(walk, { period: "2026-03-02" });
  expect(running.summary).toContain("its period has not ended");
  await later(walk, DAY);
  const cases: readonly [string, Readonly<Record<string, string>>, StepOptions][] = [
    ["CONFIGURATION", { "as-of": "2026-03-02T12:00:00Z" }, {}],
    ["CONFIGURATION", { period: "2026-03-09" }, {}],
    ["PERMISSION_MISSING", {}, { permissions: { contents: "read" } }],
    ["REF_NOT_DEFAULT", {}, { event: { name: "workflow_dispatch", payload: {} }, ref: "refs/heads/x" }],
  ];
  for (const [code, inputs, options] of cases) {
    const step = await publish(walk, inputs, options);
    expect(step, step.log).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(step.annotations.map(({ title }) => title)).toEqual([code]);
  }
  const dry = await publish(walk, { "dry-run": "true" });
  expect(dry.summary).toContain("daily-2026-03-02.r1 would be published");
  expect(dry.outputs).toMatchObject({ "report-path": "", published: "[]" });
  expect(await headOf(walk)).toBe(before);
});

test("a tag that GitHub refuses is told and stops nothing; the next run makes it, and never moves one", async () => {
  const walk = await monday();
  await later(walk, DAY);
  const bare = await bareOf(walk);
  const tags = () => git(bare, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/tags").trim();
  // A name below which the tag would lie.
  git(bare, "update-ref", "refs/tags/qms-anchor", await headOf(walk));
  const refused = await publish(walk);
  expect(refused, refused.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
  expect(refused.annotations.map(({ title, level }) => [title, level])).toContainEqual([
    "ANCHOR_NOT_TAGGED",
    "warning",
  ]);
  expect(refused.summary).toContain("the tag qms-anchor/2026-03-03 could not be made");
  git(bare, "update-ref", "-d", "refs/tags/qms-anchor");
  const planned = await publish(walk, { "dry-run": "true" });
  expect(planned.summary).toContain("tag qms-anchor/2026-03-03 would be made");
  expect(tags()).toBe("");
  await publish(walk);
  const made = tags();
  expect(made).toBe(`qms-anchor/2026-03-03 ${await headOf(walk)}`);
  await later(walk, 3600);
  await publish(walk, { period: "daily-2026-03-02" });
  await publish(walk);
  expect(tags()).toBe(made);
  expect(await problems(walk)).toEqual([]);
});
