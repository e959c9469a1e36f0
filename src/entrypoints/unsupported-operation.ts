import { finding } from "../core/findings/finding.ts";
import { forMarkdown } from "../core/text/escape.ts";
import type { ActionResult } from "./run-action.ts";

/** What an operation of a later version comes to: refused by name, so that nobody relies on it. */
export function unsupportedOperation(operation: string, supported: readonly string[]): ActionResult {
  const said = finding("OPERATION_UNSUPPORTED", { operation, valid: supported.join(", ") });
  return {
    verdict: "error",
    ok: false,
    summary: `ERROR ${said.code}: ${said.message}`,
    findings: [said],
    result: { verdict: "error", findings: [said] },
    markdown: `### ⚠️ ERROR: ${forMarkdown(said.message)}\n\n**Next:** ${forMarkdown(said.fix)}\n`,
    outputs: {},
  };
}
