import type { CatalogueEntry } from "../entry.ts";

/** What records say was done, and by when, against what permits it. */
export const effectCodes = {
  EVENT_ACTIVATION_MISMATCH: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) of {bypass} does not fit what record {before} permits: {problem}.",
    cause:
      "What is done is recorded before it is done: each act, the merge and the completion are about the commit, the pull request and the checks of that record. A merge lies between start and end of its activation, five minutes of skew between servers allowed at its start, or a record says that it does not. A result is posted while its activation runs. Of a merge after a revocation earlier versions did not record that it came late: there it is a warning.",
    fix: "Look at the pull request and the merge on GitHub, and find out who wrote the record; a merge that no bypass covers is an unregistered one.",
  },
  DEADLINE_TOO_LATE: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) of {bypass} has {what} end at {end}. By every policy that the registry had about that day the latest end is {latest}.",
    cause:
      "Lifetimes and deadlines follow from policy, calendar and manifest. A later one than they give keeps an override in force, or a remediation from being overdue. What goes on after a suspension has the time that it had.",
    fix: "Count from the day that they give, and find out who wrote the record: the program reckons the end itself.",
  },
  EXTENSION_NOT_GRANTED: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) of {bypass} has {what} end at {end}, and no amendment on record before it says so.",
    cause: "A later day is granted by an amendment that people approve; the extension repeats what it says.",
    fix: "Count from the day that was on record before, and find out who wrote the record.",
  },
  MERGE_OF_ANOTHER_COMMIT: {
    severity: "error",
    effect: "error",
    text: "Record {seq} says that {bypass} was used by the merge {merge}, but that commit merges {parents}, not the approved commit {commit}, which is not in that branch at all.",
    cause:
      "A merge commit names what it merges. A bypass is used by the merge of its own target; another one it does not cover.",
    fix: "Look at the pull request of that merge on GitHub: whether something else excused it, or whether it is an unregistered bypass. Find out who wrote the record.",
  },
  MERGE_OF_SOMETHING_ELSE: {
    severity: "error",
    effect: "error",
    text: "Record {seq} says that {bypass} was used by the merge {merge}, but {problem}.",
    cause:
      "A bypass is used by the merge of its own pull request, which comes into the branch after the activation, and by which the approved commit comes in, unless it is squashed. The order of commits shows that, whatever dates say. A squash before the merge of that commit is a warning: both may be of the same pull request.",
    fix: "Look at the pull request on GitHub: by which commit it was merged, and whether at all. Find out who wrote the record.",
  },
  REMEDIATION_CANCELLED: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} by {login} cancels the remediation of {bypass}: {reason}",
    cause:
      "No operation writes such a record: what ended unused or was reverted is completed by its green checks. From it on nobody is reminded, and neither checks nor people have shown that what was let in was mended.",
    fix: "Ask who wrote it, and who agreed. Where the remediation is owed, withdraw the record by a correction; sync then goes on with the issue.",
  },
  COMPLETED_BEFORE_USE: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} says that {bypass} was used by the merge {merge}, and its remediation was completed before (record {before}), as that of something that was never merged. It was not opened again.",
    cause:
      "What ends unused has set nothing aside, so no check has to be green for its completion. Merged after all it owes one behind the merge; sync opens it again, verified or not.",
    fix: "Run open-remediation sync, which opens it again. It looks at what had a record in the last 30 days: if this one is older, look whether what was set aside is green behind the merge, and write down where that can be seen.",
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
