import type { EventFacts, Facts } from "../../generated/types/facts.ts";

/**
 * Marks the ledger's events by what GitHub shows now (30-authorization.md, "What the trusted job records"): without an App of its own
 * the ledger takes events from any writer. One about a review or a comment counts only while that review or unedited comment is there,
 * by that account. Events of other sources are left as they are; none of them stands for a person's approval or answer.
 */
export function confirmEvents(events: readonly EventFacts[], facts: Facts): EventFacts[] {
  return events.map((event) => {
    const { source } = event;
    if (source === undefined || (source.kind !== "review" && source.kind !== "comment")) {
      // An answer by somebody is shown by a comment, or by nothing.
      return /^obligation\./.test(event.type) ? { ...event, source: { kind: "api", confirmed: false } } : event;
    }
    const id = Number(/#(?:pullrequestreview|issuecomment)-(\d+)$/.exec(source.url ?? "")?.[1]);
    const author =
      source.kind === "review"
        ? facts.reviews.find((review) => review.id === id)?.user
        : facts.comments?.find((comment) => comment.id === id && comment.edited !== true)?.user;
    const confirmed = author != null && event.actor !== null && author.id === event.actor.id;
    return { ...event, source: { ...source, confirmed } };
  });
}
