import type { CatalogueEntry } from "../entry.ts";

/** Codes of 50-ledger.md that compare two histories: the clone itself, manifests against events, events against each other. */
export const auditCodes = {
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
    fix: "git fetch origin {branch}; where it has another name, say so with {option}.",
  },
  CLONE_BEHIND: {
    severity: "error",
    effect: "error",
    text: "Record {seq} saw {commit} at the head of {branch}, which is not in that branch here.",
    cause:
      "Either this clone is older than its ledger, or the branch was written anew. The clone alone cannot tell which, so the verdict is inconclusive.",
    fix: "Fetch {branch} and verify again. If it stays, look for that commit in another clone: somebody has rewritten the branch.",
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
  MANIFEST_ALTERED: {
    severity: "error",
    effect: "error",
    text: "{file} was changed after its approval: sha256 {found} is not {approved}, which record {seq} names.",
    cause:
      "A manifest is the evidence of what was asked and approved; a change of it is an amendment, a file of its own (R218).",
    fix: "Read the approved content in the commit before, find out who changed it, and restore it.",
  },
  MANIFEST_DELETED: {
    severity: "error",
    effect: "error",
    text: "{file} was deleted after its approval (record {seq}).",
    cause: "Manifests are kept; a bypass that is over stays on the record (R218).",
    fix: "Restore it from the commit before, and find out who deleted it.",
  },
  MANIFEST_MOVED: {
    severity: "error",
    effect: "error",
    text: "{file} was moved to {to} after its approval (record {seq}).",
    cause: "Events name a manifest by its path; moved, it is not found where they say.",
    fix: "Move it back, and find out who moved it.",
  },
  MANIFEST_DROPPED_IN_MERGE: {
    severity: "error",
    effect: "error",
    text: "{file}, approved by record {seq}, was left out by the merge {commit}.",
    cause: "A merge can leave out what a parent has; the usual views of git do not show that.",
    fix: "Restore it from the parent that has it, and find out who made the merge.",
  },
  MANIFEST_UNAPPROVED: {
    severity: "error",
    effect: "error",
    text: "{file} is on the branch {branch}, but no record of the ledger approves it (sha256 {found}).",
    cause:
      "The approval is recorded before a manifest is merged, so one without a record went around the procedure: a push, or a merge by force.",
    fix: "Find out who merged it and how; have the rules of the branch restored.",
  },
  MANIFEST_UNPARSABLE: {
    severity: "error",
    effect: "error",
    text: "{file} cannot be read as a manifest: {problem}.",
    cause: "What was approved was readable, so this was written around the procedure or damaged.",
    fix: "Compare it with the pull request that brought it.",
  },
  EVENT_MANIFEST_MISMATCH: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) names {file} with sha256 {expected}, but {problem}.",
    cause: "Approval, activation and manifest speak of the same bytes, or one of them is not what it was.",
    fix: "Fetch both branches and verify again; if it stays, compare the manifest with the pull request that brought it.",
  },
  EVENT_TARGET_UNREACHABLE: {
    severity: "error",
    effect: "error",
    text: "Record {seq} says that {bypass} was merged as {commit}, which is not in the history of {branch}.",
    cause: "This clone is newer than the record, so the merge was there and is gone, or it never was.",
    fix: "Look for the commit in another clone; if it is there, somebody has rewritten the branch.",
  },
  MISSING_RESTORE: {
    severity: "error",
    effect: "error",
    text: "{bypass} ended at {at}, and nothing records that these checks were restored: {checks}.",
    cause:
      "An override that outlives its bypass is an open door. For 24 hours this is a warning, because the next sweep mends it.",
    fix: "Run apply-override sweep; if it fails, restore the checks by hand and let it record that.",
  },
  MISSING_REMEDIATION: {
    severity: "error",
    effect: "error",
    text: "{bypass} was used at {at}, and no remediation was opened.",
    cause: "Every used bypass owes a remediation (R12). For 24 hours this is a warning, because the next run mends it.",
    fix: "Run open-remediation open.",
  },
  UNREGISTERED_BYPASS: {
    severity: "error",
    effect: "error",
    text: "{commit} came into {base} {how} past the rules, by {who} at {at}; {account}: {found}.",
    cause:
      "A bypass that nobody registered has no reason, no approval and no remediation on record, and the list of bypasses is not whole.",
    fix: "Register it by a manifest with retroactive (merge_sha, merged_by); if it was none, correct the event that says so.",
  },
  IDENTITY_UNPROVEN: {
    severity: "warning",
    effect: "none",
    text: "Who wrote {count} of {all} commits of {branch} is not proven: {parts}.",
    cause:
      "Trusted keys are named, and no signature of one of them is on these commits: whoever may push to the branch could have written them. What they say is judged all the same. Named are the first and the last of them.",
    fix: "Let only the App write the branch and GitHub sign for it. If a key is missing from the trusted ones, add it (docs/guides/admin.md, trusted keys); who pushed a commit GitHub's activity of the branch says.",
  },
  SIGNATURE_INVALID: {
    severity: "error",
    effect: "error",
    text: "{count} of {branch} names the trusted key {key} in its signature, and {problem}.",
    cause:
      "A signature is over all bytes of its commit. One that does not fit was taken from elsewhere, or the commit was changed after it was signed.",
    fix: "Compare the commit with another clone, and find out who pushed it.",
  },
  SIGNATURE_TIME_UNTRUSTED: {
    severity: "error",
    effect: "error",
    text: "{count} of {branch}: signed by the key {key}, {problem}.",
    cause:
      "Whoever has an old key can still sign with it and write any date into the commit. So trusted time counts: when a server signed, what the records name, the checkpoints that follow. Where that does not tell it is a warning.",
    fix: "If the key was still the right one, have its end corrected among the trusted keys; else find out who has it, and treat these commits as nobody's.",
  },
  TRUST_ROOT_CHANGED: {
    severity: "error",
    effect: "error",
    text: "Commit {commit} of {branch} changes the trusted keys ({files}), and {problem}.",
    cause:
      "A change of the keys counts if a key that counted before signs it; else whoever may push could add his own and sign what he likes. The keys before it go on counting.",
    fix: "Read the change and find out who pushed it. If it is right, bring the same content by a commit that GitHub, or another key of before, signs; an auditor gives the right keys with --trust.",
  },
  HEARTBEAT_GAP: {
    severity: "warning",
    effect: "none",
    text: "No checkpoint was recorded from {from} (record {seq}) to {until}{before}.",
    cause:
      "A checkpoint is written every day even when nothing happens, so that silence can be told from a ledger that was cut off or switched off. Counted from checkpoint to checkpoint, and from the last one to the instant of the question; 26 hours are allowed, whatever else was recorded.",
    fix: "Find out why the daily report did not run, and see that it does; then the compliance coordinator acknowledges the gap, with a reason, on the record issue (/qms record finding.acknowledged).",
  },
} as const satisfies Record<string, CatalogueEntry>;
