import type { ClassicChecks, RulesetRule } from "./protection-snapshot.ts";
import { type Entry, entriesOf, entryText, ofClassic, rulesWith, same, toClassic } from "./required-entries.ts";

/** What is to be written; null: nothing of it is required any more. */
export interface Relaxation<Value> {
  readonly write: Value | null;
  /** Requirements of the named checks that are not the recorded ones: they are not ours to take. */
  readonly conflict: readonly string[];
  /** Recorded entries of the named checks that are not there: taken off by us before, or by somebody else. */
  readonly gone: readonly string[];
}

/**
 * Takes exactly the recorded entries of the named checks off classic protection as it is **now**; everything else stays as it is.
 * @param names checks that are overridden by protection
 */
export function relaxClassic(
  current: ClassicChecks,
  recorded: ClassicChecks,
  names: ReadonlySet<string>,
): Relaxation<ClassicChecks> {
  const left = without(current.checks.map(ofClassic), recorded.checks.map(ofClassic), names);
  const write = left.taken ? { strict: current.strict, checks: left.entries.map(toClassic) } : null;
  return { write, conflict: left.conflict, gone: left.gone };
}

/** The same for the rules of a ruleset. */
export function relaxRules(
  current: readonly RulesetRule[],
  recorded: readonly RulesetRule[],
  names: ReadonlySet<string>,
): Relaxation<readonly RulesetRule[]> {
  const left = without(entriesOf(current), entriesOf(recorded), names);
  const write = left.taken ? rulesWith(current, recorded, left.entries) : null;
  return { write, conflict: left.conflict, gone: left.gone };
}

function without(current: readonly Entry[], recorded: readonly Entry[], names: ReadonlySet<string>) {
  const ours = recorded.filter(({ context }) => names.has(context));
  const entries = current.filter((entry) => !ours.some((one) => same(one, entry)));
  const conflict = entries.filter(({ context }) => names.has(context)).map(entryText);
  const gone = ours.filter((one) => !current.some((entry) => same(one, entry))).map(entryText);
  return { entries, conflict, gone, taken: entries.length < current.length };
}
