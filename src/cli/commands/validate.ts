import { levelLine } from "../../core/authorization/render/text.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { renderSarif } from "../../core/findings/render-sarif.ts";
import { renderFinding } from "../../core/findings/render-text.ts";
import { forTerminal } from "../../core/text/escape.ts";
import { loadPolicy, readNamedFile } from "../../operations/load-governance.ts";
import { kindOf, type ValidatedFile, validateFiles } from "../../operations/validate-files.ts";
import type { FoundFile } from "../../ports.ts";
import { type CommandContext, nameFile, registryPaths } from "../options.ts";
import { painter } from "../terminal.ts";

export interface ValidateOptions {
  readonly policy?: string;
}

/** `validate [FILE…]`: all findings with file, line and column. Without a file: the whole registry of the clone. */
export async function runValidate(
  names: readonly string[],
  options: ValidateOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal, registry, files, clock } = context;
  const found =
    names.length > 0 ? await Promise.all(names.map((name) => named(name, context))) : await wholeRegistry(context);
  if (found.length === 0) {
    throw new ConfigurationError(
      `Nothing to validate: ${context.options.repo} has no .qms/ folder, and neither has a branch ${context.options.registryBranch}.`,
      "Name the files, or use --repo and --registry-branch.",
    );
  }
  const now = clock.now();
  // A policy among the files is the one that the others are judged by: a change is checked as a whole.
  const ownPolicy = options.policy ?? names.find((_, index) => kindOf(found[index] as FoundFile) === "policy");
  const governance = await loadPolicy({
    files,
    registry,
    policyFile: nameFile(terminal, ownPolicy),
    policyPath: registryPaths.policy,
  });
  const { compiled, findings: policyFindings } = governance.policy;
  const results = validateFiles(found, compiled, now);
  const skipped = found.length - results.length;
  write(results, governance.policySource, skipped, context);
  if (compiled === null && !found.some((file) => kindOf(file) === "policy")) {
    const paint = painter(terminal.color);
    terminal.err(`${policyFindings.map((item) => renderFinding(item, paint, terminal.width)).join("\n")}\n`);
    throw new ConfigurationError(
      `${governance.policySource} has errors, so nothing can be judged by it.`,
      "Mend the policy first.",
    );
  }
  return results.some((result) => result.findings.some((item) => item.severity === "error")) || skipped > 0 ? 1 : 0;
}

async function named(name: string, { files, terminal }: CommandContext): Promise<FoundFile> {
  return readNamedFile(files, nameFile(terminal, name));
}

async function wholeRegistry({ registry }: CommandContext): Promise<FoundFile[]> {
  const [policy, people, manifests] = await Promise.all([
    registry.find(registryPaths.policy),
    registry.find(registryPaths.people),
    registry.manifests(),
  ]);
  return [policy, people, ...manifests].filter((file) => file !== null);
}

function write(
  results: readonly ValidatedFile[],
  policySource: string,
  skipped: number,
  context: CommandContext,
): void {
  const { terminal, options, version } = context;
  const findings = results.flatMap((result) => result.findings);
  const errors = findings.filter((item) => item.severity === "error").length;
  const warnings = findings.filter((item) => item.severity === "warning").length;
  if (options.format === "sarif") {
    terminal.out(`${JSON.stringify(renderSarif(findings, version), null, 2)}\n`);
    return;
  }
  if (options.format === "json") {
    const files = results.map(({ path, kind, sha256, findings: list, manifest }) => ({
      path,
      kind,
      sha256,
      bypass: manifest?.view.text("/id") ?? null,
      level: manifest?.view.text("/level") ?? null,
      required_level: manifest === null ? null : requiredLevel(manifest),
      checks: manifest === null ? null : manifest.classification.checks,
      findings: list,
    }));
    terminal.out(
      `${JSON.stringify({ schema: "qms.validation/v1", policy: policySource, files, errors, warnings }, null, 2)}\n`,
    );
    return;
  }
  const paint = painter(terminal.color);
  const out: string[] = [];
  for (const result of results) {
    const failed = result.findings.some((item) => item.severity === "error");
    if (options.quiet && result.findings.length === 0) continue;
    if (results.length > 50 && result.findings.length === 0) continue; // a registry of thousands: only what needs somebody
    const mark = failed ? paint("bad", "✗") : paint("good", "✓");
    out.push(
      `${mark} ${paint("strong", forTerminal(result.path))}${result.manifest === null ? `  ${paint("dim", result.kind)}` : ""}`,
    );
    if (result.manifest !== null) out.push(...manifestLines(result.manifest).map((line) => `  ${paint("dim", line)}`));
    for (const item of result.findings) out.push(renderFinding(item, paint, terminal.width).replace(/^/gm, "  "));
  }
  if (skipped > 0)
    out.push(
      `${paint("warn", "!")} ${skipped} ${skipped === 1 ? "manifest was" : "manifests were"} not judged: the policy has errors.`,
    );
  const count = `${results.length} ${results.length === 1 ? "file" : "files"}`;
  out.push(
    `${count}, ${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}; judged by ${forTerminal(policySource)}`,
  );
  terminal.out(`${out.join("\n")}\n`);
}

function requiredLevel({ classification }: NonNullable<ValidatedFile["manifest"]>): Parameters<typeof levelLine>[0] {
  const { matrix, tree, classes, rollback, result, path } = classification;
  return { matrix, tree, classes, rollback, result, path };
}

function manifestLines(manifest: NonNullable<ValidatedFile["manifest"]>): string[] {
  const { classification, view } = manifest;
  if (view.value === null) return [`sha256:${manifest.sha256}`]; // nothing could be read: nothing is known of its level
  const checks = classification.checks
    .map((check) => `${forTerminal(check.name)} (${check.class ?? "unclassified"})`)
    .join(", ");
  return [
    `${view.text("/level") ?? "no level"} asked; required ${levelLine(requiredLevel(manifest))}`,
    ...(checks === "" ? [] : [`checks ${checks}`]),
    `sha256:${manifest.sha256}`,
  ];
}
