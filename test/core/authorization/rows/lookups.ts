import { pathOf } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

const added = (path: string) => ({ path, status: "added" as const, mode: "100644" });
const other = pathOf("BYPASS-L1-20260224-101500");

/** Facts that could not be read, or cannot be. */
export const lookupRows: readonly Row[] = [
  {
    name: "a review that comes from the future",
    level: "L1",
    change: ({ facts }) => {
      for (const review of facts.reviews) review.submitted_at = "2026-03-02T10:35:01Z";
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "future",
  },
  {
    name: "a review some minutes ahead: clocks differ",
    level: "L1",
    change: ({ facts }) => {
      for (const review of facts.reviews) review.submitted_at = "2026-03-02T10:35:00Z";
    },
    verdict: "approved",
    without: ["FACTS_INCONSISTENT"],
  },
  {
    name: "two reviews with one id, so nobody could tell the later one",
    level: "L1",
    change: ({ facts }) => {
      const [first] = facts.reviews;
      if (first !== undefined) facts.reviews.push({ ...first, state: "CHANGES_REQUESTED" });
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "same id",
  },
  {
    name: "the same review on two pages",
    level: "L1",
    change: ({ facts }) => {
      const [first] = facts.reviews;
      if (first !== undefined) facts.reviews.push({ ...first });
    },
    verdict: "approved",
    without: ["FACTS_INCONSISTENT"],
  },
  {
    name: "a pull request opened in the future",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.opened_at = "2026-03-02T23:00:00Z";
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "a notice attempted in the future",
    level: "L1",
    change: ({ facts }) => {
      facts.notifications = [{ audience: "executive", attempted_at: "2027-01-01T00:00:00Z", delivered: true }];
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "acting without knowing when the manifest was merged",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "not merged",
  },
  {
    name: "a pull request without a commit",
    level: "L1",
    change: ({ facts }) => {
      facts.commits = [];
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "a check in a state that GitHub does not have",
    level: "L1",
    change: ({ facts }) => {
      for (const check of facts.target?.checks ?? []) check.state = "banana";
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "banana",
  },
  {
    name: "a push by nobody knows whom",
    level: "L1",
    change: ({ facts }) => {
      for (const push of facts.pushes) push.actor = null;
    },
    verdict: "denied",
    code: "UNATTRIBUTED_COMMIT",
    says: "who pushed",
  },
  {
    name: "a lookup failed",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "LOOKUP_FAILED", what: "reviews, page 2", status: 502 }];
    },
    verdict: "error",
    code: "LOOKUP_FAILED",
    says: "HTTP 502",
  },
  {
    name: "a lookup failed without any answer, and somebody has a veto: an outage looks like an outage",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "LOOKUP_FAILED", what: "commits", status: null }];
      for (const review of facts.reviews) review.state = "CHANGES_REQUESTED";
    },
    verdict: "error",
    code: "LOOKUP_FAILED",
  },
  {
    name: "a lookup failed before anybody approved: an error, not pending",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "LOOKUP_FAILED", what: "files" }];
      facts.reviews = [];
    },
    verdict: "error",
    code: "LOOKUP_FAILED",
  },
  {
    name: "the adapter could not read a team",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "MEMBERSHIP_UNKNOWN", what: "acme/leads", status: 404 }];
    },
    verdict: "error",
    code: "MEMBERSHIP_UNKNOWN",
    says: "acme/leads",
  },
  {
    name: "the adapter saw the head move",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "HEAD_MOVED", what: "head of pull request 42" }];
    },
    verdict: "error",
    code: "HEAD_MOVED",
  },
  {
    name: "more commits than the API returns",
    level: "L1",
    change: ({ facts }) => {
      facts.failures = [{ code: "TOO_MANY_COMMITS", what: "commits of pull request 42" }];
    },
    verdict: "error",
    code: "TOO_MANY_COMMITS",
  },
  {
    name: "the head moved while the facts were read",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.head_sha_after = "c".repeat(40);
    },
    verdict: "error",
    code: "HEAD_MOVED",
    says: "cccccccccc",
  },
  {
    name: "the head after is not stated: it is the head before",
    level: "L1",
    change: ({ facts }) => {
      delete facts.pull_request.head_sha_after;
      delete facts.pull_request.base;
      delete facts.pull_request.fork;
    },
    verdict: "approved",
    without: ["HEAD_MOVED", "WRONG_BASE", "FORK_MANIFEST"],
  },
  {
    name: "the facts name another manifest than the one that was read",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.manifest_sha256 = "0".repeat(64);
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "0000",
  },
  {
    name: "the facts hold no digest of the manifest that the pull request adds",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.manifest_sha256 = null;
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "the pull request adds another path than the manifest's",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files = [added(other)];
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
  {
    name: "the pull request changes no file at all",
    level: "L1",
    change: ({ facts }) => {
      facts.pull_request.files = [];
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "Push what it is to change",
  },
  {
    name: "an instant of the facts does not exist",
    level: "L1",
    change: ({ facts }) => {
      facts.evaluated_at = "2026-02-30T10:00:00Z";
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
    says: "2026-02-30",
  },
  {
    name: "an approval without a time",
    level: "L1",
    change: ({ facts }) => {
      for (const review of facts.reviews) review.submitted_at = null;
    },
    verdict: "error",
    code: "FACTS_INCONSISTENT",
  },
];
