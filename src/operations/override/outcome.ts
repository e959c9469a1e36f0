import { effectOf } from "../../core/authorization/decide.ts";
import type { Finding } from "../../core/findings/finding.ts";

/** What an operation of apply-override came to. */
export interface OverrideOutcome {
  readonly verdict: "ok" | "denied" | "error";
  /** One sentence. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly bypass: string | null;
  /** State after the run; null: there is no request in the ledger. */
  readonly state: string | null;
  readonly events: readonly { readonly type: string; readonly id: string }[];
  readonly overridden: readonly string[];
  readonly restored: readonly string[];
  /** What a dry run would do, in order. */
  readonly planned: readonly string[];
}

/** The verdict that findings make: broken is never shown as refused. */
export function verdictOf(findings: readonly Finding[]): OverrideOutcome["verdict"] {
  const errors = findings.filter((item) => item.severity === "error");
  if (errors.length === 0) return "ok";
  return errors.some((item) => effectOf(item) === "error") ? "error" : "denied";
}
