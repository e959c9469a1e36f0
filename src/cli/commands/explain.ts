import { renderDecisionMarkdown } from "../../core/authorization/render/markdown.ts";
import { renderDecisionText } from "../../core/authorization/render/text.ts";
import { renderFinding } from "../../core/findings/render-text.ts";
import { forTerminal } from "../../core/text/escape.ts";
import { explain } from "../../operations/explain.ts";
import { type CommandContext, nameFile, registryPaths } from "../options.ts";
import { painter } from "../terminal.ts";

export interface ExplainCommandOptions {
  readonly facts: string;
  readonly manifest?: string;
  readonly policy?: string;
  readonly people?: string;
  readonly asIf: readonly string[];
}

/** `explain --facts FILE`: the decision. Exit 0 approved, 1 pending or denied, 2 error. */
export async function runExplain(options: ExplainCommandOptions, context: CommandContext): Promise<number> {
  const { terminal, files, registry, version } = context;
  const { format } = context.options;
  const result = await explain({
    files,
    registry,
    factsFile: nameFile(terminal, options.facts),
    manifestFile: nameFile(terminal, options.manifest),
    policyFile: nameFile(terminal, options.policy),
    peopleFile: nameFile(terminal, options.people),
    policyPath: registryPaths.policy,
    peoplePath: registryPaths.people,
    asIf: options.asIf,
    registryBranch: context.options.registryBranch,
    version,
  });
  const paint = painter(terminal.color);
  if (result.decision === null) {
    if (format === "json")
      terminal.out(`${JSON.stringify({ verdict: "error", findings: result.findings }, null, 2)}\n`);
    else terminal.out(`${result.findings.map((item) => renderFinding(item, paint, terminal.width)).join("\n")}\n`);
    terminal.err("Nothing was decided: the facts file has errors.\n");
    return 2;
  }
  const { decision, governance } = result;
  if (format === "json") terminal.out(`${JSON.stringify(decision, null, 2)}\n`);
  else if (format === "markdown") terminal.out(renderDecisionMarkdown(decision));
  else {
    terminal.out(renderDecisionText(decision, paint, terminal.width));
    const sources = [governance.policySource, governance.peopleSource, result.manifestSource].filter(
      (item) => item !== null,
    );
    if (!context.options.quiet) terminal.err(`${paint("dim", forTerminal(`judged by ${sources.join(", ")}`))}\n`);
    if (options.asIf.length > 0)
      terminal.err(`${paint("warn", `hypothetical: ${forTerminal(options.asIf.join(", "))}`)}\n`);
  }
  return decision.verdict === "approved" ? 0 : decision.verdict === "error" ? 2 : 1;
}
