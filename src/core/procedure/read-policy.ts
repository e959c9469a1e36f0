import type { Policy } from "../../generated/types/policy.ts";
import { policyKind } from "../document/kinds.ts";
import { hasErrors, inReadingOrder, readDocument } from "../document/read-document.ts";
import { View } from "../document/view.ts";
import { withoutEchoes } from "../findings/without-echoes.ts";
import { checkPolicy } from "./check-policy.ts";
import { compilePolicy } from "./compiled-policy.ts";
import { defaultPolicy } from "./default-policy.ts";
import { mergePolicy } from "./merge-policy.ts";
import type { PolicyReading } from "./readings.ts";

/** Words that remove a row of the extended policy. A map of the schema never holds such a string for itself. */
const removals = new Set(["", "~", "null"]);

/**
 * Reads `.qms/policy.yml`: strict, merged over the default where it says so, every cross-reference checked. One error rejects it.
 * @param base the built-in policy that it may extend; asked for only where it does
 */
export function readPolicy(bytes: Uint8Array, path: string | null, base: () => Policy = defaultPolicy): PolicyReading {
  const reading = readDocument(bytes, policyKind, path, (value) => {
    if (value.extends !== "default") return value;
    // The version is what this file says of itself, never inherited.
    const { schema: _, ...inherited } = base() as unknown as Record<string, unknown>;
    return mergePolicy(inherited, value, (item) => typeof item === "string" && removals.has(item));
  });
  const findings = [...reading.findings];
  if (reading.value !== null) findings.push(...checkPolicy(new View(reading.value, findings), reading.where));
  const listed = inReadingOrder(withoutEchoes(findings));
  const compiled =
    hasErrors(listed) || reading.value === null
      ? null
      : compilePolicy(reading.value as unknown as Policy, reading.sha256, path);
  return { path, sha256: reading.sha256, compiled, findings: listed };
}

let builtIn: PolicyReading | null = null;

/** The built-in policy as a reading, for work without a policy.yml. */
export function readDefaultPolicy(): PolicyReading {
  builtIn ??= { path: null, sha256: "", compiled: compilePolicy(defaultPolicy(), null, null), findings: [] };
  return builtIn;
}
