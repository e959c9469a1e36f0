import { HttpError } from "../server/http-error.ts";
import { administer, noContent, ok, type RepoCall, type Route, repoRoute } from "../server/route.ts";
import { allSwitchesOff, type ClassicProtection, type ClassicSwitches } from "../state/rules.ts";
import { existingBranch, protectedBranch } from "./protected-branch.ts";
import {
  type ChecksInput,
  newReviews,
  type ReviewsInput,
  readChecks,
  readPeople,
  readReviews,
  reviewFields,
} from "./protection-input.ts";
import { protectionShape, reviewsShape, switchShape } from "./shapes/protection.ts";

const read = administer("read");
const write = administer("write");

/** Body fields of PUT that are switches. What is not sent is off again. */
const switches: Readonly<Record<string, Exclude<keyof ClassicSwitches, "signatures">>> = {
  required_linear_history: "linearHistory",
  allow_force_pushes: "allowForcePushes",
  allow_deletions: "allowDeletions",
  block_creations: "blockCreations",
  required_conversation_resolution: "conversations",
  lock_branch: "lock",
  allow_fork_syncing: "allowForkSyncing",
};

/** PUT replaces everything but the required signatures, which have their own endpoint. */
function replacement(call: RepoCall, known: ClassicProtection | undefined): ClassicProtection {
  const { body } = call;
  const checks = body.required_status_checks as ChecksInput | null;
  const reviews = body.required_pull_request_reviews as ReviewsInput | null;
  const restrictions = body.restrictions as Parameters<typeof readPeople>[2] | null;
  const sent = Object.entries(switches).map(([field, name]) => [name, body[field] === true]);
  return {
    ...allSwitchesOff,
    ...Object.fromEntries(sent),
    signatures: known?.signatures ?? false,
    statusChecks: checks === null ? null : readChecks(call, checks, { strict: false, checks: [] }),
    enforceAdmins: body.enforce_admins === true,
    reviews: reviews === null ? null : readReviews(call, reviews, newReviews),
    restrictions: restrictions === null ? null : readPeople(call, "restrictions", restrictions),
  };
}

const noReviews = () => new HttpError(404, "Required pull request reviews not enabled");

/** A switch with an endpoint of its own: GET, POST to set, DELETE to unset. */
function switchRoutes(
  operations: readonly [get: string, set: string, unset: string],
  path: string,
  name: "enforceAdmins" | "signatures",
): Route[] {
  return [
    repoRoute(operations[0], read, async (call) => {
      const { url, protection } = await protectedBranch(call);
      return ok(switchShape(url, path, protection[name]));
    }),
    repoRoute(operations[1], write, async (call) => {
      const { url, set } = await protectedBranch(call);
      set({ [name]: true });
      return ok(switchShape(url, path, true));
    }),
    repoRoute(operations[2], write, async (call) => {
      (await protectedBranch(call)).set({ [name]: false });
      return noContent;
    }),
  ];
}

export const protectionRoutes: readonly Route[] = [
  repoRoute("repos/get-branch-protection", read, async (call) => {
    const { branch, protection } = await protectedBranch(call);
    return ok(protectionShape(call.world, call.repo, branch, protection));
  }),
  repoRoute(
    "repos/update-branch-protection",
    write,
    async (call) => {
      const branch = await existingBranch(call);
      const protection = replacement(call, call.repo.protections.get(branch));
      call.repo.protections.set(branch, protection);
      return ok(protectionShape(call.world, call.repo, branch, protection));
    },
    {
      body: [
        "required_status_checks",
        "enforce_admins",
        "required_pull_request_reviews",
        "restrictions",
        ...Object.keys(switches),
      ],
    },
  ),
  repoRoute("repos/delete-branch-protection", write, async (call) => {
    call.repo.protections.delete((await protectedBranch(call)).branch);
    return noContent;
  }),
  repoRoute("repos/get-pull-request-review-protection", read, async (call) => {
    const { url, protection } = await protectedBranch(call);
    if (protection.reviews === null) throw noReviews();
    return ok(reviewsShape(call.world, url, protection.reviews));
  }),
  repoRoute(
    "repos/update-pull-request-review-protection",
    write,
    async (call) => {
      const { url, protection, set } = await protectedBranch(call);
      const reviews = readReviews(call, call.body as ReviewsInput, protection.reviews ?? newReviews);
      set({ reviews });
      return ok(reviewsShape(call.world, url, reviews));
    },
    { body: reviewFields },
  ),
  repoRoute("repos/delete-pull-request-review-protection", write, async (call) => {
    const { protection, set } = await protectedBranch(call);
    if (protection.reviews === null) throw noReviews();
    set({ reviews: null });
    return noContent;
  }),
  ...switchRoutes(
    ["repos/get-admin-branch-protection", "repos/set-admin-branch-protection", "repos/delete-admin-branch-protection"],
    "enforce_admins",
    "enforceAdmins",
  ),
  ...switchRoutes(
    [
      "repos/get-commit-signature-protection",
      "repos/create-commit-signature-protection",
      "repos/delete-commit-signature-protection",
    ],
    "required_signatures",
    "signatures",
  ),
];
