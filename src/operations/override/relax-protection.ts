import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { relaxClassic, relaxRules } from "../../core/override/relax-protection.ts";
import type { RuleKeeper } from "../../ports.ts";

/**
 * Takes the named checks off what requires them, as recorded before. What is off already stays so: a run that died may have done it.
 * @returns requirements that are not the recorded ones any more; then nothing of theirs was changed
 */
export async function relaxProtection(
  keeper: RuleKeeper,
  { branch, classic, rulesets }: ProtectionSnapshot,
  names: ReadonlySet<string>,
): Promise<readonly string[]> {
  const conflicts: string[] = [];
  const current = classic === null ? null : await keeper.readClassic(branch);
  if (classic !== null && current !== null) {
    const { write, conflict } = relaxClassic(current, classic, names);
    conflicts.push(...conflict);
    if (write !== null && conflict.length === 0) await keeper.writeClassic(branch, write);
  }
  for (const { id, rules } of rulesets) {
    const reading = await keeper.readRuleset(id);
    if (reading === null) continue;
    const { write, conflict } = relaxRules(reading.rules, rules, names);
    conflicts.push(...conflict);
    if (write !== null && conflict.length === 0) await keeper.writeRules(id, write);
  }
  return conflicts;
}
