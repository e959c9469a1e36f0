import { finding } from "../findings/finding.ts";
import { sha256OfText } from "./build-record.ts";
import type { BypassFold } from "./fold-bypass.ts";
import { type ActiveEntry, activeEntryOf, activePath, activeText, statePath, stateText } from "./projections.ts";
import { report, type Walk } from "./verify-walk.ts";

/**
 * Compares what lies under state and active at the head of the branch with what the events amount to. Only the head: a projection is
 * derived, a wrong one is mended by the next append, and a later version may write more into it than an earlier one did.
 */
export function checkProjections(walk: Walk): void {
  if (walk.blindFrom !== null) return;
  const expected = expectedFiles(walk.folds.values());
  for (const [path, { sha256, bypass }] of expected) {
    const digest = walk.projections.get(path);
    // Null: there, but not in this clone; that was reported where it was added.
    if (digest === null) continue;
    const problem = digest === undefined ? "is missing" : digest === sha256 ? null : "does not say what its events say";
    if (problem !== null) mismatch(walk, path, problem, bypass);
  }
  for (const path of walk.projections.keys()) {
    if (!expected.has(path)) mismatch(walk, path, "follows from no event", null);
  }
}

interface ExpectedFile {
  readonly sha256: string;
  readonly bypass: string | null;
}

/** What should lie under state and active, by the folds at hand. */
export function expectedFiles(folds: Iterable<BypassFold>): Map<string, ExpectedFile> {
  const files = new Map<string, ExpectedFile>();
  const active = new Map<string, ActiveEntry[]>();
  for (const fold of folds) {
    const path = statePath(fold.bypass);
    if (path !== null) files.set(path, { sha256: sha256OfText(stateText(fold)), bypass: fold.bypass });
    const entry = activeEntryOf(fold);
    if (entry === null) continue;
    const sha = entry.target.commit;
    active.set(sha, [...(active.get(sha) ?? []), entry]);
  }
  for (const [sha, entries] of active) {
    const text = activeText(sha, entries);
    if (text !== null) files.set(activePath(sha), { sha256: sha256OfText(text), bypass: null });
  }
  return files;
}

function mismatch(walk: Walk, path: string, problem: string, bypass: string | null): void {
  const commits = walk.headCommit === null ? [] : [walk.headCommit];
  report(walk, finding("PROJECTION_MISMATCH", { file: path, problem }, { path }), { bypass, commits });
}
