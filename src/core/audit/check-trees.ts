import { finding } from "../findings/finding.ts";
import { strangePaths } from "../ledger/strange-paths.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { HistoryCommit, TreeChange } from "./history.ts";

/**
 * Finds trees of the registry in which two readers can see two contents under one path: what was approved lies beside what was not, and
 * which of them a tool shows is the tool's choice. Each commit is compared with every parent for itself.
 */
export function checkTrees(commits: Iterable<HistoryCommit>): AuditFinding[] {
  const findings: AuditFinding[] = [];
  for (const { oid, changes } of commits) {
    if (changes.length === 0) continue;
    const strange = new Map<string, string>();
    for (const list of byParent(changes).values())
      for (const [path, what] of strangePaths(list)) strange.set(path, what);
    for (const [path, problem] of strange) {
      findings.push(auditFinding(finding("MALFORMED_TREE", { file: path, problem }, { path }), { commits: [oid] }));
    }
  }
  return findings;
}

function byParent(changes: readonly TreeChange[]): Map<string | null, TreeChange[]> {
  const lists = new Map<string | null, TreeChange[]>();
  for (const change of changes) {
    const list = lists.get(change.parent);
    if (list === undefined) lists.set(change.parent, [change]);
    else list.push(change);
  }
  return lists;
}
