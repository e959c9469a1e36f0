import type { When } from "../../generated/types/policy.ts";

/** What a row's `when` can ask about a bypass (25-policy-sections.md). */
export interface Subject {
  readonly level: string;
  readonly severity: string;
  readonly classes: readonly string[];
  readonly trigger: string | null;
  readonly criteria: readonly string[];
  readonly regulations: readonly string[];
  readonly drill: boolean;
  /** Its manifest is not known: the lists say nothing then. */
  readonly partial?: true;
}

/**
 * What is known of a request before its manifest is merged: its level, whether it is a drill, and what its record says of its severity.
 * Rows that ask for more are not about it.
 */
export function requestSubject(level: string, drill: boolean, severity = ""): Subject {
  return { level, severity, classes: [], trigger: null, criteria: [], regulations: [], drill, partial: true };
}

/** Whether a row is about this bypass: every key that is given must hold; in a list of values one must. No `when`: always. */
export function matchesWhen(when: When | undefined, subject: Subject): boolean {
  if (when === undefined) return true;
  return (
    includes(when.level, [subject.level]) &&
    includes(when.severity, [subject.severity]) &&
    includes(when.check_class, subject.classes) &&
    includes(when.trigger, subject.trigger === null ? [] : [subject.trigger]) &&
    includes(when.criteria, subject.criteria) &&
    (when.regulations === undefined ||
      (subject.partial !== true && when.regulations === subject.regulations.length > 0)) &&
    (when.drill === undefined || when.drill === subject.drill)
  );
}

function includes(wanted: readonly string[] | undefined, actual: readonly string[]): boolean {
  return wanted === undefined || actual.some((value) => wanted.includes(value));
}
