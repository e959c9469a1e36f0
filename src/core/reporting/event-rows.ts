import type { BreachRow, EscalationRow, NotificationRow, UnregisteredRow } from "../../generated/types/report.ts";
import { compareText } from "../document/read-document.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { Instant } from "../time/instant.ts";
import type { DailyFacts } from "./build-daily.ts";
import type { DescribedBypass } from "./describe-bypass.ts";

/** A text of an event whose data has no settled schema yet; numbers (a rung) count as text. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 200) : typeof value === "number" ? String(value) : null;
}

export function escalationRows({ events, isInPeriod }: DailyFacts): EscalationRow[] {
  const resolved = new Set(
    events.filter(({ type }) => type === "escalation.resolved").map(({ bypass, key }) => `${bypass}|${key}`),
  );
  return events
    .filter(({ type, at }) => type === "escalation.raised" && isInPeriod(at))
    .map(({ at, bypass, key, data, id }) => ({
      at,
      bypass,
      rule: textOf(data.rule),
      rung: textOf(data.rung),
      resolved: resolved.has(`${bypass}|${key}`),
      event: id,
    }));
}

/** A period is missed on its last day, not on the day that begins where it ends. */
export function lastInstant(end: Instant): string {
  return formatEventInstant(end - 1);
}

/** Limits that ran out, whoever noticed, and violations that were recorded; one that is the record of such a limit stands with it. */
export function breachRows({ events, isInPeriod }: DailyFacts, bypasses: readonly DescribedBypass[]): BreachRow[] {
  const recorded = events.filter(({ type, at }) => type === "violation.recorded" && isInPeriod(at));
  const told = new Set<string>();
  const clocks = bypasses.flatMap(({ identity, clocks: list }) =>
    list
      .filter(({ reading }) => reading.state === "breached" && isInPeriod(formatEventInstant(reading.limit.deadline)))
      .map(({ clock, row, reading }): BreachRow => {
        const record = recorded.find(
          ({ bypass, data }) =>
            bypass === identity.bypass &&
            (data.kind === `obligation_overdue:${row.obligation}` ||
              (data.kind === row.on_breach?.violation && data.occurrence === clock)),
        );
        if (record !== undefined) told.add(record.id);
        return {
          at: formatEventInstant(reading.limit.deadline),
          bypass: identity.bypass,
          kind: "clock",
          rule: clock,
          answered_at: reading.stop === null ? null : formatEventInstant(reading.stop),
          event: record?.id ?? null,
        };
      }),
  );
  const missed = bypasses.flatMap(({ identity, periods }) =>
    periods
      .filter(({ met, end }) => !met && isInPeriod(lastInstant(end)))
      .map(({ clock, period, end }): BreachRow => {
        const occurrence = `${clock}:${period}`;
        const record = recorded.find(
          ({ bypass, data }) => bypass === identity.bypass && data.occurrence === occurrence,
        );
        if (record !== undefined) told.add(record.id);
        const rule = `${clock} ${period}`;
        const row = { at: lastInstant(end), bypass: identity.bypass, kind: "clock" as const, rule };
        return { ...row, answered_at: null, event: record?.id ?? null };
      }),
  );
  const violations = recorded
    .filter(({ id }) => !told.has(id))
    .map(
      ({ at, bypass, data, id }): BreachRow => ({
        at,
        bypass,
        kind: "violation",
        rule: textOf(data.kind) ?? "",
        answered_at: null,
        event: id,
      }),
    );
  return [...clocks, ...missed, ...violations].sort(
    (left, right) =>
      compareText(left.at, right.at) || compareText(left.bypass, right.bypass) || compareText(left.rule, right.rule),
  );
}

export function notificationRows({ events, isInPeriod }: DailyFacts): NotificationRow[] {
  return events
    .filter(({ type, at }) => type === "notification.failed" && isInPeriod(at))
    .map(({ at, bypass, data, id }) => ({
      at,
      bypass,
      audience: textOf(data.audience),
      rule: textOf(data.rule),
      reason: textOf(data.reason),
      event: id,
    }));
}

export function unregisteredRows({ events, isInPeriod }: DailyFacts): UnregisteredRow[] {
  return events
    .filter(({ type, at }) => type === "unregistered.detected" && isInPeriod(at))
    .map(({ at, source, id }) => ({ at, url: source.url, event: id }));
}
