import { activeSlots } from "../authorization/active-slots.ts";
import { subjectOf } from "../authorization/subject-of.ts";
import { type BypassFlag, type BypassStateName, flagsOf, stateNameOf } from "../ledger/bypass-state.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { clockEventsOf } from "../remediation/clock-events.ts";
import { type ClockReading, evaluateClock } from "../remediation/evaluate-clock.ts";
import type { Instant } from "../time/instant.ts";
import { type BypassIdentity, identityOf } from "./identity-of.ts";

/** A bypass at an instant. */
export interface DescribedBypass {
  readonly identity: BypassIdentity;
  readonly fold: BypassFold;
  readonly state: BypassStateName;
  readonly flags: readonly BypassFlag[];
  /** Clocks with a limit that have started, by name of the policy's row. */
  readonly clocks: readonly { readonly clock: string; readonly reading: ClockReading }[];
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
  const identity = identityOf(fold, manifest, id.level);
  const clocks = clocksOf(fold, identity, manifest, policy, asOf);
  return { identity, fold, state, flags: flagsOf(fold.state), clocks };
}

/** Events that end the wait for an answer; a clock that started before them does not run on behind them. */
const ends = new Set(["bypass.refused", "bypass.voided", "bypass.expired", "bypass.revoked"]);

function clocksOf(
  fold: BypassFold,
  { level, severity }: BypassIdentity,
  manifest: ManifestReading | null,
  policy: CompiledPolicy,
  asOf: Instant,
): DescribedBypass["clocks"] {
  const subject: Subject =
    manifest === null
      ? {
          level,
          severity: severity ?? "",
          classes: [],
          trigger: null,
          criteria: [],
          regulations: [],
          drill: fold.state.drill,
        }
      : subjectOf(manifest, level);
  const slots = new Set(
    activeSlots(level, subject, policy)
      .filter((slot) => slot.needed > 0)
      .map((slot) => slot.name),
  );
  const events = clockEventsOf(fold);
  const end = events.filter((event) => ends.has(event.type)).at(-1)?.at ?? null;
  return Object.entries(policy.policy.clocks).flatMap(([clock, row]) => {
    // The remediation's own deadline is in its event: it may be earlier than the limit, or extended.
    if (row.not_after !== undefined || !matchesWhen(row.when, subject)) return [];
    if (row.slot !== undefined && !slots.has(row.slot)) return [];
    const reading = evaluateClock(row, events, policy, asOf);
    if (reading === null) return [];
    if (reading.stop !== null || end === null || reading.start >= end) return [{ clock, reading }];
    const ended = evaluateClock(row, events, policy, end);
    return ended?.state === "breached" ? [{ clock, reading: ended }] : [];
  });
}
