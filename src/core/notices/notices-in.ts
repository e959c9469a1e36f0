import type { LedgerEvent } from "../../generated/types/event.ts";

/**
 * Ids of the notices that one record of a delivery stands for: its own, and one for each further thing that the same message told. Figures
 * count notices, so that a silence of a week that ended in one message is not one notice; the part before the colon is the record's id.
 */
export function noticesIn({ id, data }: Pick<LedgerEvent, "id" | "data">): string[] {
  const also = Array.isArray(data.also) ? data.also.map(String) : [];
  return [id, ...also.map((mark) => `${id}:${mark}`)];
}
