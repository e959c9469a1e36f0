import type { Checkpoint } from "../../generated/types/event.ts";
import type { LedgerEntry } from "./build-record.ts";
import { addLeaf, rootOf, startTree } from "./merkle-tree.ts";
import { type Compared, reportDisagreement } from "./report-disagreement.ts";
import { hasCommit, isBeyond, type Walk } from "./verify-walk.ts";
import { copyTree } from "./walk-seed.ts";

/**
 * Counts every checkpoint again: a root over all event hashes that was written into the ledger at its time. Whoever writes an early
 * record anew and hashes everything after it has to write the checkpoints anew too, and those were published. One that was withdrawn
 * is checked all the same: what it saw was there.
 */
export function checkCheckpoints(walk: Walk): void {
  const checkpoints = walk.entries.filter(({ event }) => event.type === "checkpoint");
  const roots = rootsAt(walk, new Set(checkpoints.map(({ event }) => sizeOf(event))));
  const compared: Compared[] = [];
  let unknown = 0;
  for (const entry of checkpoints) {
    const { seq, path, event } = entry;
    const said = event.data as unknown as Checkpoint;
    if (isBeyond(walk, said.size) || (walk.seed !== null && !hasCommit(walk, said.ledger_commit))) {
      walk.beyond.push(`the checkpoint in record ${seq}: it saw records before the ones that were read`);
      continue;
    }
    const root = roots.get(said.size);
    const problem = problemOf(walk, entry, said, root);
    if (problem === null && root === undefined) {
      unknown++;
      continue;
    }
    const commits = problem === null ? [] : [said.ledger_commit];
    const about = { seq, bypass: event.bypass, actor: event.actor, commits };
    compared.push({ source: `the checkpoint in record ${seq}`, problem, path, about });
  }
  reportDisagreement(walk, compared, ["checkpoint", "checkpoints"]);
  if (unknown > 0)
    walk.notChecked.push(`the roots of ${unknown} checkpoints: not every record before them could be read`);
}

function sizeOf({ data }: LedgerEntry["event"]): number {
  return (data as unknown as Checkpoint).size;
}

/** What is wrong with a checkpoint, or null; without a root only what it says of itself can be judged. */
function problemOf(walk: Walk, { seq }: LedgerEntry, said: Checkpoint, root: string | undefined): string | null {
  const { size, event_sha256, ledger_commit } = said;
  if (size >= seq) return `it covers record ${size}, which was not there before it`;
  if (!hasCommit(walk, ledger_commit)) return `commit ${ledger_commit} is not in its history`;
  const head = walk.heads.get(size);
  if (head !== undefined && head.event_sha256 !== event_sha256) return `record ${size} is another event`;
  return root === undefined || root === said.root ? null : `records 1 to ${size} have another root`;
}

/** The root over the records 1 to size, for every size that is asked for; none from the first record on that is missing. */
function rootsAt({ entries, seed }: Walk, sizes: ReadonlySet<number>): ReadonlyMap<number, string> {
  const roots = new Map<number, string>();
  const last = Math.max(0, ...sizes);
  const tree = seed === null ? startTree() : copyTree(seed.tree);
  if (sizes.has(tree.size)) roots.set(tree.size, rootOf(tree));
  for (const { seq, event_sha256 } of entries) {
    if (tree.size >= last || seq !== tree.size + 1) break;
    addLeaf(tree, Buffer.from(event_sha256, "hex"));
    if (sizes.has(seq)) roots.set(seq, rootOf(tree));
  }
  return roots;
}
