import { readStateFile } from "../remediation/read-standing.ts";

/** The bypass of a state file, where it has changed the protection of that ref and not put all of it back; else null. */
export function readRelaxed(bytes: Uint8Array, ref: string): string | null {
  const { bypass, activation, unrestored } = readStateFile(bytes) ?? {};
  const { target, checks } = (activation ?? {}) as { target?: { ref?: unknown } | null; checks?: unknown };
  if (typeof bypass !== "string" || target?.ref !== ref || !Array.isArray(checks) || !Array.isArray(unrestored)) {
    return null;
  }
  const relaxed = (checks as readonly { name?: unknown; mode?: unknown }[]).filter(({ mode }) => mode === "protection");
  return relaxed.some(({ name }) => unrestored.includes(name)) ? bypass : null;
}
