import type { App, User } from "./world.ts";

/** What one rule of one ruleset made of a change of a ref. */
export interface RuleEvaluation {
  readonly ruleset: { readonly id: number; readonly name: string };
  readonly rule: string;
  readonly result: "pass" | "fail";
  readonly details: string | null;
}

/** GitHub's own record of what the rulesets made of one change of a ref. Classic protection leaves none. */
export interface RuleSuite {
  readonly id: number;
  readonly actor: User;
  readonly app: App | null;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly at: number;
  readonly result: "pass" | "fail" | "bypass";
  readonly evaluations: readonly RuleEvaluation[];
}
