import type { Instant } from "../time/instant.ts";
import type { EventContent } from "./draft-event.ts";
import { entriesInOrder } from "./entries-in-order.ts";
import { utcDayOf } from "./event-instant.ts";
import { addLeaf, rootOf, startTree } from "./merkle-tree.ts";
import type { LedgerVerification } from "./verify-ledger.ts";

/**
 * The checkpoint of a day: root and head of a ledger as it was read just now. Null where that cannot be said (no record, one that could
 * not be read, one that stands twice) and where the day has one already. A checkpoint without any event since the last
 * one is written all the same: it shows that somebody looked.
 * @param now server time; its UTC day is the key
 */
export function planCheckpoint(ledger: LedgerVerification, now: Instant): EventContent | null {
  const { head, headCommit } = ledger.covered;
  if (ledger.blindFrom !== null || head === null || headCommit === null) return null;
  const key = utcDayOf(now);
  const entries = entriesInOrder(ledger.folds.values());
  if (entries.length !== head.seq) return null;
  if (entries.some(({ event }) => event.type === "checkpoint" && event.key === key)) return null;
  const tree = startTree();
  for (const { event_sha256 } of entries) addLeaf(tree, Buffer.from(event_sha256, "hex"));
  const data = { size: head.seq, event_sha256: head.event_sha256, root: rootOf(tree), ledger_commit: headCommit };
  return { type: "checkpoint", bypass: "PROCEDURE", key, data };
}
