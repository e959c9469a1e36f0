import { unmetChecks } from "../../core/override/judge-effect.ts";
import type { GitHub, RuleKeeper, TargetReading } from "../../ports.ts";

/** Looks into so many; who has more that wait is told of all. */
const most = 20;

/**
 * Other pull requests that would merge by themselves while these checks are not required: auto-merge is on, and one of the checks is what
 * may hold them. A relaxed branch is relaxed for everybody.
 */
export async function findWaiting(
  github: GitHub,
  keeper: RuleKeeper,
  { number, base, required }: TargetReading,
  names: ReadonlySet<string>,
): Promise<readonly number[]> {
  const others = (await keeper.autoMerging(base)).filter((other) => other !== number);
  if (others.length > most) return others;
  const relaxed = required.filter(({ name }) => names.has(name));
  const waiting: number[] = [];
  for (const other of others) {
    const { results } = await github.readMergeState(other);
    if (unmetChecks(relaxed, results).length > 0) waiting.push(other);
  }
  return waiting;
}
