import type { BypassAmended } from "../../../generated/types/event.ts";
import type { EventContent } from "../../ledger/draft-event.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import { parseInstant } from "../../time/instant.ts";
import { commentOf } from "./plan-acknowledgements.ts";

/** A later day for a remediation that somebody entitled asked for; an amendment of the manifest is what grants it. */
export interface AskedExtension {
  readonly comment: number;
  /** Login of whoever asked: the amendment names them, and they cannot approve it. */
  readonly by: string;
  /** Numeric id of the same account. */
  readonly byId: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly reason: string;
}

/** What was asked for and has no answer yet. */
export function askedExtensions(fold: BypassFold, answered: ReadonlySet<number>): AskedExtension[] {
  return fold.places.flatMap((place) => {
    const event = place.at(-1);
    if (event?.type !== "remediation.extended" || !event.key.startsWith("asked:")) return [];
    const comment = commentOf(event);
    if (comment === null || answered.has(comment)) return [];
    const { id: byId, login: by } = event.actor;
    return [{ comment, by, byId, date: String(event.data.target_date), reason: String(event.data.reason) }];
  });
}

/** `remediation.extended` of every amendment that moved the day, so that the history of the day is in one place (R213). */
export function planExtended(fold: BypassFold): EventContent[] {
  const standing = fold.places.map((place) => place.at(-1));
  return standing.flatMap((event, index) => {
    if (event?.type !== "bypass.amended") return [];
    // A miss that is on record since then is of a later day: told now, the extension would take it back.
    if (standing.slice(index).some((later) => later?.data.kind === "remediation_deadline_missed")) return [];
    const { number, changes } = event.data as unknown as BypassAmended;
    const { target_date, deadline } = changes;
    if (target_date === undefined || deadline === undefined) return [];
    const at = parseInstant(event.at);
    const content = {
      type: "remediation.extended" as const,
      bypass: fold.bypass,
      key: `amendment-${number}`,
      ...(at === null ? {} : { at }),
      data: { target_date, deadline, amendment: number },
    };
    return [content];
  });
}
