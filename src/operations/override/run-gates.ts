import { type Finding, finding } from "../../core/findings/finding.ts";
import type { ActivationRef } from "../../core/override/activation-events.ts";
import { resultFor } from "../../core/override/own-result.ts";
import { judgeState } from "../../core/override/result-state.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { CheckResult } from "../../ports.ts";
import type { Session } from "./open-session.ts";
import { problemOf } from "./problem-of.ts";
import type { RestoreOutcome } from "./restore-results.ts";

type GateRef = NonNullable<ActivatedCheck["gate"]>;

export function isGated(check: ActivatedCheck): boolean {
  return check.mode === "gate";
}

/** The gates of an activation, once each. */
export function gatesAmong(checks: readonly ActivatedCheck[]): GateRef[] {
  const gates = checks.flatMap((check) => (check.mode === "gate" && check.gate !== undefined ? [check.gate] : []));
  return [...new Map(gates.map((gate) => [gate.check, gate])).values()];
}

/** Runs every gate again that has not been run since it failed; each looks for itself whether it opens. */
export async function openGates(
  session: Session,
  checks: readonly ActivatedCheck[],
  results: readonly CheckResult[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const gate of gatesAmong(checks)) {
    // Another job of that name: an earlier run of ours, or a person, was here before.
    if (resultFor({ name: gate.check, kind: "check_run" }, results)?.id !== gate.job) continue;
    findings.push(...(await runAgain(session, gate)));
  }
  return findings;
}

/**
 * A gate that let the commit through would do so for ever: after the end it is run again, and finds nothing that is active any more.
 * Call only after the end is on the ledger.
 */
export async function closeGates(
  session: Session,
  { target }: ActivationRef,
  checks: readonly ActivatedCheck[],
): Promise<RestoreOutcome> {
  const gated = checks.filter(isGated);
  const failed = new Set<string>();
  let problem: RestoreOutcome["problem"] = null;
  try {
    const results = await session.ports.github.readResults(target.commit);
    for (const gate of gatesAmong(checks)) {
      const latest = resultFor({ name: gate.check, kind: "check_run" }, results);
      if (latest === null || latest.id === gate.job || judgeState(latest.state) !== "passing") continue;
      const [refused] = await runAgain(session, gate);
      if (refused === undefined) continue;
      problem ??= { message: refused.message, fix: refused.fix, status: null };
      for (const check of gated) if (check.gate?.check === gate.check) failed.add(check.name);
    }
  } catch (error) {
    const found = problemOf(error);
    if (found === null) throw error;
    problem = found;
    for (const check of gated) failed.add(check.name);
  }
  const names = [...new Set(gated.map((check) => check.name))];
  return { restored: names.filter((name) => !failed.has(name)), failed: [...failed], problem };
}

async function runAgain({ ports: { github } }: Session, { check, run }: GateRef): Promise<Finding[]> {
  const job = (await github.readJobs(run)).findLast(({ name }) => name === check);
  const outcome = job === undefined ? { refused: "the run has no such job any more" } : await github.rerunJob(job.id);
  return outcome === "started" ? [] : [finding("GATE_NOT_RUN", { gate: check, problem: outcome.refused })];
}
