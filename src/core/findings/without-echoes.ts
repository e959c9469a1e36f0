import { redactSecrets } from "../text/secrets.ts";
import type { Finding } from "./finding.ts";

/**
 * One thing that is wrong is said once: template text is not also "too short", a field that a rule and the schema both miss is
 * missing once, what stands at a forbidden alias or merge key is not also invalid. And no message repeats what looks like a secret.
 */
export function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const strong = new Set(
    findings.flatMap((item) =>
      item.code === "PLACEHOLDER_TEXT" || item.code === "SECRET_IN_MANIFEST" ? [item.pointer] : [],
    ),
  );
  const forbidden = new Set(
    findings.flatMap((item) => (item.code === "MANIFEST_YAML_FORBIDDEN" ? [`${item.line}:${item.column}`] : [])),
  );
  const seen = new Set<string>();
  return findings.flatMap((item) => {
    if (item.code === "FIELD_INVALID" && strong.has(item.pointer)) return [];
    const isForm = item.code === "FIELD_INVALID" || item.code === "FIELD_UNKNOWN";
    if (isForm && item.line !== null && forbidden.has(`${item.line}:${item.column}`)) return [];
    const key = `${item.code}\n${item.pointer}\n${item.code === "FIELD_MISSING" ? "" : item.message}`;
    if (item.pointer !== null && seen.has(key)) return [];
    seen.add(key);
    return [{ ...item, message: redactSecrets(item.message), fix: redactSecrets(item.fix) }];
  });
}
