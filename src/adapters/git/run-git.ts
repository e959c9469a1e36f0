import { type ChildProcessByStdio, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface GitResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A git that runs: its ends, and how it ended. Status null: git is not there. */
export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<{ readonly status: number | null; readonly stderr: string }>;
}

/**
 * Settings that win over the clone's own `.git/config`. A commit-graph is a cache that could tell other parents than the commits
 * themselves; a container's checkout belongs to another user, and reading it is what the user asked for. So git's guard against the
 * configuration of strangers is off, and what of it starts a program must be, too: a clone may come out of an archive.
 */
const settings = [
  ["safe.directory", "*"],
  ["core.commitGraph", "false"],
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["protocol.allow", "never"],
  // What git advises would stand among the reasons that we pass on.
  ["advice.graftFileDeprecated", "false"],
] as const;

/** Where there is none: what is staged is no part of the history, and a broken index no reason not to read it. */
const noIndex = join(dirname(process.execPath), "qms-bypass-no-index");

/**
 * Starts git without a shell, isolated from the user's configuration and from variables that would point it elsewhere: the same
 * repository gives the same answer on every machine.
 */
export function startGit(repo: string, args: readonly string[]): GitProcess {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SystemRoot: process.env.SystemRoot,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_GRAFT_FILE: "/dev/null",
    // An object that is missing must be missed, not fetched behind the reader's back. A name wins over what the clone allows.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_INDEX_FILE: noIndex,
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    // To a pipe git writes line by line otherwise: a system call, and a wake-up of ours, for each of 100,000 commits.
    GIT_FLUSH: "0",
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    "git",
    ["--no-replace-objects", "-C", repo, ...args],
    { env, windowsHide: true, stdio: ["pipe", "pipe", "pipe"] },
  );
  const err: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.on("error", () => undefined); // git may end before it has read everything
  const ended = new Promise<{ status: number | null; stderr: string }>((resolve) => {
    child.on("error", () => resolve({ status: null, stderr: "git was not found" }));
    child.on("close", (status) => resolve({ status: status ?? -1, stderr: Buffer.concat(err).toString() }));
  });
  return { stdin: child.stdin, stdout: child.stdout, ended };
}

/** Writes to a git that runs, as fast as it takes it. A git that ends before says why itself. */
export async function feedGit({ stdin }: GitProcess, text: Iterable<string> | AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(text), stdin).catch(() => undefined);
}

/** Runs git to its end and keeps what it said. Status null: git is not there. */
export async function runGit(repo: string, args: readonly string[], input?: string): Promise<GitResult> {
  const { stdin, stdout, ended } = startGit(repo, args);
  const out: Buffer[] = [];
  stdout.on("data", (chunk: Buffer) => out.push(chunk));
  stdin.end(input ?? "");
  const { status, stderr } = await ended;
  return { status, stdout: status === null ? Buffer.alloc(0) : Buffer.concat(out), stderr };
}
