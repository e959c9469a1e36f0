import type { LedgerEvent } from "../../generated/types/event.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { isDeclaredAs } from "../procedure/declared-as.ts";
import { utcDayOf } from "./event-instant.ts";
import type { BypassFold } from "./fold-bypass.ts";

const DAY_MS = 86_400_000;

/**
 * UTC days on which the emergency behind a bypass can have been declared: an incident may last, and a commander be late. None for a
 * bypass of another level.
 */
export function declarationDays(bypass: string): string[] {
  const id = parseManifestId(bypass);
  if (id === null || id.level !== "EMERGENCY") return [];
  return [-7, -6, -5, -4, -3, -2, -1, 0, 1].map((days) => utcDayOf(id.at + days * DAY_MS));
}

/** Gives bypasses the declarations among the events of PROCEDURE that can be about them. Which incident is its own is on its own record. */
export function attachDeclarations(folds: Iterable<BypassFold>, procedure: BypassFold | undefined): void {
  if (procedure === undefined) return;
  // The day is how the text of an instant begins.
  const declared = procedure.places.flatMap((place) => {
    const event = place.at(-1);
    return event?.type === "incident.declared" ? [{ event, day: event.at.slice(0, 10) }] : [];
  });
  for (const fold of folds) {
    const days = new Set(declarationDays(fold.bypass));
    if (days.size > 0) fold.declarations = declared.flatMap(({ event, day }) => (days.has(day) ? [event] : []));
  }
}

/** Those of its own incident, of a drill those of drills and of no other: as the slot `incident` has confirmed it, before that as it was asked for. */
export function declarationsOf({ places, declarations, state }: BypassFold): readonly LedgerEvent[] {
  if (declarations === undefined || declarations.length === 0) return [];
  const events = places.flatMap((place) => place.at(-1) ?? []);
  const named =
    events.findLast(({ type }) => type === "incident.confirmed") ??
    events.find(({ type }) => type === "request.accepted");
  const incident = named?.data.incident_id;
  return declarations.filter(
    (event) => incident !== undefined && event.data.incident_id === incident && isDeclaredAs(state.drill, event),
  );
}
