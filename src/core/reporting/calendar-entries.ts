import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { reviewDayOf } from "../remediation/review-day.ts";
import { endOfLocalDay, localDateOf } from "../time/business-days.ts";
import { parseInstant } from "../time/instant.ts";
import type { DescribedBypass } from "./describe-bypass.ts";
import type { Duties } from "./describe-duties.ts";
import type { CalendarEntry } from "./render/calendar.ts";

/**
 * What is due for a bypass, as calendar entries: the end of its activation, the day of its remediation and of the review before it
 * (R70), and every open obligation that has its instant. A confidential one shows its id only, as everywhere.
 */
export function calendarEntries(
  { identity, fold, state }: DescribedBypass,
  duties: Duties | null,
  { calendar }: CompiledPolicy,
): CalendarEntry[] {
  const { bypass, level, title } = identity;
  const description = [title, `Level ${level}`].filter((part) => part !== null).join("\n");
  const entry = (key: string, at: CalendarEntry["at"], what: string): CalendarEntry => ({
    id: `${bypass}-${key}`,
    at,
    summary: `[${bypass}] ${what}`,
    description,
  });
  const entries: CalendarEntry[] = [];
  const { activation, issue, remediation } = fold.state;
  const expiry = state === "active" ? parseInstant(activation?.expires_at ?? "") : null;
  if (expiry !== null) entries.push(entry("expiry", expiry, "Bypass expires"));
  const deadline = remediation === "open" ? parseInstant(issue?.deadline ?? "") : null;
  if (deadline !== null) {
    const day = localDateOf(deadline - 1, calendar);
    // A deadline inside of a day, as an elapsed limit has it, is an instant.
    const wholeDay = endOfLocalDay(day, calendar) === deadline;
    entries.push(entry("review", reviewDayOf(day, calendar), "Remediation review"));
    entries.push(entry("remediation", wholeDay ? day : deadline, "Remediation due"));
  }
  if (remediation === "closed" || remediation === "cancelled") return entries;
  for (const { key, text, state: answered, owner, dueAt } of duties?.obligations ?? []) {
    if (answered === "open" && dueAt !== null && owner !== "automation") entries.push(entry(key, dueAt, text));
  }
  return entries;
}
