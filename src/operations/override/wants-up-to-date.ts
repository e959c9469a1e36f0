import { ConfigurationError } from "../../core/findings/errors.ts";
import type { RuleKeeper, TargetReading } from "../../ports.ts";

/**
 * Whether classic protection wants a branch up to date before it is merged. An App that counts as an administrator would go past that.
 * Without a required check the wish has no effect.
 * @returns null: only an administrator may read it, and this token may not
 */
export async function wantsUpToDate(
  keeper: RuleKeeper,
  { base, rules }: Pick<TargetReading, "base" | "rules">,
): Promise<boolean | null> {
  if (rules.classic.length === 0) return false;
  try {
    return (await keeper.readClassic(base))?.strict === true;
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}
