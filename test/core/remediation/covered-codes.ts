/** Codes that test/operations/open-remediation.test.ts, plan-tracking-issue.test.ts and the walk of sync raise. */
export const coveredCodes = [
  "REMEDIATION_FAILED",
  "REMEDIATION_MANIFEST",
  "REMEDIATION_UNPLANNABLE",
  "ISSUES_DISABLED",
  "ASSIGNEE_REFUSED",
  "ISSUE_REPOSITORY_RENAMED",
  "MILESTONE_REFUSED",
  "TRACKING_ISSUE_DUPLICATE",
  "TRACKING_ISSUE_GONE",
  "TRACKING_ISSUE_REPLACED",
  "TRACKING_ISSUE_LOCKED",
  "TRACKING_ISSUE_FOREIGN",
  "NOTICE_FAILED",
  "CHANNEL_UNUSABLE",
  "RECORD_ISSUE",
] as const;
