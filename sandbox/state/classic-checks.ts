import type { ClassicChecks } from "./rules.ts";
import type { Repo } from "./world.ts";

/** The app that reported a name last, on any commit; null: nobody did, or no app. What GitHub pins where `app_id` is left out. */
export function recentApp(repo: Repo, context: string): number | null {
  const reports = [
    ...repo.checkRuns.filter((run) => run.name === context),
    ...repo.statuses.filter((status) => status.context.toLowerCase() === context.toLowerCase()),
  ];
  return reports.sort((a, b) => b.id - a.id)[0]?.app?.id ?? null;
}

export interface CheckInput {
  readonly context: string;
  /** Left out: the app that reported it last. -1: any. */
  readonly app_id?: number;
}

export function pinChecks(repo: Repo, checks: readonly CheckInput[]): ClassicChecks["checks"] {
  return checks.map(({ context, app_id }) => ({
    context,
    app_id: app_id === undefined ? recentApp(repo, context) : app_id === -1 ? null : app_id,
  }));
}
