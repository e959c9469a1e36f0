import { editPeople, type FactsDraft, reviewOf } from "../../../support/fixture.ts";
import { leaReview, type Row } from "./row.ts";

const stamp = (facts: FactsDraft): string => `qms-digest: sha256:${facts.pull_request.manifest_sha256}`;
const wrong = `qms-digest: sha256:${"0".repeat(64)}`;
const pushed = (at: string, sha256: string | null, login = "req", id = 120) => ({
  at,
  actor: { login, id },
  manifest_sha256: sha256,
});
const changed = "1".repeat(64);

/** Which content an approval is about, who wrote it, and with what reason. */
export const freshnessRows: readonly Row[] = [
  {
    name: "the manifest changed after the approval",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.unshift(pushed("2026-03-02T09:00:00Z", changed));
      const last = facts.pushes[1];
      if (last !== undefined) last.at = "2026-03-02T10:10:00Z";
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
    says: "approve again",
  },
  {
    name: "the approval came in the second of the push",
    level: "L1",
    change: leaReview((review, { facts }) => {
      review.submitted_at = "2026-03-02T09:00:00.900Z";
      for (const push of facts.pushes) push.at = "2026-03-02T09:00:00.100Z";
    }),
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
  },
  {
    name: "the approval came one second after the push",
    level: "L1",
    change: leaReview((review) => {
      review.submitted_at = "2026-03-02T09:00:01Z";
    }),
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "the branch's activity is not known",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes = [];
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
    says: "not known",
  },
  {
    name: "two different contents were pushed in one second, long before",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.push(pushed("2026-03-02T09:00:00Z", changed));
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
  },
  {
    name: "two different contents were pushed in one second, the other one listed last",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.push(pushed("2026-03-02T09:00:00Z", "f".repeat(64)));
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
  },
  {
    name: "a force-push away and back restores the approval",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.push(pushed("2026-03-02T10:05:00Z", changed));
      facts.pushes.push(pushed("2026-03-02T10:10:00Z", facts.pull_request.manifest_sha256));
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "an approval of what was pushed in between stays stale",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes.push(pushed("2026-03-02T09:50:00Z", changed));
      facts.pushes.push(pushed("2026-03-02T10:10:00Z", facts.pull_request.manifest_sha256));
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
  },
  {
    name: "the digest line proves the content, whatever the activity says",
    level: "L1",
    change: ({ facts }) => {
      facts.pushes = [];
      reviewOf(facts, "lea").body = `Fine.\r\n\r\n${stamp(facts)}\r\n`;
    },
    verdict: "approved",
    review: "lea:OK",
  },
  ...[
    ["in a quote", (line: string) => `> ${line}\n\nI do not agree.`],
    ["within a sentence", (line: string) => `As it says ${line} I read it.`],
    ["cut short", (line: string) => line.slice(0, -1)],
    ["inside a longer hash", (line: string) => `${line}00`],
  ].map(
    ([how, write]): Row => ({
      name: `a digest line ${how} is none`,
      level: "L3",
      change: ({ facts }) => {
        reviewOf(facts, "biz").body = `Reason.\n\n${(write as (line: string) => string)(stamp(facts))}`;
      },
      verdict: "pending",
      review: "biz:STALE_MANIFEST",
      says: "digest line",
    }),
  ),
  {
    name: "a digest line of other content, where the activity says the right one",
    level: "L1",
    change: ({ facts }) => {
      reviewOf(facts, "lea").body = wrong;
    },
    verdict: "pending",
    review: "lea:STALE_MANIFEST",
  },
  {
    name: "two digest lines, one of them wrong",
    level: "L3",
    change: ({ facts }) => {
      reviewOf(facts, "biz").body = `Reason.\n${stamp(facts)}\n${wrong}`;
    },
    verdict: "pending",
    review: "biz:STALE_MANIFEST",
  },
  {
    name: "the same digest line twice",
    level: "L3",
    change: ({ facts }) => {
      reviewOf(facts, "biz").body =
        `Reason.\n${stamp(facts)}\n${stamp(facts).toUpperCase().replace("QMS-DIGEST: SHA", "qms-digest: sha")}`;
    },
    verdict: "approved",
    review: "biz:OK",
  },
  ...(["L3", "EMERGENCY"] as const).flatMap((level): Row[] => {
    const login = level === "L3" ? "biz" : "com";
    return [
      {
        name: `no digest line at ${level}, where it is required`,
        level,
        change: ({ facts }) => {
          reviewOf(facts, login).body = "I read it and agree.";
        },
        verdict: "pending",
        review: `${login}:STALE_MANIFEST`,
        says: "qms-digest: sha256:",
      },
      {
        name: `nothing but the digest line at ${level}: the reason is missing`,
        level,
        change: ({ facts }) => {
          reviewOf(facts, login).body = `<!-- a comment that nobody sees -->\n${stamp(facts)}\n\n  ...`;
        },
        verdict: "pending",
        review: `${login}:RATIONALE_MISSING`,
      },
    ];
  }),
  {
    name: "an empty review is enough at L1",
    level: "L1",
    change: leaReview((review) => {
      review.body = "";
    }),
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "the reviewer edited the own review",
    level: "L3",
    change: ({ facts }) => {
      Object.assign(reviewOf(facts, "biz"), {
        editor: { login: "renamed", id: 112 },
        last_edited_at: "2026-03-05T10:40:00Z",
      });
    },
    verdict: "approved",
    review: "biz:OK",
  },
  {
    name: "somebody else edited the review",
    level: "L3",
    change: ({ facts }) => {
      reviewOf(facts, "biz").editor = { login: "adm", id: 1 };
    },
    verdict: "pending",
    review: "biz:REVIEW_EDITED",
    says: "adm",
  },
  {
    name: "the review was edited by an account that is gone",
    level: "L3",
    change: ({ facts }) => {
      reviewOf(facts, "biz").last_edited_at = "2026-03-05T10:40:00Z";
    },
    verdict: "pending",
    review: "biz:REVIEW_EDITED",
  },
  {
    name: "a certificate is missing",
    level: "L1",
    change: (world) => editPeople(world, /(login: lea, [\s\S]*?)\n {6}qms_bypass_procedures_basic: 2027-03-31/, "$1"),
    verdict: "pending",
    review: "lea:CERT_MISSING",
    says: "qms_bypass_procedures_basic",
  },
];
