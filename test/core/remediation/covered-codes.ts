/** Codes that test/operations/open-remediation.test.ts and plan-tracking-issue.test.ts raise. */
export const coveredCodes = [
  "REMEDIATION_MANIFEST",
  "REMEDIATION_UNPLANNABLE",
  "ISSUES_DISABLED",
  "ASSIGNEE_REFUSED",
  "TRACKING_ISSUE_DUPLICATE",
] as const;
