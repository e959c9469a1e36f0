import type { Facts, Review } from "../../generated/types/facts.ts";
import { parseInstant } from "../time/instant.ts";

/** What is left of all reviews: what each person said last, and what is set aside. */
export interface FoldedReviews {
  /** One per numeric user id: the latest that is neither COMMENTED nor PENDING. Earliest first. */
  readonly latest: readonly Review[];
  /** Reviews of accounts that do not exist any more: nobody's, so they are not folded. */
  readonly ghosts: readonly Review[];
  /** Submitted after the merge: they neither approve nor veto, and never hide what was said before. */
  readonly afterMerge: readonly Review[];
}

/** Step 3 of 30-authorization.md: fold first, filter second. The order of the list and its paging never matter. */
export function foldReviews(facts: Facts): FoldedReviews {
  const mergedAt = facts.merged_at == null ? null : parseInstant(facts.merged_at);
  const ghosts: Review[] = [];
  const afterMerge: Review[] = [];
  const latest = new Map<number, Review>();
  for (const review of facts.reviews) {
    if (review.state === "COMMENTED" || review.state === "PENDING") continue;
    if (mergedAt !== null && submittedAt(review) > mergedAt) afterMerge.push(review);
    else if (review.user === null) ghosts.push(review);
    else {
      const before = latest.get(review.user.id);
      if (before === undefined || compareReviews(before, review) < 0) latest.set(review.user.id, review);
    }
  }
  const ordered = (list: readonly Review[]): Review[] => [...list].sort(compareReviews);
  return { latest: ordered([...latest.values()]), ghosts: ordered(ghosts), afterMerge: ordered(afterMerge) };
}

/** By (submitted_at, id): GitHub gives seconds, so two reviews of one second are told apart by their ids. */
export function compareReviews(left: Review, right: Review): number {
  return submittedAt(left) - submittedAt(right) || left.id - right.id;
}

/** A pending review has no time yet; it is filtered before anybody asks. */
export function submittedAt(review: Review): number {
  return review.submitted_at === null ? Number.POSITIVE_INFINITY : (parseInstant(review.submitted_at) ?? Number.NaN);
}
