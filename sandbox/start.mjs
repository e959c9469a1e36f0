// node sandbox/start.mjs [--dir DIR] [--now INSTANT] [--frozen] [--page-size N] [--variant NAME=VALUE …]
// Builds the sandbox where these sources were not built yet, then runs it. One JSON line on standard output: its addresses.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const hash = createHash("sha256");
for (const name of readdirSync(join(root, "sandbox"), { recursive: true }).sort())
  if (name.endsWith(".ts")) hash.update(name).update(readFileSync(join(root, "sandbox", name)));
// A folder per state of the sources, put in place whole: many may start at once, and one that runs keeps its files.
const built = join(root, "build/sandbox", hash.digest("hex").slice(0, 16));
if (!existsSync(built)) {
  mkdirSync(join(root, "build/sandbox"), { recursive: true });
  const fresh = mkdtempSync(join(root, "build/sandbox/.new-"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", join(root, "sandbox/tsconfig.json"), "--outDir", fresh];
  try {
    execFileSync(process.execPath, args, { stdio: ["ignore", 2, 2] });
    renameSync(fresh, built);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(built)) throw error; // else another process was faster
  }
}
const { main } = await import(pathToFileURL(join(built, "main.js")).href);
await main(process.argv.slice(2));
