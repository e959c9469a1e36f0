import { sha256Hex } from "../document/read-document.ts";
import { finding } from "../findings/finding.ts";
import { segmentPath } from "./read-segment.ts";
import { parseRecordPath } from "./record-path.ts";
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
    const parents = commit.parents.length === 0 ? "none" : commit.parents.join(", ");
    report(walk, finding("LEDGER_FORK", { commit: oid, parents }), { commits: [oid] });
  }
  walk.commits.add(oid);
  walk.headCommit = oid;
  const added: NewRecord[] = [];
  for (const change of commit.changes) {
    const { path, kind, mode } = change;
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
      report(walk, finding("MALFORMED_TREE", { file: path, problem: "is no path of the ledger" }, { path }), about);
    } else if (!isOurs(path)) {
      walk.foreign.add(path);
    }
  }
  added.sort((left, right) => left.name.seq - right.name.seq);
  for (const record of added) checkRecord(walk, record);
}

function isOurs(path: string): boolean {
  return path === readme || /^(?:ledger|state|active|reports|anchors)\//.test(path);
}

/** Notes a file under state or active as a commit leaves it. */
export function readProjection(walk: Walk, change: LedgerChange, oid: string): void {
  const { path, kind, bytes } = change;
  if (kind !== "deleted" && bytes === null) {
    report(walk, finding("OBJECTS_MISSING", { file: path }, { path }), { commits: [oid] });
  }
  // A deleted file is as good as one that never was; one that is missing here was reported, and nothing is said about its content.
  if (kind === "deleted") walk.projections.delete(path);
  else walk.projections.set(path, bytes === null ? null : sha256Hex(bytes));
}
