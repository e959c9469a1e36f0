import { spawn } from "node:child_process";

export interface GitOutput {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** git failed where it must not: a defect of the sandbox, never an answer. */
export class GitError extends Error {}

/** No variable or configuration of the caller reaches git: the same repository answers the same everywhere. */
export const isolatedEnv: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  LC_ALL: "C",
  TZ: "UTC",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
};

/** Runs git in a bare repository. Never throws for a status; see {@link git}. */
export function tryGit(
  dir: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--no-replace-objects", `--git-dir=${dir}`, ...args], {
      cwd: dir,
      env: { ...isolatedEnv, ...options.env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({ status: status ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}

/** Runs git and returns what it printed, without the last line feed. Throws {@link GitError} where git fails. */
export async function git(
  dir: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const { status, stdout, stderr } = await tryGit(dir, args, options);
  if (status !== 0) throw new GitError(`git ${args.join(" ")}: ${stderr.trim()} (status ${status})`);
  return stdout.toString().replace(/\n$/, "");
}
