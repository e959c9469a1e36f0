import type { Finding } from "../core/findings/finding.ts";
import type { Result } from "../generated/types/result.ts";
import { failedResult } from "./failed-result.ts";
import { findingOfError } from "./finding-of-error.ts";
import type { ActionResult } from "./run-action.ts";

/** What broke in several parts of one step. */
export class SeveralErrors extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super("Several parts broke.");
    this.errors = errors;
  }
}

/**
 * An action of which parts broke. All that broke is told, the first decides how it ends; what the other parts did is done, and stays in
 * the outputs for whoever reads them.
 * @param done what the parts came to that did not break; null: there are none
 */
export function brokenResult(operation: string, errors: readonly unknown[], done: ActionResult | null): ActionResult {
  const told = new Map<string, Finding>();
  for (const error of errors) {
    const { shown, bug } = findingOfError(error);
    if (bug) process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    // One outage breaks every part in the same words.
    told.set(`${shown.code} ${shown.message}`, told.get(`${shown.code} ${shown.message}`) ?? shown);
  }
  const [first, ...others] = [...told.values()] as [Finding, ...Finding[]];
  const failed = failedResult(operation, first);
  const besides = others.map(({ code, message }) => `${code}: ${message}`);
  const findings = [first, ...others, ...(done?.findings ?? [])];
  const parts = done === null ? besides : [...besides, done.summary.replace(/^[A-Z]+: /, "")];
  const summary = [failed.summary, ...parts].join("; ");
  const result = failed.result as Result;
  return {
    ...failed,
    summary,
    findings,
    result: {
      ...(done === null ? result : (done.result as Result)),
      ...pick(result),
      summary: result.summary,
      findings,
    },
    markdown: [failed.markdown, ...others.map((other) => failedResult(operation, other).markdown), done?.markdown ?? ""]
      .filter((text) => text !== "")
      .join("\n"),
    outputs: { ...failed.outputs, ...done?.outputs },
  };
}

function pick({ schema, operation, verdict }: Result): Pick<Result, "schema" | "operation" | "verdict"> {
  return { schema, operation, verdict };
}
