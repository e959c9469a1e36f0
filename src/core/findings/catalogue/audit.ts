import type { CatalogueEntry } from "../entry.ts";

/** Codes of 50-ledger.md that compare two histories: manifests against events, events against each other. */
export const auditCodes = {
  RECORD_VANISHED: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) names {file} (sha256 {expected}), which the history of {branch} does not have.",
    cause:
      "What was activated, amended or registered had been merged before. A manifest that was never there was taken out of the history, or never asked for.",
    fix: "Fetch the registry branch and verify again; if it stays, look for the file in another clone, by its commit {commit}.",
  },
  RETROACTIVE_CHANGE: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} ({type}) changes {what} of {bypass}, which had ended at {at} (record {over}).",
    cause:
      "A correction is allowed at any time, and the original stays on record. But what permitted a bypass was changed when it was over, so it cannot have permitted it.",
    fix: "Judge the bypass by the records up to its end; ask who changed it, and why.",
  },
  VIOLATION_WITHDRAWN: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} by {login} {how} record {before} ({what}) about {bypass}: {reason}",
    cause:
      "A wrong record may be corrected, and stays readable. But what was recorded against somebody is not in the reports as it was from then on, and whoever may write to the ledger can write this.",
    fix: "Ask who wrote it to show that the earlier record was wrong; if it was right, withdraw the later one by a correction.",
  },
  RECORD_CORRECTED: {
    severity: "warning",
    effect: "none",
    text: "Record {seq} by {login} {how} record {before} ({what}) about {bypass}: {reason}",
    cause:
      "A wrong record may be corrected, and stays readable. But reports, duties and most checks know only what holds: a use that is taken back has no remediation, another person or another time is judged in the place of the first.",
    fix: "Read both records, and ask who wrote the later one to show that the earlier one was wrong; if it was right, withdraw the later one by a correction. Where a merge is named, look whether it is in the default branch.",
  },
  BACKDATED_RECORD: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) says {at}, but record {before}, {how}, is of {latest}.",
    cause:
      "A record is no older than what it names: an approval than its reviews, an activation than the approval of its content, what is about an activation than that, a verification than the first activation or the registration, a comment than the opening of the request; a defect or an incident that a bypass is said to have caused was noticed after the merge, and before that was said; five minutes are allowed between servers. Types that say when they were written are no older than the records before them, nor than a merge at which they saw the default branch; the steps that the program takes, violations included, are no older than those before them of the same bypass; an hour is allowed for slow runs. Any other record that is more than a year older than one before it is a warning: facts may be recorded late, but not so late. Nor does a record lie in the folder of a day that was over for more than a day when a server signed its commit: its signature says when it was written.",
    fix: "Find out who wrote it; take the time of the records around it.",
  },
  MANIFEST_ALTERED: {
    severity: "error",
    effect: "error",
    text: "{file} was changed after its approval: sha256 {found} is not {approved}, which record {seq} names.",
    cause:
      "A manifest is the evidence of what was asked and approved; a change of it is an amendment, a file of its own (R218). Put back, it had been changed all the same. In a branch that was merged later it is a warning: only who saw the registry at that commit could tell an edit of the registry, hidden by a merge with exchanged parents, from a mistake in a pull request, and no record or note did.",
    fix: "Read the approved content in the commit before, find out who changed it, and restore it. Of a warning: if a pull request has the commit it was never on the registry; else compare with the branch's activity on GitHub, or with the head of the registry in an anchor of that time (--expect-anchor).",
  },
  MANIFEST_DELETED: {
    severity: "error",
    effect: "error",
    text: "{file} was deleted after its approval (record {seq}).",
    cause:
      "Manifests are kept; a bypass that is over stays on the record (R218). Put back, it had been gone all the same. In a branch that was merged later it is a warning: only who saw the registry at that commit could tell a deletion on the registry, hidden by a merge with exchanged parents, from a mistake in a pull request, and no record or note did.",
    fix: "Restore it from the commit before, and find out who deleted it. Of a warning: if a pull request has the commit it was never on the registry; else compare with the branch's activity on GitHub, or with the head of the registry in an anchor of that time (--expect-anchor).",
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
    text: "{file} {where}, but no record of the ledger approves it (sha256 {found}).",
    cause:
      "The approval is recorded before a manifest is merged, so one without a record went around the procedure: a push, or a merge by force. Taken away again, it was there all the same. Drafts of a request come with it, too: with the commits of a rebase merge, or behind a merge. Where the records show that, it is no finding; where they neither show nor exclude it, a warning.",
    fix: "Find out who merged it and how; have the rules of the branch restored. Of a warning: look whether the pull request of the request has that commit (after a rebase merge under another id); if so it is a draft. Else the branch's activity on GitHub tells what was pushed.",
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
    text: "Record {seq} ({type}) rests on {file} with sha256 {expected}, but {problem}.",
    cause:
      "Records and manifest speak of the same bytes and say the same of the request, or one of them is not what it was.",
    fix: "Fetch both branches and verify again; if it stays, compare the manifest with the pull request that brought it.",
  },
  EVENT_TARGET_UNREACHABLE: {
    severity: "error",
    effect: "error",
    text: "Record {seq} says that {bypass} {what} {commit}, which is not in the history of {branch}.",
    cause: "This clone is newer than the record, so the commit was there and is gone, or it never was.",
    fix: "Look for the commit in another clone; if it is there, somebody has rewritten the branch.",
  },
  MISSING_RESTORE: {
    severity: "error",
    effect: "error",
    text: "{bypass} ended at {at}, and nothing records that these checks were restored: {checks}.",
    cause:
      "An override that outlives its bypass is an open door. For 24 hours this is a warning, because the next sweep mends it. A check that was put back is owed again where a later record says that its result was posted once more, or that putting it back failed.",
    fix: "Run apply-override sweep; if it fails, restore the checks by hand and let it record that.",
  },
  MISSING_END: {
    severity: "error",
    effect: "error",
    text: "The time of {bypass} was over at {at}, and no record says how it ended.",
    cause:
      "Whether it was used is not told until its end is. For 24 hours this is a warning, because the next sweep records it.",
    fix: "Run apply-override sweep; if it fails, its page says why.",
  },
  MISSING_REMEDIATION: {
    severity: "error",
    effect: "error",
    text: "{bypass} was used at {at}, and no remediation was opened.",
    cause: "Every used bypass owes a remediation (R12). For 24 hours this is a warning, because the next run mends it.",
    fix: "Run open-remediation open.",
  },
  MISSING_OBLIGATION: {
    severity: "error",
    effect: "error",
    text: "Record {seq} {what} {bypass}, but {problem}.",
    cause:
      "What the policy wants done before an activation is done or set aside before the request is approved, by somebody other than the requester. A remediation is closed when everything that the policy makes a condition of it was done or set aside. The closing record names each; what it names has to be on record before it, and it leaves none out.",
    fix: "Find out who wrote the record, and have what is missing done; a reopened remediation is closed anew.",
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
      "A signature is over all bytes of its commit, or of the text of its note. One that does not fit was taken from elsewhere, or what it is on was changed after it was signed.",
    fix: "Compare the commit, or the record, with another clone, and find out who pushed it.",
  },
  REMOTE_ATTESTATION_MISSING: {
    severity: "warning",
    effect: "none",
    text: "{count} checkpoints of {branch}, in records {from} to {until}, bear no note that a trusted checkpoint key signed: {parts}; {after}.",
    cause:
      "The key is kept outside of the ledger, so whoever may push to the branch cannot sign for what he wrote. Since the first note that counts, or the valid-after of a trusted key, each checkpoint owes one. A job that lost its secret looks the same, so this is a warning. Named is the first of them.",
    fix: "See that the daily report gets its checkpoint-key, and that checkpoint_keys names that key (docs/guides/admin.md, signed checkpoints). If it did at the time, compare the records from there on with another clone or backup, and find out who wrote them.",
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
    text: "{what} ({files}), and {problem}.",
    cause:
      "A change of the keys counts if a key that counted before signs it; else whoever may push could add his own and sign what he likes. The keys before it go on counting. A key that the ledger put on record has to stay in the history of the branch.",
    fix: "Read the change and find out who pushed it. If it is right, bring the same content by a commit that GitHub, or another key of before, signs; an auditor gives the right keys with --trust. If a key on record is missing, fetch the branch; if it stays, somebody has rewritten it.",
  },
  MERGE_WITHOUT_EVENT: {
    severity: "error",
    effect: "error",
    text: "{branch} holds {commit}, the commit that {bypass} was activated for (record {seq}), by {merge}, and no record says that the bypass was used.",
    cause:
      "A merge that a bypass let in is recorded as its use, and owes a remediation. For 24 hours this is a warning, because the next sweep records it.",
    fix: "Run apply-override sweep; if it fails, look at the merge on GitHub, and find out why nothing was recorded.",
  },
  CLOCK_SKEW: {
    severity: "warning",
    effect: "none",
    text: "Commit {commit} claims to be of {claimed}, but record {seq} had acted on it at {at}.",
    cause:
      "A commit's date is what the clock of its committer said, or what somebody wrote. The record has a server's time, and that counts.",
    fix: "Find out whose clock was wrong; then the compliance coordinator acknowledges it, with a reason, on the record issue (/qms record finding.acknowledged).",
  },
  AUTHOR_DATE_SKEW: {
    severity: "info",
    effect: "none",
    text: "Commit {commit} claims to have been written at {claimed}, after it was committed at {committed}.",
    cause: "Both dates are claims of whoever wrote the commit; this one cannot be true. Nothing rests on it.",
    fix: "Nothing has to be done; take the time of the records.",
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
