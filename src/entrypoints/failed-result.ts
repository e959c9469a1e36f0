import type { Finding } from "../core/findings/finding.ts";
import { finding } from "../core/findings/finding.ts";
import { forMarkdown } from "../core/text/escape.ts";
import type { Result } from "../generated/types/result.ts";
import type { ActionResult } from "./run-action.ts";

/** An action that did not come to its work: one finding, said everywhere that a result is looked for. */
export function failedResult(operation: string, said: Finding): ActionResult {
  const summary = `${said.code}: ${said.message}`;
  return {
    verdict: "error",
    ok: false,
    summary: `ERROR ${summary}`,
    findings: [said],
    result: {
      schema: "qms.result/v1",
      operation,
      verdict: "error",
      bypass: null,
      state: null,
      summary,
      findings: [said],
      events: [],
      overridden: [],
      restored: [],
      planned: [],
    } satisfies Result,
    markdown: `### ⚠️ ERROR: ${forMarkdown(said.message)}\n\n**Next:** ${forMarkdown(said.fix)}\n`,
    outputs: {},
  };
}

/** What an operation of a later version comes to: refused by name, so that nobody relies on it. */
export function unsupportedOperation(operation: string, supported: readonly string[]): ActionResult {
  return failedResult(operation, finding("OPERATION_UNSUPPORTED", { operation, valid: supported.join(", ") }));
}
