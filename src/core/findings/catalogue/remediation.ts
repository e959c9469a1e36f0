import type { CatalogueEntry } from "../entry.ts";

/** Codes of the tracking issues. */
export const remediationCodes = {
  REMEDIATION_MANIFEST: {
    severity: "error",
    effect: "none",
    text: "The remediation of {bypass} cannot be worked on: its manifest {problem}.",
    cause: "What has to be made good is what was approved; nothing else may be put into its place.",
    fix: "Restore the manifest on the registry branch as it was merged, then run again.",
  },
  REMEDIATION_FAILED: {
    severity: "error",
    effect: "none",
    text: "This run could not look after {what}: {problem}",
    cause: "One that fails keeps no other from its turn; the next run tries again.",
    fix: "{hint}",
  },
  REMEDIATION_UNPLANNABLE: {
    severity: "error",
    effect: "none",
    text: "{bypass} has no tracking issue yet: {problem}.",
    cause: "A tracking issue without an owner and a deadline would bind nobody.",
    fix: "Look at the manifest and at clocks.REM of the policy, then run again.",
  },
  NEGATIVE_DURATION: {
    severity: "warning",
    effect: "none",
    text: "{clock} of {bypass} is not measured: what stops it came {before} before it started.",
    cause:
      "Nobody was late, and nobody was in time either: it counts in no figure. Up to five minutes count as no time at all.",
    fix: "Look at both events in `qms-bypass status {bypass}`. If the act has to follow the start, do it again: in time, it counts.",
  },
  ISSUES_DISABLED: {
    severity: "error",
    effect: "none",
    text: "{bypass} has no tracking issue: {repository} takes no issues. That is recorded as a violation.",
    cause: "Every used bypass is tracked in an issue of its repository.",
    fix: "Turn issues on in the repository's settings, then run again.",
  },
  ASSIGNEE_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "Issue {issue} of {bypass} is not assigned to {owner}.",
    cause:
      "Only people with access to the repository can be assigned; the owner answers for the remediation all the same.",
    fix: "Give {owner} access to the repository and assign the issue by hand.",
  },
  ISSUE_REPOSITORY_RENAMED: {
    severity: "warning",
    effect: "none",
    text: "{name}, which {by} names for tracking issues, is called {now} now.",
    cause: "The former name leads there only until another repository has it.",
    fix: "Write {now} there. Leave the name {name} unused while remediations are open that were opened under it.",
  },
  MILESTONE_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "No milestone for {what}: {problem}",
    cause:
      "An issue is in the milestone of the month that it is due in. Its text, its labels and the record have the day all the same.",
    fix: "{hint}",
  },
  TRACKING_ISSUE_DUPLICATE: {
    severity: "warning",
    effect: "none",
    text: "Issue {issue} tracked {bypass} a second time and is closed: the ledger names issue {known}.",
    cause: "Two runs opened one at the same moment, and only one of them could be recorded.",
    fix: "What people wrote on issue {issue} has to be said again on {known}. Put the workflow into one concurrency group.",
  },
  TRACKING_ISSUE_GONE: {
    severity: "error",
    effect: "none",
    text: "The tracking issue #{issue} of {bypass} is not there: {how}.",
    cause: "What is owed is still on record. A new issue takes its place only where GitHub says that it is gone.",
    fix: "{hint}",
  },
  TRACKING_ISSUE_REPLACED: {
    severity: "warning",
    effect: "none",
    text: "The tracking issue #{issue} of {bypass} {fate}. #{now} takes its place.",
    cause: "Commands count on the tracking issue in its own repository alone; the record, dates and state go on.",
    fix: "Have the coordinator look into who removed it. A command that had no answer on the former issue has to be given again on #{now}.",
  },
  TRACKING_ISSUE_LOCKED: {
    severity: "warning",
    effect: "none",
    text: "The tracking issue #{issue} of {bypass} is locked.",
    cause:
      "Who has no write access can give no command there, and GitHub refuses the program's answers. Commands of the others still count.",
    fix: "Unlock the conversation of #{issue} until its remediation is closed.",
  },
  TRACKING_ISSUE_FOREIGN: {
    severity: "error",
    effect: "none",
    text: "#{issue} is on record as the tracking issue of {bypass}, but it is not ours, or its mark was removed.",
    cause: "Only what this token wrote and what bears the mark is changed: anything else is somebody's own text.",
    fix: "Restore the first line of the issue from its edit history.",
  },
  RECORD_ISSUE: {
    severity: "warning",
    effect: "none",
    text: "The record issue cannot be kept as it should: {problem}.",
    cause:
      "Training, exercises, certificates and improvements belong to no bypass; people record them on one pinned issue.",
    fix: "{hint}",
  },
  CHANNEL_UNUSABLE: {
    severity: "warning",
    effect: "none",
    text: "The channel {channel} of the policy cannot be used: {reason}.",
    cause: "An audience is reached by the channels that the policy names; one that cannot be used reaches nobody.",
    fix: "secret_missing: pass the channel's secret, and that of its signature, in the input secrets; the address begins with https, that of a mail server with smtp or smtps. sender_missing: name the sender of the mail channel as from in the policy.",
  },
  NOTICE_FAILED: {
    severity: "warning",
    effect: "none",
    text: "{bypass}: the notice {notice} was not delivered: {reason}. That is recorded.",
    cause: "A notice that the procedure asks for is attempted and recorded; a broken channel stops nothing.",
    fix: "unreachable is tried again by the next run. no_channel: give the audience a channel, or its roles holders. secret_missing: pass the channel's secret in the input secrets. insecure: the mail server offers no TLS that can be believed; correct it there, the next run tries again. refused: look at the channel.",
  },
} as const satisfies Record<string, CatalogueEntry>;
