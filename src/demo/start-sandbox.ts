import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { ConfigurationError, UnavailableError } from "../core/findings/errors.ts";
import { findPackage } from "./find-package.ts";

/** What the sandbox needs besides Node and git. All of it comes with the development dependencies. */
export const sandboxPackages = ["@octokit/graphql-schema", "ajv", "graphql", "js-yaml", "typescript"] as const;

export interface SandboxSettings {
  /** Where its repositories go; kept when it ends. */
  readonly dir: string;
  /** Server time at the start, e.g. `2026-11-20T17:00:00Z`; it runs on from there. Default: the machine's. */
  readonly now?: string;
  /** Server time stands still; only the admin call `advance` moves it. Default: it runs. */
  readonly frozen?: boolean;
  /** Most entries per page, whatever a client asks for. */
  readonly pageSize?: number;
  /** Answers where GitHub's behaviour is not settled (sandbox/state/world.ts, `Variants`). */
  readonly variants?: Readonly<Record<string, string | boolean>>;
  /** Where the clone is. Default: the one this code is part of. */
  readonly root?: string;
}

export interface RunningSandbox {
  /** Like https://github.com: GITHUB_SERVER_URL. */
  readonly url: string;
  /** Like https://api.github.com: GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly dir: string;
  readonly pid: number;
  /** One call of `sandbox/admin/admin.ts`, by name. */
  admin(name: string, ...args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

function argumentsOf(settings: SandboxSettings): string[] {
  return [
    "--dir",
    settings.dir,
    ...(settings.now === undefined ? [] : ["--now", settings.now]),
    ...(settings.frozen === true ? ["--frozen"] : []),
    ...(settings.pageSize === undefined ? [] : ["--page-size", String(settings.pageSize)]),
    ...Object.entries(settings.variants ?? {}).flatMap(([name, value]) => ["--variant", `${name}=${value}`]),
  ];
}

interface FirstLine {
  readonly url: string;
  readonly api_url: string;
  readonly graphql_url: string;
  readonly admin_secret: string;
}

/** The line that it prints when it listens; rejects where it ends before. */
function readFirstLine(child: ChildProcess): Promise<FirstLine> {
  let out = "";
  let err = "";
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new UnavailableError(`The sandbox did not start: ${why}`, "Run npm ci, then try again."));
    child.stderr?.on("data", (chunk: Buffer) => {
      err = `${err}${chunk}`.slice(-4000);
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk;
      if (out.includes("\n")) resolve(JSON.parse(out.slice(0, out.indexOf("\n"))) as FirstLine);
    });
    child.on("error", (error) => fail(error.message));
    child.on("close", (code) => fail(`exit ${code}. ${err.trim()}`));
  });
}

/**
 * Starts the sandbox (`sandbox/README.md`) as a process of its own. It ends with its standard input, so it never outlives this
 * process, however this one ends; and it does not keep this process from ending.
 * Throws ConfigurationError where the development dependencies are missing, UnavailableError where it does not start.
 */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const root = settings.root ?? findPackage();
  const missing = sandboxPackages.filter((name) => !existsSync(join(root, "node_modules", name, "package.json")));
  if (missing.length > 0)
    throw new ConfigurationError(
      `The sandbox needs development dependencies that are not installed: ${missing.join(", ")}.`,
      `Run npm ci in ${root}.`,
    );
  const child = spawn(process.execPath, [join(root, "sandbox/start.mjs"), ...argumentsOf(settings)], {
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  child.stdin.on("error", () => undefined); // it may be gone already
  const line = await readFirstLine(child);
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as Socket).unref();
  return {
    url: line.url,
    apiUrl: line.api_url,
    graphqlUrl: line.graphql_url,
    dir: settings.dir,
    pid: child.pid ?? 0,
    admin: (name, ...args) => callAdmin(line, name, args),
    close: () => close(child),
  };
}

async function callAdmin(line: FirstLine, name: string, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(`${line.url}/_sandbox/${name}`, {
    method: "POST",
    headers: { authorization: `sandbox ${line.admin_secret}`, "content-type": "application/json" },
    body: JSON.stringify({ args }),
  });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (!response.ok) throw new Error(`sandbox call ${name}: ${error}`);
  return result;
}

async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.stdin?.end();
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(late);
}
