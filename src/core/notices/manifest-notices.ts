import type { LedgerEvent } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { endOfLocalDay, localDateOf } from "../time/business-days.ts";
import type { Calendar } from "../time/calendar.ts";
import { dayOf, formatDay } from "../time/civil.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** A notice that a manifest has promised and whose moment has come. */
export interface ManifestNotice {
  readonly rule: string;
  readonly to: readonly string[];
  readonly at: Instant;
  readonly about: string;
  readonly mark: string;
}

/** The rule under which they are sent and recorded. */
const rule = "stakeholder_notification_plan";
/** The moments of a plan that are events. */
const moments: Readonly<Record<string, string>> = {
  activation: "bypass.activated",
  merge: "bypass.used",
  closure: "remediation.verified",
};

/**
 * The lines of a manifest's `stakeholder_notification_plan` whose moment has come (R91): activation, merge, closure, and once on each local
 * day while the bypass is open, from the day after it began. Of days that nobody looked at only the present one is told.
 */
export function manifestNotices(
  fold: BypassFold,
  { view }: ManifestReading,
  calendar: Calendar,
  now: Instant,
): ManifestNotice[] {
  const pointer = "/stakeholder_notification_plan";
  const wanted = new Map<string, Set<string>>();
  for (let index = 0; index < view.list(pointer).length; index++) {
    const when = view.text(`${pointer}/${index}/when`) ?? "";
    const audience = view.text(`${pointer}/${index}/audience`);
    // One audience may stand there twice; it is told once.
    if (audience !== null) wanted.set(when, (wanted.get(when) ?? new Set()).add(audience));
  }
  const events = fold.places.flatMap((place) => place.at(-1) ?? []);
  return [...wanted].flatMap(([when, audiences]) => {
    const to = [...audiences];
    if (when === "daily") return dailyOf(fold, events, calendar, now).map((one) => ({ ...one, rule, to }));
    return events.flatMap(({ type, at: time, id }) => {
      const at = parseInstant(time);
      return type !== moments[when] || at === null ? [] : [{ rule, to, at, about: type, mark: id.slice(0, 12) }];
    });
  });
}

function dailyOf({ state }: BypassFold, events: readonly LedgerEvent[], calendar: Calendar, now: Instant) {
  const begun = events.find(({ type }) => type === "bypass.activated" || type === "bypass.used");
  const start = parseInstant(begun?.at ?? "");
  const { lifecycle, remediation } = state;
  const over = ended.has(lifecycle) && remediation === "none";
  if (start === null || over || remediation === "closed" || remediation === "cancelled") return [];
  const today = localDateOf(now, calendar);
  const at = endOfLocalDay(formatDay(dayOf(today) - 1), calendar);
  return at <= start ? [] : [{ at, about: "daily", mark: today }];
}

const ended: ReadonlySet<string> = new Set(["voided", "expired", "revoked", "ineffective"]);
