import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";

/** The events of a bypass that hold now, corrections applied, in the order of the ledger, as clocks and obligations look at them. */
export function clockEventsOf(fold: BypassFold): ClockEvent[] {
  return fold.places.flatMap((place) => {
    const event = place.at(-1);
    const at = event === undefined ? null : parseInstant(event.at);
    return event === undefined || at === null
      ? []
      : [{ type: event.type, at, actor: event.actor.id, data: event.data }];
  });
}
