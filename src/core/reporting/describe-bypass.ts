import { subjectOf } from "../authorization/subject-of.ts";
import { type BypassFlag, type BypassStateName, flagsOf, stateNameOf } from "../ledger/bypass-state.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { listClocks, type RunningClock } from "../remediation/list-clocks.ts";
import { listPeriods, type PeriodOfClock } from "../remediation/list-periods.ts";
import { subjectOfRequest } from "../remediation/subject-of-request.ts";
import type { Instant } from "../time/instant.ts";
import { type BypassIdentity, identityOf } from "./identity-of.ts";

/** A bypass at an instant. */
export interface DescribedBypass {
  readonly identity: BypassIdentity;
  readonly fold: BypassFold;
  readonly state: BypassStateName;
  readonly flags: readonly BypassFlag[];
  /** Clocks with a limit that have started. */
  readonly clocks: readonly RunningClock[];
  /** Periods of recurring clocks that are over. */
  readonly periods: readonly PeriodOfClock[];
}

/**
 * Describes a bypass from its events and, where the clone has it, its manifest. Null: there is no request.
 * @param fold of the events before `asOf` only.
 */
export function describeBypass(
  fold: BypassFold,
  manifest: ManifestReading | null,
  policy: CompiledPolicy,
  asOf: Instant,
): DescribedBypass | null {
  const state = stateNameOf(fold.state);
  const id = parseManifestId(fold.bypass);
  if (state === null || id === null) return null;
  const identity = identityOf(fold, manifest, id.level, policy);
  const subject = manifest === null ? subjectOfRequest(fold, id.level) : subjectOf(manifest, id.level);
  const clocks = listClocks(fold, subject, policy, asOf);
  const periods = listPeriods(fold, subject, policy, asOf);
  return { identity, fold, state, flags: flagsOf(fold.state), clocks, periods };
}
