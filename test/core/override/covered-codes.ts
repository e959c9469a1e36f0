import { planRows } from "./plan-rows.ts";

/** Codes of the override: by the tables here, and by the acceptance tests of the walk that drive the built action. */
export const coveredCodes: readonly string[] = [
  ...new Set<string>([
    ...planRows.map((row) => row.code),
    // plan-activation.test.ts, plan-settle.test.ts
    "CHECK_SKIPPED",
    "MERGED_AFTER_EXPIRY",
    "MERGED_BEFORE_ACTIVATION",
    "MERGED_ELSEWHERE",
    // test/acceptance/walk/activate.test.ts
    "MANIFEST_NOT_MERGED",
    "MANIFEST_DIGEST_MISMATCH",
    "ACTIVATION_NOT_APPROVED",
    "ALREADY_DONE",
    "OVERRIDE_INEFFECTIVE",
    "BLOCKED_BY_OTHERS",
    "EFFECT_UNKNOWN",
    "LABELS_REFUSED",
    "STEP_ORDER",
    // test/acceptance/walk/merge-mode.test.ts
    "RULE_UNMET",
    "MERGE_NOT_DONE",
    // test/acceptance/walk/protection-mode.test.ts
    "PROTECTION_DRIFT",
    "PROTECTION_BUSY",
    "OTHERS_WOULD_MERGE",
    "ADMIN_TOKEN_MISSING",
    // test/acceptance/walk/sweep.test.ts
    "SWEEP_FAILED",
    "SWEEP_LIMIT",
    "OVERRIDE_BURIED",
    // test/acceptance/walk/personal.test.ts
    "NOT_ENTITLED",
    "RERUN_REFUSED",
    // test/acceptance/walk/settle.test.ts
    "RESTORE_FAILED",
    // test/acceptance/walk/gate.test.ts
    "GATE_SHUT",
    "JOB_NOT_COVERED",
    "NEED_UNEXPLAINED",
    "GATE_NOT_ACTIVE",
    "GATE_NOT_RUN",
  ]),
].sort();
