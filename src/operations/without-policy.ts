import type { Finding } from "../core/findings/finding.ts";
import { readPolicy } from "../core/procedure/read-policy.ts";

/** What cannot be said of a clone whose policy has errors, as lines of what was not checked: a verification goes on without it. */
export function withoutPolicy(policy: Uint8Array | null, path: string, branch: string): readonly string[] {
  const reading = policy === null ? null : readPolicy(policy, path);
  if (reading === null || reading.compiled !== null) return [];
  return [
    `what needs the policy: ${path} at the head of ${branch} has errors (${firstError(reading)}), so that no report, status or key figure can be made (qms-bypass validate tells all of them)`,
  ];
}

/** Code and line of the first error of a policy that could not be read. */
export function firstError({ findings }: { readonly findings: readonly Finding[] }): string {
  const first = findings.find((item) => item.severity === "error");
  return `${first?.code ?? "none that was named"}${first?.line == null ? "" : ` in line ${first.line}`}`;
}
