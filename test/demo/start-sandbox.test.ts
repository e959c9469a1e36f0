import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigurationError } from "../../src/core/findings/errors.ts";
import { sandboxPackages, startSandbox } from "../../src/demo/start-sandbox.ts";
import { importsOf, root, sourceFiles } from "../metadata/source-files.ts";
import { sandboxForTest, temporaryFolder } from "./support.ts";

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("the sandbox runs as a process of its own, obeys admin calls and ends when told", async () => {
  const sandbox = await sandboxForTest({
    now: "2026-03-02T09:00:00Z",
    pageSize: 2,
    variants: { reviewFollowsHead: false },
  });
  expect(await sandbox.admin("seed")).toMatchObject({ repository: "acme/payments", target: { number: 1 } });
  const { token } = (await sandbox.admin("personToken", "lea")) as { token: string };
  const answer = await fetch(`${sandbox.apiUrl}/repos/acme/payments/pulls/1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("date")).toMatch(/^Mon, 02 Mar 2026 09:00:/);
  await expect(sandbox.admin("noSuchCall")).rejects.toThrow("no admin call noSuchCall");
  await sandbox.close();
  expect(alive(sandbox.pid)).toBe(false);
  await sandbox.close();
});

test("a frozen clock stands until it is moved", async () => {
  const sandbox = await sandboxForTest({ now: "2026-03-02T09:00:00Z", frozen: true });
  expect(await sandbox.admin("now")).toBe("2026-03-02T09:00:00Z");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await sandbox.admin("now")).toBe("2026-03-02T09:00:00Z");
  await sandbox.admin("advance", 60_000);
  expect(await sandbox.admin("now")).toBe("2026-03-02T09:01:00Z");
});

test("a wrong setting is told with the sandbox's own words", async () => {
  await expect(sandboxForTest({ variants: { madeUp: true } })).rejects.toThrow(/did not start.*no variant madeUp/s);
});

test("without development dependencies the sandbox says npm ci", async () => {
  const refused = startSandbox({ dir: temporaryFolder(), root: temporaryFolder() });
  await expect(refused).rejects.toThrow(ConfigurationError);
  await expect(refused).rejects.toMatchObject({ fix: expect.stringContaining("npm ci") });
});

test("the packages that are asked for are exactly those that the sandbox imports, and the compiler", () => {
  const imported = sourceFiles("sandbox")
    .flatMap(importsOf)
    .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  // GitHub's schema is read as a file.
  expect([...new Set([...imported, "typescript", "@octokit/graphql-schema"])].sort()).toEqual([...sandboxPackages]);
});

/** As JavaScript below this clone, where it also lies once built. */
function compileDemo(): string {
  mkdirSync(join(root, "build"), { recursive: true });
  const folder = mkdtempSync(join(root, "build/.demo-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json"), "--outDir", folder]);
  return join(folder, "demo/start-sandbox.js");
}

test("the sandbox never outlives who started it, and does not keep it from ending", async () => {
  const module = JSON.stringify(compileDemo());
  const dir = JSON.stringify(temporaryFolder());
  for (const signal of ["SIGKILL", "SIGTERM", null] as const) {
    const starter = `import { startSandbox } from ${module};
const sandbox = await startSandbox({ dir: ${dir} });
process.stdout.write(sandbox.pid + "\\n");
${signal === null ? "" : "setInterval(() => {}, 1000);"}`;
    const args = ["--input-type=module", "-e", starter];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    const [line] = await once(child.stdout, "data");
    const pid = Number(String(line));
    expect(pid).toBeGreaterThan(1);
    if (signal !== null) child.kill(signal);
    await exit;
    for (let waited = 0; waited < 5000 && alive(pid); waited += 50) await new Promise((next) => setTimeout(next, 50));
    expect(alive(pid), String(signal)).toBe(false);
  }
});
