import type { Required } from "../../core/override/choose-checks.ts";
import { type Effect, judgeEffect } from "../../core/override/judge-effect.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { Session } from "./open-session.ts";
import { isGated } from "./run-gates.ts";

/** Seconds between looks. A computation that is not there yet gets all of them. */
const pauses = [1, 2, 4, 8, 15];
/** A gate is a job: it waits for a runner, and then runs. About five minutes in all. */
const pausesForGates = [...pauses, 15, 15, 30, 30, 60, 60, 60];
/** "Blocked" right after a write may be the computation of before it. */
const looksWhenBlocked = 3;

export interface VerifiedEffect {
  readonly effect: Effect;
  /** mergeStateStatus of the last look. */
  readonly mergeState: string;
  /** Head and base of that look. */
  readonly headSha: string;
  readonly base: string;
}

/** Asks GitHub until it has computed whether the override works, within half a minute, or longer where a gate has to run first. */
export async function verifyEffect(
  session: Session,
  number: number,
  sha: string,
  checks: readonly ActivatedCheck[],
  required: readonly Required[],
  later: readonly string[],
): Promise<VerifiedEffect> {
  const { github, sleeper } = session.ports;
  for (let look = 0; ; look++) {
    const { status, reviewDecision, results, headSha, base } = await github.readMergeState(number);
    const effect = judgeEffect({ ours: session.ours(sha), checks, required, later, status, reviewDecision, results });
    const seen: VerifiedEffect = { effect, mergeState: status, headSha, base };
    const waits = checks.some(isGated) ? pausesForGates : pauses;
    const limit = effect.outcome === "unknown" ? waits.length : looksWhenBlocked;
    // Of another head it says nothing about this one.
    if (effect.outcome === "effective" || headSha !== sha || look >= limit) return seen;
    await sleeper.sleep((waits[look] ?? 1) * 1000);
  }
}
