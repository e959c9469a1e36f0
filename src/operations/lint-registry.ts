import type { Finding } from "../core/findings/finding.ts";
import { placeOf } from "../core/findings/render-text.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import { forCodeSpan, forMarkdown } from "../core/text/escape.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Registry } from "../ports.ts";
import { validateFiles } from "./validate-files.ts";

/** Every manifest, amendment, policy and people file of a checkout, checked without any API. */
export async function lintRegistry(
  registry: Registry,
  options: { readonly policyPath: string; readonly peoplePath: string; readonly now: Instant },
): Promise<{ readonly files: number; readonly findings: readonly Finding[]; readonly markdown: string }> {
  const policyFile = await registry.find(options.policyPath);
  const policy = policyFile === null ? readDefaultPolicy() : readPolicy(policyFile.bytes, policyFile.path);
  const people = await registry.find(options.peoplePath);
  const found = [policyFile, people, ...(await registry.manifests())].filter((file) => file !== null);
  const results = validateFiles(found, policy.compiled, options.now);
  const findings = results.flatMap((result) => result.findings);
  return { files: results.length, findings, markdown: render(results.length, findings) };
}

const most = 50;

function render(files: number, findings: readonly Finding[]): string {
  const errors = findings.filter((item) => item.severity === "error").length;
  const head = `### ${errors === 0 ? "✅" : "⛔"} ${files} files, ${errors} errors, ${findings.length - errors} warnings\n`;
  if (findings.length === 0) return head;
  const rows = findings
    .slice(0, most)
    .map(
      (item) =>
        `| ${forCodeSpan(item.code)} | ${forCodeSpan(placeOf(item))} | ${forMarkdown(item.message)} | ${forMarkdown(item.fix)} |`,
    );
  const more = findings.length > most ? [`\n… ${findings.length - most} more in the log`] : [];
  return [head, "| Code | Where | What | What to do |", "| --- | --- | --- | --- |", ...rows, ...more, ""].join("\n");
}
