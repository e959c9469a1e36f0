import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { HistoryCommit } from "./history.ts";

/** A ledger none of whose heads and none of whose manifests this repository has: it is the record of another one. */
export function foreignLedger(entries: readonly LedgerEntry[], commit: string, registry: string): AuditFinding[] {
  const first = entries.find(({ event }) => event.manifest !== undefined);
  if (first === undefined) return [];
  const { path, seq, event } = first;
  const what = `The ledger names ${event.manifest?.path ?? ""} and the head ${event.main_head}; neither they nor any other that it names`;
  const params = { what: `${what} were ever in this repository (${registry} and the default branch)` };
  const about = { seq, bypass: event.bypass, actor: event.actor, commits: [commit] };
  return [auditFinding(finding("FOREIGN_HISTORY", params, { path }), about)];
}

/**
 * Commits that brought manifests into the registry from a history that has no commit in common with it. Elsewhere a second root is
 * ordinary (a subtree, a merged repository); a manifest from there was written and perhaps approved where other rules hold.
 * @param commits of the registry branch, parents first, the head last; with changes below the registry's folder only.
 */
export function foreignManifests(
  commits: readonly HistoryCommit[],
  branch: string,
  isManifest: (path: string) => boolean,
): AuditFinding[] {
  const roots = commits.filter(({ parents }) => parents.length === 0);
  if (roots.length < 2) return [];
  const own = descendantsOf(rootOfMainline(commits), commits);
  return commits.flatMap((commit) => {
    const change = own.has(commit.oid) ? undefined : commit.changes.find(({ path }) => isManifest(path));
    if (change === undefined) return [];
    const { path } = change;
    const what = `${path} came to ${branch} with commit ${commit.oid}, whose history has no commit in common with it`;
    return [auditFinding(finding("FOREIGN_HISTORY", { what }, { path }), { commits: [commit.oid] })];
  });
}

function rootOfMainline(commits: readonly HistoryCommit[]): string | undefined {
  let next = commits.at(-1)?.oid;
  let root: string | undefined;
  for (const { oid, parents } of [...commits].reverse()) {
    if (oid !== next) continue;
    root = oid;
    next = parents[0];
  }
  return root;
}

function descendantsOf(root: string | undefined, commits: readonly HistoryCommit[]): ReadonlySet<string> {
  const own = new Set<string>(root === undefined ? [] : [root]);
  for (const { oid, parents } of commits) if (parents.some((parent) => own.has(parent))) own.add(oid);
  return own;
}
