import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const examples = `${root}schemas/examples`;

/** What a process said, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the shipped command line as its users do. Nothing of the caller's environment but PATH goes in. */
export function qms(
  args: readonly string[],
  cwd = root,
  env: Readonly<Record<string, string>> = {},
  timeout = 50_000,
): Run {
  if (!existsSync(`${root}dist/index.js`)) {
    throw new Error("dist/index.js is missing: run `node scripts/build.mjs` before the acceptance tests");
  }
  return runNode([`${root}bin/qms-bypass.mjs`, ...args], cwd, env, timeout);
}

/** Runs a program with this Node. */
export function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  timeout = 50_000,
): Run {
  const result = spawnSync(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ...env },
    encoding: "utf8",
    timeout,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** A temporary folder that goes away with the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "qms-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const exampleText = (path: string): string => readFileSync(`${examples}/${path}`, "utf8");

/** Writes a file of the folder and returns its name. */
export function put(folder: string, name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** git in a folder, without anybody's configuration; throws where git refuses. */
export function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  const env = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const result = spawnSync("git", [...identity, ...args], { cwd: folder, env, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
  return result.stdout.trim();
}

/** What no refusal may hold: a stack trace, a bug report, an escape sequence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this looks for
export const neverShown = /\n\s+at |bug in qms-bypass|\u001b|\[object |undefined/;
