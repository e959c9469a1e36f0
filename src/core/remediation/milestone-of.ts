import { daysInMonth } from "../time/civil.ts";
import type { LocalDate } from "../time/instant.ts";

/** A milestone of the repository that tracking issues lie in. */
export interface Milestone {
  /** What it is known by. */
  readonly title: string;
  readonly description: string;
  /** Last day that anything in it can be due. */
  readonly dueDate: LocalDate;
}

/**
 * The milestone of a remediation's deadline (R70): one for each month, so that many bypasses make few and the list stays readable next to
 * a team's own. The issue names its own day.
 * @param dueDate last day in time. Null: beyond the year 9999, which no milestone knows.
 */
export function milestoneOf(dueDate: LocalDate): Milestone | null {
  const [, year, month] = /^(\d{4})-(\d\d)-\d\d$/.exec(dueDate) ?? [];
  if (year === undefined || month === undefined) return null;
  const name = `${year}-${month}`;
  return {
    title: `qms-bypass remediation ${name}`,
    description: `Remediations of bypasses that are due in ${name}. Each issue names its own day, which may be earlier than this milestone's, and its review one business day before.`,
    dueDate: `${name}-${daysInMonth(Number(year), Number(month))}`,
  };
}

/**
 * Whether an issue is to be moved: it is in no milestone, or in that of another month. What people put into a milestone of their own
 * stays there, because GitHub has room for one only.
 * @param current title of the one that it is in; null: in none
 */
export function isMisplaced(current: string | null, wanted: Milestone): boolean {
  return current === null || (current !== wanted.title && /^qms-bypass remediation \d{4}-\d\d$/.test(current));
}
