import { finding } from "../findings/finding.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { CloneState, HistoryCommit } from "./history.ts";

/** Where the history of a branch ends because the clone is shallow; empty where it is whole. */
export function checkDepth(
  branch: string,
  commits: readonly Pick<HistoryCommit, "oid">[] | ReadonlySet<string>,
  state: CloneState,
): AuditFinding[] {
  if (state.shallow.length === 0) return [];
  const ends = new Set(state.shallow);
  const oids = commits instanceof Set ? [...commits] : (commits as readonly HistoryCommit[]).map(({ oid }) => oid);
  const commit = oids.find((oid) => ends.has(oid));
  if (commit === undefined) return [];
  return [auditFinding(finding("SHALLOW_HISTORY", { branch, commit }), { commits: [commit] })];
}

/** Commits of the histories that were read whose parents `info/grafts` would change for everybody else. */
export function checkGrafts(commits: readonly HistoryCommit[], state: CloneState): AuditFinding[] {
  const grafted = new Set(state.grafted);
  return commits
    .filter(({ oid }) => grafted.has(oid))
    .map(({ oid }) =>
      auditFinding(finding("GRAFTS_PRESENT", { commit: oid }, { path: ".git/info/grafts" }), { commits: [oid] }),
    );
}

/**
 * Objects of the histories that were read which everybody else is shown as others.
 * @param replaced those of `CloneState.replaced` that the histories lead to.
 */
export function checkReplaced(replaced: readonly string[], commits: readonly HistoryCommit[]): AuditFinding[] {
  return replaced.map((object) => {
    // A blob has paths and a commit that brought it; a commit is its own place; of a tree only the id is known.
    const brought = commits.find(({ oid, changes }) => oid === object || changes.some(({ blob }) => blob === object));
    const path = brought?.changes.find(({ blob }) => blob === object)?.path ?? null;
    const about = { commits: brought === undefined ? [] : [brought.oid] };
    return auditFinding(finding("REPLACE_REFS_PRESENT", { object }, { path }), about);
  });
}
