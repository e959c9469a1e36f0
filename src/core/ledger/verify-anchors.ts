import { finding } from "../findings/finding.ts";
import { type Compared, reportDisagreement } from "./report-disagreement.ts";
import { checkCheckpoints } from "./verify-checkpoints.ts";
import { type Anchor, hasCommit, isBeyond, report, type Walk } from "./verify-walk.ts";

const kind = ["anchor", "anchors"] as const;
const movedTags = ": the tag was moved or made by hand, or the ledger was written anew before them";

/**
 * Compares the ledger with what its own checkpoints and something outside saw of it; the outside is the only way to tell a cut end or
 * a ledger that was written anew altogether.
 * Anchors that contradict each other are reported too, because then one of them is not what was published.
 */
export function checkAnchors(walk: Walk, anchors: readonly Anchor[]): void {
  checkCheckpoints(walk);
  const seen = new Map<number, Anchor>();
  const inOrder = [...anchors].sort((left, right) => (left.record?.seq ?? 0) - (right.record?.seq ?? 0));
  const compared: Compared[] = [];
  const tags = anchors.filter(({ isTag }) => isTag === true);
  checkCommits(walk, tags, ["tag", "tags"], movedTags);
  checkCommits(
    walk,
    inOrder.filter(({ isTag }) => isTag !== true),
    kind,
  );
  for (const anchor of inOrder) {
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
      compared.push({ source: anchor.source, problem: null, about: {} });
      continue;
    }
    const path = walk.entries.find((entry) => entry.seq === record.seq)?.path ?? null;
    if (record.seq === 1 && !sameEvent) {
      const problem = `its first record is another event than the one that ${anchor.source} saw`;
      report(walk, finding("LEDGER_REPLACED", { problem }, { path }), { seq: 1 });
      continue;
    }
    const what = sameEvent ? "is chained to other records" : "is another event";
    const problem = `record ${record.seq} ${what}`;
    compared.push({ source: anchor.source, problem, path, about: { seq: record.seq } });
  }
  reportDisagreement(walk, compared, kind);
}

/** The commits that anchors saw have to be in the history. */
function checkCommits(walk: Walk, anchors: readonly Anchor[], kind: readonly [string, string], why = ""): void {
  const compared: Compared[] = [];
  for (const { source, commit } of anchors) {
    if (commit === undefined) continue;
    const isThere = hasCommit(walk, commit);
    if (!isThere && walk.seed !== null) {
      walk.beyond.push(`${source}: its commit is not among those that were read`);
      continue;
    }
    const about = { commits: [commit] };
    compared.push({ source, problem: isThere ? null : `commit ${commit} is not in its history`, about });
  }
  reportDisagreement(walk, compared, kind, why);
}
