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
    "NOT_SUPPORTED_YET",
  ]),
];
