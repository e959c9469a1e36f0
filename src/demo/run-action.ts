import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFileCommands } from "./file-commands.ts";
import { findPackage } from "./find-package.ts";
import { type ActionManifest, readAction } from "./read-action.ts";
import { type Annotation, readStepLog } from "./read-step-log.ts";
import { runProcess } from "./run-process.ts";
import { type RunnerContext, type RunnerFiles, runnerEnvironment, writeRunnerFiles } from "./runner-environment.ts";
import type { RunningSandbox } from "./start-sandbox.ts";

/** SIGKILL at an exact request: what crash exploration uses. */
export interface KillAfter {
  /** The process dies at its n-th request, counted by its tokens over REST, GraphQL and git. */
  readonly requests: number;
  /**
   * `before-answer` (default): the n-th is applied and the process dies waiting for the answer. `after-answer`: the n-th is answered,
   * and the process dies when it asks the next time; that request is not applied. Nothing is applied after the kill.
   */
  readonly when?: "before-answer" | "after-answer";
  readonly sandbox: Pick<RunningSandbox, "admin">;
  /** Further tokens of the process, e.g. `admin-token`. `token` always counts. */
  readonly tokens?: readonly string[];
}

export interface ActionStep extends RunnerContext {
  /** Name of the folder below `actions/`. */
  readonly action: string;
  /** Another folder with an action.yml. */
  readonly actionDir?: string;
  /** What stands under `with:`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** GITHUB_TOKEN: what `${{ github.token }}` in a default stands for. */
  readonly token: string;
  /** The Node that runs it. Default: this one. */
  readonly node?: string;
  /** Default: an empty folder, gone afterwards. */
  readonly workspace?: string;
  /** Default 60000. */
  readonly timeoutMs?: number;
  readonly killAfter?: KillAfter;
  /** What the administrator of the runner set on the machine besides, e.g. NODE_EXTRA_CA_CERTS. */
  readonly machine?: Readonly<Record<string, string>>;
}

export interface StepResult {
  /** 137 where it was killed, as the runner reports it. */
  readonly exitCode: number;
  readonly killed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
  /** Standard output without commands. */
  readonly log: string;
  /** Standard error without commands; the runner listens there, too. */
  readonly stderr: string;
}

/** GitHub shows no larger summary, and no larger output reaches another job. */
const largest = 1_048_576;

/** What stands under `with:`, and the defaults for the rest. */
function inputsOf(manifest: ActionManifest, step: ActionStep): Record<string, string> {
  const unknown = Object.keys(step.inputs).filter((name) => !Object.hasOwn(manifest.inputs, name));
  // A runner only warns, and the setting has no effect.
  if (unknown.length > 0) throw new Error(`not an input of ${step.action}: ${unknown.join(", ")}`);
  const evaluate = (name: string, text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      if (expression !== "github.token") throw new Error(`default of ${name}: no value for ${expression}`);
      return step.token;
    });
  return Object.fromEntries(
    Object.entries(manifest.inputs).map(([name, value]) => [name, step.inputs[name] ?? evaluate(name, value)]),
  );
}

function readOutputs(manifest: ActionManifest, files: RunnerFiles, step: ActionStep): Record<string, string> {
  const outputs = parseFileCommands(readFileSync(files.output, "utf8"));
  const unknown = Object.keys(outputs).filter((name) => !manifest.outputs.includes(name));
  if (unknown.length > 0) throw new Error(`${step.action} set outputs that its action.yml does not have: ${unknown}`);
  const large = Object.keys(outputs).filter((name) => Buffer.byteLength(outputs[name] ?? "") > largest);
  if (large.length > 0) throw new Error(`${step.action} set outputs of more than 1 MiB: ${large}`);
  for (const [name, file] of [
    ["GITHUB_ENV", files.env],
    ["GITHUB_PATH", files.path],
    ["GITHUB_STATE", files.state],
  ] as const)
    if (readFileSync(file, "utf8") !== "")
      throw new Error(`${step.action} wrote to ${name}, which no action of ours does`);
  return outputs;
}

function readSummary(files: RunnerFiles, step: ActionStep): string {
  const summary = readFileSync(files.summary, "utf8");
  if (Buffer.byteLength(summary) > largest) throw new Error(`${step.action} wrote a summary of more than 1 MiB`);
  return summary;
}

async function armKill(kill: KillAfter, token: string): Promise<(pid: number) => Promise<unknown>> {
  const plan = {
    tokens: [token, ...(kill.tokens ?? [])],
    requests: kill.requests,
    when: kill.when ?? "before-answer",
  };
  const { id } = (await kill.sandbox.admin("killAfter", plan)) as { id: number };
  return (pid) => kill.sandbox.admin("killTarget", id, pid);
}

/**
 * Plays the Actions runner for one step that uses a JavaScript action: its environment, files and commands, and nothing of the caller's.
 * Throws for what a runner lets pass and a test must not: unknown inputs or outputs, disabled commands, GITHUB_ENV, no end in time.
 */
export async function runAction(step: ActionStep): Promise<StepResult> {
  const manifest = readAction(step.actionDir ?? join(findPackage(), "actions", step.action));
  const temp = mkdtempSync(join(tmpdir(), "qms-runner-"));
  try {
    const inputs = inputsOf(manifest, step);
    const files = writeRunnerFiles(temp, step.event.payload);
    const workspace = step.workspace ?? join(temp, "workspace");
    mkdirSync(workspace, { recursive: true });
    const aim = step.killAfter === undefined ? undefined : await armKill(step.killAfter, step.token);
    const result = await runProcess({
      command: step.node ?? process.execPath,
      args: [manifest.main],
      cwd: workspace,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: "/nonexistent",
        ...step.machine,
        ...runnerEnvironment(step, files, { temp, workspace }, inputs),
      },
      timeoutMs: step.timeoutMs ?? 60_000,
      ...(aim === undefined ? {} : { onStart: aim }),
    });
    if (result.timedOut)
      throw new Error(`${step.action} did not end in time. It said:\n${`${result.out}\n${result.err}`.slice(-4000)}`);
    const killed = result.signal === "SIGKILL";
    const [out, err] = [readStepLog(result.out), readStepLog(result.err)];
    return {
      exitCode: result.code ?? (killed ? 137 : 1),
      killed,
      // What a killed step wrote so far may end in the middle of a line.
      outputs: killed ? {} : readOutputs(manifest, files, step),
      summary: readSummary(files, step),
      annotations: [...out.annotations, ...err.annotations],
      masked: [...out.masked, ...err.masked],
      log: out.text,
      stderr: err.text,
    };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}
