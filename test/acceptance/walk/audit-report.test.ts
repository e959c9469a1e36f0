import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWalk, type Walk } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { later } from "./walk-world.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-audit-report-"));
let walk: Walk;
let bare = "";
let copies = 0;

/** One whole life of a bypass, which every test here reads from clones of its own. */
beforeAll(async () => {
  walk = await openWalk({
    dir: join(folder, "github"),
    now: "2026-03-02T09:00:00Z",
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } },
    ...(process.env.QMS_NODE24 === undefined ? {} : { node: process.env.QMS_NODE24 }),
  });
  const asked = await merged(walk);
  await activate(walk, asked);
  await later(walk);
  await mergeTarget(walk);
  await settle(walk, "closed");
  await walk.step("open-remediation", { inputs: { operation: "open" } });
  bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
}, 300_000);

afterAll(async () => {
  await walk.close();
  rmSync(folder, { recursive: true, force: true });
});

const git = (dir: string, ...args: string[]): string =>
  execFileSync("git", ["-C", dir, "-c", "user.name=M", "-c", "user.email=m@example.com", ...args], {
    encoding: "utf8",
  });

/** As actions/checkout leaves it with `fetch-depth: 0`. */
function clone(...options: string[]): string {
  copies += 1;
  const dir = join(folder, `clone-${copies}`);
  execFileSync("git", ["clone", "--quiet", ...options, `file://${bare}`, dir], { stdio: "ignore" });
  return dir;
}

const report = (workspace: string, inputs: Readonly<Record<string, string>>) =>
  walk.step("audit-report", { inputs, workspace });

describe("verify", () => {
  test("an honest clone passes, names its anchor, and asks no API", async () => {
    const workspace = clone();
    const step = await report(workspace, { operation: "verify" });
    expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok", findings: "[]" } });
    expect(step.outputs.anchor).toBe(git(bare, "rev-parse", "qms-ledger").trim());
    expect(step.requests).toEqual([]);
    const again = await report(workspace, { operation: "verify", "expect-anchor": step.outputs.anchor ?? "" });
    expect(again.outputs.verdict).toBe("ok");
  });

  test("an edited event is a finding with its commit, and the job fails", async () => {
    const workspace = clone();
    git(workspace, "switch", "--quiet", "qms-ledger");
    const [path = ""] = git(workspace, "ls-files", "ledger/*bypass.approved*").split("\n");
    writeFileSync(join(workspace, path), readFileSync(join(workspace, path), "utf8").replace('"lea"', '"boss"'));
    git(workspace, "commit", "--quiet", "-am", "Tidy up");
    const step = await report(workspace, { operation: "verify" });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "findings" } });
    expect(step.annotations.map((item) => item.title)).toContain("LEDGER_NOT_APPEND_ONLY");
    expect(step.outputs.findings).toContain(git(workspace, "rev-parse", "HEAD").trim());
  });

  test("an edited manifest is found", async () => {
    const workspace = clone();
    git(workspace, "switch", "--quiet", "qms");
    const [path = ""] = git(workspace, "ls-files", ".qms/bypasses").split("\n");
    writeFileSync(join(workspace, path), `${readFileSync(join(workspace, path), "utf8")}# later\n`);
    git(workspace, "commit", "--quiet", "-am", "Explain");
    const step = await report(workspace, { operation: "verify" });
    expect(step.outputs.verdict).toBe("findings");
    expect(step.annotations.map((item) => item.title)).toContain("MANIFEST_ALTERED");
  });

  test("a shallow clone proves nothing: error, never ok", async () => {
    const step = await report(clone("--depth", "1", "--no-single-branch"), { operation: "verify" });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(step.annotations.map((item) => item.title)).toContain("SHALLOW_HISTORY");
  });

  test("a workspace without a checkout is an error with what to do", async () => {
    const step = await report(mkdtempSync(join(folder, "empty-")), { operation: "verify" });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(step.log + step.stderr).not.toMatch(/\n\s+at /);
  });
});

