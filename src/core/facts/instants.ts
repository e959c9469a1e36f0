import type { Facts } from "../../generated/types/facts.ts";
import { parseInstant } from "../time/instant.ts";

/** An instant of the facts that does not exist, as 30 February, with the JSON pointer of its place. */
export interface UnrealInstant {
  readonly pointer: string;
  readonly text: string;
}

/** Every instant of the facts that is none: it would otherwise compare as never or always. */
export function unrealInstants(facts: Facts): UnrealInstant[] {
  const instants: (readonly [string, string | null | undefined])[] = [
    ["/evaluated_at", facts.evaluated_at],
    ["/merged_at", facts.merged_at],
    ["/pull_request/opened_at", facts.pull_request.opened_at],
    ...facts.pushes.map((push, index) => [`/pushes/${index}/at`, push.at] as const),
    ...facts.reviews.map((review, index) => [`/reviews/${index}/submitted_at`, review.submitted_at] as const),
    ...(facts.comments ?? []).map((comment, index) => [`/comments/${index}/created_at`, comment.created_at] as const),
    ...(facts.events ?? []).map((event, index) => [`/events/${index}/at`, event.at] as const),
    ...(facts.notifications ?? []).map(
      (notice, index) => [`/notifications/${index}/attempted_at`, notice.attempted_at] as const,
    ),
  ];
  return instants.flatMap(([pointer, text]) =>
    text == null || parseInstant(text) !== null ? [] : [{ pointer, text }],
  );
}
