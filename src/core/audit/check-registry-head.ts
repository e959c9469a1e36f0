import { type Finding, finding } from "../findings/finding.ts";
import type { Anchor } from "../ledger/verify-walk.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { RegistrySight } from "./registry-sights.ts";

/**
 * Heads that records saw of the registry, and which it does not have. One before a record whose head is here was taken out; behind the
 * last one that is here the clone may only be older than its ledger.
 * @param sights in the ledger's order
 */
export function checkRecordedHeads(
  sights: readonly RegistrySight[],
  branch: string,
  commits: ReadonlySet<string>,
): AuditFinding[] {
  const newest = sights.findLast(({ commit }) => commits.has(commit))?.seq ?? 0;
  const lost = sights.filter(({ commit }) => !commits.has(commit));
  const gone = new Set(lost.flatMap(({ commit, seq }) => (seq <= newest ? [commit] : [])));
  const findings: AuditFinding[] = [];
  const [first] = lost;
  if (first !== undefined && first.seq <= newest) {
    const others = gone.size === 1 ? "" : `; ${gone.size - 1} more heads that records name are gone`;
    const proof = `but what record ${newest} saw later is${others}`;
    findings.push(
      aboutSight(first, finding("HISTORY_REWRITTEN", { ...paramsOf(first, branch), proof }, { path: first.path })),
    );
  }
  const ahead = lost.find(({ seq }) => seq > newest);
  if (ahead !== undefined) {
    findings.push(aboutSight(ahead, finding("CLONE_BEHIND", paramsOf(ahead, branch), { path: ahead.path })));
  }
  return findings;
}

function paramsOf({ seq, commit }: RegistrySight, branch: string) {
  return { who: `Record ${seq}`, commit, branch };
}

function aboutSight({ seq, event, commit }: RegistrySight, item: Finding): AuditFinding {
  return auditFinding(item, { seq, bypass: event.bypass, actor: event.actor, commits: [commit] });
}

/**
 * Heads that something outside once saw of the registry, and which it does not have. A clone of before that is no proof of anything; one
 * whose ledger has gone on since is younger.
 * @param last number of the last record of the ledger here
 */
export function checkRegistryHead(
  anchors: readonly Anchor[],
  branch: string,
  commits: ReadonlySet<string>,
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
