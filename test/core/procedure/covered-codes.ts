import type { Code } from "../../../src/core/findings/catalogue.ts";
import { peopleRows, policyRows } from "./policy-rows.ts";

/** Codes whose raising codes.table.test.ts checks: the rows of its tables, and its tests of single codes. */
export const coveredCodes: readonly Code[] = [
  ...new Set<Code>([
    ...[...policyRows, ...peopleRows].map((row) => row.code),
    "POLICY_INVALID",
    "POLICY_LOOSER",
    "POLICY_NOT_ACTIVE",
    "MEMBERSHIP_UNKNOWN",
    "LEVEL_TOO_LOW",
    "UNCLASSIFIED_CHECK",
    "CHECK_NOT_BYPASSABLE",
  ]),
];
