/** Codes of a run as a whole, and where a test raises each. */
export const coveredCodes: readonly string[] = [
  // test/adapters/github/finding-of-error.test.ts
  "CONFIGURATION",
  "PERMISSION_MISSING",
  "CONVERSATION_LOCKED",
  "UNAVAILABLE",
  "GITHUB_REFUSED",
  "INTERNAL_ERROR",
  "REF_NOT_DEFAULT",
  "RECORD_REFUSED",
  // test/acceptance/walk/publish.test.ts
  "ANCHOR_NOT_TAGGED",
  // test/acceptance/walk/validate.test.ts
  "PEOPLE_MISSING",
  "MERGE_REFUSED",
  "COMMENT_REFUSED",
  // test/acceptance/walk/open-remediation.test.ts
  "OPERATION_UNSUPPORTED",
];
