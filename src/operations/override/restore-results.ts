import { type Finding, finding } from "../../core/findings/finding.ts";
import type { EventContent } from "../../core/ledger/draft-event.ts";
import type { BypassFold } from "../../core/ledger/fold-bypass.ts";
import { type ActivationRef, restored, restoreFailed } from "../../core/override/activation-events.ts";
import { restoredDescription, restoredId } from "../../core/override/own-result.ts";
import { conclusionToPost, planRestore, stateToPost } from "../../core/override/plan-restore.ts";
import { branchOf, violationOf } from "../../core/override/plan-settle.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { Session } from "./open-session.ts";
import { type Problem, problemOf } from "./problem-of.ts";
import { restoreProtection } from "./restore-protection.ts";

export interface RestoreOutcome {
  /** Names whose original stands, or needs no posting. */
  readonly restored: readonly string[];
  readonly failed: readonly string[];
  readonly problem: Problem | null;
  /** What somebody else changed in protection meanwhile. */
  readonly drift?: readonly string[];
}

/**
 * Puts back what an activation changed: protection first, because it binds everybody; then posts the originals again, one after the
 * other. A failure of one does not keep the others from being put back.
 * @param certain `kind name` of what this very run posted
 */
export async function restoreResults(
  session: Session,
  ref: ActivationRef,
  checks: readonly ActivatedCheck[],
  certain: ReadonlySet<string> = new Set(),
): Promise<RestoreOutcome> {
  const { github } = session.ports;
  const { target } = ref;
  const ours = session.ours(target.commit);
  const failed = new Set<string>();
  let problem: Problem | null = null;
  const attempt = async (names: readonly string[], work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const found = problemOf(error);
      if (found === null) throw error;
      problem ??= found;
      for (const name of names) failed.add(name);
    }
  };
  const of = (mode: string): string[] => checks.filter((check) => check.mode === mode).map((check) => check.name);
  let drift: readonly string[] = [];
  const relaxed = new Set(of("protection"));
  if (relaxed.size > 0) {
    const outcome = await restoreProtection(session, ref, relaxed);
    drift = outcome.drift;
    problem = outcome.problem;
    if (problem !== null) for (const name of relaxed) failed.add(name);
  }
  // What waits behind a gate is restored by the gate (run-gates.ts); a merge alone changes nothing that could be put back.
  const gated = new Set(of("gate"));
  const names = [...new Set([...relaxed, ...of("check")])].filter((name) => !gated.has(name));
  const posted = [...new Set(of("check"))].filter((name) => !gated.has(name));
  if (posted.length === 0) return outcomeOf();
  await attempt(posted, async () => {
    const results = await github.readResults(target.commit);
    for (const { check, post } of planRestore(checks, results, ours, certain)) {
      if (post) await attempt([check.name], () => postOriginal(session, check, target.commit));
    }
  });
  return outcomeOf();

  function outcomeOf(): RestoreOutcome {
    return { restored: names.filter((name) => !failed.has(name)), failed: [...failed], problem, drift };
  }
}

async function postOriginal(session: Session, check: ActivatedCheck, sha: string): Promise<void> {
  const { github } = session.ports;
  const { name, kind, conclusion, url } = check;
  const original = conclusion ?? "failure";
  if (kind === "status") {
    const description = restoredDescription(session.bypass, original);
    await github.postStatus({ sha, context: name, state: stateToPost(conclusion), description, url });
    return;
  }
  await github.postCheckRun({
    sha,
    name,
    conclusion: conclusionToPost(conclusion),
    externalId: restoredId(session.ours(sha), name),
    url,
    title: `Original result: ${original}`,
    summary: `${session.bypass} does not cover this check any more. This is the result that it had covered.`,
  });
}

/**
 * The events of a restore. Whoever tries again every hour and fails the same way has nothing new to record; nor has who looks once more,
 * behind a late merge, at what was put back with the end, and gets no answer.
 * @param posted what the same commit records before
 */
export function restoreEvents(
  ref: ActivationRef,
  outcome: RestoreOutcome,
  fold: BypassFold,
  posted: readonly EventContent[] = [],
): EventContent[] {
  const failures = fold.entries.filter(({ event }) => event.type === "restore.failed");
  const { activation, unrestored } = fold.state;
  const isOwed = unrestored.length > 0 || posted.some(({ data }) => data.behind_restore === true);
  const isBack = activation?.number === ref.activation && activation.ended !== null && !isOwed;
  const { problem, failed } = outcome;
  const failure =
    problem === null ? null : restoreFailed(ref, failed, problem.message, problem.status, failures.length);
  const known = failure === null || isBack || sameFailure(failures.at(-1)?.event.data ?? {}, failure.data);
  const recorded = new Set(fold.entries.map(({ event }) => `${event.type} ${event.key}`));
  const facts = [
    ...fold.entries.map(({ event }) => event),
    ...posted.filter(({ type, key }) => !recorded.has(`${type} ${key}`)),
  ];
  // A change in the seconds of a relaxed protection is for a person to look at, once.
  const drift = (outcome.drift ?? []).length === 0 ? [] : [violationOf(ref.bypass, "PROTECTION_DRIFT", ref.activation)];
  const back = outcome.restored.map((name) => restored(ref, name, restoresBefore(ref, name, facts)));
  return [...back, ...(known ? [] : [failure]), ...drift];
}

/** How often a check was put back before it was posted again, or tried again and failed: that it is back then is another fact. */
function restoresBefore(
  { activation }: ActivationRef,
  name: string,
  facts: readonly Pick<EventContent, "type" | "data">[],
): number {
  const about = facts.filter(
    ({ type, data }) =>
      data.activation === activation &&
      (type === "override.posted"
        ? data.check === name
        : (type === "override.restored" || type === "restore.failed") &&
          (data.checks as readonly string[] | undefined)?.includes(name) === true),
  );
  const changed = about.findLastIndex(({ type }) => type !== "override.restored");
  return about.slice(0, changed + 1).filter(({ type }) => type === "override.restored").length;
}

/** What a person has to be told about a restore: what is not back, and what somebody else changed. */
export function restoreFindings(ref: ActivationRef, { failed, problem, drift = [] }: RestoreOutcome): Finding[] {
  const { bypass, target } = ref;
  const checks = failed.join(", ");
  return [
    ...(problem === null ? [] : [finding("RESTORE_FAILED", { checks, problem: problem.message, bypass })]),
    ...(drift.length === 0
      ? []
      : [finding("PROTECTION_DRIFT", { branch: branchOf(target.ref), drift: drift.join("; "), bypass })]),
  ];
}

type Data = EventContent["data"];

function sameFailure(one: Data, other: Data): boolean {
  return ["activation", "checks", "problem", "status"].every((name) => String(one[name]) === String(other[name]));
}
