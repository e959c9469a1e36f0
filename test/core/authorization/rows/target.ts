import { editManifest } from "../../../support/fixture.ts";
import { checkOf, type Row, targetOf } from "./row.ts";

/** The target pull request and its checks. */
export const targetRows: readonly Row[] = [
  {
    name: "GitHub knows no pull request of the target's number",
    level: "L1",
    change: (world) => {
      world.facts.target = null;
    },
    verdict: "denied",
    code: "TARGET_UNKNOWN",
    says: "#512",
  },
  {
    name: "the target is closed",
    level: "L1",
    change: (world) => {
      targetOf(world).state = "closed";
    },
    verdict: "denied",
    code: "TARGET_NOT_OPEN",
    says: "closed",
  },
  {
    name: "the target is a draft",
    level: "L1",
    change: (world) => {
      targetOf(world).draft = true;
    },
    verdict: "denied",
    code: "TARGET_NOT_OPEN",
    says: "a draft",
  },
  {
    name: "the target comes from a fork",
    level: "L1",
    change: (world) => {
      targetOf(world).fork = true;
    },
    verdict: "denied",
    code: "TARGET_FORK",
  },
  {
    name: "the target is in another repository",
    level: "L1",
    change: (world) => {
      targetOf(world).repository = "acme/other";
    },
    verdict: "denied",
    code: "TARGET_MISMATCH",
    says: "acme/other",
  },
  {
    name: "the target's repository in capitals is the same repository",
    level: "L1",
    change: (world) => {
      targetOf(world).repository = "ACME/Payments";
    },
    verdict: "approved",
    without: ["TARGET_MISMATCH"],
  },
  {
    name: "the target goes to another base",
    level: "L1",
    change: (world) => {
      targetOf(world).base = "release";
    },
    verdict: "denied",
    code: "TARGET_MISMATCH",
    says: "release",
  },
  {
    name: "somebody pushed to the target",
    level: "L1",
    change: (world) => {
      targetOf(world).head_sha = "9".repeat(40);
    },
    verdict: "denied",
    code: "HEAD_CHANGED",
    says: "9999",
  },
  {
    name: "the manifest misspells a check",
    level: "L1",
    change: (world) => editManifest(world, "docs/coverage", "docs/coverages"),
    verdict: "denied",
    code: "CHECK_UNKNOWN",
    says: 'Did you mean "docs/coverage"',
  },
  {
    name: "a check run is compared by its exact name",
    level: "L1",
    change: (world) => {
      Object.assign(checkOf(world, "docs/coverage"), { kind: "check_run", name: "Docs/Coverage" });
    },
    verdict: "denied",
    code: "CHECK_UNKNOWN",
    says: "Docs/Coverage",
  },
  {
    name: "a status whose name differs by case only is another name: its class and never_bypass were not looked up",
    level: "L1",
    change: (world) => {
      checkOf(world, "docs/coverage").name = "Docs/Coverage";
    },
    verdict: "denied",
    code: "CHECK_UNKNOWN",
    says: 'Did you mean "Docs/Coverage"?',
  },
  {
    name: "the check blocks nothing",
    level: "L1",
    change: (world) => {
      checkOf(world, "docs/coverage").required = false;
    },
    verdict: "denied",
    code: "CHECK_NOT_REQUIRED",
  },
  {
    name: "the check is a job of a gate that the policy does not name",
    level: "L1",
    change: (world) => {
      Object.assign(checkOf(world, "docs/coverage"), { required: false, gate: "other-gate" });
    },
    verdict: "denied",
    code: "CHECK_NOT_REQUIRED",
  },
  {
    name: "the check is a job of a gate of the policy",
    level: "L1",
    change: (world) => {
      Object.assign(checkOf(world, "docs/coverage"), { required: false, gate: "ci-ok" });
    },
    verdict: "approved",
    without: ["CHECK_NOT_REQUIRED"],
  },
  {
    name: "the check is a job behind a gate of the policy that was skipped",
    level: "L1",
    change: (world) => {
      Object.assign(checkOf(world, "docs/coverage"), { required: false, gate: "ci-ok", state: "skipped" });
    },
    verdict: "approved",
    without: ["CHECK_NOT_FAILING"],
  },
  {
    name: "the check is a gate itself",
    level: "L1",
    change: (world) => {
      world.policy = world.policy.replace('gates: ["ci-ok"]', 'gates: ["docs/coverage"]');
    },
    verdict: "denied",
    code: "CHECK_IS_GATE",
  },
  ...["success", "neutral", "skipped", "SUCCESS"].map(
    (state): Row => ({
      name: `a check that says ${state} is not failing`,
      level: "L1",
      change: (world) => {
        checkOf(world, "docs/coverage").state = state;
      },
      verdict: "denied",
      code: "CHECK_NOT_FAILING",
      says: state,
    }),
  ),
  ...["failure", "error", "cancelled", "timed_out", "action_required", "stale", "startup_failure"].map(
    (state): Row => ({
      name: `a check that says ${state} is failing`,
      level: "L1",
      change: (world) => {
        checkOf(world, "docs/coverage").state = state;
      },
      verdict: "approved",
      without: ["CHECK_NOT_FAILING", "CHECK_IN_PROGRESS"],
    }),
  ),
  ...["pending", "queued", "in_progress", "expected", "waiting", "requested"].map(
    (state): Row => ({
      name: `a check that says ${state} is still running`,
      level: "L1",
      change: (world) => {
        checkOf(world, "docs/coverage").state = state;
      },
      verdict: "pending",
      code: "CHECK_IN_PROGRESS",
      says: state,
    }),
  ),
  {
    name: "a status passes and a check run of the same name fails: it blocks",
    level: "L1",
    change: (world) => {
      checkOf(world, "docs/coverage").state = "success";
      targetOf(world).checks.push({ name: "docs/coverage", kind: "check_run", required: true, state: "failure" });
    },
    verdict: "approved",
    without: ["CHECK_NOT_FAILING"],
  },
  {
    name: "the same name fails where it is not required: it does not block",
    level: "L1",
    change: (world) => {
      checkOf(world, "docs/coverage").state = "success";
      targetOf(world).checks.push({ name: "docs/coverage", kind: "check_run", required: false, state: "failure" });
    },
    verdict: "denied",
    code: "CHECK_NOT_FAILING",
  },
  ...[".qms/policy.yml", ".github/workflows/ci.yml", "CODEOWNERS"].map(
    (path): Row => ({
      name: `the target changes ${path}`,
      level: "L1",
      change: (world) => {
        targetOf(world).files.push(path);
      },
      verdict: "denied",
      code: "TARGET_TOUCHES_CONTROLS",
      says: path,
    }),
  ),
  {
    name: "at EMERGENCY the target may change what guards the procedure",
    level: "EMERGENCY",
    change: (world) => {
      targetOf(world).files.push(".github/workflows/ci.yml");
    },
    verdict: "approved",
    without: ["TARGET_TOUCHES_CONTROLS"],
  },
];
