import { sha256Hex } from "../document/read-document.ts";
import { finding } from "../findings/finding.ts";
import { segmentPath } from "./read-segment.ts";
import { parseRecordPath } from "./record-path.ts";
import { strangePaths } from "./strange-paths.ts";
import { checkRecord, type NewRecord } from "./verify-record.ts";
import { type LedgerChange, type LedgerCommit, report, type Walk } from "./verify-walk.ts";

export const projectionPath =
  /^(?:state\/\d{4}\/\d{2}\/BYPASS-[A-Z0-9]+-\d{8}-\d{6}|active\/(?:[0-9a-f]{40}|[0-9a-f]{64}))\.json$/;

/** Holds the recipe by which anybody verifies without our program, and names the repository. Written with the first record, once. */
const readme = "README.md";

export const publishedFile = /^(?:reports|anchors)\//;

/** Judges one commit: its place in the line, what it did to files that are never changed, then its new records in their order. */
export function checkCommit(walk: Walk, commit: LedgerCommit): void {
  const { oid } = commit;
  const expected = walk.headCommit === null ? [] : [walk.headCommit];
  if (commit.parents.length !== expected.length || commit.parents[0] !== expected[0]) {
    walk.forked = true;
    const parents = commit.parents.length === 0 ? "none" : commit.parents.join(", ");
    report(walk, finding("LEDGER_FORK", { commit: oid, parents }), { commits: [oid] });
  }
  walk.commits.add(oid);
  walk.headCommit = oid;
  const added: NewRecord[] = [];
  const strange = checkTree(walk, commit);
  for (const change of commit.changes) {
    const { path, kind, mode } = change;
    // Of two contents in one place neither is the one that is there.
    if (strange.has(path)) continue;
    const name = parseRecordPath(path);
    const about = { commits: [oid], seq: name?.seq ?? null };
    if (path === segmentPath) {
      const problem = `${segmentPath} was ${kind} after its first commit`;
      report(walk, finding("SEGMENT_LINK_BROKEN", { branch: "This branch", problem }, { path }), about);
      continue;
    }
    if (mode !== null && mode !== "100644" && isOurs(path)) {
      report(walk, finding("BAD_FILE_MODE", { file: path, mode }, { path }), about);
    }
    if (kind !== "added" && (path === readme || /^(?:ledger|reports)\//.test(path))) {
      report(walk, finding("LEDGER_NOT_APPEND_ONLY", { file: path, change: kind }, { path }), about);
    } else if (kind !== "added" && path.startsWith("anchors/")) {
      const what = `The anchor file ${path} was ${kind} after it had been written`;
      report(walk, finding("ANCHOR_CHANGED", { what }, { path }), about);
    } else if (projectionPath.test(path)) {
      readProjection(walk, change, oid);
    } else if (name !== null) {
      added.push({ path, bytes: change.bytes, name, oid });
    } else if (publishedFile.test(path)) {
      // A copy, because the next revision is compared with it; what is given may be a part of something bigger.
      walk.published.set(path, { bytes: change.bytes === null ? null : Uint8Array.from(change.bytes), oid });
    } else if (/^(?:ledger|state|active)\//.test(path)) {
      const problem = "is no path of the ledger";
      report(walk, finding("MALFORMED_TREE", { file: path, problem }, { path }), about);
    } else if (!isOurs(path)) {
      walk.foreign.add(path);
    }
  }
  added.sort((left, right) => left.name.seq - right.name.seq);
  for (const record of added) checkRecord(walk, record);
}

/** Reports what no tree of git's own making shows, and keeps in mind which files there are. */
export function checkTree(walk: Walk, { oid, changes }: LedgerCommit): ReadonlyMap<string, string> {
  const strange = strangePaths(changes);
  for (const { path, kind } of changes) {
    if (kind === "added" && isThere(walk, path)) strange.set(path, "was added where it already was");
    if (kind === "deleted") walk.files.delete(path);
    else walk.files.add(path);
  }
  for (const [path, problem] of strange) {
    const seq = parseRecordPath(path)?.seq ?? null;
    report(walk, finding("MALFORMED_TREE", { file: path, problem }, { path }), { commits: [oid], seq });
  }
  return strange;
}

/** The recipe came with the first commit, which a walk behind a seed has not seen. */
function isThere({ files, projections, seed, forked }: Walk, path: string): boolean {
  if (forked) return false;
  return files.has(path) || projections.has(path) || (seed !== null && path === readme);
}

function isOurs(path: string): boolean {
  return path === readme || /^(?:ledger|state|active|reports|anchors)\//.test(path);
}

/** Notes a file under state or active as a commit leaves it. One that is empty, or not read yet, says what no events amount to. */
export function readProjection(walk: Walk, change: LedgerChange, oid: string): void {
  const { path, kind, bytes } = change;
  if (kind !== "deleted" && bytes === null) {
    report(walk, finding("OBJECTS_MISSING", { file: path }, { path }), { commits: [oid] });
  }
  // A deleted file is as good as one that never was; one that is missing here was reported, and nothing is said about its content.
  if (kind === "deleted") walk.projections.delete(path);
  else if (bytes === null) walk.projections.set(path, null);
  else walk.projections.set(path, bytes.length === 0 ? "" : sha256Hex(bytes));
}
