import type { LedgerEvent } from "../../generated/types/event.ts";
import { sha256OfText } from "./build-record.ts";

/** An event before it has an id: all that its producer says. */
export type EventDraft = Omit<LedgerEvent, "id">;

/**
 * The id of an effect: sha256 of `type|repository id|bypass|key` in UTF-8, hex (50-ledger.md, "Event").
 * Only the key, which comes last, may hold a `|`: so no two different effects spell the same text.
 * @param repositoryId GitHub's number of the repository that holds the ledger.
 */
export function eventId(event: Pick<LedgerEvent, "type" | "bypass" | "key">, repositoryId: number): string {
  return sha256OfText(`${event.type}|${repositoryId}|${event.bypass}|${event.key}`);
}

/** The event of a draft: the same, with its id. */
export function identifyEvent(draft: EventDraft, repositoryId: number): LedgerEvent {
  return { ...draft, id: eventId(draft, repositoryId) };
}
