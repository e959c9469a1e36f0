import { canonicalJson } from "../../ledger/canonical-json.ts";

/** One place where a report says something else than its records. */
export interface ReportDifference {
  /** e.g. `kpis.approval_time.value`, `sections.active[2].state` */
  readonly where: string;
  /** As JSON, cut short; `nothing` where it is not there. */
  readonly said: string;
  readonly counted: string;
}

const SHOWN = 120;

/**
 * Compares two values of JSON, deepest difference first found, in the order of their keys. Lists of other lengths differ as a whole.
 * @param most how many places to tell
 */
export function findDifferences(said: unknown, counted: unknown, most: number): ReportDifference[] {
  const found: ReportDifference[] = [];
  const visit = (one: unknown, other: unknown, where: string): void => {
    if (found.length >= most || same(one, other)) return;
    if (Array.isArray(one) && Array.isArray(other)) {
      if (one.length === other.length)
        for (const [index, item] of one.entries()) visit(item, other[index], `${where}[${index}]`);
      else found.push({ where, said: entries(one), counted: entries(other) });
    } else if (isObject(one) && isObject(other)) {
      for (const key of [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()) {
        visit(one[key], other[key], where === "" ? key : `${where}.${key}`);
      }
    } else found.push({ where, said: shown(one), counted: shown(other) });
  };
  visit(said, counted, "");
  return found;
}

function same(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entries({ length }: readonly unknown[]): string {
  return length === 1 ? "1 entry" : `${length} entries`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = canonicalJson(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`;
}
