import { finding } from "../findings/finding.ts";
import { hasRefusedName } from "../ledger/strange-paths.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { bytesOfPath } from "./bytes-of-path.ts";
import type { SplitHistory } from "./follow-mainline.ts";
import type { HistoryCommit, TreeChange } from "./history.ts";
import { readTree } from "./read-tree.ts";

/** Bytes of the tree objects that the head of a branch has on the way to a folder and below it, by path; "" is the root. */
export type HeadTrees = ReadonlyMap<string, Uint8Array>;

/**
 * Trees that no git writes: a name twice, in the wrong order, one that means another place. Tools show different files of the same commit
 * then: one of two namesakes is what is reviewed, the other one what is read. Git lists the changes of sorted trees in their order, so
 * in its lists such a tree shows; of the head the bytes are read, too.
 * @param head its trees, and the folder of the manifests, from which on modes are judged
 * @param isWhole whether these are all commits, so that nothing was there before them
 */
export function checkTrees(
  { line, others }: SplitHistory,
  head: { readonly commit: string; readonly trees: HeadTrees; readonly folder: string },
  isWhole: boolean,
): AuditFinding[] {
  const findings = [
    ...headProblems(head),
    ...lineProblems(line, isWhole),
    ...[...line, ...others].flatMap((commit) => listProblems(commit)),
  ];
  // One for each path: what is written wrongly is found again by each commit that has it.
  const seen = new Set<string>();
  return findings.filter(({ path }) => {
    const isNew = !seen.has(path ?? "");
    seen.add(path ?? "");
    return isNew;
  });
}

function malformed(file: string, problem: string, commit: string): AuditFinding {
  return auditFinding(finding("MALFORMED_TREE", { file, problem }, { path: file }), { commits: [commit] });
}

function headProblems({ commit, trees, folder }: Parameters<typeof checkTrees>[1]): AuditFinding[] {
  return [...trees].flatMap(([path, bytes]) => {
    const isBelow = path === folder || path.startsWith(`${folder}/`);
    return readTree(bytes, commit.length / 2, isBelow).map(({ name, problem }) =>
      malformed([path, name].filter((part) => part !== "").join("/") || "the root folder", problem, commit),
    );
  });
}

/** A comparison with one parent lists each path once, in ascending order of its bytes. */
function listProblems({ oid, changes }: HistoryCommit): AuditFinding[] {
  const findings: AuditFinding[] = [];
  for (const [at, change] of changes.entries()) {
    const { path, kind } = change;
    if (kind !== "deleted" && hasRefusedName(path))
      findings.push(malformed(path, "has a name that means another place", oid));
    const before = changes[at - 1];
    if (before === undefined || before.parent !== change.parent) continue;
    if (!isAscending(before.path, path))
      findings.push(malformed(path, `stands twice, or out of order, in a tree of commit ${oid}`, oid));
    else if (isInside(change, before))
      findings.push(malformed(before.path, `is a file and a folder in commit ${oid}`, oid));
  }
  return findings;
}

function isAscending(before: string, after: string): boolean {
  if (before < after && !/[^ -[\]-~]/.test(before + after)) return true;
  return Buffer.compare(bytesOfPath(before), bytesOfPath(after)) < 0;
}

function isInside(change: TreeChange, before: TreeChange): boolean {
  return change.kind !== "deleted" && before.kind !== "deleted" && change.path.startsWith(`${before.path}/`);
}

/** What comes was not there, what goes or changes was: otherwise a tree had it twice. */
function lineProblems(line: readonly HistoryCommit[], isWhole: boolean): AuditFinding[] {
  const there = new Map<string, boolean>();
  const findings: AuditFinding[] = [];
  for (const { oid, parents, changes } of line) {
    for (const { path, kind, parent } of changes) {
      if (parents.length > 1 && parent !== parents[0]) continue;
      const was = there.get(path) ?? (isWhole ? false : kind !== "added");
      if (was !== (kind !== "added")) {
        const instead = was ? "was there before" : "was not there before";
        findings.push(malformed(path, `is ${kind} by commit ${oid}, and ${instead}: a tree has it twice`, oid));
      }
      there.set(path, kind !== "deleted");
    }
  }
  return findings;
}
