import { unmetChecks } from "../../core/override/judge-effect.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import type { GitHub, RuleKeeper, TargetReading } from "../../ports.ts";

/** Looks into so many; who has more that wait is told of all. */
const most = 20;

/**
 * Other pull requests that would merge by themselves while these checks are not required: auto-merge is on, and one of the checks is what
 * may hold them. A relaxed branch is relaxed for everybody, and a relaxed ruleset for every branch that it binds.
 */
export async function findWaiting(
  github: GitHub,
  keeper: RuleKeeper,
  target: TargetReading,
  names: ReadonlySet<string>,
  snapshot: ProtectionSnapshot | null,
): Promise<readonly number[]> {
  const rulesets = new Set((snapshot?.rulesets ?? []).map(({ id }) => id));
  const anywhere = await keeper.autoMerging(rulesets.size > 0 ? null : target.base);
  const others = anywhere.filter((other) => other.number !== target.number);
  if (others.length > most) return others.map(({ number }) => number);
  const waiting: number[] = [];
  for (const { number, base } of others) {
    const here = base === target.base;
    const other = here ? { ...target, ...(await github.readMergeState(number)) } : await github.readTarget(number);
    const bound = here || other.rules.rules.some(({ ruleset }) => rulesets.has(ruleset));
    const relaxed = other.required.filter(({ name }) => names.has(name));
    if (bound && unmetChecks(relaxed, other.results).length > 0) waiting.push(number);
  }
  return waiting;
}
