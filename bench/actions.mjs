// Cold start of each action, and the requests that each operation makes, counted by the sandbox.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./statistics.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
export const actions = [
  "request-bypass",
  "validate-bypass",
  "apply-override",
  "open-remediation",
  "audit-report",
  "gate",
];

/**
 * From start to the refusal of an environment that is no workflow run: everything is loaded, nothing is sent.
 * @param {string} node path of the Node to measure
 */
export function benchActionStart(node, runs = 15) {
  const folder = mkdtempSync(join(tmpdir(), "qms-bench-"));
  try {
    const empty = join(folder, "empty.mjs");
    writeFileSync(empty, "");
    const times = Object.fromEntries(["empty", ...actions].map((name) => [name, []]));
    for (let run = -2; run < runs; run++) {
      for (const name of Object.keys(times)) {
        const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") };
        for (const file of Object.values(files)) writeFileSync(file, "");
        const script = name === "empty" ? empty : join(root, "actions", name, "main.mjs");
        const start = performance.now();
        const { status, stdout } = spawnSync(node, [script], { cwd: folder, env: files, encoding: "utf8" });
        const time = performance.now() - start;
        if (name !== "empty" && (status !== 1 || !stdout.includes("::error")))
          throw new Error(`${name} did not refuse: exit ${status}\n${stdout}`);
        if (run >= 0) times[name].push(time);
      }
    }
    const nothing = median(times.empty);
    return actions.map((name) => ({ name, ms: median(times[name]), ratio: median(times[name]) / nothing }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One L1 bypass through the built actions; throws where a step does not do what it should. */
export async function benchRequests(node) {
  const { openWalk } = await import("../build/demo/open-walk.js");
  const dir = mkdtempSync(join(tmpdir(), "qms-bench-"));
  const walk = await openWalk({
    dir,
    node,
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" } },
  });
  try {
    const wanted = (step, ok) => {
      if ((step.exitCode === 0) !== ok) throw new Error(`unexpected end: ${step.log}${step.stderr}`);
      return step.requests;
    };
    const { load } = await import("js-yaml");
    const { demoManifest } = await import("../build/demo/demo-manifests.js");
    const { fillForm } = await import("../build/demo/fill-form.js");
    const manifest = demoManifest({
      level: "L1",
      at: await walk.now(),
      repository: walk.repository,
      pullRequest: walk.target.number,
      headSha: walk.target.headSha,
      checks: ["docs/coverage"],
      calendar: walk.calendar,
    });
    const body = fillForm("L1", load(manifest.text));
    const issue = await walk.as("req", "POST", "issues", { title: "Docs coverage is 78 %", body });
    const request = wanted(
      await walk.step("request-bypass", { event: { name: "issues", payload: { action: "opened", issue } } }),
      true,
    );
    await walk.sandbox.admin("advance", 60_000);
    const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"] });
    wanted(await walk.step("validate-bypass", { event: await walk.event("opened", asked.number) }), false);
    await walk.sandbox.admin("advance", 60_000);
    await walk.as("lea", "POST", `pulls/${asked.number}/reviews`, { event: "APPROVE", body: "Fine for a week." });
    const validate = wanted(
      await walk.step("validate-bypass", { event: await walk.event("synchronize", asked.number) }),
      true,
    );
    const inputs = { operation: "activate", "bypass-id": asked.id };
    const activate = wanted(
      await walk.step("apply-override", { inputs, event: await walk.event("closed", asked.number) }),
      true,
    );
    const { number } = walk.target;
    const sweep = wanted(await walk.step("apply-override", { inputs: { operation: "sweep" } }), true);
    const idle = wanted(
      await walk.step("apply-override", {
        inputs: { operation: "settle" },
        event: await walk.event("closed", asked.number),
      }),
      true,
    );
    await walk.as("dev", "PUT", `pulls/${number}/merge`, {});
    const settle = wanted(
      await walk.step("apply-override", { inputs: { operation: "settle" }, event: await walk.event("closed", number) }),
      true,
    );
    const open = wanted(
      await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } }),
      true,
    );
    const sync = () => walk.step("open-remediation", { inputs: { operation: "sync" } });
    wanted(await sync(), true);
    const idleSync = wanted(await sync(), true);
    const idleSweep = wanted(await walk.step("apply-override", { inputs: { operation: "sweep" } }), true);
    const writes = validate.filter(({ operation }) => /create|update|merge/i.test(operation)).length;
    return {
      decide: validate.length - writes,
      record: writes,
      activate: activate.length,
      settle: settle.length,
      idle: idle.length,
      open: open.length,
      request: request.length,
      sweep: sweep.length,
      idleSweep: idleSweep.length,
      idleSync: idleSync.length,
    };
  } finally {
    await walk.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
