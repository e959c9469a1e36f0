// Cold start of the command line as a process, against a script that does nothing, in turns.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./statistics.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "bin/qms-bypass.mjs");
const manifest = join(root, "schemas/examples/manifest/valid/BYPASS-L3-20260305-073000.yml");
const policy = join(root, "schemas/examples/manifest/policy.yml");

/** @param {string} node path of the Node to measure @returns medians in milliseconds, and ratios to the empty script */
export function benchColdStart(node, runs = 25) {
  const folder = mkdtempSync(join(tmpdir(), "qms-bench-"));
  try {
    const empty = join(folder, "empty.mjs");
    writeFileSync(empty, "");
    const commands = {
      empty: [empty],
      version: [bin, "--version"],
      validate: [bin, "validate", manifest, "--policy", policy],
    };
    const times = { empty: [], version: [], validate: [] };
    for (let run = -2; run < runs; run++) {
      for (const [name, args] of Object.entries(commands)) {
        const start = performance.now();
        const { status, stderr } = spawnSync(node, args, { cwd: folder, encoding: "utf8" });
        const time = performance.now() - start;
        if (status !== 0) throw new Error(`${name}: exit ${status}\n${stderr}`);
        if (run >= 0) times[name].push(time); // two rounds fill the caches of the system
      }
    }
    const [nothing, version, validate] = [median(times.empty), median(times.version), median(times.validate)];
    return {
      node: spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim(),
      runs,
      empty: nothing,
      version,
      validate,
      versionRatio: version / nothing,
      validateRatio: validate / nothing,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
