import { baseMergeOf, commitOf } from "../../../support/facts.ts";
import { editManifest, editPeople, type FactsDraft, reviewOf } from "../../../support/fixture.ts";
import { leaReview, type Row, targetOf } from "./row.ts";

type User = NonNullable<FactsDraft["reviews"][0]["user"]>;
const asUser = (change: (user: User) => void) =>
  leaReview((review) => {
    if (review.user !== null) change(review.user);
  });
const pushed = (at: string, login: string, id: number, sha256: string | null) => ({
  at,
  actor: { login, id },
  manifest_sha256: sha256,
});
/** Who the reviewer is: account, identity, bans, role, access. */
export const reviewerRows: readonly Row[] = [
  {
    name: "the reviewer's account is gone",
    level: "L1",
    change: leaReview((review) => {
      review.user = null;
    }),
    verdict: "pending",
    review: "null:GHOST_ACTOR",
  },
  {
    name: "an app approves",
    level: "L1",
    change: asUser((user) => {
      user.type = "Bot";
    }),
    verdict: "pending",
    review: "lea:BOT_ACTOR",
  },
  {
    name: "the login was taken over by another account",
    level: "L1",
    change: leaReview((review, { facts }) => {
      if (review.user !== null) review.user.id = 9001;
      facts.access["9001"] = "write";
    }),
    verdict: "pending",
    review: "lea:IDENTITY_MISMATCH",
    says: "101, not 9001",
  },
  {
    name: "the login was taken over, written in capitals",
    level: "L1",
    change: asUser((user) => {
      user.id = 9001;
      user.login = "LEA";
    }),
    verdict: "pending",
    review: "LEA:IDENTITY_MISMATCH",
  },
  {
    name: "the reviewer was renamed and kept the id",
    level: "L1",
    change: asUser((user) => {
      user.login = "lea-new-name";
    }),
    verdict: "approved",
    review: "lea-new-name:OK",
  },
  {
    name: "the reviewer's login comes in capitals",
    level: "L1",
    change: asUser((user) => {
      user.login = "LEA";
    }),
    verdict: "approved",
    review: "LEA:OK",
  },
  {
    name: "the reviewer is suspended",
    level: "L1",
    change: (world) => editPeople(world, /(login: lea, id: 101 }\n {4}status:) active/, "$1 suspended"),
    verdict: "pending",
    review: "lea:SUSPENDED",
  },
  {
    name: "the requester approves",
    level: "L1",
    change: (world) => editManifest(world, "requested_by: req", "requested_by: LEA"),
    verdict: "pending",
    review: "lea:SELF_APPROVAL",
    says: "asked for this bypass",
  },
  {
    name: "the requester approves under a new login",
    level: "L1",
    change: (world) => {
      editManifest(world, "requested_by: req", "requested_by: lea");
      const { user } = reviewOf(world.facts, "lea");
      if (user !== null) user.login = "somebody-else";
    },
    verdict: "pending",
    review: "somebody-else:SELF_APPROVAL",
  },
  {
    name: "the author of the pull request approves",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.author = { login: "lea", id: 101, type: "User" };
    },
    verdict: "pending",
    review: "lea:SELF_APPROVAL",
    says: "opened this pull request",
  },
  {
    name: "the author of the request issue approves",
    level: "L1",
    change: ({ facts }) => {
      facts.request = { issue: 7, author: { login: "old-name", id: 101 } };
    },
    verdict: "pending",
    review: "lea:SELF_APPROVAL",
  },
  {
    name: "the author of a commit approves",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push(commitOf("d", "lea", 101));
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
    says: "d000000000",
  },
  {
    name: "the committer of a commit approves",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...commitOf("d", "req", 120), committer: { login: "lea", id: 101 } });
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
    says: "committed",
  },
  {
    name: "a co-author of a commit approves",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...commitOf("d", "req", 120), co_authors: [{ login: "lea", id: 101 }] });
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
    says: "co-author",
  },
  {
    name: "somebody who pushed the branch approves",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.push(pushed("2026-03-02T09:10:00Z", "lea", 101, facts.pull_request.manifest_sha256));
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
    says: "pushed",
  },
  {
    name: "a merge of the base that changes the manifest makes a contributor",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push({ ...baseMergeOf("d", "lea", 101), touches_manifest: true });
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
  },
  {
    name: "an approver who updated the branch from its base stays an approver",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push(baseMergeOf("d", "lea", 101));
      facts.pushes.push(pushed("2026-03-02T09:10:00Z", "lea", 101, facts.pull_request.manifest_sha256));
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "one merge of the base excuses one push, not two",
    level: "L1",
    change: ({ facts }) => {
      const digest = facts.pull_request.manifest_sha256;
      facts.commits.push(baseMergeOf("d", "lea", 101));
      facts.pushes.push(pushed("2026-03-02T09:10:00Z", "lea", 101, digest));
      facts.pushes.push(pushed("2026-03-02T09:20:00Z", "lea", 101, digest));
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
  },
  {
    name: "a merge of the base excuses no push that changed the manifest and back",
    level: "L1",
    change: ({ facts }) => {
      const digest = facts.pull_request.manifest_sha256;
      facts.commits.push(baseMergeOf("d", "lea", 101), baseMergeOf("e", "lea", 101));
      facts.pushes.push(pushed("2026-03-02T09:10:00Z", "lea", 101, "1".repeat(64)));
      facts.pushes.push(pushed("2026-03-02T09:20:00Z", "lea", 101, digest));
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
  },
  {
    name: "the first push is nobody's update, whatever offset its time is written in",
    level: "L1",
    change: ({ facts }) => {
      facts.commits.push(baseMergeOf("d", "lea", 101));
      facts.pushes.push(pushed("2026-03-02T09:30:00+01:00", "lea", 101, facts.pull_request.manifest_sha256));
    },
    verdict: "pending",
    review: "lea:CONTRIBUTOR",
  },
  {
    name: "web-flow as committer is GitHub, not a person",
    level: "L1",
    change: (world) => {
      editPeople(world, "lead-qa: [qua]", "lead-qa: [qua]\n# nothing else");
      world.facts.commits.push(commitOf("e", "req", 120));
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "an author of the target approves",
    level: "L1",
    change: (world) => {
      targetOf(world).authors.push({ login: "lea", id: 101 });
    },
    verdict: "pending",
    review: "lea:BENEFICIARY",
  },
  {
    name: "an author of the target of whom only the name is known approves",
    level: "L1",
    change: (world) => {
      targetOf(world).authors.push({ login: "Lea", id: null });
    },
    verdict: "pending",
    review: "lea:BENEFICIARY",
  },
];
