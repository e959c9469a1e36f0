import { approve, editPeople, reviewOf, type World } from "../../../support/fixture.ts";
import type { Row } from "./row.ts";

/** One certificate of lea ends on a day. */
const certifiedThrough = (world: World, day: string): void =>
  editPeople(world, /(login: lea, [\s\S]*?qms_bypass_procedures_basic:) 2027-03-31/, `$1 ${day}`);
const inTime = (world: World, submitted: string, evaluated: string): void => {
  reviewOf(world.facts, "lea").submitted_at = submitted;
  world.facts.evaluated_at = evaluated;
};

/** The phase act, and days that end in Berlin (in March at 23:00 UTC). */
export const timeRows: readonly Row[] = [
  {
    name: "a certificate on its last day, a second before midnight in Berlin",
    level: "L1",
    change: (world) => {
      certifiedThrough(world, "2026-03-02");
      inTime(world, "2026-03-02T10:00:00Z", "2026-03-02T22:59:59Z");
    },
    verdict: "approved",
    review: "lea:OK",
  },
  {
    name: "a certificate at midnight in Berlin, where the day is over",
    level: "L1",
    change: (world) => {
      certifiedThrough(world, "2026-03-02");
      inTime(world, "2026-03-02T10:00:00Z", "2026-03-02T23:00:00Z");
    },
    verdict: "pending",
    review: "lea:CERT_EXPIRED",
    says: "2026-03-02",
  },
  {
    name: "an approval on the day after the certificate's last one",
    level: "L1",
    change: (world) => {
      certifiedThrough(world, "2026-03-02");
      inTime(world, "2026-03-03T08:00:00Z", "2026-03-03T09:00:00Z");
    },
    verdict: "pending",
    review: "lea:CERT_EXPIRED",
  },
  {
    name: "a certificate that ran out between approval and decision",
    level: "L1",
    change: (world) => {
      certifiedThrough(world, "2026-03-03");
      inTime(world, "2026-03-03T20:00:00Z", "2026-03-04T08:00:00Z");
    },
    verdict: "pending",
    review: "lea:CERT_EXPIRED",
  },
  {
    name: "at EMERGENCY a lapsed certificate is a warning",
    level: "EMERGENCY",
    change: (world) =>
      editPeople(world, /(login: com, [\s\S]*?qms_bypass_procedures_basic:) 2027-03-31/, "$1 2026-01-31"),
    verdict: "approved",
    review: "com:OK",
    code: "CERT_EXPIRED",
    says: "2026-01-31",
  },
  {
    name: "at EMERGENCY a missing certificate is a warning, too",
    level: "EMERGENCY",
    change: (world) => editPeople(world, /(login: com, [\s\S]*?)\n {6}qms_bypass_procedures_basic: 2027-03-31/, "$1"),
    verdict: "approved",
    review: "com:OK",
    code: "CERT_MISSING",
    says: "qms_bypass_procedures_basic",
  },
  {
    name: "at act an approval after the merge neither approves",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T09:59:59Z";
    },
    verdict: "pending",
    review: "lea:AFTER_MERGE",
  },
  {
    name: "at act a veto after the merge does not take an approval back",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T10:05:00Z";
      approve(facts, "lea", 101, "2026-03-02T10:10:00Z").state = "CHANGES_REQUESTED";
    },
    verdict: "approved",
    review: "lea:AFTER_MERGE",
    without: ["CHANGES_REQUESTED"],
  },
  {
    name: "at act a dismissal after the merge of an approval before it is not told apart: it takes it away",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T10:05:00Z";
      reviewOf(facts, "lea").state = "DISMISSED";
    },
    verdict: "pending",
    review: "lea:DISMISSED",
  },
  {
    name: "at act the manifest is no duplicate of itself, and the target is judged elsewhere",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T10:05:00Z";
      facts.existing_manifests.push("BYPASS-L1-20260302-090000");
      if (facts.target === null) return;
      Object.assign(facts.target, { state: "closed", draft: true, fork: true, base: "x", head_sha: "9".repeat(40) });
      for (const check of facts.target.checks) check.state = "success";
    },
    verdict: "approved",
    without: ["DUPLICATE_ID", "TARGET_NOT_OPEN", "TARGET_FORK", "HEAD_CHANGED", "CHECK_NOT_FAILING", "TARGET_MISMATCH"],
  },
  {
    name: "at act a named check that vanished or runs again is judged elsewhere",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T10:05:00Z";
      if (facts.target !== null) facts.target.checks = [];
    },
    verdict: "approved",
    without: ["CHECK_UNKNOWN", "CHECK_NOT_REQUIRED", "CHECK_IN_PROGRESS"],
  },
  {
    name: "at act the files that guard the procedure are still asked for: nothing trusts the earlier decision",
    level: "L1",
    change: ({ facts }) => {
      facts.phase = "act";
      facts.merged_at = "2026-03-02T10:05:00Z";
      facts.target?.files.push(".github/workflows/ci.yml");
    },
    verdict: "denied",
    code: "TARGET_TOUCHES_CONTROLS",
  },
];
