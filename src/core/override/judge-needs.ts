import { shutsGate } from "./gates.ts";
import { judgeState } from "./result-state.ts";

/** One job that a gate waits for, as the `needs` context has it. */
export interface Need {
  /** Id of the job in the workflow file; its name may be another. */
  readonly id: string;
  /** `success`, `failure`, `cancelled` or `skipped`; what GitHub adds one day keeps the gate shut. */
  readonly result: string;
}

/** A job of the gate's run, in its latest execution. */
export interface SeenJob {
  readonly name: string;
  /** GitHub's word: conclusion of a completed job, else its status. */
  readonly state: string;
}

/** Why a gate opens, or what keeps it shut. */
export interface NeedsVerdict {
  /** Jobs that did not pass and are named by an active bypass, sorted. */
  readonly bypassed: readonly string[];
  /** Jobs that did not pass and that nothing covers. */
  readonly open: readonly SeenJob[];
  /** Needs that did not pass and that no job of the run stands for: nobody can say what would be let through. */
  readonly unexplained: readonly Need[];
}

const mostNeeds = 1000;

/** Reads `${{ toJSON(needs) }}`. Null: it is not that. */
export function readNeeds(text: string): Need[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const needs = Object.entries(value).map(([id, need]) => ({
    id,
    result: (need as { result?: unknown } | null)?.result,
  }));
  const whole = needs.every((need): need is Need => typeof need.result === "string");
  return whole && needs.length > 0 && needs.length <= mostNeeds ? needs : null;
}

/** The needs that keep a gate shut: all that did not succeed, unless they were skipped and may be. */
export function failingNeeds(needs: readonly Need[], allowedSkips: readonly string[]): Need[] {
  return needs.filter(({ id, result }) => result !== "success" && !(result === "skipped" && allowedSkips.includes(id)));
}

/**
 * Holds what did not pass against what active bypasses name (40-override.md, mode `gate`). Needs have job ids and bypasses have the
 * names that GitHub shows, so the jobs of the run stand between them: every failed job of the run has to be named, whoever needs it.
 * @param needs all of them
 * @param covered names of checks that active bypasses of this commit let through
 */
export function judgeNeeds(
  needs: readonly Need[],
  allowedSkips: readonly string[],
  jobs: readonly SeenJob[],
  covered: ReadonlySet<string>,
): NeedsVerdict {
  const failing = failingNeeds(needs, allowedSkips);
  const failed = jobs.filter((job) => judgeState(job.state) === "failing");
  const shown = failing.filter((need) => need.result !== "skipped");
  // Every need that failed is at least one job that failed.
  const unexplained = failed.length < shown.length ? [...shown] : [];
  const skipped = jobs.filter((job) => shutsGate(job.state) && judgeState(job.state) !== "failing");
  const nameless = skipped.filter((job) => !needs.some((need) => isJobOf(need, job)));
  const shut: SeenJob[] = [...failed];
  for (const need of failing.filter(({ result }) => result === "skipped")) {
    const own = skipped.filter((job) => isJobOf(need, job));
    const candidates = own.length > 0 ? own : nameless;
    if (candidates.length === 0) unexplained.push(need);
    shut.push(...candidates);
  }
  const all = [...new Map(shut.map((job) => [job.name, job])).values()];
  return {
    bypassed: all.flatMap(({ name }) => (covered.has(name) ? [name] : [])).sort(),
    open: all.filter(({ name }) => !covered.has(name)),
    unexplained,
  };
}

/** `test`, `test (22, ubuntu)` of a matrix, `test / unit` of a reusable workflow. */
function isJobOf({ id }: Need, { name }: SeenJob): boolean {
  return name === id || name.startsWith(`${id} (`) || name.startsWith(`${id} / `);
}
