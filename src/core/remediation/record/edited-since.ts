import type { BypassFold } from "../../ledger/fold-bypass.ts";
import type { TrackingComment } from "../judge-commands.ts";
import { renderEdited } from "../render-replies.ts";
import type { Acknowledgement } from "./plan-acknowledgements.ts";

/**
 * What is answered to comments that were edited after they were recorded. A command counts only as long as it is unedited, so whatever
 * is on record and edited was edited since. The record keeps what was said first.
 */
export function editedSince(
  comments: readonly (TrackingComment & { readonly own: boolean })[],
  { entries }: BypassFold,
): Acknowledgement[] {
  const edited = comments.filter(({ own, edited: isEdited }) => isEdited && !own);
  if (edited.length === 0) return [];
  return edited.flatMap(({ id: comment, url }) => {
    const ids = entries.flatMap(({ event }) => (event.source.url === url ? [event.id] : []));
    return ids.length === 0 ? [] : [{ comment, text: renderEdited(ids) }];
  });
}
