import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { readTrust } from "../signatures/read-trust.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { isTrustPath } from "./follow-trust.ts";
import type { Contents, HistoryCommit } from "./history.ts";

export interface TrustRecordOptions {
  /** The registry branch, as this clone has it. */
  readonly branch: string;
  /** Folder of the trusted keys, e.g. `.qms/trust`. */
  readonly folder: string;
  readonly contents: Contents;
  readonly notChecked: string[];
}

/**
 * Compares the keys that the ledger put on record (`trust.changed`) with every version of the trusted keys on the registry's main line.
 * A record makes no key count (`followTrust`), but a key that was recorded and that no version names was taken out of the branch's
 * history. A key that no record names is no finding: the next daily run records it, and a repository that publishes no reports never does.
 * It is said, because then nothing but the branch itself tells since when the key counts.
 * @param entries all records, in order @param line the branch's first-parent line, oldest first
 */
export function checkTrustRecords(
  entries: readonly LedgerEntry[],
  line: readonly HistoryCommit[],
  { branch, folder, contents, notChecked }: TrustRecordOptions,
): readonly AuditFinding[] {
  const recorded = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const { type, data } = entry.event;
    const key = String(data.key);
    if (type === "trust.changed" && data.kind === "added" && !recorded.has(key)) recorded.set(key, entry);
  }
  const named = keysOf(line, folder, contents);
  if (named === null) {
    if (recorded.size > 0)
      notChecked.push("whether keys on record are the registry's: this clone lacks versions of them");
    return [];
  }
  const open = entries.length === 0 ? 0 : [...named].filter((key) => !recorded.has(key)).length;
  if (open > 0) {
    notChecked.push(
      `since when ${open} of ${named.size} trusted keys count: no record names them (the daily report's run records those that do)`,
    );
  }
  return [...recorded].flatMap(([key, { seq, event }]): AuditFinding[] => {
    if (named.has(key)) return [];
    const what = `Record ${seq} says that ${branch} trusted the key ${key}`;
    const params = { what, files: folder, problem: "no version of its trusted keys that is here names it" };
    return [
      auditFinding(finding("TRUST_ROOT_CHANGED", params, { path: folder }), {
        seq,
        bypass: event.bypass,
        actor: event.actor,
      }),
    ];
  });
}

/** Every key that a version of the files names; null: a version is not in this clone. */
function keysOf(line: readonly HistoryCommit[], folder: string, contents: Contents): ReadonlySet<string> | null {
  const isTrust = isTrustPath(folder);
  const keys = new Set<string>();
  for (const { parents, changes } of line) {
    for (const { path, blob, parent } of changes) {
      if (blob === null || parent !== (parents[0] ?? null) || !isTrust(path)) continue;
      const bytes = contents.get(blob);
      if (bytes === undefined) return null;
      const named = readTrust(new Map([[path.slice(folder.length + 1), bytes]]));
      for (const { id } of [...named.keys, ...named.notes.values()]) keys.add(id);
    }
  }
  return keys;
}
