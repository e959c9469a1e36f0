import { spawn } from "node:child_process";

export interface ProcessResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly timedOut: boolean;
}

export interface ProcessInput {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Called with the process id as soon as it exists. */
  readonly onStart?: (pid: number) => Promise<unknown>;
}

/** Kills the process with its children: a runner leaves none behind. */
function killGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // gone already
  }
}

/** Runs a program in a process group of its own, to its end or to the time limit; it dies with this process. */
export async function runProcess(input: ProcessInput): Promise<ProcessResult> {
  const child = spawn(input.command, [...input.args], {
    cwd: input.cwd,
    env: { ...input.env },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const { pid } = child;
  const kill = () => (pid === undefined ? undefined : killGroup(pid));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, input.timeoutMs);
  process.once("exit", kill);
  try {
    if (pid !== undefined) await Promise.all([input.onStart?.(pid), ended]);
    const { code, signal } = await ended;
    return { code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), timedOut };
  } catch (error) {
    kill();
    throw error;
  } finally {
    clearTimeout(timer);
    process.removeListener("exit", kill);
  }
}
