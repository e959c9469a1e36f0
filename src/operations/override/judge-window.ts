import { type Finding, finding } from "../../core/findings/finding.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { relaxedNames } from "../../core/override/recorded-checks.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { RuleKeeper, TargetReading } from "../../ports.ts";
import { findRelaxed } from "./find-relaxed.ts";
import { findWaiting } from "./find-waiting.ts";
import type { Session } from "./open-session.ts";

/** Why the protection of the base cannot be relaxed just now; null: it can, or nothing of it has to be. */
export async function judgeWindow(
  session: Session,
  keeper: RuleKeeper,
  target: TargetReading,
  registryBranch: string,
  checks: readonly ActivatedCheck[],
  snapshot: ProtectionSnapshot | null,
): Promise<Finding | null> {
  const names = relaxedNames(checks);
  if (names.size === 0) return null;
  const { base: branch } = target;
  const other = await findRelaxed(session, registryBranch, `refs/heads/${branch}`, snapshot);
  if (other !== null) return finding("PROTECTION_BUSY", { other, branch });
  const waiting = await findWaiting(session.ports.github, keeper, target, names, snapshot);
  if (waiting.length === 0) return null;
  const others = waiting.slice(0, 20).map((number) => `#${number}`);
  return finding("OTHERS_WOULD_MERGE", { branch, others: others.join(", "), count: waiting.length });
}
