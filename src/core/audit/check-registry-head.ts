import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { CommitIds } from "./branch-line.ts";
import { headsNamedBy } from "./descent.ts";

/**
 * Heads that something outside once saw of the registry, and which it does not have. A clone of before that is no proof of anything; one
 * whose ledger has gone on since is younger.
 * @param last number of the last record of the ledger here
 */
export function checkRegistryHead(
  anchors: readonly Anchor[],
  branch: string,
  commits: CommitIds,
  last: number,
): AuditFinding[] {
  return anchors.flatMap(({ source, registryHead: commit, record }) => {
    if (commit === undefined || commits.has(commit)) return [];
    const isYounger = record !== undefined && last >= record.seq;
    const proof = `although the ledger here has record ${record?.seq ?? 0}, which was there then`;
    const item = isYounger
      ? finding("HISTORY_REWRITTEN", { who: source, commit, branch, proof })
      : finding("CLONE_BEHIND", { who: source, commit, branch });
    return [auditFinding(item, { commits: [commit] })];
  });
}

/**
 * Heads that records saw of the registry, and which it does not have: taken away where a later record saw one that is here. Where none
 * did, the clone may have fetched its ledger alone, so that is no accusation, and no pass either. What was corrected or withdrawn was seen
 * all the same: whoever rewrites the branch must not be able to take back that it was seen. A head that had been seen before proves
 * nothing: a run that began earlier than another one may record after it.
 * @param entries all records, in order @param commits of the registry branch
 */
export function checkRecordedHeads(
  entries: readonly LedgerEntry[],
  branch: string,
  commits: CommitIds,
): AuditFinding[] {
  const seen = entries.flatMap((entry) => headsNamedBy(entry.event).map((head) => ({ entry, head })));
  const known = new Set<string>();
  const fresh = seen.filter(({ head }) => !known.has(head) && known.add(head));
  const later = fresh.findLast(({ head }) => commits.has(head))?.entry;
  const gone = seen.filter(({ head }) => !commits.has(head));
  const lost = gone.filter(({ entry }) => later !== undefined && entry.seq < later.seq);
  const ahead = gone.find(({ entry }) => later === undefined || entry.seq >= later.seq);
  const findings: AuditFinding[] = [];
  const [first] = lost;
  if (first !== undefined) {
    const others = new Set(lost.map(({ entry }) => entry.seq)).size - 1;
    const more = others === 0 ? "" : `; ${others} more records name heads that are gone`;
    findings.push(missing("HISTORY_REWRITTEN", first, branch, `but what record ${later?.seq} saw later is${more}`));
  }
  if (ahead !== undefined) findings.push(missing("CLONE_BEHIND", ahead, branch));
  return findings;
}

function missing(
  code: "HISTORY_REWRITTEN" | "CLONE_BEHIND",
  { entry, head: commit }: { readonly entry: LedgerEntry; readonly head: string },
  branch: string,
  proof = "",
): AuditFinding {
  const { seq, path, event } = entry;
  const who = `Record ${seq}`;
  const item =
    code === "CLONE_BEHIND"
      ? finding("CLONE_BEHIND", { who, commit, branch }, { path })
      : finding("HISTORY_REWRITTEN", { who, commit, branch, proof }, { path });
  return auditFinding(item, { seq, bypass: event.bypass, actor: event.actor, commits: [commit] });
}
