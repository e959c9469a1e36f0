import type { Code } from "../../../src/core/findings/catalogue.ts";
import { generalRows } from "./general-rows.ts";
import { manifestRows } from "./manifest-rows.ts";

/** Codes whose raising codes.table.test.ts checks, with their places: the rows of its table, and its tests of single codes. */
export const coveredCodes: readonly Code[] = [
  ...new Set<Code>([
    ...[...generalRows, ...manifestRows].map((row) => row.code),
    "JSON_SYNTAX",
    "MANIFEST_NOT_REGULAR",
    "DUPLICATE_ID",
    "REQUESTER_MISMATCH",
    "REQUESTER_UNKNOWN",
    // request-form/request-form.test.ts, and the walk of request-bypass.
    "SECTION_MISSING",
    "DUPLICATE_SECTION",
    "SECTION_ORDER",
    "EDITED_AFTER_ACCEPT",
    "EDITED_BY_ANOTHER",
    "BRANCH_REFUSED",
    "PULL_REQUEST_REFUSED",
  ]),
];
