import type { CheckRun, Status } from "../state/records.ts";
import type { Repo, Variants } from "../state/world.ts";
import type { RequiredCheck } from "./effective-rules.ts";

/** `expected`: nobody reported it. Only `passed` lets a merge through. */
export type CheckVerdict = "passed" | "failing" | "pending" | "expected";

/** Documented success states: a skipped or neutral check run counts as passed. */
const good = new Set(["success", "skipped", "neutral"]);

/** Latest status per context. Contexts are case-insensitive. */
export function latestStatuses(repo: Repo, sha: string): Status[] {
  const latest = new Map<string, Status>();
  for (const status of repo.statuses) if (status.sha === sha) latest.set(status.context.toLowerCase(), status);
  return [...latest.values()];
}

const order = (run: CheckRun, by: Variants["latestCheckRunBy"]): number =>
  by === "id" ? run.id : by === "started_at" ? run.startedAt : (run.completedAt ?? Number.POSITIVE_INFINITY);

/** Check runs that count, latest per name; apps and suites do not matter (reference-github.md a4). */
export function latestCheckRuns(repo: Repo, sha: string, variants: Variants, app: number | null = null): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of repo.checkRuns) {
    if (run.sha !== sha || run.seen !== "counts" || (app !== null && run.app.id !== app)) continue;
    const known = latest.get(run.name);
    const by = variants.latestCheckRunBy;
    const newer =
      known === undefined ||
      order(run, by) > order(known, by) ||
      (order(run, by) === order(known, by) && run.id > known.id);
    if (newer) latest.set(run.name, run);
  }
  return [...latest.values()];
}

export function judgeStatus(status: Status): CheckVerdict {
  return status.state === "success" ? "passed" : status.state === "pending" ? "pending" : "failing";
}

export function judgeCheckRun(run: CheckRun): CheckVerdict {
  if (run.status !== "completed") return "pending";
  return good.has(run.conclusion ?? "") ? "passed" : "failing";
}

/** A required name against what was reported for the commit: where a status and a check run share it, both must pass. */
export function judgeRequired(repo: Repo, sha: string, required: RequiredCheck, variants: Variants): CheckVerdict {
  const { context, app } = required;
  const verdicts: CheckVerdict[] = latestStatuses(repo, sha)
    .filter((status) => status.context.toLowerCase() === context.toLowerCase())
    .filter((status) => app === null || (variants.tokenStatusSatisfiesPin && status.app?.id === app))
    .map(judgeStatus);
  const runs = latestCheckRuns(repo, sha, variants, app).filter((run) => run.name === context);
  verdicts.push(...runs.map(judgeCheckRun));
  if (variants.skippedSiblingBlocks) {
    const skipped = repo.checkRuns.some(
      (run) => run.sha === sha && run.name === context && run.seen === "counts" && run.conclusion === "skipped",
    );
    if (skipped && runs.some((run) => run.conclusion !== "skipped")) verdicts.push("failing");
  }
  if (verdicts.length === 0) return "expected";
  return (
    verdicts.find((verdict) => verdict === "failing") ?? verdicts.find((verdict) => verdict === "pending") ?? "passed"
  );
}

/** Is anything reported for this commit? A test merge commit with reports replaces the head (documented). */
export function hasReports(repo: Repo, sha: string): boolean {
  return (
    repo.statuses.some((status) => status.sha === sha) ||
    repo.checkRuns.some((run) => run.sha === sha && run.seen === "counts")
  );
}
