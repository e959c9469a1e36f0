import { readStateFile } from "../remediation/read-standing.ts";

/** A bypass that has changed the protection of a branch, and not put all of it back. */
export interface Relaxed {
  readonly bypass: string;
  /** Its branch, as `refs/heads/…`. */
  readonly ref: string;
  readonly activation: number;
}

/** The bypass of a state file, where it is such a one; else null. */
export function readRelaxed(bytes: Uint8Array): Relaxed | null {
  const { bypass, activation, unrestored } = readStateFile(bytes) ?? {};
  const { target, checks, number } = (activation ?? {}) as {
    target?: { ref?: unknown } | null;
    checks?: unknown;
    number?: unknown;
  };
  const ref = target?.ref;
  if (typeof bypass !== "string" || typeof ref !== "string" || !Array.isArray(checks) || !Array.isArray(unrestored)) {
    return null;
  }
  const relaxed = (checks as readonly { name?: unknown; mode?: unknown }[]).filter(({ mode }) => mode === "protection");
  const left = relaxed.some(({ name }) => unrestored.includes(name));
  return left ? { bypass, ref, activation: typeof number === "number" ? number : 0 } : null;
}
