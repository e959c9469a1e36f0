import type { SegmentEnd } from "../../generated/types/segment.ts";
import { finding } from "../findings/finding.ts";
import { planSegment } from "./plan-segment.ts";
import { segmentPath } from "./read-segment.ts";
import { checkTree, projectionPath, readProjection } from "./verify-commit.ts";
import { checkProjections } from "./verify-projections.ts";
import { type LedgerCommit, report, type Walk } from "./verify-walk.ts";

/** Files of the first commit that are its own. */
const ownFiles = new Set(["README.md", segmentPath]);

/** Where a branch begins that goes on from the one that was walked. */
export interface SegmentStart {
  /** The new branch, for messages. */
  readonly branch: string;
  /** What its segment.json says. */
  readonly continues: SegmentEnd;
  /** Ids of its files by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The same of the branch before, at its end. */
  readonly before: ReadonlyMap<string, string>;
}

/**
 * Judges the first commit of a branch that goes on from what was walked: a beginning of its own, the end that it names is the one that is
 * there, every file that it took over is the same, and nothing stayed behind that something can still follow. Its records are not walked
 * again. Goes on with the walk behind it.
 */
export function beginSegment(walk: Walk, commit: LedgerCommit, start: SegmentStart): void {
  const { branch, continues, files, before } = start;
  const { oid, parents } = commit;
  const about = { commits: [oid], seq: continues.seq };
  const broken = (problem: string, path: string | null = segmentPath): void =>
    report(walk, finding("SEGMENT_LINK_BROKEN", { branch, problem }, { path }), about);
  if (parents.length > 0) report(walk, finding("LEDGER_FORK", { commit: oid, parents: parents.join(", ") }), about);
  const problem = endProblem(walk, continues);
  if (problem !== null) broken(problem);
  for (const { path, mode } of commit.changes) {
    if (mode !== "100644")
      report(walk, finding("BAD_FILE_MODE", { file: path, mode: mode ?? "none" }, { path }), about);
    if (ownFiles.has(path)) continue;
    const known = before.get(path);
    if (known === undefined) broken(`${path} is not on ${continues.branch}`, path);
    else if (known !== files.get(path)) broken(`${path} is another file than on ${continues.branch}`, path);
  }
  // Without every record nobody can say what is open.
  if (walk.blindFrom === null) {
    const last = walk.entries.at(-1)?.path;
    const { paths } = last === undefined ? { paths: [] } : planSegment(walk.folds.values(), before, last);
    for (const path of paths)
      if (!files.has(path)) broken(`${path} was left behind, and can still be gone on with`, path);
  }
  // The last time that what stayed behind is looked at.
  checkProjections(walk);
  walk.commits.add(oid);
  walk.headCommit = oid;
  walk.projections.clear();
  walk.files.clear();
  checkTree(walk, commit);
  for (const change of commit.changes) if (projectionPath.test(change.path)) readProjection(walk, change, oid);
}

/** Why the end that is named is not the one that was walked to; null where it is, or where the last record could not be read. */
function endProblem({ head, headCommit, seq }: Walk, end: SegmentEnd): string | null {
  if (headCommit !== end.commit)
    return `it names commit ${end.commit} as the end of ${end.branch}, and that is ${headCommit}`;
  if (seq !== end.seq) return `it names record ${end.seq} as the last one of ${end.branch}, and that is ${seq}`;
  if (head === null || (head.event_sha256 === end.event_sha256 && head.link_sha256 === end.link_sha256)) return null;
  return `it names another record ${end.seq} than the one that is on ${end.branch}`;
}
