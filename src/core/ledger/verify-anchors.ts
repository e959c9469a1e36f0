import { finding } from "../findings/finding.ts";
import { checkCheckpoints } from "./verify-checkpoints.ts";
import { type Anchor, hasCommit, isBeyond, report, type Walk } from "./verify-walk.ts";

/**
 * Compares the ledger with what its own checkpoints and something outside saw of it; the outside is the only way to tell a cut end or
 * a ledger that was written anew altogether.
 * Anchors that contradict each other are reported too, because then one of them is not what was published.
 */
export function checkAnchors(walk: Walk, anchors: readonly Anchor[]): void {
  checkCheckpoints(walk);
  const seen = new Map<number, Anchor>();
  const inOrder = [...anchors].sort((left, right) => (left.record?.seq ?? 0) - (right.record?.seq ?? 0));
  let agreed = 0;
  checkTags(
    walk,
    anchors.filter(({ isTag }) => isTag === true),
  );
  for (const anchor of inOrder) {
    if (anchor.isTag !== true) checkAnchoredCommit(walk, anchor);
    const { record } = anchor;
    if (record === undefined) continue;
    if (isBeyond(walk, record.seq)) {
      walk.beyond.push(`${anchor.source}: it saw record ${record.seq}, before the ones that were read`);
    }
    const other = seen.get(record.seq);
    if (other !== undefined && other.record?.event_sha256 !== record.event_sha256) {
      const what = `${other.source} and ${anchor.source} name different digests for record ${record.seq}`;
      report(walk, finding("ANCHOR_CHANGED", { what }), { seq: record.seq });
    }
    seen.set(record.seq, anchor);
    if (record.seq > walk.seq) {
      const params = { last: walk.seq, anchor: anchor.source, seen: record.seq };
      report(walk, finding("LEDGER_TRUNCATED", params), { seq: walk.seq + 1 });
      continue;
    }
    const head = walk.heads.get(record.seq);
    // A record that is missing or could not be read has its own finding.
    if (head === undefined) continue;
    const sameEvent = head.event_sha256 === record.event_sha256;
    if (sameEvent && (record.link_sha256 ?? head.link_sha256) === head.link_sha256) {
      agreed = record.seq;
      continue;
    }
    const path = walk.entries.find((entry) => entry.seq === record.seq)?.path ?? null;
    if (record.seq === 1 && !sameEvent) {
      const problem = `its first record is another event than the one that ${anchor.source} saw`;
      report(walk, finding("LEDGER_REPLACED", { problem }, { path }), { seq: 1 });
      continue;
    }
    const what = sameEvent ? "is chained to other records" : "is another event";
    const problem = `record ${record.seq} ${what}; the last anchor that agrees is that of record ${agreed}`;
    report(walk, finding("LEDGER_REWRITTEN", { anchor: anchor.source, problem }, { path }), { seq: record.seq });
  }
}

function checkAnchoredCommit(walk: Walk, anchor: Anchor): void {
  if (anchor.commit === undefined || hasCommit(walk, anchor.commit)) return;
  if (walk.seed !== null) {
    walk.beyond.push(`${anchor.source}: its commit is not among those that were read`);
    return;
  }
  const problem = `commit ${anchor.commit} is not in its history`;
  report(walk, finding("LEDGER_REWRITTEN", { anchor: anchor.source, problem }), { commits: [anchor.commit] });
}

/** There may be a tag for every day of years, and one history that they all miss: that is one finding. */
function checkTags(walk: Walk, tags: readonly Anchor[]): void {
  const commitOf = ({ commit }: Anchor) => commit ?? "";
  const missing = tags.filter((tag) => !hasCommit(walk, commitOf(tag)));
  const [first] = missing;
  if (first === undefined) return;
  if (walk.seed !== null) {
    walk.beyond.push(`${first.source}: its commit is not among those that were read`);
    return;
  }
  const agreed = tags.findLast((tag) => tag.source < first.source && hasCommit(walk, commitOf(tag)));
  const more = missing.length === 1 ? "" : `, nor are those of ${missing.length - 1} later tags`;
  const later = tags.filter((tag) => tag.source > first.source && hasCommit(walk, commitOf(tag))).length;
  const behind = later === 1 ? "one behind it agrees" : `${later} behind it agree`;
  const which =
    later === 0 ? "" : `; ${behind}: the tag was moved or made by hand, or the ledger was written anew before them`;
  const last =
    agreed === undefined ? "no tag before it agrees" : `the last one before it that agrees is ${agreed.source}`;
  const problem = `commit ${commitOf(first)} is not in its history${more}; ${last}${which}`;
  report(walk, finding("LEDGER_REWRITTEN", { anchor: first.source, problem }), { commits: missing.map(commitOf) });
}
