import { ConfigurationError, UnavailableError } from "../../core/findings/errors.ts";

/** A call that failed for an expected reason. */
export interface Problem {
  readonly message: string;
  readonly fix: string;
  /** HTTP status; null: none, or not known. */
  readonly status: number | null;
}

/** What an expected failure says: the outside, a permission, or GitHub's refusal (it carries a status). Null: a bug, not to be caught. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  const { status } = error as { status?: unknown };
  const known = typeof status === "number" ? status : null;
  if (error instanceof ConfigurationError || error instanceof UnavailableError) {
    return { message: error.message, fix: error.fix, status: known };
  }
  return known === null
    ? null
    : { message: error.message, fix: "Read GitHub's sentence, then run again.", status: known };
}
