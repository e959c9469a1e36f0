import type { Required } from "./choose-checks.ts";

/** One active rule of a branch, with the ruleset that it comes from. */
export interface BranchRule {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** GitHub's number of the ruleset. */
  readonly ruleset: number;
  /** GitHub's word for whose ruleset it is: Repository, Organization, Enterprise. */
  readonly owner: string;
}

/** What binds a branch, by source: a merge past one source leaves the others as they are. */
export interface RulesBySource {
  readonly rules: readonly BranchRule[];
  /** Checks that classic protection requires. */
  readonly classic: readonly Required[];
}

/** A place that requires a check. */
export type RuleSource = { readonly from: "classic" } | { readonly from: "ruleset"; readonly rule: BranchRule };

/** Every place that requires a check with that pin: all of them block. */
export function sourcesOf({ name, appId }: Required, { rules, classic }: RulesBySource): RuleSource[] {
  const byRule = rules
    .filter((rule) => requiredBy(rule).some((item) => item.name === name && item.appId === appId))
    .map((rule): RuleSource => ({ from: "ruleset", rule }));
  const byClassic = classic.some((item) => item.name === name && item.appId === appId);
  return [...(byClassic ? [{ from: "classic" } as const] : []), ...byRule];
}

/** The checks that one rule requires; none unless it is a rule about checks. */
export function requiredBy({ type, parameters }: Pick<BranchRule, "type" | "parameters">): Required[] {
  const listed = type === "required_status_checks" ? parameters.required_status_checks : [];
  return (Array.isArray(listed) ? (listed as readonly unknown[]) : []).flatMap((item) => {
    const { context, integration_id: app } = (item ?? {}) as { context?: unknown; integration_id?: unknown };
    return typeof context === "string" ? [{ name: context, appId: typeof app === "number" ? app : null }] : [];
  });
}
