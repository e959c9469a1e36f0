import type { CatalogueEntry } from "../entry.ts";

/** Codes of a run as a whole: what an action says when it could not come to its own question. */
export const runCodes = {
  CONFIGURATION: {
    severity: "error",
    effect: "error",
    text: "{problem}",
    cause: "An input, a file or a setting of the user does not let the action work.",
    fix: "{hint}",
  },
  PERMISSION_MISSING: {
    severity: "error",
    effect: "error",
    text: "{problem}",
    cause: "The job's token lacks a permission. It is asked for before anything is changed, and never retried.",
    fix: "{hint}",
  },
  CONVERSATION_LOCKED: {
    severity: "error",
    effect: "error",
    text: "{problem}",
    cause:
      "On a locked issue or pull request only people with write access comment; GitHub refuses Apps, and a job's token is one.",
    fix: "{hint}",
  },
  UNAVAILABLE: {
    severity: "error",
    effect: "error",
    text: "{problem}",
    cause: "Something outside did not answer, or not in time.",
    fix: "{hint}",
  },
  GITHUB_REFUSED: {
    severity: "error",
    effect: "error",
    text: "GitHub refused {what} (HTTP {status}): {message}",
    cause: "The request was understood and not done: something is not there, or a rule is against it.",
    fix: "Read GitHub's sentence; check the number, branch or name that the step was given.",
  },
  PEOPLE_MISSING: {
    severity: "error",
    effect: "error",
    text: "There is no {file} on the registry branch.",
    cause: "Without it nobody holds a role, and nobody never means everybody.",
    fix: "Add {file} to the registry branch, by a pull request that its code owners approve.",
  },
  MERGE_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "The request is approved, but GitHub does not merge its pull request: {message}",
    cause: "A rule of the registry branch is not met yet, or the merge was tried too early.",
    fix: "{hint}",
  },
  RECORD_REFUSED: {
    severity: "error",
    effect: "error",
    text: "The ledger does not take what happened: {problem}",
    cause: "What is recorded follows the order of the procedure; an event that cannot follow is not written.",
    fix: "Look at the state of the bypass with `qms-bypass status {bypass}`; if the record is wrong, correct it by an event.",
  },
  COMMENT_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "The comment could not be written: {problem}",
    cause: "The decision stands without it; people find it in the run's summary.",
    fix: "{hint}",
  },
  ANCHOR_NOT_TAGGED: {
    severity: "warning",
    effect: "none",
    text: "GitHub refused the tag {name}: {problem}.",
    cause:
      "The tag keeps what the ledger was on a day, and a clone brings it along. Without it the day has the anchor of its report alone, which lies on the ledger branch itself.",
    fix: "Give the token of the ledger `contents: write`, and let it create tags below qms-anchor/ (qms-rulesets/anchors.json forbids only to change and delete them). The next daily run makes the tag of its own day.",
  },
  INTERNAL_ERROR: {
    severity: "error",
    effect: "error",
    text: "This is a bug in qms-bypass: {problem}",
    cause: "Something happened that the program does not expect. Nothing was allowed because of it.",
    fix: "Report it with the log of this step; run again if the cause may have passed.",
  },
  REF_NOT_DEFAULT: {
    severity: "error",
    effect: "error",
    text: "This run is on {ref}, not on the default branch {branch}.",
    cause: "A dispatch runs the workflow file of the branch that it names, and any writer can change a branch.",
    fix: "Start the workflow on {branch}.",
  },
  OPERATION_UNSUPPORTED: {
    severity: "error",
    effect: "error",
    text: "The operation {operation} does not exist in this version.",
    cause: "What is not built yet is refused by name, so that nobody relies on it.",
    fix: "Use one of: {valid}.",
  },
} as const satisfies Record<string, CatalogueEntry>;
