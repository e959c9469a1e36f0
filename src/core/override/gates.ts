import type { SeenResult } from "./own-result.ts";
import { judgeState } from "./result-state.ts";

/** A required check that is a job running actions/gate (policy `gates`), as it was reported. */
export interface Gate {
  readonly name: string;
  /** Workflow run of the job. */
  readonly run: number;
  readonly id: number;
  readonly state: string;
}

interface Reported {
  readonly required: readonly { readonly name: string }[];
  readonly results: readonly SeenResult[];
}

/** The gates of a base that reported, by the names that the policy has. */
export function gatesOf({ required, results }: Reported, names: readonly string[]): Gate[] {
  const wanted = names.filter((name) => required.some((item) => item.name === name));
  return results.flatMap(({ name, kind, runId, id, state }) =>
    kind === "check_run" && runId != null && id !== null && wanted.includes(name)
      ? [{ name, run: runId, id, state }]
      : [],
  );
}

/** The gate whose run a result is a job of; null: of none. */
export function gateOf(result: SeenResult, reported: Reported, names: readonly string[]): Gate | null {
  if (result.kind !== "check_run" || result.runId == null || names.includes(result.name)) return null;
  return gatesOf(reported, names).find((gate) => gate.run === result.runId) ?? null;
}

/** The jobs of a gate's run that a gate may wait for: other gates are none. */
export function jobsBehind<Result extends SeenResult>(
  gate: Gate,
  results: readonly Result[],
  names: readonly string[],
): Result[] {
  return results.filter(({ kind, runId, name }) => kind === "check_run" && runId === gate.run && !names.includes(name));
}

/** Whether a job keeps a gate shut. A skipped one does, unless the gate was told otherwise: nobody ran what it stands for. */
export function shutsGate(state: string): boolean {
  return judgeState(state) === "failing" || state.toLowerCase() === "skipped";
}
