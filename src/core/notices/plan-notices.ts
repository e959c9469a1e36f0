import type { EscalationRaised, LedgerEvent } from "../../generated/types/event.ts";
import type { Notification } from "../../generated/types/policy.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { matchesWhen, type Subject } from "../procedure/when.ts";
import { clockEventsOf } from "../remediation/clock-events.ts";
import { matchesEvent } from "../remediation/evaluate-clock.ts";
import { resolveAnchor } from "../remediation/resolve-anchor.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { manifestNotices } from "./manifest-notices.ts";
import { noticeHistory } from "./notice-history.ts";

/** One notice to one destination that is not settled yet. */
export interface PlannedNotice {
  readonly rule: string;
  /** The recipient as the policy writes it, e.g. `executive`, `role:commander`. */
  readonly recipient: string;
  /** Channel of the policy; null: the recipient has none and is mentioned in the tracking issue. */
  readonly channel: string | null;
  /** Known for good: key of notification.sent, and what the other side can tell repeats by. */
  readonly key: string;
  /** What it is about happened then. */
  readonly at: Instant;
  /** Type of the event, or name of the anchor, that it is about. */
  readonly about: string;
  /** How often it was tried before. */
  readonly attempts: number;
  /** Reason of the last failure; null: never tried. */
  readonly failed: string | null;
}

/** What was not delivered within this time is not news any more. */
export const freshFor = 7 * 86_400_000;

/**
 * The notices of a bypass that are due and not delivered (25-policy-sections.md, `notifications`), by destination. What was sent, or
 * refused for good, is left out; so is what waits for its event. In a drill everything goes to the audience drill.
 * @param manifest with the notices that it promises besides; null: it is not merged
 */
export function planNotices(
  fold: BypassFold,
  level: Level,
  subject: Subject,
  policy: CompiledPolicy,
  now: Instant,
  manifest: ManifestReading | null = null,
): PlannedNotice[] {
  const events = standing(fold);
  const history = noticeHistory(events);
  const rows = Object.entries(policy.policy.notifications)
    .filter(([, row]) => row.before !== true && matchesWhen(row.when, subject))
    .flatMap(([rule, row]) =>
      occasionsOf(row, fold, events, level, policy, now).map((occasion) => ({ ...occasion, rule, to: row.to })),
    );
  const promised = manifest === null ? [] : manifestNotices(fold, manifest, policy.calendar, now);
  const breaches = breachesOf(events, policy, rows, subject.drill);
  const planned = [...rows, ...promised, ...breaches, ...escalationsOf(events)].flatMap(
    ({ rule, about, at, mark, to }) =>
      (subject.drill ? ["drill"] : to).flatMap((recipient) =>
        channelsOf(recipient, policy).flatMap((channel) => {
          const key = `${rule}:${mark}:${recipient}:${channel ?? "tracking-issue"}`;
          const { settled, attempts, failed } = history(key);
          return settled ? [] : [{ rule, recipient, channel, key, at, about, attempts, failed }];
        }),
      ),
  );
  // A policy may name somebody twice, or a row like a ladder: that is one notice.
  return [...new Map(planned.map((notice) => [notice.key, notice])).values()];
}

/** A clock that ran out tells whom its own row names, besides those who are told of every violation. */
function breachesOf(
  events: readonly LedgerEvent[],
  { policy }: CompiledPolicy,
  rows: readonly { readonly mark: string; readonly to: readonly string[] }[],
  drill: boolean,
) {
  return events.flatMap(({ type, at: time, id, data }) => {
    if (type !== "violation.recorded") return [];
    const at = parseInstant(time);
    // Of a recurring clock the period follows.
    const rule = String(data.occurrence).replace(/:.*$/, "");
    const breach = own(policy.clocks, rule)?.on_breach;
    if (at === null || breach === undefined || breach.violation !== data.kind) return [];
    const mark = id.slice(0, 12);
    const told = new Set(rows.filter((row) => row.mark === mark).flatMap(({ to }) => to));
    // Of a drill all is told to one audience.
    const isTold = (one: string): boolean => told.has(one) || (drill && told.size > 0);
    const to = (breach.notify ?? []).filter((one) => !isTold(one));
    return to.length === 0 ? [] : [{ rule, to, at, about: type, mark }];
  });
}

/** A rung that was raised tells its own recipients, whatever the policy says by now. */
function escalationsOf(events: readonly LedgerEvent[]) {
  return events.flatMap(({ type, at: time, id, data }) => {
    const at = type === "escalation.raised" ? parseInstant(time) : null;
    if (at === null) return [];
    const { rule, to } = data as unknown as EscalationRaised;
    return [{ rule, to, at, about: type, mark: id.slice(0, 12) }];
  });
}

/** Channels of a recipient; `[null]`: a mention. */
export function channelsOf(recipient: string, policy: CompiledPolicy): (string | null)[] {
  const via = [...new Set(own(policy.policy.audiences, recipient)?.via ?? [])];
  return via.length === 0 ? [null] : via;
}

interface Occasion {
  readonly about: string;
  readonly at: Instant;
  /** Tells several of one row apart. */
  readonly mark: string;
}

function occasionsOf(
  { on, at: anchor }: Notification,
  fold: BypassFold,
  events: readonly LedgerEvent[],
  level: Level,
  policy: CompiledPolicy,
  now: Instant,
): Occasion[] {
  if (anchor !== undefined) {
    const at = resolveAnchor(anchor, level, clockEventsOf(fold), policy);
    return at === null || at > now ? [] : [{ about: anchor, at, mark: anchor }];
  }
  return events.flatMap((event) => {
    // A notice about notices would never end.
    if (on === undefined || !matchesEvent(on, event) || event.type.startsWith("notification.")) return [];
    const at = parseInstant(event.at);
    return at === null ? [] : [{ about: event.type, at, mark: event.id.slice(0, 12) }];
  });
}

/** Events that hold, corrections applied. */
function standing(fold: BypassFold): LedgerEvent[] {
  return fold.places.flatMap((place) => place.at(-1) ?? []);
}
