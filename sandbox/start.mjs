// node sandbox/start.mjs [--dir DIR] [--now INSTANT] [--page-size N] [--variant NAME=VALUE …]
// Builds the sandbox where it is not built or older than its sources, then runs it. One JSON line on standard output: its addresses.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, "build/sandbox/main.js");
const sources = readdirSync(join(root, "sandbox"), { recursive: true }).filter((name) => name.endsWith(".ts"));
const newest = Math.max(...sources.map((name) => statSync(join(root, "sandbox", name)).mtimeMs));
if (!existsSync(built) || statSync(built).mtimeMs < newest) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "sandbox/tsconfig.json")], { stdio: ["ignore", 2, 2] });
}
const { main } = await import("../build/sandbox/main.js");
await main(process.argv.slice(2));
