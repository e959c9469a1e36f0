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
