import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { type Relaxation, relaxClassic, relaxRules } from "../../core/override/relax-protection.ts";
import type { RuleKeeper } from "../../ports.ts";

/**
 * Takes the named checks off what requires them, as recorded before.
 * @param first nothing of this activation can have been taken off before: what is off already was taken off by somebody else
 * @returns in words, what is not as it was recorded any more; then nothing was changed, anywhere
 */
export async function relaxProtection(
  keeper: RuleKeeper,
  { branch, classic, rulesets }: ProtectionSnapshot,
  names: ReadonlySet<string>,
  first: boolean,
): Promise<readonly string[]> {
  const others: string[] = [];
  const writes: (() => Promise<void>)[] = [];
  const take = <Value>({ write, conflict, gone }: Relaxation<Value>, put: (value: Value) => Promise<void>): void => {
    others.push(...conflict.map((entry) => `${entry} is required`));
    if (first) others.push(...gone.map((entry) => `${entry} is not required`));
    if (write !== null) writes.push(() => put(write));
  };
  if (classic !== null) {
    const current = (await keeper.readClassic(branch)) ?? { strict: classic.strict, checks: [] };
    take(relaxClassic(current, classic, names), (value) => keeper.writeClassic(branch, value));
  }
  for (const { id, rules } of rulesets) {
    const current = (await keeper.readRuleset(id))?.rules ?? [];
    take(relaxRules(current, rules, names), (value) => keeper.writeRules(id, value));
  }
  if (others.length > 0) return others;
  for (const write of writes) await write();
  return [];
}
