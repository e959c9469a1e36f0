import process from "node:process";
import { type Client, openClient } from "../adapters/github/client.ts";
import { type Inputs, readInputs } from "../adapters/runner/read-inputs.ts";
import { type RunContext, readRun } from "../adapters/runner/read-run.ts";
import { addSummary, annotate, maskSecret, setOutput } from "../adapters/runner/workflow-commands.ts";
import type { Finding } from "../core/findings/finding.ts";
import { forTerminal } from "../core/text/escape.ts";
import { version } from "../generated/version.ts";
import type { ActionDefinition } from "./definitions/action-definition.ts";
import { failedResult } from "./failed-result.ts";
import { findingOfError } from "./finding-of-error.ts";

/** What an action came to. Everything that leaves the process is in here. */
export interface ActionResult {
  readonly verdict: string;
  /** Exit 0 or 1. */
  readonly ok: boolean;
  /** One sentence for the log. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** The output `result`. */
  readonly result: unknown;
  /** For the job summary and the output `summary-markdown`. */
  readonly markdown: string;
  /** Further outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What an entrypoint works with. */
export interface ActionContext {
  readonly inputs: Inputs;
  readonly run: RunContext;
  readonly version: string;
  /** A client for the repository of the run, or for another one, with the token of an input. */
  client(tokenInput: string, repository?: string): Client;
}

/**
 * Runs one action from inputs to exit code. The output `verdict` says `error` before any work, so that a crash can never be read as
 * allowed. Expected failures become a sentence with the next step; only a bug shows its stack.
 */
export async function runAction(
  definition: ActionDefinition,
  work: (context: ActionContext) => Promise<ActionResult>,
): Promise<void> {
  setOutput("verdict", "error");
  process.exitCode = 1;
  let result: ActionResult;
  let inputs: Inputs | null = null;
  try {
    inputs = readInputs(definition.inputs, process.env);
    for (const { name, kind } of definition.inputs) if (kind === "secret") maskSecret(inputs.text(name));
    maskSecrets(inputs, definition);
    const known = inputs;
    const run = readRun(process.env);
    const clients = new Map<string, Client>();
    result = await work({
      inputs,
      run,
      version,
      client: (tokenInput, repository = run.repository) => {
        const token = known.text(tokenInput) === "" ? known.text("github-token") : known.text(tokenInput);
        const { apiUrl, graphqlUrl } = run;
        // One for all parts of a run: what GitHub told one of them, another need not ask.
        const key = `${repository} ${token}`;
        const client =
          clients.get(key) ?? openClient({ token, repository, apiUrl, graphqlUrl, userAgent: `qms-bypass/${version}` });
        clients.set(key, client);
        return client;
      },
    });
  } catch (error) {
    result = failureOf(definition, inputs, error);
  }
  publish(result, inputs?.flag("summary") ?? true);
}

/** The values of the JSON map `secrets` are secret, its keys are not. */
function maskSecrets(inputs: Inputs, definition: ActionDefinition): void {
  const declared = definition.inputs.some((input) => input.name === "secrets");
  if (!declared || inputs.text("secrets") === "") return;
  const map = JSON.parse(inputs.text("secrets")) as Record<string, unknown>;
  for (const value of Object.values(map)) {
    if (typeof value !== "string") continue;
    maskSecret(value);
    // The password of a mail server, as it stands there and as the server gets it.
    const password = URL.canParse(value) ? new URL(value).password : "";
    if (password === "") continue;
    maskSecret(password);
    maskSecret(decoded(password));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function publish(result: ActionResult, withSummary: boolean): void {
  for (const { severity, code, message, fix, path, line, column } of result.findings) {
    const level = severity === "info" ? "notice" : severity;
    const text = fix === "" ? message : `${message}\n→ ${fix}`;
    annotate({ level, title: code, message: text, file: path, line, column });
  }
  for (const [name, value] of Object.entries(result.outputs)) setOutput(name, value);
  setOutput("result", JSON.stringify(result.result));
  setOutput("summary-markdown", result.markdown);
  if (withSummary) addSummary(result.markdown);
  process.stdout.write(`${forTerminal(result.summary)}\n`);
  setOutput("verdict", result.verdict);
  process.exitCode = result.ok ? 0 : 1;
}

/** An action that could not do its work: broken is never shown as refused or allowed. Only a bug shows its stack. */
function failureOf(definition: ActionDefinition, inputs: Inputs | null, error: unknown): ActionResult {
  const { shown, bug } = findingOfError(error);
  if (bug) process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const named = definition.inputs.some((input) => input.name === "operation") ? inputs?.text("operation") : undefined;
  return failedResult(named ?? definition.name.replace(/-.*$/, ""), shown);
}
