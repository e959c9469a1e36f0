import { declarationsOf } from "../ledger/declarations.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import type { ClockEvent } from "./evaluate-clock.ts";
import { isFixLink } from "./linked-fixes.ts";

/**
 * The events of a bypass that hold now, corrections applied, in the order of the ledger, as clocks and obligations look at them; before
 * them the declaration of its emergency, which is on record without a bypass. An issue that took the place of another one is none: what its
 * opening answered was answered when the first was opened. Nor is a link to a pull request: its text is whoever's, and answers for nobody.
 */
export function clockEventsOf(fold: BypassFold): readonly ClockEvent[] {
  const { declarations, entries } = fold;
  const last = known.get(fold);
  // A fold grows, and declarations are attached to it.
  if (last?.entries === entries.length && last.declarations === declarations) return last.events;
  const events = readEvents(fold);
  known.set(fold, { entries: entries.length, declarations, events });
  return events;
}

/** Clocks, obligations, notices and reports each ask for the events of the same bypass. */
const known = new WeakMap<
  BypassFold,
  {
    readonly entries: number;
    readonly declarations: BypassFold["declarations"];
    readonly events: readonly ClockEvent[];
  }
>();

function readEvents(fold: BypassFold): ClockEvent[] {
  const events = [...declarationsOf(fold), ...fold.places.map((place) => place.at(-1))];
  return events.flatMap((event) => {
    const at = event === undefined ? null : parseInstant(event.at);
    const isAgain = event?.type === "remediation.opened" && event.data.reason === "replaced";
    return event === undefined || at === null || isAgain || isFixLink(event)
      ? []
      : [
          {
            ...{ type: event.type, at, actor: event.actor.id, data: event.data },
            ...(event.actor.kind === "automation" ? { automation: true as const } : {}),
          },
        ];
  });
}
