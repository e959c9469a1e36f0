import type { ActivatedCheck, BypassActivated } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";

/** The checks as they were recorded before anything was posted; the state keeps less of them. Null: no such activation is on record. */
export function checksOfActivation({ entries }: BypassFold, activation: number): readonly ActivatedCheck[] | null {
  const entry = entries.findLast(
    ({ event }) => event.type === "bypass.activated" && event.data.activation === activation,
  );
  return entry === undefined ? null : (entry.event.data as unknown as BypassActivated).checks;
}
