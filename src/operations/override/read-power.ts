import { sourcesOf } from "../../core/override/branch-rules.ts";
import { factsWanted } from "../../core/override/judge-other-rules.ts";
import type { Power } from "../../core/override/power.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import type { RuleKeeper, RulesetReading, TargetReading } from "../../ports.ts";
import { wantsUpToDate } from "./wants-up-to-date.ts";

/**
 * What the token of the App may do about the checks of a target.
 * @param names checks that nothing weaker overrides
 * @param relax whether protection may be changed for them, so that it has to be read; that takes a permission more
 */
export async function readPower(
  keeper: RuleKeeper | null,
  target: TargetReading,
  names: readonly string[],
  relax: boolean,
): Promise<Power | null> {
  if (keeper === null) return null;
  const { rules, required, base } = target;
  const sources = required.filter(({ name }) => names.includes(name)).flatMap((item) => sourcesOf(item, rules));
  const binding = sources.flatMap((source) => (source.from === "ruleset" ? [source.rule] : []));
  const queues = rules.rules.filter(({ type }) => type === "merge_queue");
  const readings: RulesetReading[] = [];
  for (const id of new Set([...binding, ...queues].map(({ ruleset }) => ruleset))) {
    const reading = await keeper.readRuleset(id);
    if (reading !== null) readings.push(reading);
  }
  const bypasses = new Set(readings.filter(({ bypassed }) => bypassed).map(({ id }) => id));
  // It binds the merge in a window, too, whatever check it is relaxed for.
  const classic = relax ? await keeper.readClassic(base) : null;
  const classicStrict = relax ? (classic?.strict ?? false) : await wantsUpToDate(keeper, target);
  const facts = await keeper.readFacts(target, factsWanted(rules, classicStrict));
  if (!relax) return { bypasses, snapshot: null, classicStrict, facts };
  const own = new Set(binding.filter(({ owner }) => owner === "Repository").map(({ ruleset }) => ruleset));
  const snapshot: ProtectionSnapshot = {
    branch: base,
    classic: sources.some(({ from }) => from === "classic") ? classic : null,
    rulesets: readings.filter(({ id }) => own.has(id)).map(({ id, name, rules: list }) => ({ id, name, rules: list })),
  };
  return { bypasses, snapshot, classicStrict, facts };
}
