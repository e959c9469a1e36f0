import type { Pull, Review } from "../state/records.ts";
import { roleAtLeast, roleOf } from "../state/world.ts";

export interface ReviewTally {
  /** User ids, write access, latest word APPROVED. The author is never among them. */
  readonly approvers: ReadonlySet<number>;
  readonly changesRequestedBy: readonly string[];
}

/** Each person's latest review that says something; comments do not take an approval back. */
export function latestReviews(pull: Pull): Review[] {
  const latest = new Map<number, Review>();
  for (const review of pull.reviews)
    if (review.state !== "PENDING" && review.state !== "COMMENTED") latest.set(review.user.id, review);
  return [...latest.values()];
}

/** Only reviewers with write access count. */
export function tallyReviews(pull: Pull, repo: Parameters<typeof roleOf>[0]): ReviewTally {
  const counted = latestReviews(pull).filter(
    (review) => roleAtLeast(roleOf(repo, review.user), "write") && review.user.id !== pull.issue.user.id,
  );
  return {
    approvers: new Set(counted.filter((review) => review.state === "APPROVED").map((review) => review.user.id)),
    changesRequestedBy: counted
      .filter((review) => review.state === "CHANGES_REQUESTED")
      .map((review) => review.user.login),
  };
}
