import { compareText } from "../document/read-document.ts";
import { DAY_MS, dayOf } from "../time/civil.ts";
import { utcDayOf } from "./event-instant.ts";
import type { BypassFold } from "./fold-bypass.ts";
import { isFinished } from "./is-finished.ts";
import { statePath } from "./projections.ts";
import { parseRecordPath } from "./record-path.ts";

/** Patterns look back 90 days; whoever reports something of a bypass that is over does so within that time, too. */
const KEPT_DAYS = 120;

/** What a new branch takes over from the one before it, file by file. */
export interface SegmentPlan {
  /** Paths of the files, sorted. */
  readonly paths: readonly string[];
  /** How many bypasses go with all of their records, and how many with their state alone. */
  readonly taken: number;
  readonly left: number;
}

/**
 * What has to be on the branch that is written to: the state of every bypass; all records of those that are not finished, or of which
 * something was recorded within 120 days before the last record; every other record of that time; what is in force; the published
 * reports of that time, whose names say which revision comes next; the last record, which the next one is chained to. By the ledger
 * alone, so that whoever verifies asks for the same.
 * @param folds every bypass, and PROCEDURE, of a ledger that passes
 * @param tree ids of the files at the head of its branch, by path
 * @param last path of its last record
 */
export function planSegment(folds: Iterable<BypassFold>, tree: ReadonlyMap<string, string>, last: string): SegmentPlan {
  const end = parseRecordPath(last)?.day;
  const from = end === undefined ? "" : utcDayOf((dayOf(end) - KEPT_DAYS) * DAY_MS);
  const isRecent = (path: string): boolean => (parseRecordPath(path)?.day ?? "") >= from;
  const paths = new Set([last]);
  let [taken, left] = [0, 0];
  for (const fold of folds) {
    const records = fold.entries.map(({ path }) => path);
    const state = statePath(fold.bypass);
    if (state === null) for (const path of records.filter(isRecent)) paths.add(path);
    else {
      paths.add(state);
      if (isFinished(fold) && !records.some(isRecent)) left++;
      else {
        taken++;
        for (const path of records) paths.add(path);
      }
    }
  }
  for (const path of tree.keys()) {
    const year = /^reports\/(\d{4})\//.exec(path)?.[1];
    if (path.startsWith("active/") || (year !== undefined && year >= from.slice(0, 4))) paths.add(path);
  }
  return { paths: [...paths].sort(compareText), taken, left };
}
