import type { BypassFold } from "../ledger/fold-bypass.ts";

/** What records of a bypass call a violation, by its kind. */
export function calledViolations({ entries }: BypassFold): ReadonlySet<unknown> {
  return new Set(entries.flatMap(({ event: { type, data } }) => (type === "violation.recorded" ? [data.kind] : [])));
}
