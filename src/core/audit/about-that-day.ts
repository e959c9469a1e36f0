import { countBefore } from "../count-before.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { dayOf } from "../time/civil.ts";
import { type Instant, type LocalDate, parseInstant } from "../time/instant.ts";
import { type BranchLine, lineOf } from "./branch-line.ts";
import { type ContentVersion, countUpTo, versionsOf } from "./contents-at.ts";
import { headsNamedBy } from "./descent.ts";
import type { HistoryCommit } from "./history.ts";

const DAY_MS = 86_400_000;
/** A record is written by a run that read the registry shortly before. */
export const BEFORE_MS = DAY_MS;
/** From the beginning of the day on which it was written: a run may hang over midnight. */
const AFTER_MS = 2 * DAY_MS;

/**
 * Which contents a file of the registry had from an instant until that was written down, as blobs; null: it was not there. A comment counts
 * when a run looks at it, by the people of then. What came later no run can have read.
 */
export type ContentsAbout = (path: string, at: Instant, writtenOn: LocalDate) => readonly (string | null)[];

/**
 * Finds them by the heads of the registry that records of other days name: what it had before the newest one of more than a day before, and
 * after the oldest one of behind the day after it was written, had gone or was not there yet.
 * @param entries all records
 * @param commits of the registry, parents first
 */
export function contentsAbout(entries: readonly LedgerEntry[], commits: readonly HistoryCommit[]): ContentsAbout {
  const line = lineOf(commits);
  const seen = headsSeen(entries, line.placeOf);
  const versions = new Map<string, readonly ContentVersion[]>();
  return (path, at, writtenOn) => {
    const known = versions.get(path) ?? versionsOf(line.commits, path);
    versions.set(path, known);
    const { first, last } = seen(at - BEFORE_MS, dayOf(writtenOn) * DAY_MS + AFTER_MS);
    const broughtBy = (place: number): number => countUpTo(known, place);
    // A record may say that the branch was behind what another had seen before: that one is believed.
    return known.slice(broughtBy(first) - 1, broughtBy(Math.max(first, last))).map(({ blob }) => blob);
  };
}

/** Places between which the head of the branch was from one instant to another. */
function headsSeen(entries: readonly LedgerEntry[], placeOf: BranchLine["placeOf"]): PlacesSeen {
  return placesSeen(
    entries.flatMap(({ event }) =>
      headsNamedBy(event).flatMap((head) => {
        const [place, at] = [placeOf(head), parseInstant(event.at)];
        return place === undefined || at === null ? [] : [{ at, place }];
      }),
    ),
  );
}

/** The furthest place that was seen before an instant, and the nearest that was seen after another one. */
type PlacesSeen = (from: Instant, until: Instant) => { readonly first: number; readonly last: number };

/** @param named places on a line that grows, and when each was seen */
export function placesSeen(named: readonly { readonly at: Instant; readonly place: number }[]): PlacesSeen {
  const seen = named.toSorted((left, right) => left.at - right.at);
  const upTo: number[] = [];
  for (const { place } of seen) upTo.push(Math.max(place, upTo.at(-1) ?? 0));
  const from: number[] = [];
  for (const { place } of seen.toReversed()) from.push(Math.min(place, from.at(-1) ?? Infinity));
  from.reverse();
  const seenBefore = (instant: Instant): number => countBefore(seen, instant, ({ at }) => at);
  return (start, until) => ({
    first: upTo[seenBefore(start) - 1] ?? 0,
    last: from[seenBefore(until + 1)] ?? Infinity,
  });
}