describe("weekly and monthly", () => {
  test.each([
    ["weekly", "2026-W10", "2026-03-08T23:00:00Z"],
    ["monthly", "2026-03", "2026-03-31T22:00:00Z"],
  ])("%s: files, summary and key figures; a second clone gives the same bytes", async (operation, period, asOf) => {
    const inputs = { operation, period, "as-of": asOf };
    const [step, again] = [await report(clone(), inputs), await report(clone(), inputs)];
    expect(step.exitCode, step.log).toBe(0);
    const path = step.outputs["report-path"] ?? "";
    expect(readdirSync(path).sort()).toEqual([`${operation}-${period}.json`, `${operation}-${period}.md`]);
    for (const name of readdirSync(path)) {
      expect(readFileSync(join(again.outputs["report-path"] ?? "", name), "utf8")).toBe(
        readFileSync(join(path, name), "utf8"),
      );
    }
    expect(step.requests).toEqual([]);
    expect(step.summary).toContain("### Key figures");
    const { bypass_level_distribution: levels } = JSON.parse(step.outputs.kpis ?? "{}");
    expect(levels).toMatchObject({ denominator: 1, window: { end: new Date(asOf).toISOString() } });
  });
});

describe("daily", () => {
  test("writes Markdown and JSON into the workspace; the same day gives the same bytes", async () => {
    const inputs = { operation: "daily", period: "2026-03-02", "as-of": "2026-03-02T12:00:00Z" };
    const [one, other] = [clone(), clone()];
    const step = await report(one, inputs);
    expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
    const path = step.outputs["report-path"] ?? "";
    expect(readdirSync(path).sort()).toEqual(["daily-2026-03-02.json", "daily-2026-03-02.md"]);
    expect(step.summary).toContain("Daily report 2026-03-02");
    const again = await report(other, inputs);
    for (const name of readdirSync(path)) {
      expect(readFileSync(join(again.outputs["report-path"] ?? "", name), "utf8")).toBe(
        readFileSync(join(path, name), "utf8"),
      );
    }
  });

  test("without a period it is the last day that has ended: what a job of the early morning is to report", async () => {
    const step = await report(clone(), { operation: "daily", "dry-run": "true" });
    const { period, as_of: asOf, window } = JSON.parse(step.outputs.result ?? "{}");
    expect(period).toMatch(/^daily-\d{4}-\d{2}-\d{2}$/);
    expect(Date.parse(asOf)).toBe(Date.parse(window.end));
    expect(Date.parse(window.end)).toBeLessThanOrEqual(Date.now());
    expect(Date.now() - Date.parse(window.end)).toBeLessThan(25 * 3_600_000);
    expect(step.outputs["report-path"]).toBe("");
  });

  test.each([
    ["a folder outside of the workspace", { operation: "daily", output: "../elsewhere" }, "CONFIGURATION"],
    ["a format of a later version", { operation: "daily", formats: "md,pdf" }, "CONFIGURATION"],
    ["an operation of a later version", { operation: "evidence" }, "OPERATION_UNSUPPORTED"],
    ["an instant without an offset", { operation: "daily", "as-of": "2026-03-02T12:00:00" }, "CONFIGURATION"],
  ])("%s is refused by name", async (_, inputs, code) => {
    const step = await report(clone(), inputs);
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    expect(step.annotations.map((item) => item.title)).toEqual([code]);
    expect(JSON.parse(step.outputs.result ?? "{}")).toMatchObject({ schema: "qms.result/v1", verdict: "error" });
  });
});

describe("a schedule", () => {
  // GitHub sends no repository with it: an action that asks the event for the default branch would never run.
  const event = { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } };

  test("runs the tracking job on the default branch, although its event does not name one", async () => {
    const step = await walk.step("open-remediation", { inputs: { operation: "open" }, event });
    expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
  });

  test("any other event that does not name the default branch is refused", async () => {
    const step = await walk.step("open-remediation", {
      inputs: { operation: "open" },
      event: { name: "workflow_dispatch", payload: { repository: undefined } },
    });
    expect(step.annotations.map((item) => item.title)).toEqual(["REF_NOT_DEFAULT"]);
  });
});
