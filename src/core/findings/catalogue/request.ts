import type { CatalogueEntry } from "../entry.ts";

/** Codes of a request by issue form (60-remediation.md, "Request form"). */
export const requestCodes = {
  SECTION_MISSING: {
    severity: "error",
    effect: "denied",
    text: 'The section "{label}" is missing.',
    cause: "A form is read by its own headings; one that is gone may have taken its answer along.",
    fix: 'Put the line "### {label}" back in its place, or open a new request with the form.',
  },
  DUPLICATE_SECTION: {
    severity: "error",
    effect: "denied",
    text: 'The heading "{label}" stands there more than once.',
    cause: "Of two sections of one name nobody could say which one was meant.",
    fix: 'Keep one line "### {label}"; inside a text write that heading in another way.',
  },
  SECTION_ORDER: {
    severity: "error",
    effect: "denied",
    text: 'The section "{label}" is not in its place.',
    cause: "The sections keep the order of the form, so that no text can pass for a field.",
    fix: "Put the sections back into the order of the form, with nothing before the first one, or open a new request.",
  },
  EDITED_AFTER_ACCEPT: {
    severity: "warning",
    effect: "none",
    text: "The issue was edited after it was accepted; {id} stands as it was accepted.",
    cause: "The manifest is the record: what is decided is what was accepted, not what the issue says later.",
    fix: "Where something has to change, close this request and open a new one.",
  },
  EDITED_BY_ANOTHER: {
    severity: "error",
    effect: "denied",
    text: "The request was last edited by {editor}, not by {author}, who opened it.",
    cause: "A request speaks for the one who opened it; nobody else can put words into it.",
    fix: "Let {author} edit it again, or open a request of your own.",
  },
  BRANCH_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "GitHub did not let this job create the branch {branch}: {message}",
    cause:
      "A rule binds new branches, or the registry holds a workflow file that the default branch does not hold just so.",
    fix: "Add the manifest by hand as the comment shows. For the next time: copy .github/workflows of the registry branch to the default branch.",
  },
  PULL_REQUEST_REFUSED: {
    severity: "warning",
    effect: "none",
    text: "GitHub did not let this token open the pull request: {message}",
    cause: "The branch is there; only its pull request has to be opened by a person.",
    fix: "Open it with the link in the comment, or give the App the permission pull-requests: write.",
  },
} as const satisfies Record<string, CatalogueEntry>;
