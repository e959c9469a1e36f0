import { ConfigurationError } from "../../core/findings/errors.ts";
import type { Finding } from "../../core/findings/finding.ts";
import { type Activation, stateNameOf } from "../../core/ledger/bypass-state.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { type ActivationRef, deactivated } from "../../core/override/activation-events.ts";
import type { SettlePlan } from "../../core/override/plan-settle.ts";
import { checksOfActivation } from "../../core/override/recorded-checks.ts";
import { renderEnded } from "../../core/override/render/comment.ts";
import { hasMarker, markerOf } from "../../core/text/marker.ts";
import type { ActivatedCheck, LedgerEvent } from "../../generated/types/event.ts";
import type { OwnComment } from "../../ports.ts";
import type { Session } from "./open-session.ts";
import { certainOf, eventsOf, type PostedResult } from "./post-override.ts";
import { type RestoreOutcome, restoreEvents, restoreFindings, restoreResults } from "./restore-results.ts";
import { closeGates, isGated } from "./run-gates.ts";

export interface EndedActivation {
  readonly restored: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Ends an activation: puts the originals back, then records in one commit what happened, the end and the restore. In this order,
 * because an entry that is still active is what a second run finds; what it finds restored it does not post again.
 * @param done what this run has posted and not recorded
 */
export async function endActivation(
  session: Session,
  ref: ActivationRef,
  plan: SettlePlan,
  done: readonly PostedResult[] = [],
): Promise<EndedActivation> {
  const checks = activatedChecks(session, ref.activation);
  const known = new Set(postedIn(session.fold(), ref).map(({ key }) => key));
  let outcome = await restoreResults(session, ref, checks, certainOf(done));
  await session.record((fold) => {
    const { reason } = plan;
    const running = fold.state.activation?.number === ref.activation && fold.state.activation.ended === null;
    const end = reason === null || !running ? [] : [deactivated(ref, reason)];
    const own = eventsOf(ref, done, fold);
    for (const { key } of own) known.add(key);
    const later = postedSince(fold, ref, known);
    const seen = { ...outcome, restored: outcome.restored.filter((name) => !later.has(name)) };
    return [...own, ...plan.facts, ...end, ...restoreEvents(ref, seen, fold, own)];
  });
  // A run that was still activating it has posted since we looked, and recorded it before our end: it takes nothing back.
  if (postedSince(session.fold(), ref, known).size > 0) {
    outcome = await restoreResults(session, ref, checks);
    await session.record((fold) => restoreEvents(ref, outcome, fold));
  }
  const gates = await endGates(session, ref, checks);
  const failures = [outcome, gates].flatMap((one) => restoreFindings(ref, one));
  return { restored: [...outcome.restored, ...gates.restored], findings: [...plan.findings, ...failures] };
}

/** What is on record as posted in an activation. */
function postedIn({ entries }: BypassFold, { activation }: ActivationRef): LedgerEvent[] {
  return entries.flatMap(({ event }) =>
    event.type === "override.posted" && event.data.activation === activation ? [event] : [],
  );
}

/** Names of checks that were posted by records with other keys. */
function postedSince(fold: BypassFold, ref: ActivationRef, known: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(postedIn(fold, ref).flatMap(({ key, data }) => (known.has(key) ? [] : String(data.check))));
}

/** Shuts what a gate had opened. A merged commit needs no gate any more: there nothing is left to be done. */
export async function endGates(
  session: Session,
  ref: ActivationRef,
  checks: readonly ActivatedCheck[],
): Promise<RestoreOutcome> {
  const gated = checks.filter(isGated);
  if (gated.length === 0) return { restored: [], failed: [], problem: null };
  const names = [...new Set(gated.map((check) => check.name))];
  const merged = session.fold().state.used !== null;
  const outcome = merged ? { restored: names, failed: [], problem: null } : await closeGates(session, ref, checks);
  await session.record((fold) => restoreEvents(ref, outcome, fold));
  return outcome;
}

/** Puts back what an ended activation left behind; nothing where nothing is left. */
export async function finishRestore(session: Session): Promise<EndedActivation> {
  const { activation, unrestored } = session.fold().state;
  const ref = activation === null ? null : refOf(session.bypass, activation);
  if (ref === null || unrestored.length === 0) return { restored: [], findings: [] };
  return endActivation(session, ref, { reason: null, facts: [], findings: [] });
}

/** The checks as they were recorded before anything was posted. */
export function activatedChecks(session: Session, activation: number): readonly ActivatedCheck[] {
  const checks = checksOfActivation(session.fold(), activation);
  if (checks !== null) return checks;
  throw new ConfigurationError(
    `The ledger has no record of activation ${activation} of ${session.bypass}.`,
    "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
  );
}

export function refOf(bypass: string, { number, target }: Activation): ActivationRef | null {
  return target === null ? null : { bypass, activation: number, target };
}

/** The same where nobody has looked at the target yet; what was never active is announced nowhere. */
export async function tellEndOf(session: Session): Promise<void> {
  const number = session.fold().state.activation?.target?.pr;
  if (number === undefined) return;
  const { comments } = await session.ports.github.readTarget(number);
  await tellEnd(session, number, comments);
}

const told: ReadonlySet<string> = new Set(["used", "voided", "suspended", "expired", "revoked"]);

/**
 * Says the end where the override was announced; nowhere else. All of it comes from the ledger, so that a run that died before this
 * is made good by the next one.
 */
export async function tellEnd(session: Session, number: number, comments: readonly OwnComment[]): Promise<void> {
  const marker = markerOf("override", session.bypass);
  const known = comments.find((comment) => hasMarker(comment.body, marker));
  const { state } = session.fold();
  if (known === undefined || !told.has(state.lifecycle)) return;
  const names = [...new Set((state.activation?.checks ?? []).map((check) => check.name))];
  const restored = names.filter((name) => !state.unrestored.includes(name));
  const text = renderEnded(session.bypass, stateNameOf(state) ?? state.lifecycle, restored);
  await session.ports.github.writeComment(number, `${marker}\n${text}`, known);
}
