import type { CatalogueEntry } from "../entry.ts";

/** Codes of 50-ledger.md about the clone itself, and what is there of its branches. */
export const branchCodes = {
  SHALLOW_HISTORY: {
    severity: "error",
    effect: "error",
    text: "The history of {branch} ends at commit {commit}: this clone is shallow.",
    cause: "What lies behind the end cannot be checked, so the verdict is inconclusive, never pass.",
    fix: "Fetch the rest: git fetch --unshallow. In a workflow: actions/checkout with fetch-depth 0.",
  },
  BRANCH_MISSING: {
    severity: "error",
    effect: "error",
    text: "There is no branch {branch} in this clone: {what} cannot be checked.",
    cause: "What is not there proves nothing: the verdict is inconclusive, never pass.",
    fix: "git fetch origin {branch}:refs/remotes/origin/{branch} (only a remote called origin is read); where the branch has another name, say so with {option}.",
  },
  SEGMENT_LINK_BROKEN: {
    severity: "error",
    effect: "error",
    text: "{branch} does not go on from the ledger before it: {problem}.",
    cause:
      "A branch that goes on from another one names its end, and takes over files of it as they are; what does not agree was changed, left out or written beside it.",
    fix: "Compare both branches with another clone and with the bundle of the earlier one; what was written behind its end is in no ledger.",
  },
  SEGMENT_MISSING: {
    severity: "error",
    effect: "error",
    text: "{branch} goes on from {before} at commit {commit}, which is not in this clone: the records up to it cannot be checked.",
    cause: "What is not there proves nothing: the verdict is inconclusive, never pass.",
    fix: "git fetch origin {before}; where it was put away: compare sha256sum of its bundle with {digest}, then git fetch FILE.bundle {before}:{before}.",
  },
  LEDGER_CONTINUED: {
    severity: "error",
    effect: "error",
    text: "{branch} is an earlier branch of the ledger, and its records end at {at}: {next} goes on from it. Neither the records behind that, nor registry and default branch were looked at.",
    cause:
      "A roll-over closes a branch and begins the next one, which names its end. What was asked, merged or owed since is answered there, so that the earlier branch alone is inconclusive.",
    fix: "qms-bypass verify --ledger-branch {option} judges all of it. If nobody rolled the ledger over, find out who made that branch.",
  },
  CLONE_BEHIND: {
    severity: "error",
    effect: "error",
    text: "{who} saw {commit} at the head of {branch}, which does not have it here.",
    cause:
      "Either this clone is older than its ledger, or the branch was written anew. The clone alone cannot tell which, so the verdict is inconclusive.",
    fix: "Fetch {branch} and verify again. If it stays, look for that commit in another clone: somebody has rewritten the branch.",
  },
  HISTORY_REWRITTEN: {
    severity: "error",
    effect: "error",
    text: "{who} saw {commit} at the head of {branch}. It is not there any more, {proof}.",
    cause:
      "Every record names the head of the default branch, and approvals and activations that of the registry, so a branch that was written anew (a force-push, another branch in its place) shows: what was merged past the rules could be taken out of it.",
    fix: "git branch --all --contains {commit} tells whether another branch still has it. Look for it in another clone, find out who rewrote the branch, and merge the old head back: on the default branch git merge -s ours keeps the content, the registry needs a merge that keeps every manifest of both.",
  },
  REF_RENAMED: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} was written by a workflow of the branch {name}, which is not in this clone; {branch} was compared in its place.",
    cause:
      "Records are written from the default branch alone, so it had that name then. What was seen of it is in the other branch.",
    fix: "Find out who renamed it, and when. If it was none, verify with --default-branch {name} in a clone that has it.",
  },
  RECIPE_UNKNOWN: {
    severity: "warning",
    effect: "none",
    text: "README.md of {branch} is not as this version, or one before it, writes it there: what its recipe finds proves nothing.",
    cause:
      "It holds a recipe to verify the branch without this program, and whoever writes the first commit can write one that finds nothing. A later version, or a copy of the branch under another name, gives another text too.",
    fix: "Take the recipe of docs/reference/recipe.md, not that of the branch, and find out who wrote the first commit.",
  },
  FOREIGN_HISTORY: {
    severity: "error",
    effect: "error",
    text: "{what}.",
    cause: "What was requested and approved in another repository says nothing about this one.",
    fix: "Find out who brought it; restore the branch from another clone.",
  },
  GRAFTS_PRESENT: {
    severity: "error",
    effect: "error",
    text: "info/grafts of this clone gives commit {commit} other parents than it has.",
    cause:
      "git log then shows a history that was never written. This program reads past it; whoever looks with git does not.",
    fix: "Remove the line from info/grafts in the clone's git folder, or verify in a fresh clone.",
  },
  REPLACE_REFS_PRESENT: {
    severity: "error",
    effect: "error",
    text: "refs/replace/{object} shows another object in the place of {object}.",
    cause:
      "git then shows content or a history that was never written. This program reads past it; whoever looks with git does not.",
    fix: "git replace -d {object}, or verify in a fresh clone; if it came with a fetch, find out who pushed it.",
  },
} as const satisfies Record<string, CatalogueEntry>;
