import { resolveRev } from "../git/objects.ts";
import { HttpError, notFound, unprocessable } from "../server/http-error.ts";
import { paginate } from "../server/pagination.ts";
import { denied } from "../server/permissions.ts";
import { ok, type RepoCall, type Route, read, repoRoute, text, write } from "../server/route.ts";
import { deliverReview } from "../state/deliveries.ts";
import type { Review, ReviewState } from "../state/records.ts";
import { assertReviewBody } from "./limits.ts";
import { pullOf } from "./pulls.ts";
import { reviewShape } from "./shapes/pull.ts";

const stateOf: Record<string, ReviewState> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

function reviewOf(call: RepoCall): Review {
  const review = pullOf(call).reviews.find((candidate) => String(candidate.id) === call.params.review_id);
  if (review === undefined || hiddenFrom(call, review)) throw notFound();
  return review;
}

/** A pending review is its author's alone. */
const hiddenFrom = (call: RepoCall, review: Review): boolean =>
  review.state === "PENDING" && review.user.id !== call.token.user.id;

export const reviewRoutes: readonly Route[] = [
  repoRoute("pulls/list-reviews", read("pull_requests"), (call) => {
    const pull = pullOf(call);
    const shown = pull.reviews.filter((review) => !hiddenFrom(call, review));
    return paginate(shown, call.page, (review) => reviewShape(call.world, call.repo, pull, review));
  }),
  repoRoute("pulls/get-review", read("pull_requests"), (call) =>
    ok(reviewShape(call.world, call.repo, pullOf(call), reviewOf(call))),
  ),
  repoRoute(
    "pulls/create-review",
    // Anyone who can read may review, approve included; whether it counts is the rules' matter.
    { ...write("pull_requests"), role: "read" },
    async (call) => {
      const { world, repo, token, body } = call;
      const pull = pullOf(call);
      const event = text(body.event);
      const words = text(body.body) ?? "";
      assertReviewBody(words);
      if (event === "APPROVE" && token.app?.id === 15368 && !repo.actionsMayApprove)
        throw unprocessable("GitHub Actions is not permitted to approve pull requests.");
      if (event !== undefined && event !== "COMMENT" && pull.issue.user.id === token.user.id)
        throw unprocessable(
          event === "APPROVE"
            ? "Can not approve your own pull request"
            : "Can not request changes on your own pull request",
        );
      if ((event === "REQUEST_CHANGES" || event === "COMMENT") && words === "")
        throw unprocessable("Could not submit: body can't be blank");
      if (pull.reviews.some((review) => review.state === "PENDING" && review.user.id === token.user.id))
        throw unprocessable("User can only have one pending review per pull request");
      const commit = text(body.commit_id) ?? pull.headSha;
      if ((await resolveRev(repo.dir, commit, "commit")) === null)
        throw unprocessable("The commit_id is not part of the pull request");
      const state = event === undefined ? "PENDING" : (stateOf[event] ?? "PENDING");
      // Merged and closed pull requests take reviews as well.
      const review: Review = {
        id: world.nextId(),
        user: token.user,
        body: words,
        state,
        commit,
        submittedAt: state === "PENDING" ? null : world.now(),
        editor: null,
        lastEditedAt: null,
      };
      pull.reviews.push(review);
      pull.issue.updatedAt = world.now();
      if (state !== "PENDING") await deliverReview(world, repo, pull, review, "submitted", token.user);
      return ok(reviewShape(world, repo, pull, review));
    },
    { body: ["commit_id", "body", "event"] },
  ),
  repoRoute(
    "pulls/update-review",
    { ...write("pull_requests"), role: "read" },
    async (call) => {
      const review = reviewOf(call);
      const own = review.user.id === call.token.user.id;
      if (!own && (call.token.app !== null || !mayMaintain(call))) throw denied(call.token);
      Object.assign(review, { body: String(call.body.body), editor: call.token.user, lastEditedAt: call.world.now() });
      await deliverReview(call.world, call.repo, pullOf(call), review, "edited", call.token.user);
      return ok(reviewShape(call.world, call.repo, pullOf(call), review));
    },
    { body: ["body"] },
  ),
  repoRoute(
    "pulls/dismiss-review",
    write("pull_requests"),
    async (call) => {
      const review = reviewOf(call);
      if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED")
        throw new HttpError(422, "Validation Failed", {
          errors: [`Can not dismiss a ${review.state.toLowerCase()} pull request review`],
        });
      review.state = "DISMISSED";
      await deliverReview(call.world, call.repo, pullOf(call), review, "dismissed", call.token.user);
      return ok(reviewShape(call.world, call.repo, pullOf(call), review));
    },
    { body: ["message", "event"] },
  ),
];

function mayMaintain(call: RepoCall): boolean {
  const role = call.repo.collaborators.get(call.token.user.id);
  return call.repo.owner.id === call.token.user.id || role === "write" || role === "maintain" || role === "admin";
}
