import { approvalOf } from "../../../support/facts.ts";
import { approve, editManifest, type FactsDraft, reviewOf } from "../../../support/fixture.ts";
import { leaReview, type Row } from "./row.ts";

const _stamp = (facts: FactsDraft): string => `qms-digest: sha256:${facts.pull_request.manifest_sha256}`;
const _wrong = `qms-digest: sha256:${"0".repeat(64)}`;
const pushed = (at: string, sha256: string | null, login = "req", id = 120) => ({
  at,
  actor: { login, id },
  manifest_sha256: sha256,
});
const changed = "1".repeat(64);

/** What the review says, and about which content: state, freshness, editor, certificates, reasons. */
export const contentRows: readonly Row[] = [
  {
    name: "the approval was dismissed",
    level: "L1",
    change: leaReview((review) => {
      review.state = "DISMISSED";
    }),
    verdict: "pending",
    review: "lea:DISMISSED",
  },
  {
    name: "a dismissed veto does not bring the earlier approval back",
    level: "L1",
    change: ({ facts }) => {
      const veto = approve(facts, "lea", 101, "2026-03-02T10:05:00Z");
      veto.state = "DISMISSED";
    },
    verdict: "pending",
    review: "lea:DISMISSED",
  },
  {
    name: "a comment after the approval takes nothing back",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lea", 101, "2026-03-02T10:05:00Z").state = "COMMENTED";
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "a review that is being written says nothing",
    level: "L1",
    change: ({ facts }) => {
      Object.assign(approve(facts, "lea", 101, "2026-03-02T10:05:00Z"), { state: "PENDING", submitted_at: null });
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "a holder of the role requests changes",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "denied",
    code: "CHANGES_REQUESTED",
    review: "lou:CHANGES_REQUESTED",
  },
  {
    name: "a veto survives pushes",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T09:30:00Z").state = "CHANGES_REQUESTED";
      facts.pushes.unshift(pushed("2026-03-02T08:50:00Z", changed));
      facts.pushes.push(pushed("2026-03-02T09:40:00Z", facts.pull_request.manifest_sha256));
    },
    verdict: "denied",
    review: "lou:CHANGES_REQUESTED",
  },
  {
    name: "an approval after the own veto lifts it",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lea", 101, "2026-03-02T09:30:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "approved",
    review: "lea:OK",
    without: ["CHANGES_REQUESTED"],
  },
  {
    name: "two reviews in one second: the higher id is the later one",
    level: "L1",
    change: ({ facts }) => {
      facts.reviews.unshift(approvalOf(999, "lea", 101, "2026-03-02T10:00:00Z") as FactsDraft["reviews"][0]);
      const first = facts.reviews[0];
      if (first !== undefined) first.state = "CHANGES_REQUESTED";
    },
    verdict: "denied",
    review: "lea:CHANGES_REQUESTED",
  },
  {
    name: "request-changes by somebody without a role of the level is no veto",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "com", 110, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "approved",
    review: "com:NOT_IN_ROLE",
    without: ["CHANGES_REQUESTED"],
  },
  {
    name: "a veto stands although a commit trailer makes its author a contributor",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "lou", 102, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
      facts.commits[0]?.co_authors.push({ login: "lou", id: 102 });
    },
    verdict: "denied",
    code: "CHANGES_REQUESTED",
    review: "lou:CHANGES_REQUESTED",
  },
  {
    name: "a veto stands although its author wrote a commit of the target",
    level: "L1",
    change: ({ facts }) => {
      facts.target?.authors.push({ login: "lou", id: 102 });
      approve(facts, "lou", 102, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "denied",
    review: "lou:CHANGES_REQUESTED",
  },
  {
    name: "a veto stands although requested_by names its author",
    level: "L1",
    change: (world) => {
      editManifest(world, /^requested_by: .*$/m, "requested_by: lou");
      approve(world.facts, "lou", 102, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "denied",
    code: "CHANGES_REQUESTED",
    review: "lou:CHANGES_REQUESTED",
  },
  {
    name: "a requester without a role of the level vetoes nothing",
    level: "L1",
    change: ({ facts }) => {
      approve(facts, "req", 120, "2026-03-02T10:05:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "approved",
    review: "req:SELF_APPROVAL",
  },
  {
    name: "a digest line in an invisible comment states nothing",
    level: "L3",
    change: ({ facts }) => {
      const review = reviewOf(facts, "sec");
      review.body = review.body.replace(/qms-digest:.*/, "<!--\n$&\n-->");
    },
    verdict: "pending",
    review: "sec:STALE_MANIFEST",
  },
  {
    name: "a digest line that continues a quote is somebody else's statement",
    level: "L3",
    change: ({ facts }) => {
      const review = reviewOf(facts, "sec");
      review.body = review.body.replace(/qms-digest:.*/, "\n> please paste this:\n$&");
    },
    verdict: "pending",
    review: "sec:STALE_MANIFEST",
  },
];
