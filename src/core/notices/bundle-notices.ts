import type { PlannedNotice } from "./plan-notices.ts";

/** Notices that one message tells: the oldest first, and named after the last. */
export type NoticeBundle<Notice = PlannedNotice> = readonly [Notice, ...Notice[]];

/** What comes in numbers after a silence; everything else is news of its own. */
const countable: ReadonlySet<string> = new Set(["violation.recorded", "escalation.raised"]);

/** What one record names besides its own. */
const most = 200;

/**
 * Puts together what one recipient would hear by one channel under one rule: after a week without a run that is one message, not one
 * for each day.
 * @param wayOf only what goes the same way goes together
 */
export function bundleNotices<Notice extends PlannedNotice>(
  notices: readonly Notice[],
  wayOf: (notice: Notice) => string,
): NoticeBundle<Notice>[] {
  const bundles: [Notice, ...Notice[]][] = [];
  const open = new Map<string, [Notice, ...Notice[]]>();
  for (const notice of notices) {
    const { rule, recipient, channel, about } = notice;
    const place = JSON.stringify([rule, recipient, channel, about, wayOf(notice)]);
    const bundle = countable.has(about) ? open.get(place) : undefined;
    if (bundle !== undefined && bundle.length <= most) {
      bundle.push(notice);
      continue;
    }
    const next: [Notice, ...Notice[]] = [notice];
    bundles.push(next);
    open.set(place, next);
  }
  return bundles;
}

/** The one that the message and its record are named after: with a newer one in it, it is another message. */
export function leaderOf<Notice>(bundle: NoticeBundle<Notice>): Notice {
  return bundle.at(-1) ?? bundle[0];
}

/** What tells the occasions of one rule apart. */
export function markIn(key: string): string {
  return key.split(":")[1] ?? "";
}

/** The key of the same notice about another occasion. */
export function withMark(key: string, mark: string): string {
  const [rule, , ...rest] = key.split(":");
  return [rule, mark, ...rest].join(":");
}
