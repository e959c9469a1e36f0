import type { ClassicCheck, RulesetRule } from "./protection-snapshot.ts";

/** One required check, the same for classic protection and for a ruleset. */
export interface Entry {
  readonly context: string;
  /** App that it is pinned to; null: any. GitHub says so with null, with -1, or by leaving the key out. */
  readonly pin: number | null;
}

const type = "required_status_checks";

export function ofClassic({ context, app_id: app }: ClassicCheck): Entry {
  return { context, pin: pinOf(app) };
}

export function toClassic({ context, pin }: Entry): ClassicCheck {
  return { context, app_id: pin };
}

/** The entries of the one rule about checks; none where there is no such rule. */
export function entriesOf(rules: readonly RulesetRule[]): Entry[] {
  const listed = rules.find((rule) => rule.type === type)?.parameters?.required_status_checks;
  return (Array.isArray(listed) ? (listed as readonly unknown[]) : []).map((item) => {
    const { context, integration_id: app } = item as { context: string; integration_id?: unknown };
    return { context, pin: pinOf(app) };
  });
}

/**
 * The rules with these entries. A rule that would be empty goes as a whole, because GitHub takes no empty one, and comes back as it was
 * recorded. A key that was absent stays absent: GitHub takes no null there (reference-github.md, b).
 */
export function rulesWith(
  rules: readonly RulesetRule[],
  recorded: readonly RulesetRule[],
  entries: readonly Entry[],
): readonly RulesetRule[] {
  const others = rules.filter((rule) => rule.type !== type);
  const template = rules.find((rule) => rule.type === type) ?? recorded.find((rule) => rule.type === type);
  if (entries.length === 0 || template === undefined) return others;
  const checks = entries.map(({ context, pin }) => (pin === null ? { context } : { context, integration_id: pin }));
  const whole = { ...template, parameters: { ...template.parameters, required_status_checks: checks } };
  const at = [rules, recorded].map((list) => list.findIndex((rule) => rule.type === type)).find((index) => index >= 0);
  return others.toSpliced(at ?? others.length, 0, whole);
}

export function same(one: Entry, other: Entry): boolean {
  return one.context === other.context && one.pin === other.pin;
}

export function entryText({ context, pin }: Entry): string {
  return pin === null ? `"${context}"` : `"${context}" pinned to app ${pin}`;
}

function pinOf(app: unknown): number | null {
  return typeof app === "number" && app !== -1 ? app : null;
}
