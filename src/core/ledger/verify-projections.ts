import { finding } from "../findings/finding.ts";
import { type ActiveEntry, activeEntryOf, activePath, activeText, statePath, stateText } from "./projections.ts";
import { report, type Walk } from "./verify-walk.ts";

/**
 * Compares what lies under state and active at the head of the branch with what the events amount to. Only the head: a projection is
 * derived, a wrong one is mended by the next append, and a later version may write more into it than an earlier one did.
 */
export function checkProjections(walk: Walk): void {
  if (walk.blindFrom !== null) return;
  const expected = expectedFiles(walk);
  for (const [path, { text, bypass }] of expected) {
    const bytes = walk.projections.get(path);
    // Null: there, but not in this clone; that was reported where it was added.
    if (bytes === null) continue;
    const problem =
      bytes === undefined ? "is missing" : textOf(bytes) === text ? null : "does not say what its events say";
    if (problem !== null) mismatch(walk, path, problem, bypass);
  }
  for (const path of walk.projections.keys()) {
    if (!expected.has(path)) mismatch(walk, path, "follows from no event", null);
  }
}

function expectedFiles(walk: Walk): Map<string, { readonly text: string; readonly bypass: string | null }> {
  const files = new Map<string, { readonly text: string; readonly bypass: string | null }>();
  const active = new Map<string, ActiveEntry[]>();
  for (const fold of walk.folds.values()) {
    const path = statePath(fold.bypass);
    if (path !== null) files.set(path, { text: stateText(fold), bypass: fold.bypass });
    const entry = activeEntryOf(fold);
    if (entry === null) continue;
    const sha = entry.target.commit;
    active.set(sha, [...(active.get(sha) ?? []), entry]);
  }
  for (const [sha, entries] of active) {
    const text = activeText(sha, entries);
    if (text !== null) files.set(activePath(sha), { text, bypass: null });
  }
  return files;
}

function mismatch(walk: Walk, path: string, problem: string, bypass: string | null): void {
  const commits = walk.headCommit === null ? [] : [walk.headCommit];
  report(walk, finding("PROJECTION_MISMATCH", { file: path, problem }, { path }), { bypass, commits });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
