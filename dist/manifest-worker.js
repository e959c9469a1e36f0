import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./build/core/findings/catalogue/approvals.js
const approvalCodes = {
    APPROVAL_NOT_FOR_CONTENT: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) acts on {file} with sha256 {found}, but record {approval} approved {path} with {approved}.",
        cause: "An approval is given for the bytes of one file. Other bytes, or another file, nobody has approved.",
        fix: "Compare both contents; find out who wrote the record, and revoke the bypass if it is in force.",
    },
    REGISTRATION_NOT_APPROVED: {
        severity: "error",
        effect: "error",
        text: "Record {seq} registers a merge under {bypass}, and no approval of {file} held before it.",
        cause: "What was merged past the checks is registered once its request is approved, and the program records both together.",
        fix: "Find out who wrote the record; have the merge asked for and approved, or treat it as a bypass that nobody registered.",
    },
    APPROVAL_REPLAY: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {file} by review {review}, by which record {before} had approved something else ({other}).",
        cause: "A review is given for one content in one pull request. For another content of the same request it counts where it is on record as completed for that, too (its author wrote the new digest into it); anywhere else it was carried over.",
        fix: "Look at the review on GitHub: only one pull request has it, and its text says for which content. Find out who wrote the other record.",
    },
    APPROVAL_WITHOUT_REVIEW: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {file} by review {review} of {login} ({id}) for the slot {slot}, and no record before it says that this person completed that review for these bytes.",
        cause: "A decision records each review that it counts, with its author, and then the approval that rests on them.",
        fix: "Look at the review on GitHub. If it is not there, nobody approved: revoke the bypass if it is in force, and find out who wrote the record.",
    },
    APPROVERS_NOT_DISTINCT: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {file} with {login} ({id}) in {count} places: {slots}.",
        cause: "One person fills one place, at every level and in a drill too: whoever fills two has left somebody else's judgement out.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision gives nobody two places.",
    },
    APPROVAL_INCOMPLETE: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} with {found} in the slot {slot}, and {level} needs {needed} by the policy at {commit} of the registry.",
        cause: "Each slot of a level that the request needs takes a person of its own. What the policy takes from the built-in one is counted by that of the version that decided, or by a later one that records had named more than a day before.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision approves nothing with an empty slot.",
    },
    APPROVER_NOT_ENTITLED: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} with {login} ({id}) in the slot {slot}, which takes {roles}: people.yml at {commit} of the registry {why}.",
        cause: "Whoever fills a slot holds one of its roles on the day of the decision, by the people.yml that the record names. Members of teams are not asked for: people.yml does not name them.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision counts no review of somebody without the role.",
    },
    ACTOR_NOT_ENTITLED: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) of {bypass} takes {roles}, and {login} ({id}), in whose name it is, {why}, by every people.yml that the registry had about that day.",
        cause: "Declaring an emergency, revoking a bypass, verifying a remediation, answering an obligation and most of what else somebody brings into the record by a command take a role, or the owner of the remediation, by the people.yml at the head of the registry; the rest takes anybody whom it names. What it was a day before, and until the day after the record was written, is allowed for.",
        fix: "Ask that person, and find out who wrote the record: the program refuses whoever does not hold the role.",
    },
    APPROVER_NOT_CERTIFIED: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} at {level} with {login} ({id}) in the slot {slot}, who by people.yml at {commit} of the registry {why}.",
        cause: "Where the policy lets certificates decide, a review counts only if its author held all of them, valid on that day.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision counts no review of somebody who is not certified.",
    },
    APPROVAL_BY_FORMER_RULES: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} by the policy and the people at {commit} of the registry, although record {before} had seen the later head {head} more than a day before.",
        cause: "A decision is made by the head of the registry, and recorded by the same run. By rules that have gone, whoever once held a role could approve for ever.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: compare policy and people at both commits.",
    },
    APPROVAL_BELOW_LEVEL: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} at {level}, although {reason}, by the policy at {commit} of the registry.",
        cause: "Severity, checks and answers of the manifest say which level a request needs; a lower one approves nothing, and one that does not say so is refused. What the policy takes from the built-in one is counted by that of the version that decided, or by a later one that records had named more than a day before.",
        fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision refuses such a request.",
    },
    DEFAULT_POLICY_UNKNOWN: {
        severity: "error",
        effect: "error",
        text: "Record {seq} approves {bypass} by a policy that rests on the built-in one with the digest {digest}, which this version does not know.",
        cause: "What policy.yml takes from the built-in policy is counted by that of the version that decided, or by a later one that records had named more than a day before. What is not known proves nothing: the verdict is inconclusive, never pass.",
        fix: "Verify with the latest version of qms-bypass. If that does not know it either, find out who wrote the record: no release has decided so.",
    },
    SELF_VERIFICATION: {
        severity: "error",
        effect: "error",
        text: "Record {seq} has {login} ({id}) {what} the remediation of {bypass}, which is their own: record {before} names {owner} as its owner.",
        cause: "Completed is not verified: another person than the owner says that everything is done, and confirms each success criterion.",
        fix: "Have a holder of a role of the level look at the remediation again, and find out who wrote the record: /qms verify and /qms done criterion_N refuse the owner.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/audit.js
const auditCodes = {
    RECORD_VANISHED: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) names {file} (sha256 {expected}), which the history of {branch} does not have.",
        cause: "What was activated, amended or registered had been merged before. A manifest that was never there was taken out of the history, or never asked for.",
        fix: "Fetch the registry branch and verify again; if it stays, look for the file in another clone, by its commit {commit}.",
    },
    RETROACTIVE_CHANGE: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} ({type}) changes {what} of {bypass}, which had ended at {at} (record {over}).",
        cause: "A correction is allowed at any time, and the original stays on record. But what permitted a bypass was changed when it was over, so it cannot have permitted it.",
        fix: "Judge the bypass by the records up to its end; ask who changed it, and why.",
    },
    VIOLATION_WITHDRAWN: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} by {login} {how} record {before} ({what}) about {bypass}: {reason}",
        cause: "A wrong record may be corrected, and stays readable. But what was recorded against somebody is not in the reports as it was from then on, and whoever may write to the ledger can write this.",
        fix: "Ask who wrote it to show that the earlier record was wrong; if it was right, withdraw the later one by a correction.",
    },
    RECORD_CORRECTED: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} by {login} {how} record {before} ({what}) about {bypass}: {reason}",
        cause: "A wrong record may be corrected, and stays readable. But reports, duties and most checks know only what holds: a use that is taken back has no remediation, another person or another time is judged in the place of the first.",
        fix: "Read both records, and ask who wrote the later one to show that the earlier one was wrong; if it was right, withdraw the later one by a correction. Where a merge is named, look whether it is in the default branch.",
    },
    BACKDATED_RECORD: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) says {at}, but record {before}, {how}, is of {latest}.",
        cause: "A record is no older than what it names: an approval than its reviews, an activation than the approval of its content, what is about an activation than that, a verification than the first activation or the registration, a comment than the opening of the request; a defect or an incident that a bypass is said to have caused was noticed after the merge, and before that was said; five minutes are allowed between servers. Types that say when they were written are no older than the records before them, nor than a merge at which they saw the default branch; the steps that the program takes, violations included, are no older than those before them of the same bypass; an hour is allowed for slow runs. Any other record that is more than a year older than one before it is a warning: facts may be recorded late, but not so late. Nor does a record lie in the folder of a day that was over for more than a day when a server signed its commit: its signature says when it was written.",
        fix: "Find out who wrote it; take the time of the records around it.",
    },
    MANIFEST_ALTERED: {
        severity: "error",
        effect: "error",
        text: "{file} was changed after its approval: sha256 {found} is not {approved}, which record {seq} names.",
        cause: "A manifest is the evidence of what was asked and approved; a change of it is an amendment, a file of its own (R218). Put back, it had been changed all the same. In a branch that was merged later it is a warning: only who saw the registry at that commit could tell an edit of the registry, hidden by a merge with exchanged parents, from a mistake in a pull request, and no record or note did.",
        fix: "Read the approved content in the commit before, find out who changed it, and restore it. Of a warning: if a pull request has the commit it was never on the registry; else compare with the branch's activity on GitHub, or with the head of the registry in an anchor of that time (--expect-anchor).",
    },
    MANIFEST_DELETED: {
        severity: "error",
        effect: "error",
        text: "{file} was deleted after its approval (record {seq}).",
        cause: "Manifests are kept; a bypass that is over stays on the record (R218). Put back, it had been gone all the same. In a branch that was merged later it is a warning: only who saw the registry at that commit could tell a deletion on the registry, hidden by a merge with exchanged parents, from a mistake in a pull request, and no record or note did.",
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
        cause: "The approval is recorded before a manifest is merged, so one without a record went around the procedure: a push, or a merge by force. Taken away again, it was there all the same. Drafts of a request come with it, too: with the commits of a rebase merge, or behind a merge. Where the records show that, it is no finding; where they neither show nor exclude it, a warning.",
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
        cause: "Records and manifest speak of the same bytes and say the same of the request, or one of them is not what it was.",
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
        cause: "An override that outlives its bypass is an open door. For 24 hours this is a warning, because the next sweep mends it. A check that was put back is owed again where a later record says that its result was posted once more, or that putting it back failed.",
        fix: "Run apply-override sweep; if it fails, restore the checks by hand and let it record that.",
    },
    MISSING_END: {
        severity: "error",
        effect: "error",
        text: "The time of {bypass} was over at {at}, and no record says how it ended.",
        cause: "Whether it was used is not told until its end is. For 24 hours this is a warning, because the next sweep records it.",
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
        cause: "What the policy wants done before an activation is done or set aside before the request is approved, by somebody other than the requester. A remediation is closed when everything that the policy makes a condition of it was done or set aside. The closing record names each; what it names has to be on record before it, and it leaves none out.",
        fix: "Find out who wrote the record, and have what is missing done; a reopened remediation is closed anew.",
    },
    UNREGISTERED_BYPASS: {
        severity: "error",
        effect: "error",
        text: "{commit} came into {base} {how} past the rules, by {who} at {at}; {account}: {found}.",
        cause: "A bypass that nobody registered has no reason, no approval and no remediation on record, and the list of bypasses is not whole.",
        fix: "Register it by a manifest with retroactive (merge_sha, merged_by); if it was none, correct the event that says so.",
    },
    IDENTITY_UNPROVEN: {
        severity: "warning",
        effect: "none",
        text: "Who wrote {count} of {all} commits of {branch} is not proven: {parts}.",
        cause: "Trusted keys are named, and no signature of one of them is on these commits: whoever may push to the branch could have written them. What they say is judged all the same. Named are the first and the last of them.",
        fix: "Let only the App write the branch and GitHub sign for it. If a key is missing from the trusted ones, add it (docs/guides/admin.md, trusted keys); who pushed a commit GitHub's activity of the branch says.",
    },
    SIGNATURE_INVALID: {
        severity: "error",
        effect: "error",
        text: "{count} of {branch} names the trusted key {key} in its signature, and {problem}.",
        cause: "A signature is over all bytes of its commit, or of the text of its note. One that does not fit was taken from elsewhere, or what it is on was changed after it was signed.",
        fix: "Compare the commit, or the record, with another clone, and find out who pushed it.",
    },
    REMOTE_ATTESTATION_MISSING: {
        severity: "warning",
        effect: "none",
        text: "{count} checkpoints of {branch}, in records {from} to {until}, bear no note that a trusted checkpoint key signed: {parts}; {after}.",
        cause: "The key is kept outside of the ledger, so whoever may push to the branch cannot sign for what he wrote. Since the first note that counts, or the valid-after of a trusted key, each checkpoint owes one. A job that lost its secret looks the same, so this is a warning. Named is the first of them.",
        fix: "See that the daily report gets its checkpoint-key, and that checkpoint_keys names that key (docs/guides/admin.md, signed checkpoints). If it did at the time, compare the records from there on with another clone or backup, and find out who wrote them.",
    },
    SIGNATURE_TIME_UNTRUSTED: {
        severity: "error",
        effect: "error",
        text: "{count} of {branch}: signed by the key {key}, {problem}.",
        cause: "Whoever has an old key can still sign with it and write any date into the commit. So trusted time counts: when a server signed, what the records name, the checkpoints that follow. Where that does not tell it is a warning.",
        fix: "If the key was still the right one, have its end corrected among the trusted keys; else find out who has it, and treat these commits as nobody's.",
    },
    TRUST_ROOT_CHANGED: {
        severity: "error",
        effect: "error",
        text: "{what} ({files}), and {problem}.",
        cause: "A change of the keys counts if a key that counted before signs it; else whoever may push could add his own and sign what he likes. The keys before it go on counting. A key that the ledger put on record has to stay in the history of the branch.",
        fix: "Read the change and find out who pushed it. If it is right, bring the same content by a commit that GitHub, or another key of before, signs; an auditor gives the right keys with --trust. If a key on record is missing, fetch the branch; if it stays, somebody has rewritten it.",
    },
    MERGE_WITHOUT_EVENT: {
        severity: "error",
        effect: "error",
        text: "{branch} holds {commit}, the commit that {bypass} was activated for (record {seq}), by {merge}, and no record says that the bypass was used.",
        cause: "A merge that a bypass let in is recorded as its use, and owes a remediation. For 24 hours this is a warning, because the next sweep records it.",
        fix: "Run apply-override sweep; if it fails, look at the merge on GitHub, and find out why nothing was recorded.",
    },
    CLOCK_SKEW: {
        severity: "warning",
        effect: "none",
        text: "Commit {commit} claims to be of {claimed}, but record {seq} had acted on it at {at}.",
        cause: "A commit's date is what the clock of its committer said, or what somebody wrote. The record has a server's time, and that counts.",
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
        cause: "A checkpoint is written every day even when nothing happens, so that silence can be told from a ledger that was cut off or switched off. Counted from checkpoint to checkpoint, and from the last one to the instant of the question; 26 hours are allowed, whatever else was recorded.",
        fix: "Find out why the daily report did not run, and see that it does; then the compliance coordinator acknowledges the gap, with a reason, on the record issue (/qms record finding.acknowledged).",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/authorization.js
const authorizationCodes = {
    LOOKUP_FAILED: {
        severity: "error",
        effect: "error",
        text: "{what} could not be read{status}.",
        cause: "A decision on part of the facts would be a guess.",
        fix: "Run again; if it stays, look at GitHub's status and at the token's permissions.",
    },
    HEAD_MOVED: {
        severity: "error",
        effect: "error",
        text: "The pull request moved from {before} to {after} while it was read.",
        cause: "Facts of two different heads do not make one decision.",
        fix: "Run again; the next push or review does so by itself.",
    },
    TOO_MANY_COMMITS: {
        severity: "error",
        effect: "error",
        text: "The pull request has more commits than GitHub returns.",
        cause: "An author among the commits that were not seen could approve their own work.",
        fix: "Open a new pull request with the manifest in one commit.",
    },
    FACTS_INCONSISTENT: {
        severity: "error",
        effect: "error",
        text: "The facts contradict themselves: {what}.",
        cause: "Facts are gathered by a program at one moment; a contradiction means that they were not.",
        fix: "Gather the facts again.",
    },
    WRONG_BASE: {
        severity: "error",
        effect: "denied",
        text: "The pull request goes to {base}; manifests are registered on {registry}.",
        cause: "Only the registry branch is guarded by the rules and people of the procedure.",
        fix: "Open the pull request from a branch cut from {registry}, against {registry}.",
    },
    FORK_MANIFEST: {
        severity: "error",
        effect: "denied",
        text: "The pull request comes from a fork.",
        cause: "Nobody here can tell who pushed to a branch of another repository.",
        fix: "Push the branch to this repository and open the pull request from there.",
    },
    SCOPE_VIOLATION: {
        severity: "error",
        effect: "denied",
        text: "The pull request touches {count} besides its manifest: {files}.",
        cause: "Whoever approves an exception must not approve something else with it.",
        fix: "Move the other changes to a pull request of their own.",
    },
    ONE_MANIFEST_PER_PR: {
        severity: "error",
        effect: "denied",
        text: "The pull request adds {count} manifests: {files}.",
        cause: "An approval is a statement about one manifest.",
        fix: "Open one pull request for each.",
    },
    MANIFEST_IMMUTABLE: {
        severity: "error",
        effect: "denied",
        text: "{file} is {change} by this pull request.",
        cause: "A merged manifest is the record of what was approved: never edited, renamed or deleted (R8, R218).",
        fix: "Leave it as it is. A change of date or owner is an amendment, anything else a new manifest.",
    },
    AMENDS_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: "There is no valid manifest {id} on the registry branch.",
        cause: "An amendment changes a manifest that was approved and merged.",
        fix: "Correct amends, and put the amendment into the folder of its manifest.",
    },
    AMENDMENT_NUMBER: {
        severity: "error",
        effect: "denied",
        text: "This amendment has the number {number}; the next one is {next}.",
        cause: "The amendments of a manifest are counted without a gap, so that everybody knows which one holds.",
        fix: "Use the number {next}, in the file's name, too.",
    },
    AMENDMENT_TOO_LATE: {
        severity: "error",
        effect: "denied",
        text: "{id} {problem}: this cannot be changed any more.",
        cause: "What has ended is history; an exception that ended is not brought back by an amendment.",
        fix: "{hint}",
    },
    BYPASS_ENDED: {
        severity: "error",
        effect: "denied",
        text: "{id} is over: the ledger has it as {state}.",
        cause: "A bypass serves once; an approval after its end would be one that can never take effect.",
        fix: "Ask for a new bypass, with an id of its own, and close this request.",
    },
    AMENDMENT_LIMIT: {
        severity: "error",
        effect: "denied",
        text: "The expiry {wanted} lies beyond {limit}: the level lets a bypass live {lifetime} from its activation.",
        cause: "An exception that can be prolonged without end is none.",
        fix: "Ask for an expiry within that, or for a new bypass.",
    },
    UNATTRIBUTED_COMMIT: {
        severity: "error",
        effect: "denied",
        text: "Commit {sha} cannot be attributed to a GitHub account ({who}).",
        cause: "An author whom nobody knows cannot be told apart from the approvers.",
        fix: "Set user.email to an address of the GitHub account, commit again and push.",
    },
    TARGET_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: "There is no pull request #{number} in {repository}.",
        cause: "The manifest must name the pull request that is to be merged; an issue of that number is none.",
        fix: "Correct target.pull_request; approvals of the old text will not count.",
    },
    TARGET_NOT_OPEN: {
        severity: "error",
        effect: "denied",
        text: "The target pull request #{number} is {state}.",
        cause: "Only an open pull request that is ready to merge can be unblocked.",
        fix: "{hint}",
    },
    TARGET_FORK: {
        severity: "error",
        effect: "denied",
        text: "The target pull request #{number} comes from a fork.",
        cause: "Its branch belongs to somebody outside the reach of the procedure.",
        fix: "Push the branch to this repository and open a pull request from there.",
    },
    TARGET_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "target.{field} says {manifest}, but the pull request's is {actual}.",
        cause: "The manifest must name exactly what is to be merged, and where to.",
        fix: "Correct the manifest; approvals of the old text will not count.",
    },
    HEAD_CHANGED: {
        severity: "error",
        effect: "denied",
        text: "The target's head is {actual}, the manifest names {manifest}.",
        cause: "An exception is for exactly one commit.",
        fix: "Write {actual} as target.head_sha if that commit is meant; reviewers then approve again.",
    },
    CHECK_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: 'There is no check "{check}" on the target\'s head.{nearest}',
        cause: "Names are matched exactly, and only what exists can be bypassed.",
        fix: "Use one of: {valid}.",
    },
    CHECK_NOT_REQUIRED: {
        severity: "error",
        effect: "denied",
        text: 'The check "{check}" is not required, so it blocks nothing.',
        cause: "A bypass that is not needed must not be asked for.",
        fix: "Take it off the list. Required and failing: {valid}.",
    },
    CHECK_IS_GATE: {
        severity: "error",
        effect: "denied",
        text: 'The check "{check}" is a gate: it is shut because of other jobs, and opens for those that are named.',
        cause: "A bypass names what really fails, so that nothing else slips through with it.",
        fix: "Name the failing jobs behind it. Required and failing: {valid}.",
    },
    CHECK_NOT_FAILING: {
        severity: "error",
        effect: "denied",
        text: 'The check "{check}" is not failing: it says {state}.',
        cause: "Only a failing check needs a bypass (R41).",
        fix: "Take it off the list. Required and failing: {valid}.",
    },
    CHECK_IN_PROGRESS: {
        severity: "error",
        effect: "pending",
        text: 'The check "{check}" is still running ({state}).',
        cause: "What it will say is not known yet.",
        fix: "Wait for it to end; the decision is made again then.",
    },
    TARGET_TOUCHES_CONTROLS: {
        severity: "error",
        effect: "denied",
        text: "The target changes files that guard the procedure itself: {files}.",
        cause: "Such a change may disable the checks and rules that judge it; it takes {levels}.",
        fix: "Move these files to a pull request of their own, or ask at {levels}.",
    },
    RETROACTIVE_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "retroactive.{field} says {manifest}; of pull request #{number} GitHub says: {actual}.",
        cause: "A registration records what happened, so it names exactly what GitHub shows.",
        fix: "Correct the manifest in a new commit; approvals of the old text will not count.",
    },
    OBLIGATION_OPEN: {
        severity: "error",
        effect: "pending",
        text: 'Before activation "{key}" has to be done: {text}.',
        cause: "The procedure asks for it before this level takes effect.",
        fix: 'A holder of {owner} comments "/qms done {key} EVIDENCE" on this pull request.',
    },
    REPEATED_PATTERN: {
        severity: "warning",
        effect: "none",
        text: '"{check}" was set aside {times} times within {within} before this: {bypasses}.',
        cause: "A check that is set aside again and again is broken, or nobody heeds it (pattern_of_repeated_bypasses, R78).",
        fix: "Repair the check, or what makes it fail. When this bypass is used, the QMS coordinator is told and an improvement proposed; how it was decided is said on the record issue (improvement.adopted, improvement.rejected).",
    },
    PATTERN_NOT_CHECKED: {
        severity: "info",
        effect: "none",
        text: "Whether the same check was set aside again and again was not looked at: {problem}.",
        cause: "It takes the state files of the last months; the escalation looks at all of them when the bypass is used.",
        fix: "Nothing: the escalation counts them when this bypass is used.",
    },
    COMMAND_IGNORED: {
        severity: "warning",
        effect: "none",
        text: "A command by {login} does not count: {problem}.",
        cause: "A command is an act in somebody's name: its form is exact, and the role behind it is looked up.",
        fix: "{form}",
    },
    NOTIFICATION_MISSING: {
        severity: "error",
        effect: "pending",
        text: "The notice to {audience} has not been attempted yet.",
        cause: "The procedure wants it before approval; the attempt counts, a broken channel does not block (decision 6).",
        fix: "The action attempts it as soon as nothing else is missing.",
    },
    REQUEST_EXPIRED: {
        severity: "error",
        effect: "denied",
        text: "The request ran out at {expired}, {ttl} after it was opened.",
        cause: "An approval long after the request is about a situation that has changed.",
        fix: "Open a new request if the exception is still needed.",
    },
    EXPIRY_PASSED: {
        severity: "error",
        effect: "denied",
        text: "The bypass would have ended at {expired}, which has passed.",
        cause: "An approval of something that can never take effect would only confuse the record.",
        fix: "Open a new request with a later expires_at, or without one, if the exception is still needed.",
    },
    GOVERNANCE_REMOVED: {
        severity: "error",
        effect: "denied",
        text: "The pull request removes {file}.",
        cause: "Without its policy, people and owners the registry guards nothing.",
        fix: "Keep the file; change its content.",
    },
    SLA_BREACHED: {
        severity: "warning",
        effect: "none",
        text: "{clock}: {took}, the limit is {limit}.",
        cause: "Late is late, but not void: the breach is counted in the reports.",
        fix: "Nothing to do here.",
    },
    GOVERNANCE_CHANGE: {
        severity: "info",
        effect: "none",
        text: "No manifest here: the pull request changes how bypasses are governed ({files}).",
        cause: "Such a change is for the code owners; qms-bypass checks it and never merges it.",
        fix: "Have the code owners review it.",
    },
    OWNERS_UNGUARDED: {
        severity: "error",
        effect: "denied",
        text: "{problem}.",
        cause: "CODEOWNERS is the outer fence of the registry: without owners there, anybody's change could merge.",
        fix: "{hint}",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/branches.js
const branchCodes = {
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
        cause: "A branch that goes on from another one names its end, and takes over files of it as they are; what does not agree was changed, left out or written beside it.",
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
        cause: "A roll-over closes a branch and begins the next one, which names its end. What was asked, merged or owed since is answered there, so that the earlier branch alone is inconclusive.",
        fix: "qms-bypass verify --ledger-branch {option} judges all of it. If nobody rolled the ledger over, find out who made that branch.",
    },
    CLONE_BEHIND: {
        severity: "error",
        effect: "error",
        text: "{who} saw {commit} at the head of {branch}, which does not have it here.",
        cause: "Either this clone is older than its ledger, or the branch was written anew. The clone alone cannot tell which, so the verdict is inconclusive.",
        fix: "Fetch {branch} and verify again. If it stays, look for that commit in another clone: somebody has rewritten the branch.",
    },
    HISTORY_REWRITTEN: {
        severity: "error",
        effect: "error",
        text: "{who} saw {commit} at the head of {branch}. It is not there any more, {proof}.",
        cause: "Every record names the head of the default branch, and approvals and activations that of the registry, so a branch that was written anew (a force-push, another branch in its place) shows: what was merged past the rules could be taken out of it.",
        fix: "git branch --all --contains {commit} tells whether another branch still has it. Look for it in another clone, find out who rewrote the branch, and merge the old head back: on the default branch git merge -s ours keeps the content, the registry needs a merge that keeps every manifest of both.",
    },
    REF_RENAMED: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} was written by a workflow of the branch {name}, which is not in this clone; {branch} was compared in its place.",
        cause: "Records are written from the default branch alone, so it had that name then. What was seen of it is in the other branch.",
        fix: "Find out who renamed it, and when. If it was none, verify with --default-branch {name} in a clone that has it.",
    },
    DEFAULT_BRANCH_SWITCHED: {
        severity: "warning",
        effect: "none",
        text: "Records {first} to {last} were written while {name} was the default branch; now that is {branch}, and {since}. {what}.",
        cause: "Records are written from the default branch alone. What each saw of it is looked for in the branch that it was then, and what was merged with a bypass into either of them is compared with that one.",
        fix: "Find out who switched the default branch, when, and why. git log {branch}..{name} shows what only {name} has. Keep {name}, or merge it into {branch}: without its commits those records prove nothing.",
    },
    RECIPE_UNKNOWN: {
        severity: "warning",
        effect: "none",
        text: "README.md of {branch} is not as this version, or one before it, writes it there: what its recipe finds proves nothing.",
        cause: "It holds a recipe to verify the branch without this program, and whoever writes the first commit can write one that finds nothing. A later version, or a copy of the branch under another name, gives another text too.",
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
        cause: "git log then shows a history that was never written. This program reads past it; whoever looks with git does not.",
        fix: "Remove the line from info/grafts in the clone's git folder, or verify in a fresh clone.",
    },
    REPLACE_REFS_PRESENT: {
        severity: "error",
        effect: "error",
        text: "refs/replace/{object} shows another object in the place of {object}.",
        cause: "git then shows content or a history that was never written. This program reads past it; whoever looks with git does not.",
        fix: "git replace -d {object}, or verify in a fresh clone; if it came with a fetch, find out who pushed it.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/effects.js
const effectCodes = {
    EVENT_ACTIVATION_MISMATCH: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) of {bypass} does not fit what record {before} permits: {problem}.",
        cause: "What is done is recorded before it is done: each act, the merge and the completion are about the commit, the pull request and the checks of that record. A merge lies between start and end of its activation, five minutes of skew between servers allowed at its start, or a record says that it does not. A result is posted while its activation runs. Of a merge after a revocation earlier versions did not record that it came late: there it is a warning.",
        fix: "Look at the pull request and the merge on GitHub, and find out who wrote the record; a merge that no bypass covers is an unregistered one.",
    },
    DEADLINE_TOO_LATE: {
        severity: "error",
        effect: "error",
        text: "Record {seq} ({type}) of {bypass} has {what} end at {end}. By every policy that the registry had about that day the latest end is {latest}.",
        cause: "Lifetimes and deadlines follow from policy, calendar and manifest. A later one than they give keeps an override in force, or a remediation from being overdue. What goes on after a suspension has the time that it had.",
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
        cause: "A merge commit names what it merges. A bypass is used by the merge of its own target; another one it does not cover.",
        fix: "Look at the pull request of that merge on GitHub: whether something else excused it, or whether it is an unregistered bypass. Find out who wrote the record.",
    },
    MERGE_OF_SOMETHING_ELSE: {
        severity: "error",
        effect: "error",
        text: "Record {seq} says that {bypass} was used by the merge {merge}, but {problem}.",
        cause: "A bypass is used by the merge of its own pull request, which comes into the branch after the activation, and by which the approved commit comes in, unless it is squashed. The order of commits shows that, whatever dates say. A squash before the merge of that commit is a warning: both may be of the same pull request.",
        fix: "Look at the pull request on GitHub: by which commit it was merged, and whether at all. Find out who wrote the record.",
    },
    REMEDIATION_CANCELLED: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} by {login} cancels the remediation of {bypass}: {reason}",
        cause: "No operation writes such a record: what ended unused or was reverted is completed by its green checks. From it on nobody is reminded, and neither checks nor people have shown that what was let in was mended.",
        fix: "Ask who wrote it, and who agreed. Where the remediation is owed, withdraw the record by a correction; sync then goes on with the issue.",
    },
    COMPLETED_BEFORE_USE: {
        severity: "warning",
        effect: "none",
        text: "Record {seq} says that {bypass} was used by the merge {merge}, and its remediation was completed before (record {before}), as that of something that was never merged. It was not opened again.",
        cause: "What ends unused has set nothing aside, so no check has to be green for its completion. Merged after all it owes one behind the merge; sync opens it again, verified or not.",
        fix: "Run open-remediation sync, which opens it again. It looks at what had a record in the last 30 days: if this one is older, look whether what was set aside is green behind the merge, and write down where that can be seen.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/general.js
const generalCodes = {
    YAML_SYNTAX: {
        severity: "error",
        effect: "denied",
        text: "This is not valid YAML: {reason}.",
        cause: "The file cannot be read, so nothing in it can be checked.",
        fix: "Mend the syntax at this place. An editor with YAML support shows the same error.",
    },
    JSON_SYNTAX: {
        severity: "error",
        effect: "error",
        text: "This is not valid JSON: {reason}.",
        cause: "Facts are JSON, written by a program. A broken file means that a program broke it.",
        fix: "Write the facts file again, or mend the syntax at this place.",
    },
    MANIFEST_YAML_FORBIDDEN: {
        severity: "error",
        effect: "denied",
        text: "{what} must not be used in this file.",
        cause: "Anchors, aliases, tags, directives, merge keys, further documents, byte order marks, NUL and bidirectional control characters let a file read differently to a person and to a program.",
        fix: "{how}",
    },
    DUPLICATE_KEY: {
        severity: "error",
        effect: "denied",
        text: 'The key "{key}" stands twice in the same map; the first is on line {first}.',
        cause: "Programs disagree about which of two equal keys counts, so neither does.",
        fix: "Keep one of the two.",
    },
    FILE_TOO_LARGE: {
        severity: "error",
        effect: "denied",
        text: "{what} is over the limit of {limit}.",
        cause: "Limits keep one hostile file from stopping the checks of all others.",
        fix: "Shorten it. Long documents belong elsewhere, as a reference (ref and sha256).",
    },
    FIELD_MISSING: {
        severity: "error",
        effect: "denied",
        text: '"{field}" is missing{where}.',
        cause: "The procedure asks for this field.",
        fix: "Add it{hint}.",
    },
    FIELD_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: '"{field}" is not a field{where}.',
        cause: "Unknown keys are refused: a misspelt field must not be a silently missing one.",
        fix: "{hint}",
    },
    FIELD_INVALID: {
        severity: "error",
        effect: "denied",
        text: '"{field}" {problem}.',
        cause: "The value does not follow the field's rule in the schema.",
        fix: "{hint}",
    },
    SCHEMA_VERSION: {
        severity: "error",
        effect: "denied",
        text: "This file says schema {found}; this version of qms-bypass reads {expected}.",
        cause: "The fields of another version may mean something else, so nothing else in the file was checked.",
        fix: 'Write "schema: {expected}", or use the version of qms-bypass that reads the file\'s schema.',
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/ledger.js
const ledgerCodes = {
    EVENT_ALTERED: {
        severity: "error",
        effect: "error",
        text: "This record of the ledger is not what was written: {problem}.",
        cause: "A record is canonical JSON that names its own digest and id, so any change of it shows.",
        fix: "Compare it with another clone or the last report; the record of the earliest copy counts.",
    },
    BAD_DATE: {
        severity: "error",
        effect: "error",
        text: '"{field}" {problem}.',
        cause: "Clocks run from these times; one that does not exist, or says no offset, means something else on every machine.",
        fix: "{hint}",
    },
    DATE_REGRESSION: {
        severity: "error",
        effect: "error",
        text: "Record {seq} lies in the folder of {day}, the record before it in that of {before}.",
        cause: "Records are written in order, into the folder of the day of writing, so the days never run backwards.",
        fix: "Find out who wrote it: an append by this program never does that.",
    },
    DATE_IN_FUTURE: {
        severity: "error",
        effect: "error",
        text: "Record {seq} says {at}, but {why}.",
        cause: "Nothing is recorded before it happens; five minutes of skew between servers are allowed, and an hour where the clock of this computer is asked. Nor does it lie in the folder of a later day, except behind midnight; every record behind it would lie there, too.",
        fix: "Find out who wrote it, and what its time should have been; correct it by an event that supersedes it. A folder cannot be corrected: whoever administers the repository keeps the record under a tag and sets the ledger branch back to the commit before it; sweep and reconcile then record again what GitHub still shows.",
    },
    LEDGER_NOT_APPEND_ONLY: {
        severity: "error",
        effect: "error",
        text: "{file} was {change} after it had been written.",
        cause: "What is in the ledger is never edited, moved or deleted; a correction is a new event (R218).",
        fix: "Read the original in the commit before, find out who did it, and restore the ruleset of the ledger branch.",
    },
    LEDGER_LINK_BROKEN: {
        severity: "error",
        effect: "error",
        text: "The chain breaks at record {seq}: {problem}.",
        cause: "Every record names the digests of the one before, so a change, a gap or a new order shows at the next link.",
        fix: "Compare the records around this one with another clone or with published anchors.",
    },
    LEDGER_FORK: {
        severity: "error",
        effect: "error",
        text: "Commit {commit} does not follow the one before it alone: its parents are {parents}.",
        cause: "The ledger is one line of commits; a merge or a second root hides what was appended where.",
        fix: "Find out who pushed it, and restore the ruleset of the ledger branch (linear history, no force-push).",
    },
    LEDGER_REWRITTEN: {
        severity: "error",
        effect: "error",
        text: "The ledger is not the one that {anchor} saw: {problem}.",
        cause: "What was published outside cannot be changed with the ledger, so it tells a ledger that was written anew.",
        fix: "Look for the commit that the anchor names. `git branch --all --contains` tells which branches have it: where a later branch of this ledger does, somebody has written on the older one since. Where none does, look in another clone or a backup.",
    },
    LEDGER_REPLACED: {
        severity: "error",
        effect: "error",
        text: "This is another ledger: {problem}.",
        cause: "A ledger begins once. A second beginning puts a new history in the place of the whole old one.",
        fix: "Look for the old ledger in another clone or backup, and find out who replaced it.",
    },
    LEDGER_TRUNCATED: {
        severity: "error",
        effect: "error",
        text: "The ledger ends with record {last}, but {anchor} saw record {seen}.",
        cause: "A chain that was cut at its end is still a chain; only something outside can tell.",
        fix: "Fetch the ledger branch again; if it stays, look for the records in another clone or backup.",
    },
    ANCHOR_CHANGED: {
        severity: "error",
        effect: "error",
        text: "{what}.",
        cause: "An anchor is worth something only as long as it says what it said when it was published.",
        fix: "Compare with the place where the anchor was published: issue, tag, report.",
    },
    ILLEGAL_TRANSITION: {
        severity: "error",
        effect: "error",
        text: "{type} cannot follow for {bypass}: {problem}.",
        cause: "A bypass is requested, approved, activated, used and remediated in this order; what skips a step was not done by the rules.",
        fix: "Read the events before it; a mistaken record is corrected by an event that supersedes it.",
    },
    DUPLICATE_EVENT_CONFLICT: {
        severity: "error",
        effect: "error",
        text: "The event {id} ({type}) is in the ledger already, as record {seq}{difference}.",
        cause: "The id of an event is that of its effect; an effect is recorded once, and it cannot be two different things.",
        fix: "Find out which of the two is true; correct a wrong record by an event that supersedes it.",
    },
    PROJECTION_MISMATCH: {
        severity: "error",
        effect: "error",
        text: "{file} {problem}.",
        cause: "The files under state and active are derived from the events; whoever changes one by hand shows a state that never was.",
        fix: "Trust the events; the next append for this bypass writes the file as it should be.",
    },
    REPORT_NOT_REPRODUCIBLE: {
        severity: "error",
        effect: "error",
        text: "{file} {problem}.",
        cause: "A published report or anchor is added once, in the commit of the record that names its digest; another one was not published. A report lies under its own name, with the JSON that is counted again, and is of a period that had ended.",
        fix: "qms-bypass recount makes every published report again and says where one differs from its records. For a file that is not the one that was published look for that one, by its SHA-256, in another clone or where it was shown; one that no record names says nothing.",
    },
    BAD_FILE_MODE: {
        severity: "error",
        effect: "error",
        text: "{file} has the mode {mode}, not 100644.",
        cause: "A link, a submodule or a program reads as something else than its bytes.",
        fix: "Find out who wrote it: this program writes plain files only.",
    },
    MALFORMED_TREE: {
        severity: "error",
        effect: "error",
        text: "{file} {problem}.",
        cause: "Below ledger, state and active lie only files that the rules name; another one may be a record that nobody reads. On the registry no tree has a name twice, out of order, or one that means another place: programs that read such a commit see different files.",
        fix: "Find out who wrote it, and what it was meant to be. git fsck names such trees, too; a commit without them mends the head, and the finding stays.",
    },
    OBJECTS_MISSING: {
        severity: "error",
        effect: "error",
        text: "The content of {file} is not in this clone.",
        cause: "What cannot be read proves nothing: the verdict is inconclusive, never pass.",
        fix: "Clone anew, without --depth and --filter, and verify that one (in a workflow: actions/checkout with fetch-depth 0 and no filter). If it is missing there as well, origin has lost it: take it from an older clone or a bundle.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/manifest.js
const manifestCodes = {
    MANIFEST_NOT_REGULAR: {
        severity: "error",
        effect: "denied",
        text: "The file is {what}, not a regular file.",
        cause: "A symbolic link or submodule can show reviewers one text and give the program another.",
        fix: "Commit the text itself as a regular file (mode 100644).",
    },
    SECRET_IN_MANIFEST: {
        severity: "error",
        effect: "denied",
        text: "This looks like a secret ({kind}). It is not repeated here.",
        cause: "The registry is readable by everyone who can clone it, and a merged manifest is never deleted.",
        fix: "Revoke the secret now, then remove it from the manifest and from the branch's history.",
    },
    ID_PATH_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "The id {id} does not fit {what}.",
        cause: "Folder, file name, level and id of a manifest are one name, so that everybody finds the same record.",
        fix: "{hint}",
    },
    DUPLICATE_ID: {
        severity: "error",
        effect: "denied",
        text: "The id {id} is in use already.",
        cause: "An id names one bypass for ever.",
        fix: "Take the next free second for the id and rename the file.",
    },
    PROCEDURE_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "The manifest follows the procedure {found}; the policy in force is {expected}.",
        cause: "A request is judged by the procedure that its author had in mind, or not at all.",
        fix: 'Write "procedure: {expected}" after reading what changed.',
    },
    LEVEL_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: "{value} is not a level.",
        cause: "There are exactly four levels: L1, L2, L3 and EMERGENCY (R7).",
        fix: "Write L1, L2, L3 or EMERGENCY, in capitals and without spaces.",
    },
    REQUESTER_MISMATCH: {
        severity: "warning",
        effect: "none",
        text: "requested_by names {requester}, but neither the pull request nor its request issue is theirs.",
        cause: "Whoever asks should be seen asking. The accounts are compared by the number that people.yml has.",
        fix: "If {requester} did ask, let them say so on the pull request; otherwise name the one who asks. If the login is another account's by now, correct people.yml.",
    },
    REQUESTER_UNKNOWN: {
        severity: "error",
        effect: "denied",
        text: "{requester} is not in people.yml and opened neither the pull request nor its request issue.",
        cause: "Without a known account the requester's own approval could not be told from another person's.",
        fix: "Correct the login, or let {requester} open the pull request. Whoever was renamed since: write the login of now.",
    },
    TRIGGER_LEVEL_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "The trigger {trigger} {problem}.",
        cause: "The procedure lists the triggers of each level.",
        fix: "{hint}",
    },
    SEVERITY_UNSUPPORTED: {
        severity: "error",
        effect: "denied",
        text: "Severity {severity} is not supported by {evidence}.",
        cause: "The incident classification matrix says what each severity means (R14, R18, R22, R26).",
        fix: "{hint}",
    },
    IMPACT_CONTRADICTS_CHECKS: {
        severity: "error",
        effect: "denied",
        text: 'impact.{answer} contradicts the check "{check}" of class {class}.',
        cause: "The answers to the decision tree must fit the checks that are to be bypassed.",
        fix: "Correct the answer, or take the check off the list.",
    },
    WILDCARD_FORBIDDEN: {
        severity: "error",
        effect: "denied",
        text: 'The check name "{check}" {problem}.',
        cause: "A bypass covers checks that were named, reviewed and counted, nothing that a pattern may catch later.",
        fix: "List the exact names of the failing required checks.",
    },
    PLACEHOLDER_TEXT: {
        severity: "error",
        effect: "denied",
        text: '"{field}" still holds template text: {found}.',
        cause: "Approvers decide on what is written there; a template decides nothing.",
        fix: "Write at least 40 characters that tell an approver what they must know.",
    },
    RISK_TOO_HIGH: {
        severity: "error",
        effect: "denied",
        text: "Risk {risk} is not for level {level}, which takes {allowed}.",
        cause: "A lead alone may accept low and minimal risk only (R47).",
        fix: "Ask at a higher level, or lower the risk and say how.",
    },
    REMEDIATION_TOO_LATE: {
        severity: "error",
        effect: "denied",
        text: '"{field}" {date} is later than {latest}, the last day that {limit} allow.',
        cause: "What was skipped is made good within the level's limit, counted from the id's instant (R46).",
        fix: "Name {latest} or an earlier day.",
    },
    REMEDIATION_IN_PAST: {
        severity: "error",
        effect: "denied",
        text: '"{field}" {date} is before {earliest}, the day of the request.',
        cause: "A remediation follows its bypass.",
        fix: "Name a day from {earliest} to the level's limit.",
    },
    CRITERIA_MISSING: {
        severity: "error",
        effect: "denied",
        text: "No emergency criterion is named in incident.criteria.",
        cause: "An EMERGENCY bypass rests on at least one of the twelve activation criteria of the procedure (R169).",
        fix: "Name the criteria that hold, with their evidence, or ask at the level that fits.",
    },
    CALENDAR_EXPIRED: {
        severity: "warning",
        effect: "none",
        text: "The calendar is valid through {through}; the deadline {deadline} lies behind it.",
        cause: "Holidays behind that day are not known, so the deadline may be too early.",
        fix: "Extend calendar.holidays and calendar.valid_through in policy.yml.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/override.js
const overrideCodes = {
    MANIFEST_NOT_MERGED: {
        severity: "error",
        effect: "pending",
        text: "The manifest is not on {registry}: pull request #{number} is not merged.",
        cause: "Only a merged manifest takes effect: the merge is the registration.",
        fix: "Have it approved; validate-bypass merges it. Then activation follows in the same run.",
    },
    MANIFEST_DIGEST_MISMATCH: {
        severity: "error",
        effect: "denied",
        text: "The manifest on {registry} ({merged}) is not the one that was approved ({approved}).",
        cause: "Approvals are statements about one content, byte by byte (R8, R218).",
        fix: "Find out who changed {path} on {registry}; ask again with a new manifest.",
    },
    ACTIVATION_NOT_APPROVED: {
        severity: "error",
        effect: "denied",
        text: "The manifest is merged, but the decision, made again now, is {verdict}: {summary}",
        cause: "A merge proves nothing: the approvals are derived again before anything takes effect (30-authorization.md).",
        fix: "Ask again with a new manifest, and let the people whom the level names approve it before it is merged.",
    },
    SHA_SHARED: {
        severity: "error",
        effect: "denied",
        text: "The commit {sha} is also the head of #{other}, which goes to {base}.",
        cause: "A result on a commit counts for every pull request with that head; the exception is for one.",
        fix: "Close the other pull request, or push a commit of its own to it.",
    },
    AUTO_MERGE_ON: {
        severity: "error",
        effect: "denied",
        text: "Auto-merge is on for #{number}, and the manifest does not allow it.",
        cause: "The merge would happen by itself the moment the checks turn green, before anybody looks.",
        fix: "Turn auto-merge off; or ask with allow_auto_merge: true.",
    },
    MODE_UNSUPPORTED: {
        severity: "error",
        effect: "denied",
        text: "{what} cannot be overridden: {why}.",
        cause: "Each mode works under its own conditions; where none does, nothing is done by half (40-override.md).",
        fix: "{hint}",
    },
    RULE_UNMET: {
        severity: "error",
        effect: "denied",
        text: "#{number} is not merged by the App: it still lacks {rules}.",
        cause: "A merge past a ruleset goes past all of its rules; the bypass names checks, so every other rule is judged first, and what cannot be judged counts as not met.",
        fix: "Satisfy these rules as usual, and run again; a rule that cannot be judged rules the merge mode out.",
    },
    MERGE_NOT_DONE: {
        severity: "error",
        effect: "error",
        text: "GitHub did not merge #{number}: {problem}",
        cause: "The App may go past the rules that name it, and past no other; what was changed for it has been put back.",
        fix: "{hint}",
    },
    ADMIN_TOKEN_MISSING: {
        severity: "error",
        effect: "error",
        text: "{what} takes the token of the App, and the input admin-token is empty.",
        cause: "The job's own token neither goes past rules nor changes them.",
        fix: "Give this job the same admin-token as the one that activates, and run it again.",
    },
    PROTECTION_BUSY: {
        severity: "error",
        effect: "denied",
        text: "{other} has changed the protection of {branch} and not put it back yet; nothing was changed.",
        cause: "Two overrides do not change the protection of one branch at once.",
        fix: "Wait until it is done, or run sweep if its run has died; then run again.",
    },
    OTHERS_WOULD_MERGE: {
        severity: "error",
        effect: "denied",
        text: "The protection of {branch} is not relaxed: {count} other pull request(s) with auto-merge on would merge, too ({others}).",
        cause: "A relaxed branch is relaxed for everybody, and auto-merge is faster than we are; the exception is for one pull request.",
        fix: "Turn auto-merge off there until this one is merged, then run again.",
    },
    PROTECTION_DRIFT: {
        severity: "error",
        effect: "error",
        text: "Somebody changed the protection of {branch} while it was relaxed; this was left as it is: {drift}.",
        cause: "Only our own change is taken back; what somebody else changed in these seconds has to be looked at by a person.",
        fix: "Compare the branch's rules with the snapshot in the event bypass.activated of {bypass}.",
    },
    CHECKS_PASS: {
        severity: "info",
        effect: "none",
        text: "Nothing to override: {checks} passed by now.",
        cause: "What passes needs no exception; the real results stand.",
        fix: "Merge the pull request.",
    },
    CHECK_SKIPPED: {
        severity: "info",
        effect: "none",
        text: 'The check "{check}" passed by now and was left alone.',
        cause: "Only what fails is overridden; a real result is never covered without need.",
        fix: "Nothing to do here.",
    },
    ALREADY_DONE: {
        severity: "info",
        effect: "none",
        text: "{bypass} is {state}; nothing was changed.",
        cause: "A bypass is used once, and every step can be repeated without doing it twice.",
        fix: "{hint}",
    },
    OVERRIDE_INEFFECTIVE: {
        severity: "error",
        effect: "error",
        text: "GitHub still blocks the merge because of {checks} ({mergeState}); what was posted has been taken back.",
        cause: "GitHub does not always count a result that a token posted: its check suite may not belong to the pull request.",
        fix: "Run the failed workflow again so that its suite is the newest, then activate again; a status check is not affected by this.",
    },
    EFFECT_UNKNOWN: {
        severity: "error",
        effect: "error",
        text: "GitHub has not computed whether #{number} can be merged; the effect is not verified.",
        cause: "The answer of a write proves nothing; only GitHub's own computation does.",
        fix: "Run again: what was posted stays and is verified then.",
    },
    GATE_SHUT: {
        severity: "error",
        effect: "denied",
        text: "These jobs did not pass, and no bypass of this commit is active: {jobs}.",
        cause: "A gate opens for what passed, or for what an active bypass of exactly this commit names.",
        fix: "Repair them; or, where that cannot wait, ask for a bypass that names them.",
    },
    JOB_NOT_COVERED: {
        severity: "error",
        effect: "denied",
        text: 'The job "{job}" ended as {state}, and no active bypass names it.',
        cause: "Every job of the run that did not pass has to be named, so that nothing else slips through.",
        fix: "Repair it, run it again, or ask for a bypass that names it, too.",
    },
    NEED_UNEXPLAINED: {
        severity: "error",
        effect: "denied",
        text: 'The need "{need}" is {result}, and no job of the run that did not pass stands for it.',
        cause: "What cannot be seen cannot be let through.",
        fix: "Run the whole workflow again; if the job may be skipped, name its id under allowed-skips.",
    },
    GATE_NOT_ACTIVE: {
        severity: "error",
        effect: "denied",
        text: "The bypass {bypass} is {state}: it does not open the gate.",
        cause: "The gate believes no entry: it reads the bypass's own events, and the time from GitHub.",
        fix: "Ask again with a new manifest if the exception is still needed.",
    },
    GATE_NOT_RUN: {
        severity: "error",
        effect: "error",
        text: 'The job of the gate "{gate}" could not be run again: {problem}.',
        cause: "A gate decides when it runs; what GitHub does not run again keeps the result that it had.",
        fix: "Run the whole workflow again from its page, or push, and ask anew.",
    },
    BLOCKED_BY_OTHERS: {
        severity: "warning",
        effect: "none",
        text: "The override holds, but the merge is still blocked by: {others}.",
        cause: "A bypass covers the checks that it names and nothing else.",
        fix: "Satisfy these rules as usual.",
    },
    BASE_CHANGED: {
        severity: "error",
        effect: "denied",
        text: "The target goes to {actual} now; the manifest names {manifest}.",
        cause: "The exception was approved for one branch.",
        fix: "Set the base back and ask again, or ask for the new base.",
    },
    MERGED_AFTER_EXPIRY: {
        severity: "warning",
        effect: "none",
        text: "#{number} was merged at {at}, after the bypass had ended at {expired}.",
        cause: "The exception was over, by its time or because it was revoked or voided. A merge of the approved commit after that is recorded as a violation, also where every check was green by then: nobody can tell that from the record.",
        fix: "Find out who merged it, and why so late; the remediation is owed all the same.",
    },
    MERGED_BEFORE_ACTIVATION: {
        severity: "warning",
        effect: "none",
        text: "#{number} was merged at {at}, before the bypass was active at {activated}.",
        cause: "Nothing permitted the merge when it was made; that is recorded as a violation. Five minutes are allowed between servers.",
        fix: "Find out who merged it, and past which rule; the remediation is owed all the same.",
    },
    MERGED_ELSEWHERE: {
        severity: "warning",
        effect: "none",
        text: "#{number} was merged into {actual}, not into {manifest}.",
        cause: "The exception was approved for one branch; its use for another is recorded as a violation.",
        fix: "Revert the merge if it was not meant.",
    },
    STEP_ORDER: {
        severity: "warning",
        effect: "none",
        text: "{problem}; the activation is recorded as out of order.",
        cause: "EMERGENCY begins with the declaration (R181). Help is never delayed for it, but the omission is counted.",
        fix: "{hint}",
    },
    RESTORE_FAILED: {
        severity: "error",
        effect: "error",
        text: "{checks} could not be put back as before: {problem}",
        cause: "Until the original result or requirement stands again, the waived fact does not show or the branch is open; it stays on every report until then.",
        fix: "Remove the cause, then run settle again with bypass-id: {bypass}.",
    },
    NOT_ENTITLED: {
        severity: "error",
        effect: "denied",
        text: "{what} is not for {login}: it takes one of the roles {roles}.",
        cause: "It is done in a person's name, and the procedure says whose.",
        fix: "Ask somebody who holds one of these roles in people.yml.",
    },
    RERUN_REFUSED: {
        severity: "error",
        effect: "denied",
        text: "{what} is not done by a re-run.",
        cause: "A re-run acts in the name of whoever started the first run, whoever pressed the button.",
        fix: "Start the workflow anew.",
    },
    SWEEP_FAILED: {
        severity: "error",
        effect: "error",
        text: "The sweep could not look after {what}: {problem}",
        cause: "One that fails keeps no other from its turn; the next sweep tries again.",
        fix: "{hint}",
    },
    SWEEP_LIMIT: {
        severity: "warning",
        effect: "none",
        text: "{count} had to wait for the next sweep: {names}.",
        cause: "One run looks after so many and no more, so that it ends; what ends something comes first.",
        fix: "Start the sweep again, or let it run more often.",
    },
    OVERRIDE_BURIED: {
        severity: "warning",
        effect: "none",
        text: "A later result hid the override of {checks}; it was posted again.",
        cause: "A check that runs again on the same commit reports after us, and GitHub counts the newest.",
        fix: "Do not run the check again before the merge.",
    },
    LABELS_REFUSED: {
        severity: "warning",
        effect: "none",
        text: "The labels could not be set: {problem}",
        cause: "Labels only show what the ledger says; the override stands without them.",
        fix: "{hint}",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/procedure.js
const procedureCodes = {
    POLICY_INVALID: {
        severity: "error",
        effect: "error",
        text: "{file} cannot be used: {count} in it.",
        cause: "A rule that was dropped in silence would let a bypass through that nobody allowed, so one error rejects the whole file.",
        fix: "Mend what is listed for that file; nothing can be decided before.",
    },
    POLICY_RULE: {
        severity: "error",
        effect: "error",
        text: '"{field}" {problem}.',
        cause: "The policy contradicts itself or the procedure.",
        fix: "{hint}",
    },
    POLICY_LOOSER: {
        severity: "warning",
        effect: "none",
        text: '"{field}" {now}; the procedure {procedure}.',
        cause: "An organisation may weaken the procedure knowingly; whoever reviews the policy has to see that it does.",
        fix: "If that is meant, have it approved as such; otherwise take the row out.",
    },
    POLICY_NOT_ACTIVE: {
        severity: "error",
        effect: "denied",
        text: 'The policy\'s status is "{status}", not "active".',
        cause: "A procedure that is a draft or retired authorises nothing (R2). Reports still run.",
        fix: "Set status to active by a reviewed change of policy.yml, or use the procedure that is in force.",
    },
    REFERENCE_UNKNOWN: {
        severity: "error",
        effect: "error",
        text: '"{field}" names the {kind} "{name}", which is defined nowhere.',
        cause: "A rule about something that does not exist would never fire.",
        fix: "{hint}",
    },
    ROLE_UNASSIGNED: {
        severity: "warning",
        effect: "none",
        text: 'Nobody holds the role "{role}", which {user} names.',
        cause: "Notices and obligations of this role go to the level's approvers instead.",
        fix: "Add the role to people.yml.",
    },
    EMPTY_ROLE: {
        severity: "error",
        effect: "error",
        text: "Nobody holds {roles}, so the slot {slot} of level {level} can never be filled.",
        cause: "An empty role never means that everyone may approve, nor that nobody needs to.",
        fix: "Add active people to the role in people.yml.",
    },
    EMPTY_LEVEL: {
        severity: "error",
        effect: "error",
        text: "Level {level} has no slot that always has to be filled.",
        cause: "A level without slots would approve itself.",
        fix: "Give the level at least one slot without a condition.",
    },
    UNSATISFIABLE: {
        severity: "error",
        effect: "denied",
        text: "Level {level} needs {needed}, {available} available{without}.",
        cause: "Distinct people fill distinct slots; with fewer people the level can never be approved.",
        fix: "{hint}",
    },
    NOBODY_TO_SPARE: {
        severity: "warning",
        effect: "none",
        text: "Level {level} can be filled by {people} only: if one of them is away, asks or wrote the code, it cannot be approved.",
        cause: "There is nobody to spare.",
        fix: "Give another person one of the roles {roles}.",
    },
    PERSON_DUPLICATE: {
        severity: "error",
        effect: "error",
        text: '"{field}" {value} belongs to {first} already.',
        cause: "One account is one person; otherwise one person could fill two slots.",
        fix: "Keep one entry per person.",
    },
    MEMBERSHIP_UNKNOWN: {
        severity: "error",
        effect: "error",
        text: "The members of the team {team} (role {role}) could not be read.",
        cause: "Not knowing who is in a team is not the same as nobody being in it.",
        fix: "Give the action an App token that may read members, or list the people in people.yml.",
    },
    UNCLASSIFIED_CHECK: {
        severity: "error",
        effect: "denied",
        text: 'No rule of policy.yml classifies the check "{check}".',
        cause: "Below EMERGENCY only checks whose class is known may be bypassed.",
        fix: "Have a rule for it added to policy.yml under checks, by a reviewed change.",
    },
    LEVEL_TOO_LOW: {
        severity: "error",
        effect: "denied",
        text: "Level {asked} is too low: {reason} needs {required}.",
        cause: "The required level is the highest of severity matrix, decision tree, classes of the checks and rollback feasibility (R35).",
        fix: "{hint}",
    },
    CHECK_NOT_BYPASSABLE: {
        severity: "error",
        effect: "denied",
        text: 'The policy never lets the check "{check}" be bypassed.',
        cause: "never_bypass holds at every level, EMERGENCY included.",
        fix: "Mend what the check reports.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/remediation.js
const remediationCodes = {
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
        cause: "Nobody was late, and nobody was in time either: it counts in no figure. Up to five minutes count as no time at all.",
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
        cause: "Only people with access to the repository can be assigned; the owner answers for the remediation all the same.",
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
        cause: "An issue is in the milestone of the month that it is due in. Its text, its labels and the record have the day all the same.",
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
        cause: "Who has no write access can give no command there, and GitHub refuses the program's answers. Commands of the others still count.",
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
        cause: "Training, exercises, certificates and improvements belong to no bypass; people record them on one pinned issue.",
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
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/request.js
const requestCodes = {
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
        cause: "A rule binds new branches, or the registry holds a workflow file that the default branch does not hold just so.",
        fix: "Add the manifest by hand as the comment shows. For the next time: copy .github/workflows of the registry branch to the default branch.",
    },
    PULL_REQUEST_REFUSED: {
        severity: "warning",
        effect: "none",
        text: "GitHub did not let this token open the pull request: {message}",
        cause: "The branch is there; only its pull request has to be opened by a person.",
        fix: "Open it with the link in the comment, or give the App the permission pull-requests: write.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/review.js
const reviewCodes = {
    AFTER_MERGE: {
        severity: "info",
        effect: "pending",
        text: "The review came after the merge.",
        cause: "GitHub accepts reviews of merged pull requests; they neither approve nor veto.",
        fix: "To stop an approved bypass, revoke it.",
    },
    GHOST_ACTOR: {
        severity: "info",
        effect: "pending",
        text: "The account of this review does not exist any more.",
        cause: "Nobody stands behind it.",
        fix: "Another holder of the role approves.",
    },
    BOT_ACTOR: {
        severity: "info",
        effect: "pending",
        text: "{login} is not a person.",
        cause: "People answer for exceptions; apps and bots cannot.",
        fix: "A holder of the role approves.",
    },
    IDENTITY_MISMATCH: {
        severity: "info",
        effect: "pending",
        text: "The login {login} is in people.yml with another account id ({expected}, not {actual}).",
        cause: "A login can be given up and taken by somebody else; the id cannot.",
        fix: "Check who it is, then correct the id in people.yml by a reviewed change.",
    },
    SUSPENDED: {
        severity: "info",
        effect: "pending",
        text: "{login} is suspended in people.yml.",
        cause: "A suspended person approves nothing.",
        fix: "Another holder of the role approves.",
    },
    SELF_APPROVAL: {
        severity: "info",
        effect: "pending",
        text: "{login} {role}.",
        cause: "Nobody approves their own request. In a decision the review does not count; where verify finds it on record, it is an error.",
        fix: "{hint}",
    },
    CONTRIBUTOR: {
        severity: "info",
        effect: "pending",
        text: "{login} {how} (commit {sha}).",
        cause: "Who wrote the manifest does not approve it.",
        fix: "Somebody else who holds the role approves.",
    },
    BENEFICIARY: {
        severity: "info",
        effect: "pending",
        text: "{login} {how}.",
        cause: "Who wrote the code that the bypass lets through does not approve the bypass.",
        fix: "Somebody else who holds the role approves.",
    },
    NOT_IN_ROLE: {
        severity: "info",
        effect: "pending",
        text: "{login} holds no role of level {level}{detail}.",
        cause: "The level names the roles whose approval counts: {roles}.",
        fix: "A holder of one of these roles approves: {roles}.",
    },
    NO_REPO_ACCESS: {
        severity: "info",
        effect: "pending",
        text: "{login} has {access} access; {needed} is needed to count.",
        cause: "Anyone who can read a repository can submit an approval.",
        fix: "Give {login} {needed} access, or have another holder of the role approve.",
    },
    DISMISSED: {
        severity: "info",
        effect: "pending",
        text: "The last review of {login} was dismissed.",
        cause: "A dismissed review says nothing, and does not bring an earlier one back.",
        fix: "{login} reviews again.",
    },
    CHANGES_REQUESTED: {
        severity: "error",
        effect: "denied",
        text: "{login} requests changes.",
        cause: "A holder of a role of the level has a veto; it survives pushes.",
        fix: "Settle it with {login}; an approving review by {login} lifts the veto.",
    },
    STALE_MANIFEST: {
        severity: "info",
        effect: "pending",
        text: "{login} approved {what}.",
        cause: "An approval is a statement about content, and this content is not proven to be what was approved.",
        fix: "Please approve again{digest}.",
    },
    REVIEW_EDITED: {
        severity: "info",
        effect: "pending",
        text: "{editor} edited the review of {login}.",
        cause: "A review that somebody else may have written proves nothing.",
        fix: "{login} approves again, in their own words.",
    },
    CERT_MISSING: {
        severity: "info",
        effect: "pending",
        text: "{login} has no certificate for {certificates}.",
        cause: "Approvers hold all certifications that the policy requires (R282).",
        fix: "Record the certificate in people.yml after the training, or have a certified holder of the role approve.",
    },
    CERT_EXPIRED: {
        severity: "info",
        effect: "pending",
        text: "The certificate of {login} for {certificates}.",
        cause: "A certificate is valid through the end of its day in the calendar's zone, at approval and at decision (R282).",
        fix: "Renew it and update people.yml, or have a certified holder of the role approve.",
    },
    RATIONALE_MISSING: {
        severity: "info",
        effect: "pending",
        text: "{login} approved without saying why.",
        cause: "At this level every decision carries its reason (R163).",
        fix: "{login} approves again and writes the reason into the review.",
    },
    SURPLUS: {
        severity: "info",
        effect: "none",
        text: "{login} approved; every slot that {login} could fill is filled.",
        cause: "One person fills one slot, one slot takes as many people as it needs.",
        fix: "Nothing to do.",
    },
    OK: {
        severity: "info",
        effect: "none",
        text: "{login} fills the slot {slot}.",
        cause: "Every rule for this review holds.",
        fix: "Nothing to do.",
    },
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue/run.js
const runCodes = {
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
        cause: "On a locked issue or pull request only people with write access comment; GitHub refuses Apps, and a job's token is one.",
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
        cause: "The tag keeps what the ledger was on a day, and a clone brings it along. Without it the day has the anchor of its report alone, which lies on the ledger branch itself.",
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
};

;// CONCATENATED MODULE: ./build/core/findings/catalogue.js














const catalogue_catalogue = {
    ...generalCodes,
    ...manifestCodes,
    ...procedureCodes,
    ...authorizationCodes,
    ...reviewCodes,
    ...ledgerCodes,
    ...branchCodes,
    ...auditCodes,
    ...approvalCodes,
    ...effectCodes,
    ...runCodes,
    ...remediationCodes,
    ...overrideCodes,
    ...requestCodes,
};

;// CONCATENATED MODULE: ./build/core/findings/finding.js

function fill(template, params) {
    return template.replace(/\{([a-zA-Z]+)\}/g, (_, name) => String(params[name] ?? ""));
}
function finding_finding(code, params, where = {}) {
    const entry = catalogue_catalogue[code];
    return {
        code,
        severity: entry.severity,
        path: where.path ?? null,
        line: where.line ?? null,
        column: where.column ?? null,
        pointer: where.pointer ?? null,
        message: fill(entry.text, params),
        fix: fill(entry.fix, params),
    };
}

;// CONCATENATED MODULE: ./node_modules/js-yaml/dist/js-yaml.mjs
/*! js-yaml 5.5.0 https://github.com/nodeca/js-yaml @license MIT */
//#region src/tag.ts
/**
* Returned by a scalar resolver when the source does not match its tag.
*
* @category Tags
*/
var NOT_RESOLVED = Symbol("NOT_RESOLVED");
/**
* Create a normalized scalar tag definition.
*
* @category Tags
*/
function defineScalarTag(tagName, options) {
	return {
		tagName,
		nodeKind: "scalar",
		implicit: options.implicit ?? false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		implicitFirstChars: options.implicitFirstChars ?? null,
		resolve: options.resolve,
		identify: options.identify,
		represent: options.represent ?? ((data) => String(data)),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized sequence tag definition.
*
* @category Tags
*/
function defineSequenceTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "sequence",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addItem: options.addItem,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized mapping tag definition.
*
* @category Tags
*/
function defineMappingTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "mapping",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addPair: options.addPair,
		has: options.has,
		keys: options.keys,
		get: options.get,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
//#endregion
//#region src/tag/scalar/str.ts
/** @category Tags */
var strTag = defineScalarTag("tag:yaml.org,2002:str", {
	resolve: (source) => source,
	identify: (data) => typeof data === "string"
});
//#endregion
//#region src/tag/scalar/null_core.ts
var NULL_VALUES$1 = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullCoreTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES$1.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/null_json.ts
/** @category Tags */
var nullJsonTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: ["n"],
	resolve: (source, isExplicit) => {
		if (source === "null" || isExplicit && source === "") return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/null_yaml11.ts
var NULL_VALUES = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullYaml11Tag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/bool_core.ts
var TRUE_VALUES$2 = [
	"true",
	"True",
	"TRUE"
];
var FALSE_VALUES$2 = [
	"false",
	"False",
	"FALSE"
];
/** @category Tags */
var boolCoreTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"t",
		"T",
		"f",
		"F"
	],
	resolve: (source) => {
		if (TRUE_VALUES$2.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$2.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/bool_json.ts
var TRUE_VALUES$1 = ["true"];
var FALSE_VALUES$1 = ["false"];
/** @category Tags */
var boolJsonTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: ["t", "f"],
	resolve: (source) => {
		if (TRUE_VALUES$1.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$1.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/bool_yaml11.ts
var TRUE_VALUES = [
	"true",
	"True",
	"TRUE",
	"y",
	"Y",
	"yes",
	"Yes",
	"YES",
	"on",
	"On",
	"ON"
];
var FALSE_VALUES = [
	"false",
	"False",
	"FALSE",
	"n",
	"N",
	"no",
	"No",
	"NO",
	"off",
	"Off",
	"OFF"
];
/** @category Tags */
var boolYaml11Tag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"y",
		"Y",
		"n",
		"N",
		"t",
		"T",
		"f",
		"F",
		"o",
		"O"
	],
	resolve: (source) => {
		if (TRUE_VALUES.indexOf(source) !== -1) return true;
		if (FALSE_VALUES.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/int_core.ts
var YAML_INTEGER_IMPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
var YAML_INTEGER_EXPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$2(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$2(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$2(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intCoreTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger$2,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/int_json.ts
var YAML_INTEGER_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)$");
var YAML_INTEGER_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$1(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$1(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intJsonTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlInteger$1,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/int_yaml11.ts
var YAML_INTEGER_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?(?:0|[1-9][0-9_]*))$");
function parseYamlInteger(source) {
	let value = source.replace(/_/g, "");
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	if (value.includes(":")) {
		let result = 0;
		for (const part of value.split(":")) result = result * 60 + Number(part);
		return sign * result;
	}
	if (value !== "0" && value[0] === "0") return sign * parseInt(value, 8);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger(source) {
	if (!YAML_INTEGER_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intYaml11Tag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/float_core.ts
var YAML_FLOAT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$2(source) {
	if (!YAML_FLOAT_PATTERN$1.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase();
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	const result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN$1.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$2(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatCoreTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat$2,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$2
});
//#endregion
//#region src/tag/scalar/float_json.ts
var YAML_FLOAT_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$");
var YAML_FLOAT_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_FLOAT_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
		let value = source.toLowerCase();
		const sign = value[0] === "-" ? -1 : 1;
		if ("+-".includes(value[0])) value = value.slice(1);
		if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
		if (value === ".nan") return NaN;
		const result = sign * parseFloat(value);
		return Number.isFinite(result) ? result : NOT_RESOLVED;
	}
	if (!YAML_FLOAT_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = Number(source);
	if (Number.isFinite(result)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$1(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatJsonTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlFloat$1,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$1
});
//#endregion
//#region src/tag/scalar/float_yaml11.ts
var YAML_FLOAT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?(?:(?:[0-9][0-9_]*)?\\.[0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat(source) {
	if (!YAML_FLOAT_PATTERN.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase().replace(/_/g, "");
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	let result = 0;
	if (value.includes(":")) {
		for (const part of value.split(":")) result = result * 60 + Number(part);
		result *= sign;
	} else result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatYaml11Tag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat
});
//#endregion
//#region src/tag/scalar/merge.ts
/**
* Enables merge keys in {@link CORE_SCHEMA} when added with
* {@link Schema.withTags}.
*
* @category Tags
*/
var mergeTag = defineScalarTag("tag:yaml.org,2002:merge", {
	implicit: true,
	implicitFirstChars: ["<"],
	resolve: (source, isExplicit) => {
		if (source === "<<" || isExplicit && source === "") return "<<";
		return NOT_RESOLVED;
	},
	identify: () => false
});
//#endregion
//#region src/tag/scalar/binary.ts
var BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/;
function resolveYamlBinary(source) {
	const input = source.replace(/\s/g, "");
	if (input.length % 4 !== 0 || !BASE64_PATTERN.test(input)) return NOT_RESOLVED;
	const binary = atob(input);
	const result = new Uint8Array(binary.length);
	for (let index = 0; index < binary.length; index++) result[index] = binary.charCodeAt(index);
	return result;
}
function representYamlBinary(object) {
	let binary = "";
	for (let index = 0; index < object.length; index++) binary += String.fromCharCode(object[index]);
	return btoa(binary);
}
/**
* The `!!binary` tag, represented as a `Uint8Array`.
*
* @category Tags
*/
var binaryTag = defineScalarTag("tag:yaml.org,2002:binary", {
	resolve: resolveYamlBinary,
	identify: (object) => Object.prototype.toString.call(object) === "[object Uint8Array]",
	represent: representYamlBinary
});
//#endregion
//#region src/tag/scalar/timestamp.ts
var YAML_DATE_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9])-([0-9][0-9])$");
var YAML_TIMESTAMP_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9][0-9]):([0-9][0-9])(?:\\.([0-9]*))?(?:[ \\t]*(Z|([-+])([0-9][0-9]?)(?::([0-9][0-9]))?))?$");
function makeUtcDate(year, month, day, hour = 0, minute = 0, second = 0, fraction = 0) {
	const date = new Date(Date.UTC(year, month, day, hour, minute, second, fraction));
	date.setUTCFullYear(year, month, day);
	return date;
}
function resolveYamlTimestamp(source) {
	let match = YAML_DATE_REGEXP.exec(source);
	if (match === null) match = YAML_TIMESTAMP_REGEXP.exec(source);
	if (match === null) return NOT_RESOLVED;
	const year = +match[1];
	const month = +match[2] - 1;
	const day = +match[3];
	if (!match[4]) {
		const date = makeUtcDate(year, month, day);
		if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
		return date;
	}
	const hour = +match[4];
	const minute = +match[5];
	const second = +match[6];
	let fraction = 0;
	if (hour > 23 || minute > 59 || second > 59) return NOT_RESOLVED;
	if (match[7]) {
		let value = match[7].slice(0, 3);
		while (value.length < 3) value += "0";
		fraction = +value;
	}
	const date = makeUtcDate(year, month, day, hour, minute, second, fraction);
	if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
	if (match[9]) {
		const offsetHour = +match[10];
		const offsetMinute = +(match[11] || 0);
		if (offsetHour > 23 || offsetMinute > 59) return NOT_RESOLVED;
		const offset = (offsetHour * 60 + offsetMinute) * 6e4;
		date.setTime(date.getTime() - (match[9] === "-" ? -offset : offset));
	}
	return date;
}
/**
* The YAML 1.1 `!!timestamp` tag, represented as a JavaScript `Date`.
*
* @category Tags
*/
var timestampTag = defineScalarTag("tag:yaml.org,2002:timestamp", {
	implicit: true,
	implicitFirstChars: [..."0123456789"],
	resolve: resolveYamlTimestamp,
	identify: (object) => object instanceof Date,
	represent: (object) => object.toISOString()
});
//#endregion
//#region src/tag/sequence/seq.ts
/** @category Tags */
var seqTag = defineSequenceTag("tag:yaml.org,2002:seq", {
	create: () => [],
	addItem: (container, item) => {
		container.push(item);
	},
	identify: Array.isArray
});
//#endregion
//#region src/common/object.ts
function isPlainObject(data) {
	if (data === null || typeof data !== "object" || Array.isArray(data)) return false;
	const prototype = Object.getPrototypeOf(data);
	return prototype === null || prototype === Object.prototype;
}
function pick(object, keys) {
	const result = {};
	for (const key of keys) if (object[key] !== void 0) result[key] = object[key];
	return result;
}
//#endregion
//#region src/tag/sequence/omap.ts
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!omap
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   { one: 1 },
*   { two: 2 }
* ]
* ```
*
* @category Tags
*/
var omapTag = defineSequenceTag("tag:yaml.org,2002:omap", {
	create: () => ({
		list: [],
		seen: /* @__PURE__ */ new Set()
	}),
	addItem: (carrier, item) => {
		let key;
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve an ordered map item";
			key = item.keys().next().value;
		} else if (isPlainObject(item)) {
			const itemKeys = Object.keys(item);
			if (itemKeys.length !== 1) return "cannot resolve an ordered map item";
			key = itemKeys[0];
		} else return "cannot resolve an ordered map item";
		if (carrier.seen.has(key)) return "duplicate key in ordered map";
		carrier.seen.add(key);
		carrier.list.push(item);
		return "";
	},
	finalize: (carrier) => carrier.list,
	identify: () => false
});
//#endregion
//#region src/tag/sequence/pairs.ts
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!pairs
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   ['one', 1],
*   ['two', 2]
* ]
* ```
*
* @category Tags
*/
var pairsTag = defineSequenceTag("tag:yaml.org,2002:pairs", {
	create: () => [],
	addItem: (container, item) => {
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve a pairs item";
			container.push(item.entries().next().value);
			return "";
		}
		if (Object.prototype.toString.call(item) !== "[object Object]") return "cannot resolve a pairs item";
		const object = item;
		const keys = Object.keys(object);
		if (keys.length !== 1) return "cannot resolve a pairs item";
		container.push([keys[0], object[keys[0]]]);
		return "";
	},
	identify: () => false
});
//#endregion
//#region src/tag/mapping/map.ts
/**
* This is the default mapping implementation. It uses `{}` objects and has only
* partial functionality due to language limitations. This choice was made
* because users expect to get JavaScript objects, and it was left unchanged to
* avoid too many breaking changes in the v5 release.
*
* Side effects:
*
* - `Object.hasOwn()` checks or `for...of` loops are required for safe use (to
*   avoid falling through to prototypes).
* - Only scalar string keys are supported properly.
* - Other scalar keys, such as `null` and numbers, are converted to strings.
*   This is historical behaviour, and it can cause side effects such as
*   problems with `!!merge`.
*
* Note that non-string scalar keys may be deprecated in future versions.
*
* Ideally, use {@link realMapTag} instead.
*
* @category Tags
*/
var mapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		if (key !== null && typeof key === "object") return "object-based map does not support complex keys";
		const normalizedKey = String(key);
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		if (key !== null && typeof key === "object") return false;
		return Object.prototype.hasOwnProperty.call(container, String(key));
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
//#endregion
//#region src/tag/mapping/set.ts
/**
* The YAML 1.1 `!!set` tag, represented as a JavaScript `Set`.
*
* @category Tags
*/
var setTag = defineMappingTag("tag:yaml.org,2002:set", {
	create: () => /* @__PURE__ */ new Set(),
	identify: (data) => data instanceof Set,
	represent: (data) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of data) map.set(key, null);
		return map;
	},
	addPair: (container, key, value) => {
		if (value !== null) return "cannot resolve a set item";
		container.add(key);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: () => null
});
//#endregion
//#region src/schema.ts
function createTagDefinitionMap() {
	return {
		scalar: Object.create(null),
		sequence: Object.create(null),
		mapping: Object.create(null)
	};
}
function createTagDefinitionListMap() {
	return {
		scalar: [],
		sequence: [],
		mapping: []
	};
}
function compileTags(tags) {
	const result = [];
	for (const tag of tags) {
		let index = result.length;
		for (let previousIndex = 0; previousIndex < result.length; previousIndex++) {
			const previous = result[previousIndex];
			if (previous.nodeKind === tag.nodeKind && previous.tagName === tag.tagName && previous.matchByTagPrefix === tag.matchByTagPrefix) {
				index = previousIndex;
				break;
			}
		}
		result[index] = tag;
	}
	return result;
}
/**
* Controls tag resolution when loading and type selection when dumping.
*
* @category Schemas
*/
var Schema = class Schema {
	tags;
	/** @internal */
	implicitScalarTags;
	/**
	* Dispatch implicit scalar resolvers by `source.charAt(0)`. Each bucket holds
	* the resolvers that may match that key, in schema order; a key absent from
	* the map uses
	* {@link Schema.implicitScalarAnyFirstChar}
	* (resolvers that declared no first-char constraint, so they apply to any
	* first character).
	*/
	implicitScalarByFirstChar;
	implicitScalarAnyFirstChar;
	/**
	* The default scalar tag (`!!str`), resolved once so the composer's fallback
	* for unresolved plain scalars avoids a keyed lookup per scalar.
	*
	* @internal
	*/
	defaultScalarTag;
	/**
	* The default container tags (`!!seq` / `!!map`), used by the dumper: when a
	* value is identified by its default tag, the tag is implicit and not
	* printed. Undefined if the schema does not define them (then such values
	* can't be dumped).
	*
	* @internal
	*/
	defaultSequenceTag;
	/** @internal */
	defaultMappingTag;
	exact;
	prefix;
	constructor(tags) {
		const compiledTags = compileTags(tags);
		const implicitScalarTags = [];
		const exact = createTagDefinitionMap();
		const prefix = createTagDefinitionListMap();
		for (const tag of compiledTags) {
			if (tag.nodeKind === "scalar" && tag.implicit) {
				if (tag.matchByTagPrefix) throw new Error("Implicit scalar tags cannot match by tag prefix");
				implicitScalarTags.push(tag);
			}
			switch (tag.nodeKind) {
				case "scalar":
					if (tag.matchByTagPrefix) prefix.scalar.push(tag);
					else exact.scalar[tag.tagName] = tag;
					break;
				case "sequence":
					if (tag.matchByTagPrefix) prefix.sequence.push(tag);
					else exact.sequence[tag.tagName] = tag;
					break;
				case "mapping": if (tag.matchByTagPrefix) prefix.mapping.push(tag);
				else exact.mapping[tag.tagName] = tag;
			}
		}
		const implicitScalarAnyFirstChar = implicitScalarTags.filter((tag) => tag.implicitFirstChars === null);
		const keys = /* @__PURE__ */ new Set();
		for (const tag of implicitScalarTags) if (tag.implicitFirstChars !== null) for (const key of tag.implicitFirstChars) keys.add(key);
		const implicitScalarByFirstChar = /* @__PURE__ */ new Map();
		for (const key of keys) implicitScalarByFirstChar.set(key, implicitScalarTags.filter((tag) => tag.implicitFirstChars === null || tag.implicitFirstChars.indexOf(key) !== -1));
		const defaultScalarTag = exact.scalar["tag:yaml.org,2002:str"];
		if (!defaultScalarTag) throw new Error("schema does not define the default scalar tag (tag:yaml.org,2002:str)");
		this.tags = compiledTags;
		this.implicitScalarTags = implicitScalarTags;
		this.implicitScalarByFirstChar = implicitScalarByFirstChar;
		this.implicitScalarAnyFirstChar = implicitScalarAnyFirstChar;
		this.defaultScalarTag = defaultScalarTag;
		this.defaultSequenceTag = exact.sequence["tag:yaml.org,2002:seq"];
		this.defaultMappingTag = exact.mapping["tag:yaml.org,2002:map"];
		this.exact = exact;
		this.prefix = prefix;
	}
	/** @internal */
	lookupScalarTag(tagName) {
		const exactTag = this.exact.scalar[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.scalar) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupSequenceTag(tagName) {
		const exactTag = this.exact.sequence[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.sequence) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupMappingTag(tagName) {
		const exactTag = this.exact.mapping[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.mapping) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	resolveImplicitScalarTag(source) {
		const candidates = this.implicitScalarByFirstChar.get(source.charAt(0)) ?? this.implicitScalarAnyFirstChar;
		for (const tag of candidates) {
			const value = tag.resolve(source, false, tag.tagName);
			if (value !== NOT_RESOLVED) return {
				value,
				tag
			};
		}
		const tag = this.defaultScalarTag;
		return {
			value: tag.resolve(source, false, tag.tagName),
			tag
		};
	}
	/**
	* Creates a new schema with the specified tags added. If a tag already
	* exists, it is replaced by the specified tag.
	*
	* @example
	*
	* ```javascript
	* import { CORE_SCHEMA, mergeTag, realMapTag } from 'js-yaml'
	*
	* const schema = CORE_SCHEMA.withTags(mergeTag, realMapTag)
	* ```
	*/
	withTags(...tags) {
		let flatTags = [];
		for (const tag of tags) flatTags = flatTags.concat(tag);
		return new Schema([...this.tags, ...flatTags]);
	}
};
/**
* The YAML 1.2 Failsafe Schema: strings, sequences, and mappings.
*
* @category Schemas
*/
var FAILSAFE_SCHEMA = new Schema([
	strTag,
	seqTag,
	mapTag
]);
/**
* The YAML 1.2 JSON Schema. It uses JSON scalar forms while retaining YAML
* collection syntax.
*
* @category Schemas
*/
var JSON_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullJsonTag,
	boolJsonTag,
	intJsonTag,
	floatJsonTag
]);
/**
* The default schema for the loaders. Note, {@link CORE_SCHEMA} comes
* without the `!!merge` tag. You can easily enable it if needed.
*
* @example
* Enable {@link mergeTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, mergeTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(mergeTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Schemas
*/
var CORE_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullCoreTag,
	boolCoreTag,
	intCoreTag,
	floatCoreTag
]);
/**
* YAML 1.1-compatible schema.
*
* @category Schemas
*/
var YAML11_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullYaml11Tag,
	boolYaml11Tag,
	intYaml11Tag,
	floatYaml11Tag,
	timestampTag,
	mergeTag,
	binaryTag,
	omapTag,
	pairsTag,
	setTag
]);
/**
* The dumper schema for maximum compatibility. It combines all supported type
* variants from YAML 1.1 and YAML 1.2 so strings matching any of them are
* quoted. This makes the generated YAML more compatible with other parsers.
*
* The schema is based on YAML 1.1, but extends `!!int` and `!!float` to accept
* both YAML 1.1 and Core Schema forms, since Core Schema supports some forms
* that YAML 1.1 does not.
*
* @category Schemas
*/
var DUMP_SCHEMA = YAML11_SCHEMA.withTags({
	...intYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = intYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : result;
	}
}, {
	...floatYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = floatYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? floatCoreTag.resolve(source, isExplicit, tagName) : result;
	}
});
//#endregion
//#region src/tag/mapping/real_map.ts
/**
* Recommended when non-string keys are actually needed. It uses native
* JavaScript `Map` objects, so keys keep their constructed types instead of
* being converted to strings.
*
* It is not the default to avoid widespread breaking changes in existing
* projects. `Map` has a different access API and does not pass deep equality
* checks against `{}`-based fixtures. Alongside the other changes in v5,
* making it the default was considered too disruptive.
*
* If these differences are acceptable for your project, we recommend using
* {@link realMapTag} to guarantee the absence of problems and side effects.
*
* @example
* Enable {@link realMapTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, realMapTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(realMapTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Tags
*/
var realMapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => /* @__PURE__ */ new Map(),
	addPair: (container, key, value) => {
		container.set(key, value);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: (container, key) => container.get(key),
	identify: (data) => data instanceof Map || isPlainObject(data),
	represent: (data) => {
		if (data instanceof Map) return data;
		const map = /* @__PURE__ */ new Map();
		const obj = data;
		for (const key of Object.keys(obj)) map.set(key, obj[key]);
		return map;
	}
});
//#endregion
//#region src/tag/mapping/legacy_map.ts
function normalizeKey(key) {
	if (Array.isArray(key)) {
		const array = Array.prototype.slice.call(key);
		for (let index = 0; index < array.length; index++) {
			if (Array.isArray(array[index])) return null;
			if (typeof array[index] === "object" && Object.prototype.toString.call(array[index]) === "[object Object]") array[index] = "[object Object]";
		}
		return String(array);
	}
	if (typeof key === "object" && Object.prototype.toString.call(key) === "[object Object]") return "[object Object]";
	return String(key);
}
/**
* This implementation exists solely to reproduce v4 behavior exactly. Its use
* is strongly discouraged. If complex or non-string keys are needed, use
* {@link realMapTag} instead.
*
* @category Tags
*/
var legacyMapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		const normalizedKey = normalizeKey(key);
		if (normalizedKey === null) return "nested arrays are not supported inside keys";
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		const normalizedKey = normalizeKey(key);
		return normalizedKey !== null && Object.prototype.hasOwnProperty.call(container, normalizedKey);
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
//#endregion
//#region src/common/snippet.ts
var DEFAULT_SNIPPET_OPTIONS = {
	maxLength: 79,
	indent: 1,
	linesBefore: 3,
	linesAfter: 2
};
function getLine(buffer, lineStart, lineEnd, position, maxLineLength) {
	let head = "";
	let tail = "";
	const maxHalfLength = Math.floor(maxLineLength / 2) - 1;
	if (position - lineStart > maxHalfLength) {
		head = " ... ";
		lineStart = position - maxHalfLength + head.length;
	}
	if (lineEnd - position > maxHalfLength) {
		tail = " ...";
		lineEnd = position + maxHalfLength - tail.length;
	}
	return {
		str: head + buffer.slice(lineStart, lineEnd).replace(/\t/g, "→") + tail,
		pos: position - lineStart + head.length
	};
}
function padStart(string, max) {
	return " ".repeat(Math.max(max - string.length, 0)) + string;
}
function makeSnippet(mark, options) {
	if (!mark.buffer) return null;
	const opts = {
		...DEFAULT_SNIPPET_OPTIONS,
		...options
	};
	const re = /\r?\n|\r|\0/g;
	const lineStarts = [0];
	const lineEnds = [];
	let match;
	let foundLineNo = -1;
	while (match = re.exec(mark.buffer)) {
		lineEnds.push(match.index);
		lineStarts.push(match.index + match[0].length);
		if (mark.position <= match.index && foundLineNo < 0) foundLineNo = lineStarts.length - 2;
	}
	if (foundLineNo < 0) foundLineNo = lineStarts.length - 1;
	let result = "";
	const lineNoLength = Math.min(mark.line + opts.linesAfter, lineEnds.length).toString().length;
	const maxLineLength = opts.maxLength - (opts.indent + lineNoLength + 3);
	for (let i = 1; i <= opts.linesBefore; i++) {
		if (foundLineNo - i < 0) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo - i], lineEnds[foundLineNo - i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo - i]), maxLineLength);
		result = `${" ".repeat(opts.indent)}${padStart((mark.line - i + 1).toString(), lineNoLength)} | ${line.str}\n${result}`;
	}
	const line = getLine(mark.buffer, lineStarts[foundLineNo], lineEnds[foundLineNo], mark.position, maxLineLength);
	result += `${" ".repeat(opts.indent)}${padStart((mark.line + 1).toString(), lineNoLength)} | ${line.str}\n`;
	result += `${"-".repeat(opts.indent + lineNoLength + 3 + line.pos)}^\n`;
	for (let i = 1; i <= opts.linesAfter; i++) {
		if (foundLineNo + i >= lineEnds.length) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo + i], lineEnds[foundLineNo + i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo + i]), maxLineLength);
		result += `${" ".repeat(opts.indent)}${padStart((mark.line + i + 1).toString(), lineNoLength)} | ${line.str}\n`;
	}
	return result.replace(/\n$/, "");
}
//#endregion
//#region src/common/exception.ts
function formatError(exception, compact) {
	let where = "";
	if (!exception.mark) return exception.reason;
	if (exception.mark.name) where += `in "${exception.mark.name}" `;
	where += `(${exception.mark.line + 1}:${exception.mark.column + 1})`;
	if (!compact && exception.mark.snippet) where += `\n\n${exception.mark.snippet}`;
	return `${exception.reason} ${where}`;
}
/**
* A YAML error. Unlike an ordinary `Error`, it adds a source snippet showing
* the location of the problem to the error message, when available.
*
* @category Main
*/
var YAMLException = class YAMLException extends Error {
	reason;
	mark;
	/**
	* Optional `mark` contains source snippet data. Usually, use
	* {@link YAMLException.throwAt} instead of passing it directly.
	*/
	constructor(reason, mark) {
		super();
		this.name = "YAMLException";
		this.reason = reason;
		this.mark = mark;
		this.message = formatError(this, false);
		if (Error.captureStackTrace) Error.captureStackTrace(this, this.constructor);
	}
	/**
	* Returns the formatted error, omitting the source snippet in compact mode.
	*/
	toString(compact) {
		return `${this.name}: ${formatError(this, compact)}`;
	}
	/**
	* Builds a YAMLException with a source snippet and throws it. `source` is
	* the raw input text; `position` is an offset into it.
	*/
	static throwAt(source, position, message, filename = "") {
		let line = 0;
		let lineStart = 0;
		for (let index = 0; index < position; index++) {
			const ch = source.charCodeAt(index);
			if (ch === 10) {
				line++;
				lineStart = index + 1;
			} else if (ch === 13) {
				line++;
				if (source.charCodeAt(index + 1) === 10) index++;
				lineStart = index + 1;
			}
		}
		const mark = {
			name: filename,
			buffer: source,
			position,
			line,
			column: position - lineStart
		};
		mark.snippet = makeSnippet(mark);
		throw new YAMLException(message, mark);
	}
};
//#endregion
//#region src/parser/events.ts
/** @category Events */
var js_yaml_EVENT_ID = {
	DOCUMENT: 1,
	SEQUENCE: 2,
	MAPPING: 3,
	SCALAR: 4,
	ALIAS: 5,
	POP: 6
};
/** @category Nodes */
var js_yaml_SCALAR_STYLE = {
	PLAIN: 1,
	SINGLE_QUOTED: 2,
	DOUBLE_QUOTED: 3,
	LITERAL_BLOCK: 4,
	FOLDED_BLOCK: 5
};
/** @category Nodes */
var COLLECTION_STYLE = {
	BLOCK: 1,
	FLOW: 2
};
/** @category Nodes */
var CHOMPING_MODE = {
	CLIP: 1,
	STRIP: 2,
	KEEP: 3
};
//#endregion
//#region src/parser/parser_scalar.ts
var NO_RANGE$3 = -1;
function simpleEscapeSequence(c) {
	switch (c) {
		case 48: return "\0";
		case 97: return "\x07";
		case 98: return "\b";
		case 116: return "	";
		case 9: return "	";
		case 110: return "\n";
		case 118: return "\v";
		case 102: return "\f";
		case 114: return "\r";
		case 101: return "\x1B";
		case 32: return " ";
		case 34: return "\"";
		case 47: return "/";
		case 92: return "\\";
		case 78: return "";
		case 95: return "\xA0";
		case 76: return "\u2028";
		case 80: return "\u2029";
		default: return "";
	}
}
var simpleEscapeCheck = new Array(256);
var simpleEscapeMap = new Array(256);
for (let i = 0; i < 256; i++) {
	simpleEscapeCheck[i] = simpleEscapeSequence(i) ? 1 : 0;
	simpleEscapeMap[i] = simpleEscapeSequence(i);
}
function charFromCodepoint(c) {
	if (c <= 65535) return String.fromCharCode(c);
	return String.fromCharCode((c - 65536 >> 10) + 55296, (c - 65536 & 1023) + 56320);
}
function fromHexCode$1(c) {
	if (c >= 48 && c <= 57) return c - 48;
	return (c | 32) - 97 + 10;
}
function escapedHexLen$1(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	return 8;
}
function skipFoldedBreaks(input, position, end) {
	let breaks = 0;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10) {
			breaks++;
			position++;
		} else if (ch === 13) {
			breaks++;
			position++;
			if (input.charCodeAt(position) === 10) position++;
		} else if (ch === 32 || ch === 9) position++;
		else break;
	}
	return {
		position,
		breaks
	};
}
function foldedBreaks(count) {
	if (count === 1) return " ";
	return "\n".repeat(count - 1);
}
function getPlainValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, captureEnd);
}
function getSingleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 39) {
			result += input.slice(captureStart, position) + "'";
			position += 2;
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getDoubleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 92) {
			result += input.slice(captureStart, position);
			position++;
			const escaped = input.charCodeAt(position);
			if (escaped === 10 || escaped === 13) position = skipFoldedBreaks(input, position, end).position;
			else if (escaped < 256 && simpleEscapeCheck[escaped]) {
				result += simpleEscapeMap[escaped];
				position++;
			} else {
				let hexLength = escapedHexLen$1(escaped);
				let hexResult = 0;
				for (; hexLength > 0; hexLength--) {
					position++;
					const digit = fromHexCode$1(input.charCodeAt(position));
					hexResult = (hexResult << 4) + digit;
				}
				result += charFromCodepoint(hexResult);
				position++;
			}
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getBlockValue(input, start, end, indent, chomping, folded) {
	const textIndent = indent < 0 ? 0 : indent;
	const region = input.slice(start, end).replace(/\r\n?/g, "\n");
	const lines = region === "" ? [] : (region.endsWith("\n") ? region.slice(0, -1) : region).split("\n");
	let result = "";
	let didReadContent = false;
	let emptyLines = 0;
	let atMoreIndented = false;
	for (const line of lines) {
		let column = 0;
		while (column < textIndent && line.charCodeAt(column) === 32) column++;
		if (indent < 0 || column >= line.length) {
			emptyLines++;
			continue;
		}
		const content = line.slice(textIndent);
		const first = content.charCodeAt(0);
		if (folded) {
			if (first === 32 || first === 9) {
				atMoreIndented = true;
				result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
			} else if (atMoreIndented) {
				atMoreIndented = false;
				result += "\n".repeat(emptyLines + 1);
			} else if (emptyLines === 0) {
				if (didReadContent) result += " ";
			} else result += "\n".repeat(emptyLines);
		} else result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
		result += content;
		didReadContent = true;
		emptyLines = 0;
	}
	if (chomping === CHOMPING_MODE.KEEP) result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
	else if (chomping !== CHOMPING_MODE.STRIP) {
		if (didReadContent) result += "\n";
	}
	return result;
}
/**
* Decodes the scalar referenced by event offsets in `input`.
*
* @category Events
*/
function getScalarValue(input, scalar) {
	if (scalar.valueStart === NO_RANGE$3) return "";
	const { valueStart, valueEnd } = scalar;
	if (scalar.fast) return input.slice(valueStart, valueEnd);
	switch (scalar.style) {
		case js_yaml_SCALAR_STYLE.SINGLE_QUOTED: return getSingleQuotedValue(input, valueStart, valueEnd);
		case js_yaml_SCALAR_STYLE.DOUBLE_QUOTED: return getDoubleQuotedValue(input, valueStart, valueEnd);
		case js_yaml_SCALAR_STYLE.LITERAL_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, false);
		case js_yaml_SCALAR_STYLE.FOLDED_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, true);
		default: return getPlainValue(input, valueStart, valueEnd);
	}
}
//#endregion
//#region src/common/tagname.ts
var DEFAULT_TAG_HANDLERS = Object.assign(Object.create(null), {
	"!": "!",
	"!!": "tag:yaml.org,2002:"
});
var TAG_SUFFIX_CHARS = "-#;/?:@&=+$_.~*'()";
var TAG_URI_CHARS = TAG_SUFFIX_CHARS + "!,[]";
var HEX = "0123456789ABCDEF";
function percentByte(byte) {
	return "%" + HEX[byte >> 4] + HEX[byte & 15];
}
function tagPercentEncode(source, isSuffix) {
	const allowed = isSuffix ? TAG_SUFFIX_CHARS : TAG_URI_CHARS;
	let result = "";
	for (let index = 0; index < source.length; index++) {
		let ch = source.charCodeAt(index);
		if (ch >= 48 && ch <= 57 || ch >= 65 && ch <= 90 || ch >= 97 && ch <= 122 || allowed.includes(source[index])) {
			result += source[index];
			continue;
		}
		if (ch >= 55296 && ch <= 56319) ch = 65536 + ((ch & 1023) << 10) + (source.charCodeAt(++index) & 1023);
		if (ch < 128) result += percentByte(ch);
		else if (ch < 2048) result += percentByte(192 | ch >> 6) + percentByte(128 | ch & 63);
		else if (ch < 65536) result += percentByte(224 | ch >> 12) + percentByte(128 | ch >> 6 & 63) + percentByte(128 | ch & 63);
		else result += percentByte(240 | ch >> 18) + percentByte(128 | ch >> 12 & 63) + percentByte(128 | ch >> 6 & 63) + percentByte(128 | ch & 63);
	}
	return result;
}
function tagPercentDecode(source) {
	let result = "";
	let index = 0;
	while (index < source.length) {
		if (source.charCodeAt(index) !== 37) {
			result += source[index++];
			continue;
		}
		let ch = parseInt(source.slice(index + 1, index + 3), 16);
		index += 3;
		if (ch >= 192) {
			let remaining = ch < 224 ? 1 : ch < 240 ? 2 : 3;
			ch &= (1 << 6 - remaining) - 1;
			while (remaining-- > 0) {
				ch = ch << 6 | parseInt(source.slice(index + 1, index + 3), 16) & 63;
				index += 3;
			}
		}
		if (ch < 65536) result += String.fromCharCode(ch);
		else {
			ch -= 65536;
			result += String.fromCharCode(55296 | ch >> 10, 56320 | ch & 1023);
		}
	}
	return result;
}
function tagNameFull(rawTag, tagHandlers) {
	if (rawTag.startsWith("!<") && rawTag.endsWith(">")) return tagPercentDecode(rawTag.slice(2, -1));
	const handleEnd = rawTag.indexOf("!", 1);
	const handle = handleEnd === -1 ? "!" : rawTag.slice(0, handleEnd + 1);
	return tagPercentDecode(tagHandlers?.[handle] ?? DEFAULT_TAG_HANDLERS[handle] ?? handle) + tagPercentDecode(rawTag.slice(handle.length));
}
function tagNameShort(fullTag) {
	let tag = fullTag;
	if (tag.charCodeAt(0) === 33) {
		tag = tag.slice(1);
		return `!${tagPercentEncode(tag, true)}`;
	}
	if (tag.slice(0, 18) === "tag:yaml.org,2002:") return `!!${tagPercentEncode(tag.slice(18), true)}`;
	return `!<${tagPercentEncode(tag, false)}>`;
}
//#endregion
//#region src/parser/constructor.ts
var NO_RANGE$2 = (/* unused pure expression or super */ null && (-1));
var MERGE_TAG_NAME = "tag:yaml.org,2002:merge";
var DEFAULT_CONSTRUCTOR_OPTIONS = {
	filename: "",
	schema: CORE_SCHEMA,
	json: false,
	maxTotalMergeKeys: 1e4,
	maxAliases: -1
};
function eventPosition$1(event) {
	if ("tagStart" in event && event.tagStart !== NO_RANGE$2) return event.tagStart;
	if ("anchorStart" in event && event.anchorStart !== NO_RANGE$2) return event.anchorStart;
	if ("valueStart" in event && event.valueStart !== NO_RANGE$2) return event.valueStart;
	if ("start" in event) return event.start;
	return 0;
}
function throwError$1(state, message) {
	YAMLException.throwAt(state.source, state.position, message, state.filename);
}
function finalizeCollection(state, position, tag, carrier) {
	try {
		return tag.finalize(carrier);
	} catch (error) {
		if (error instanceof YAMLException) throw error;
		YAMLException.throwAt(state.source, position, error instanceof Error ? error.message : String(error), state.filename);
	}
}
function constructScalar(state, event) {
	const source = getScalarValue(state.source, event);
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	const strTag = state.schema.defaultScalarTag;
	if (rawTag !== "") {
		if (rawTag === "!") return {
			value: source,
			tag: strTag
		};
		const tagName = tagNameFull(rawTag, state.tagHandlers);
		const scalarTag = state.schema.lookupScalarTag(tagName);
		if (scalarTag) {
			const result = scalarTag.resolve(source, true, tagName);
			if (result === NOT_RESOLVED) throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			return {
				value: result,
				tag: scalarTag
			};
		}
		const collectionTagDef = state.schema.lookupMappingTag(tagName) ?? state.schema.lookupSequenceTag(tagName);
		if (collectionTagDef) {
			if (source !== "") throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			const carrier = collectionTagDef.create(tagName);
			return {
				value: collectionTagDef.carrierIsResult ? carrier : finalizeCollection(state, state.position, collectionTagDef, carrier),
				tag: collectionTagDef
			};
		}
		throwError$1(state, `unknown scalar tag !<${tagName}>`);
	}
	if (event.style === js_yaml_SCALAR_STYLE.PLAIN) return state.schema.resolveImplicitScalarTag(source);
	return {
		value: strTag.resolve(source, false, strTag.tagName),
		tag: strTag
	};
}
function collectionTagName(state, event, defaultTagName) {
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	return rawTag === "" || rawTag === "!" ? defaultTagName : tagNameFull(rawTag, state.tagHandlers);
}
function isMappingTag(tag) {
	return tag.nodeKind === "mapping";
}
function chargeMergeWork(state) {
	state.totalMergeKeys++;
	if (state.maxTotalMergeKeys !== -1 && state.totalMergeKeys > state.maxTotalMergeKeys) throwError$1(state, `merge keys exceeded maxTotalMergeKeys (${state.maxTotalMergeKeys})`);
}
function mergeKeys(state, frame, source, sourceTag) {
	chargeMergeWork(state);
	for (const sourceKey of sourceTag.keys(source)) {
		chargeMergeWork(state);
		if (frame.tag.has(frame.value, sourceKey)) continue;
		const err = frame.tag.addPair(frame.value, sourceKey, sourceTag.get(source, sourceKey));
		if (err) throwError$1(state, err);
		frame.overridable ??= /* @__PURE__ */ new Set();
		frame.overridable.add(sourceKey);
	}
}
function mergeSource(state, frame, source, sourceTag) {
	state.position = frame.keyPosition;
	if (isMappingTag(sourceTag)) mergeKeys(state, frame, source, sourceTag);
	else if (sourceTag.nodeKind === "sequence" && Array.isArray(source)) {
		if (source.length > 100) throwError$1(state, "abnormal merge sequence size");
		for (const element of source) {
			const elementTag = state.nodeTags.get(element);
			if (!elementTag) throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
			mergeKeys(state, frame, element, elementTag);
		}
	} else throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
}
function addMappingValue(state, frame, key, value, tag) {
	state.position = frame.keyPosition;
	if (frame.keyIsMerge) {
		mergeSource(state, frame, value, tag);
		return;
	}
	if (!state.json && frame.tag.has(frame.value, key) && !frame.overridable?.has(key)) throwError$1(state, "duplicated mapping key");
	const err = frame.tag.addPair(frame.value, key, value);
	if (err) throwError$1(state, err);
	frame.overridable?.delete(key);
}
function addValue(state, value, tag) {
	const frame = state.frames[state.frames.length - 1];
	if (frame.kind === "document") {
		frame.value = value;
		frame.hasValue = true;
	} else if (frame.kind === "sequence") {
		if (isMappingTag(tag)) state.nodeTags.set(value, tag);
		const err = frame.tag.addItem(frame.value, value, frame.index++);
		if (err) throwError$1(state, err);
	} else if (frame.hasKey) {
		const key = frame.key;
		frame.key = void 0;
		frame.hasKey = false;
		addMappingValue(state, frame, key, value, tag);
	} else {
		frame.key = value;
		frame.keyPosition = state.position;
		frame.hasKey = true;
		frame.keyIsMerge = tag.tagName === MERGE_TAG_NAME;
	}
}
function storeAnchor(state, event, value, tag, isValueFinal) {
	if (event.anchorStart !== NO_RANGE$2) {
		const anchor = {
			value,
			tag,
			isValueFinal
		};
		state.anchors.set(state.source.slice(event.anchorStart, event.anchorEnd), anchor);
		return anchor;
	}
	return null;
}
/**
* Constructs JavaScript documents directly from parser events, without an
* intermediate AST.
*
* @category Events
*/
function constructFromEvents(events, options) {
	const state = {
		...DEFAULT_CONSTRUCTOR_OPTIONS,
		...options,
		events,
		documents: [],
		eventIndex: 0,
		position: 0,
		frames: [],
		anchors: /* @__PURE__ */ new Map(),
		nodeTags: /* @__PURE__ */ new Map(),
		tagHandlers: Object.create(null),
		totalMergeKeys: 0,
		aliasCount: 0
	};
	while (state.eventIndex < state.events.length) {
		const event = state.events[state.eventIndex++];
		state.position = eventPosition$1(event);
		switch (event.type) {
			case js_yaml_EVENT_ID.DOCUMENT:
				state.anchors = /* @__PURE__ */ new Map();
				state.nodeTags = /* @__PURE__ */ new Map();
				state.aliasCount = 0;
				state.tagHandlers = Object.create(null);
				for (const directive of event.directives) if (directive.kind === "tag") state.tagHandlers[directive.handle] = directive.prefix;
				state.frames.push({
					kind: "document",
					position: state.position,
					value: void 0,
					hasValue: false
				});
				break;
			case js_yaml_EVENT_ID.SCALAR: {
				const { value, tag } = constructScalar(state, event);
				storeAnchor(state, event, value, tag, true);
				addValue(state, value, tag);
				break;
			}
			case js_yaml_EVENT_ID.SEQUENCE: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:seq");
				const tag = state.schema.lookupSequenceTag(tagName);
				if (!tag) throwError$1(state, `unknown sequence tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "sequence",
					position: state.position,
					value,
					tag,
					anchor,
					index: 0
				});
				break;
			}
			case js_yaml_EVENT_ID.MAPPING: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:map");
				const tag = state.schema.lookupMappingTag(tagName);
				if (!tag) throwError$1(state, `unknown mapping tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "mapping",
					position: state.position,
					value,
					tag,
					anchor,
					key: void 0,
					keyPosition: state.position,
					hasKey: false,
					keyIsMerge: false,
					overridable: null
				});
				break;
			}
			case js_yaml_EVENT_ID.ALIAS: {
				if (state.maxAliases !== -1 && ++state.aliasCount > state.maxAliases) throwError$1(state, `aliases exceeded maxAliases (${state.maxAliases})`);
				const name = state.source.slice(event.anchorStart, event.anchorEnd);
				const anchor = state.anchors.get(name);
				if (!anchor) throwError$1(state, `unidentified alias "${name}"`);
				if (!anchor.isValueFinal) throwError$1(state, `recursive alias "${name}" is not supported for tag ${anchor.tag.tagName} because it uses finalize()`);
				addValue(state, anchor.value, anchor.tag);
				break;
			}
			case js_yaml_EVENT_ID.POP: {
				const frame = state.frames.pop();
				if (frame.kind === "mapping" && frame.hasKey) {
					state.position = frame.keyPosition;
					throwError$1(state, "incomplete mapping pair in event stream");
				}
				if (frame.kind === "document") state.documents.push(frame.value);
				else {
					const value = frame.tag.carrierIsResult ? frame.value : finalizeCollection(state, frame.position, frame.tag, frame.value);
					if (frame.anchor) {
						frame.anchor.value = value;
						frame.anchor.isValueFinal = true;
					}
					addValue(state, value, frame.tag);
				}
				break;
			}
		}
	}
	return state.documents;
}
//#endregion
//#region src/parser/parser.ts
var NO_RANGE$1 = -1;
var HAS_OWN = Object.prototype.hasOwnProperty;
var CONTEXT_FLOW_IN = 1;
var CONTEXT_FLOW_OUT = 2;
var CONTEXT_BLOCK_IN = 3;
var CONTEXT_BLOCK_OUT = 4;
var PATTERN_NON_PRINTABLE = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;
var PATTERN_FLOW_INDICATORS = /[,\[\]{}]/;
var PATTERN_TAG_HANDLE = /^(?:!|!!|![0-9A-Za-z-]+!)$/;
var NS_URI_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$,_.!~*'()\[\]])`;
var NS_TAG_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$.~*'()_])`;
var PATTERN_TAG_URI = new RegExp(`^(?:${NS_URI_CHAR})*$`);
var PATTERN_TAG_SUFFIX = new RegExp(`^(?:${NS_TAG_CHAR})+$`);
var PATTERN_TAG_PREFIX = new RegExp(`^(?:!(?:${NS_URI_CHAR})*|${NS_TAG_CHAR}(?:${NS_URI_CHAR})*)$`);
var DEFAULT_PARSER_OPTIONS = {
	filename: "",
	maxDepth: 100
};
function addDocumentEvent(state, explicitStart, explicitEnd) {
	state.events.push({
		type: js_yaml_EVENT_ID.DOCUMENT,
		explicitStart,
		explicitEnd,
		directives: state.directives
	});
}
function addSequenceEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: js_yaml_EVENT_ID.SEQUENCE,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function addMappingEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: js_yaml_EVENT_ID.MAPPING,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function insertFlowPairMappingEvent(state, snapshot) {
	state.events.splice(snapshot.eventsLength, 0, {
		type: js_yaml_EVENT_ID.MAPPING,
		start: snapshot.position,
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1,
		style: COLLECTION_STYLE.FLOW
	});
}
function addScalarEvent(state, valueStart, valueEnd, anchorStart, anchorEnd, tagStart, tagEnd, style, chomping = CHOMPING_MODE.CLIP, indent = -1, fast = false) {
	state.events.push({
		type: js_yaml_EVENT_ID.SCALAR,
		valueStart,
		valueEnd,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style,
		chomping,
		indent,
		fast
	});
}
function addAliasEvent(state, anchorStart, anchorEnd) {
	state.events.push({
		type: js_yaml_EVENT_ID.ALIAS,
		anchorStart,
		anchorEnd
	});
}
function addPopEvent(state) {
	state.events.push({ type: js_yaml_EVENT_ID.POP });
}
function addEmptyScalarEvent(state) {
	addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, js_yaml_SCALAR_STYLE.PLAIN);
}
function emptyProperties() {
	return {
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1
	};
}
function snapshotState(state) {
	return {
		position: state.position,
		line: state.line,
		lineStart: state.lineStart,
		lineIndent: state.lineIndent,
		firstTabInLine: state.firstTabInLine,
		eventsLength: state.events.length
	};
}
function restoreState(state, snapshot) {
	state.position = snapshot.position;
	state.line = snapshot.line;
	state.lineStart = snapshot.lineStart;
	state.lineIndent = snapshot.lineIndent;
	state.firstTabInLine = snapshot.firstTabInLine;
	state.events.length = snapshot.eventsLength;
}
function throwError(state, message) {
	YAMLException.throwAt(state.input.slice(0, state.length), state.position, message, state.filename);
}
function isEol(c) {
	return c === 10 || c === 13;
}
function isWhiteSpace(c) {
	return c === 9 || c === 32;
}
function isWsOrEol(c) {
	return isWhiteSpace(c) || isEol(c);
}
function isWsOrEolOrEnd(c) {
	return c === 0 || isWsOrEol(c);
}
function isFlowIndicator(c) {
	return c === 44 || c === 91 || c === 93 || c === 123 || c === 125;
}
function fromDecimalCode(c) {
	return c >= 48 && c <= 57 ? c - 48 : -1;
}
function fromHexCode(c) {
	if (c >= 48 && c <= 57) return c - 48;
	const lc = c | 32;
	if (lc >= 97 && lc <= 102) return lc - 97 + 10;
	return -1;
}
function escapedHexLen(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	if (c === 85) return 8;
	return 0;
}
function isSimpleEscape(c) {
	return c === 48 || c === 97 || c === 98 || c === 116 || c === 9 || c === 110 || c === 118 || c === 102 || c === 114 || c === 101 || c === 32 || c === 34 || c === 47 || c === 92 || c === 78 || c === 95 || c === 76 || c === 80;
}
function consumeLineBreak(state) {
	if (state.input.charCodeAt(state.position) === 10) state.position++;
	else {
		state.position++;
		if (state.input.charCodeAt(state.position) === 10) state.position++;
	}
	state.line++;
	state.lineStart = state.position;
	state.lineIndent = 0;
	state.firstTabInLine = -1;
}
function skipSeparationSpace(state, allowComments) {
	let lineBreaks = 0;
	let ch = state.input.charCodeAt(state.position);
	let hasSeparation = state.position === state.lineStart || isWsOrEol(state.input.charCodeAt(state.position - 1));
	while (ch !== 0) {
		while (isWhiteSpace(ch)) {
			hasSeparation = true;
			if (ch === 9 && state.firstTabInLine === -1) state.firstTabInLine = state.position;
			ch = state.input.charCodeAt(++state.position);
		}
		if (allowComments && hasSeparation && ch === 35) do
			ch = state.input.charCodeAt(++state.position);
		while (!isEol(ch) && ch !== 0);
		if (!isEol(ch)) break;
		consumeLineBreak(state);
		lineBreaks++;
		hasSeparation = true;
		ch = state.input.charCodeAt(state.position);
		while (ch === 32) {
			state.lineIndent++;
			ch = state.input.charCodeAt(++state.position);
		}
	}
	return lineBreaks;
}
function testDocumentSeparator(state, position = state.position) {
	const ch = state.input.charCodeAt(position);
	if ((ch === 45 || ch === 46) && ch === state.input.charCodeAt(position + 1) && ch === state.input.charCodeAt(position + 2)) {
		const following = state.input.charCodeAt(position + 3);
		return following === 0 || isWsOrEol(following);
	}
	return false;
}
function skipByteOrderMark(state) {
	if (state.position === state.lineStart && state.input.charCodeAt(state.position) === 65279) {
		state.position++;
		state.lineStart = state.position;
	}
}
function testDocumentBoundary(state) {
	if (state.position !== state.lineStart) return false;
	if (testDocumentSeparator(state)) return true;
	if (state.input.charCodeAt(state.position) !== 65279) return false;
	const snapshot = snapshotState(state);
	skipByteOrderMark(state);
	skipSeparationSpace(state, true);
	const ch = state.input.charCodeAt(state.position);
	const result = state.position === state.lineStart && (ch === 37 || ch === 45 && testDocumentSeparator(state));
	restoreState(state, snapshot);
	return result;
}
function skipUntilLineEnd(state) {
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0 && !isEol(ch)) ch = state.input.charCodeAt(++state.position);
}
function checkPrintable(state, start, end) {
	const match = PATTERN_NON_PRINTABLE.exec(state.input.slice(start, end));
	if (match !== null) {
		state.position = start + match.index + match[0].length - 1;
		throwError(state, "the stream contains non-printable characters");
	}
}
function readTagProperty(state, props, inFlow) {
	if (state.input.charCodeAt(state.position) !== 33) return false;
	if (props.tagStart !== NO_RANGE$1) throwError(state, "duplication of a tag property");
	const start = state.position;
	let isVerbatim = false;
	let isNamed = false;
	let tagHandle = "!";
	let ch = state.input.charCodeAt(++state.position);
	if (ch === 60) {
		isVerbatim = true;
		ch = state.input.charCodeAt(++state.position);
	} else if (ch === 33) {
		isNamed = true;
		tagHandle = "!!";
		ch = state.input.charCodeAt(++state.position);
	}
	let suffixStart = state.position;
	let tagName;
	if (isVerbatim) {
		while (ch !== 0 && ch !== 62) ch = state.input.charCodeAt(++state.position);
		if (ch !== 62) throwError(state, "unexpected end of the stream within a verbatim tag");
		tagName = state.input.slice(suffixStart, state.position);
		state.position++;
	} else {
		while (ch !== 0 && !isWsOrEol(ch) && !(inFlow && isFlowIndicator(ch))) {
			if (ch === 33) {
				if (!isNamed) {
					tagHandle = state.input.slice(suffixStart - 1, state.position + 1);
					if (!PATTERN_TAG_HANDLE.test(tagHandle)) throwError(state, "named tag handle cannot contain such characters");
					isNamed = true;
					suffixStart = state.position + 1;
				} else throwError(state, "tag suffix cannot contain exclamation marks");
			}
			ch = state.input.charCodeAt(++state.position);
		}
		tagName = state.input.slice(suffixStart, state.position);
		if (PATTERN_FLOW_INDICATORS.test(tagName)) throwError(state, "tag suffix cannot contain flow indicator characters");
	}
	if (tagName && !(isVerbatim ? PATTERN_TAG_URI.test(tagName) : PATTERN_TAG_SUFFIX.test(tagName))) throwError(state, `tag name cannot contain such characters: ${tagName}`);
	if (!isVerbatim && tagHandle !== "!" && tagHandle !== "!!" && !HAS_OWN.call(state.tagHandlers, tagHandle)) throwError(state, `undeclared tag handle "${tagHandle}"`);
	props.tagStart = start;
	props.tagEnd = state.position;
	return true;
}
function readAnchorProperty(state, props) {
	if (state.input.charCodeAt(state.position) !== 38) return false;
	if (props.anchorStart !== NO_RANGE$1) throwError(state, "duplication of an anchor property");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an anchor node must contain at least one character");
	props.anchorStart = start;
	props.anchorEnd = state.position;
	return true;
}
function readAlias(state, props) {
	if (state.input.charCodeAt(state.position) !== 42) return false;
	if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) throwError(state, "alias node should not have any properties");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an alias node must contain at least one character");
	addAliasEvent(state, start, state.position);
	return true;
}
function readFlowScalarBreak(state, nodeIndent) {
	skipSeparationSpace(state, false);
	if (state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readSingleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 39) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 39) {
			if (state.input.charCodeAt(state.position + 1) === 39) {
				simple = false;
				state.position += 2;
				continue;
			}
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, js_yaml_SCALAR_STYLE.SINGLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a single quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a single quoted scalar");
}
function readDoubleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 34) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 34) {
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, js_yaml_SCALAR_STYLE.DOUBLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (ch === 92) {
			simple = false;
			const escaped = state.input.charCodeAt(++state.position);
			if (isEol(escaped)) readFlowScalarBreak(state, nodeIndent);
			else if (isSimpleEscape(escaped)) state.position++;
			else {
				let hexLength = escapedHexLen(escaped);
				if (hexLength === 0) throwError(state, "unknown escape sequence");
				while (hexLength-- > 0) {
					state.position++;
					if (fromHexCode(state.input.charCodeAt(state.position)) < 0) throwError(state, "expected hexadecimal character");
				}
				state.position++;
			}
		} else if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a double quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a double quoted scalar");
}
function readBlockScalar(state, parentIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	let chomping = CHOMPING_MODE.CLIP;
	let indent = -1;
	let detectedIndent = false;
	if (ch !== 124 && ch !== 62) return false;
	const style = ch === 124 ? js_yaml_SCALAR_STYLE.LITERAL_BLOCK : js_yaml_SCALAR_STYLE.FOLDED_BLOCK;
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		const current = state.input.charCodeAt(state.position);
		const digit = fromDecimalCode(current);
		if (current === 43 || current === 45) {
			if (chomping !== CHOMPING_MODE.CLIP) throwError(state, "repeat of a chomping mode identifier");
			chomping = current === 43 ? CHOMPING_MODE.KEEP : CHOMPING_MODE.STRIP;
			state.position++;
		} else if (digit >= 0) {
			if (digit === 0) throwError(state, "bad explicit indentation width of a block scalar; it cannot be less than one");
			if (detectedIndent) throwError(state, "repeat of an indentation width identifier");
			indent = parentIndent + digit - 1;
			detectedIndent = true;
			state.position++;
		} else break;
	}
	let hadWhitespace = false;
	while (isWhiteSpace(state.input.charCodeAt(state.position))) {
		hadWhitespace = true;
		state.position++;
	}
	if (hadWhitespace && state.input.charCodeAt(state.position) === 35) skipUntilLineEnd(state);
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	else if (state.input.charCodeAt(state.position) !== 0) throwError(state, "a line break is expected");
	let contentIndent = detectedIndent ? indent : -1;
	let maxLeadingIndent = 0;
	const valueStart = state.position;
	let valueEnd = state.position;
	while (state.input.charCodeAt(state.position) !== 0) {
		const linePosition = state.position;
		let column = 0;
		while (state.input.charCodeAt(linePosition + column) === 32) column++;
		const first = state.input.charCodeAt(linePosition + column);
		if (first === 0) {
			if (contentIndent >= 0) {
				if (column > contentIndent) valueEnd = linePosition + column;
			} else if (column > 0) valueEnd = linePosition + column;
			break;
		}
		if (testDocumentBoundary(state)) break;
		if (!detectedIndent && contentIndent === -1 && isEol(first)) maxLeadingIndent = Math.max(maxLeadingIndent, column);
		if (!detectedIndent && contentIndent === -1 && !isEol(first)) {
			if (first === 9 && column < parentIndent) {
				state.position = linePosition + column;
				throwError(state, "tab characters must not be used in indentation");
			}
			if (column >= parentIndent && column < maxLeadingIndent) {
				state.position = linePosition + column;
				throwError(state, "bad indentation of a mapping entry");
			}
		}
		if (contentIndent === -1 && first !== 0 && !isEol(first) && column < parentIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		if (!detectedIndent && first !== 0 && !isEol(first) && contentIndent === -1) contentIndent = column;
		const requiredIndent = contentIndent === -1 ? parentIndent + 1 : contentIndent;
		if (first !== 0 && !isEol(first) && column < requiredIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		skipUntilLineEnd(state);
		valueEnd = state.position;
		if (isEol(state.input.charCodeAt(state.position))) {
			consumeLineBreak(state);
			valueEnd = state.position;
		}
	}
	checkPrintable(state, valueStart, valueEnd);
	addScalarEvent(state, valueStart, valueEnd, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, style, chomping, contentIndent);
	return true;
}
function canStartPlainScalar(state, nodeContext) {
	const ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	if (ch === 0 || isWsOrEol(ch) || ch === 35 || ch === 38 || ch === 42 || ch === 33 || ch === 124 || ch === 62 || ch === 39 || ch === 34 || ch === 37 || ch === 64 || ch === 96 || isFlowIndicator(ch)) return false;
	if (ch === 63 || ch === 45) {
		const following = state.input.charCodeAt(state.position + 1);
		if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) return false;
	}
	return true;
}
function readPlainScalar(state, nodeIndent, nodeContext, props) {
	if (!canStartPlainScalar(state, nodeContext)) return false;
	const start = state.position;
	let end = state.position;
	let ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	let multiline = false;
	while (ch !== 0) {
		if (testDocumentBoundary(state)) break;
		if (ch === 58) {
			const following = state.input.charCodeAt(state.position + 1);
			if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) break;
		} else if (ch === 35) {
			if (isWsOrEol(state.input.charCodeAt(state.position - 1))) break;
		} else if (inFlow && isFlowIndicator(ch)) break;
		else if (isEol(ch)) {
			const savedPosition = state.position;
			const savedLine = state.line;
			const savedLineStart = state.lineStart;
			const savedLineIndent = state.lineIndent;
			skipSeparationSpace(state, false);
			if (state.lineIndent >= nodeIndent) {
				multiline = true;
				ch = state.input.charCodeAt(state.position);
				continue;
			}
			state.position = savedPosition;
			state.line = savedLine;
			state.lineStart = savedLineStart;
			state.lineIndent = savedLineIndent;
			break;
		}
		if (!isWhiteSpace(ch)) end = state.position + 1;
		ch = state.input.charCodeAt(++state.position);
	}
	if (end === start) return false;
	checkPrintable(state, start, end);
	addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, js_yaml_SCALAR_STYLE.PLAIN, CHOMPING_MODE.CLIP, -1, !multiline);
	return true;
}
function skipFlowSeparationSpace(state, nodeIndent) {
	const startLine = state.line;
	skipSeparationSpace(state, true);
	if (state.line > startLine && state.lineIndent < nodeIndent || state.firstTabInLine !== -1 && state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readFlowCollection(state, nodeIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	const isMapping = ch === 123;
	const start = state.position;
	let readNext = true;
	if (ch !== 91 && ch !== 123) return false;
	const terminator = isMapping ? 125 : 93;
	if (isMapping) addMappingEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	else addSequenceEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		skipFlowSeparationSpace(state, nodeIndent);
		let ch = state.input.charCodeAt(state.position);
		if (ch === terminator) {
			state.position++;
			addPopEvent(state);
			return true;
		} else if (!readNext) throwError(state, "missed comma between flow collection entries");
		else if (ch === 44) throwError(state, "expected the node content, but found ','");
		let isPair = false;
		let isExplicitPair = false;
		if (ch === 63 && isWsOrEol(state.input.charCodeAt(state.position + 1))) {
			isPair = isExplicitPair = true;
			state.position += 1;
			skipFlowSeparationSpace(state, nodeIndent);
		}
		const entryLine = state.line;
		const entryStart = snapshotState(state);
		const keyWasRead = parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true);
		skipFlowSeparationSpace(state, nodeIndent);
		ch = state.input.charCodeAt(state.position);
		if ((isMapping || isExplicitPair || state.line === entryLine) && ch === 58) {
			isPair = true;
			state.position++;
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) {
				insertFlowPairMappingEvent(state, entryStart);
				if (!keyWasRead) addEmptyScalarEvent(state);
			} else if (!keyWasRead) addEmptyScalarEvent(state);
			if (!parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true)) addEmptyScalarEvent(state);
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) addPopEvent(state);
		} else if (isMapping && isPair) {
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
		} else if (isMapping) addEmptyScalarEvent(state);
		else if (isPair) {
			insertFlowPairMappingEvent(state, entryStart);
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
			addPopEvent(state);
		}
		ch = state.input.charCodeAt(state.position);
		if (ch === 44) {
			readNext = true;
			state.position++;
		} else readNext = false;
	}
	throwError(state, "unexpected end of the stream within a flow collection");
}
function readBlockSequence(state, nodeIndent, props) {
	if (state.firstTabInLine !== -1 || state.input.charCodeAt(state.position) !== 45 || !isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) return false;
	addSequenceEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
	while (state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) {
		if (state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const entryLine = state.line;
		state.position++;
		const hadBreak = skipSeparationSpace(state, true) > 0;
		if (state.firstTabInLine !== -1 && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
		if (hadBreak && state.lineIndent <= nodeIndent) addEmptyScalarEvent(state);
		else parseNode(state, nodeIndent, CONTEXT_BLOCK_IN, false, true);
		skipSeparationSpace(state, true);
		if (state.lineIndent < nodeIndent || state.position >= state.length) break;
		if (state.lineIndent > nodeIndent) throwError(state, "bad indentation of a sequence entry");
		if (state.line === entryLine && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
	}
	addPopEvent(state);
	return true;
}
function readBlockMapping(state, nodeIndent, flowIndent, props) {
	let atExplicitKey = false;
	let detected = false;
	let mappingOpened = false;
	let pendingExplicitKey = false;
	if (state.firstTabInLine !== -1) return false;
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0) {
		if (!atExplicitKey && state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const following = state.input.charCodeAt(state.position + 1);
		const entryLine = state.line;
		if ((ch === 63 || ch === 58) && isWsOrEolOrEnd(following)) {
			if (!mappingOpened) {
				addMappingEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
				mappingOpened = true;
			}
			if (ch === 63) {
				if (atExplicitKey) addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = true;
			} else if (atExplicitKey) atExplicitKey = false;
			else {
				addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = false;
			}
			state.position += 1;
			pendingExplicitKey = true;
		} else {
			if (atExplicitKey) {
				addEmptyScalarEvent(state);
				atExplicitKey = false;
			}
			const beforeKey = snapshotState(state);
			if (!parseNode(state, flowIndent, CONTEXT_FLOW_OUT, false, true)) break;
			if (state.line === entryLine) {
				ch = state.input.charCodeAt(state.position);
				while (isWhiteSpace(ch)) ch = state.input.charCodeAt(++state.position);
				if (ch === 58) {
					ch = state.input.charCodeAt(++state.position);
					if (!isWsOrEolOrEnd(ch)) throwError(state, "a whitespace character is expected after the key-value separator within a block mapping");
					if (!mappingOpened) {
						state.events.splice(beforeKey.eventsLength, 0, {
							type: js_yaml_EVENT_ID.MAPPING,
							start: beforeKey.position,
							anchorStart: props.anchorStart,
							anchorEnd: props.anchorEnd,
							tagStart: props.tagStart,
							tagEnd: props.tagEnd,
							style: COLLECTION_STYLE.BLOCK
						});
						mappingOpened = true;
					}
					detected = true;
					atExplicitKey = false;
					pendingExplicitKey = false;
				} else if (detected) throwError(state, "expected ':' after a mapping key");
				else {
					if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
						restoreState(state, beforeKey);
						return false;
					}
					return true;
				}
			} else if (detected) throwError(state, "can not read a block mapping entry; a multiline key may not be an implicit key");
			else {
				if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
					restoreState(state, beforeKey);
					return false;
				}
				return true;
			}
		}
		if (parseNode(state, nodeIndent, CONTEXT_BLOCK_OUT, true, pendingExplicitKey)) pendingExplicitKey = false;
		if (!atExplicitKey) {
			if (pendingExplicitKey) {
				addEmptyScalarEvent(state);
				pendingExplicitKey = false;
			}
		}
		skipSeparationSpace(state, true);
		ch = state.input.charCodeAt(state.position);
		if ((state.line === entryLine || state.lineIndent > nodeIndent) && ch !== 0) throwError(state, "bad indentation of a mapping entry");
		else if (state.lineIndent < nodeIndent) break;
	}
	if (!detected) return false;
	if (atExplicitKey) addEmptyScalarEvent(state);
	if (mappingOpened) addPopEvent(state);
	return true;
}
function parseNode(state, parentIndent, nodeContext, allowToSeek, allowCompact, allowPropertyMapping = true) {
	if (state.depth >= state.maxDepth) throwError(state, `nesting exceeded maxDepth (${state.maxDepth})`);
	state.depth++;
	let indentStatus = 1;
	let atNewLine = false;
	let hasContent = false;
	let propertyStart = null;
	const props = emptyProperties();
	let allowBlockScalars = nodeContext === CONTEXT_BLOCK_OUT || nodeContext === CONTEXT_BLOCK_IN;
	let allowBlockCollections = allowBlockScalars;
	const allowBlockStyles = allowBlockScalars;
	if (allowToSeek && skipSeparationSpace(state, true)) {
		atNewLine = true;
		if (state.lineIndent > parentIndent) indentStatus = 1;
		else if (state.lineIndent === parentIndent) indentStatus = 0;
		else indentStatus = -1;
	}
	if (indentStatus === 1) while (true) {
		const ch = state.input.charCodeAt(state.position);
		const propertyState = snapshotState(state);
		if (atNewLine && indentStatus !== 1 && (ch === 33 || ch === 38)) break;
		if (atNewLine && allowBlockStyles && (props.tagStart !== NO_RANGE$1 || props.anchorStart !== NO_RANGE$1) && (ch === 33 || ch === 38)) {
			const fallbackState = snapshotState(state);
			const flowIndent = parentIndent + 1;
			if (readBlockMapping(state, state.position - state.lineStart, flowIndent, props) && state.events[fallbackState.eventsLength]?.type === js_yaml_EVENT_ID.MAPPING) {
				state.depth--;
				return true;
			}
			restoreState(state, fallbackState);
		}
		if (atNewLine && (ch === 33 && props.tagStart !== NO_RANGE$1 || ch === 38 && props.anchorStart !== NO_RANGE$1)) break;
		if (!readTagProperty(state, props, nodeContext === CONTEXT_FLOW_IN) && !readAnchorProperty(state, props)) break;
		if (propertyStart === null) propertyStart = propertyState;
		if (skipSeparationSpace(state, true)) {
			atNewLine = true;
			allowBlockCollections = allowBlockStyles;
			if (state.lineIndent > parentIndent) indentStatus = 1;
			else if (state.lineIndent === parentIndent) indentStatus = 0;
			else indentStatus = -1;
		} else allowBlockCollections = false;
	}
	if (allowBlockCollections) allowBlockCollections = atNewLine || allowCompact;
	if (indentStatus === 1 || nodeContext === CONTEXT_BLOCK_OUT) {
		const flowIndent = nodeContext === CONTEXT_FLOW_IN || nodeContext === CONTEXT_FLOW_OUT ? parentIndent : parentIndent + 1;
		const blockIndent = state.position - state.lineStart;
		if (indentStatus === 1) {
			if (allowBlockCollections && (readBlockSequence(state, blockIndent, props) || readBlockMapping(state, blockIndent, flowIndent, props)) || readFlowCollection(state, flowIndent, props)) hasContent = true;
			else {
				const ch = state.input.charCodeAt(state.position);
				if (propertyStart !== null && allowPropertyMapping && allowBlockStyles && !allowBlockCollections && ch !== 124 && ch !== 62) {
					const fallbackState = snapshotState(state);
					const propertyIndent = propertyStart.position - propertyStart.lineStart;
					restoreState(state, propertyStart);
					if (readBlockMapping(state, propertyIndent, flowIndent, emptyProperties()) && state.events[fallbackState.eventsLength]?.type === js_yaml_EVENT_ID.MAPPING) hasContent = true;
					else restoreState(state, fallbackState);
				}
				if (!hasContent && (allowBlockScalars && readBlockScalar(state, flowIndent, props) || readSingleQuotedScalar(state, flowIndent, props) || readDoubleQuotedScalar(state, flowIndent, props) || readAlias(state, props) || readPlainScalar(state, flowIndent, nodeContext, props))) hasContent = true;
			}
		} else if (indentStatus === 0) hasContent = allowBlockCollections && readBlockSequence(state, blockIndent, props);
	}
	allowBlockScalars = allowBlockScalars && !hasContent;
	if (!hasContent && (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1 || allowBlockScalars)) {
		addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, js_yaml_SCALAR_STYLE.PLAIN);
		hasContent = true;
	}
	state.depth--;
	return hasContent || props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1;
}
function readDirective(state) {
	if (state.lineIndent > 0 || state.input.charCodeAt(state.position) !== 37) return false;
	state.position++;
	const nameStart = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
	const name = state.input.slice(nameStart, state.position);
	const args = [];
	if (name.length === 0) throwError(state, "directive name must not be less than one character in length");
	while (state.input.charCodeAt(state.position) !== 0 && !isEol(state.input.charCodeAt(state.position))) {
		while (isWhiteSpace(state.input.charCodeAt(state.position))) state.position++;
		if (state.input.charCodeAt(state.position) === 35 || isEol(state.input.charCodeAt(state.position)) || state.input.charCodeAt(state.position) === 0) break;
		const start = state.position;
		while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
		args.push(state.input.slice(start, state.position));
	}
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	if (name === "YAML") {
		if (state.directives.some((directive) => directive.kind === "yaml")) throwError(state, "duplication of %YAML directive");
		if (args.length !== 1) throwError(state, "YAML directive accepts exactly one argument");
		const match = /^([0-9]+)\.([0-9]+)$/.exec(args[0]);
		if (match === null) throwError(state, "ill-formed argument of the YAML directive");
		if (parseInt(match[1], 10) !== 1) throwError(state, "unacceptable YAML version of the document");
		state.directives.push({
			kind: "yaml",
			version: args[0]
		});
	} else if (name === "TAG") {
		if (args.length !== 2) throwError(state, "TAG directive accepts exactly two arguments");
		const [handle, prefix] = args;
		if (!PATTERN_TAG_HANDLE.test(handle)) throwError(state, "ill-formed tag handle (first argument) of the TAG directive");
		if (HAS_OWN.call(state.tagHandlers, handle)) throwError(state, `there is a previously declared suffix for "${handle}" tag handle`);
		if (!PATTERN_TAG_PREFIX.test(prefix)) throwError(state, "ill-formed tag prefix (second argument) of the TAG directive");
		state.tagHandlers[handle] = prefix;
		state.directives.push({
			kind: "tag",
			handle,
			prefix
		});
	}
	return true;
}
function readDocument(state) {
	state.directives = [];
	state.tagHandlers = Object.create(null);
	let hasDirectives = false;
	skipSeparationSpace(state, true);
	while (readDirective(state)) {
		hasDirectives = true;
		skipSeparationSpace(state, true);
	}
	let explicitStart = false;
	let explicitEnd = false;
	let allowCompact = true;
	if (state.lineIndent === 0 && state.input.charCodeAt(state.position) === 45 && state.input.charCodeAt(state.position + 1) === 45 && state.input.charCodeAt(state.position + 2) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 3))) {
		explicitStart = true;
		const markerLine = state.line;
		state.position += 3;
		skipSeparationSpace(state, true);
		allowCompact = state.line > markerLine;
	} else if (hasDirectives) throwError(state, "directives end mark is expected");
	const documentEventIndex = state.events.length;
	if (!explicitStart && state.position === state.lineStart && state.input.charCodeAt(state.position) === 46 && testDocumentSeparator(state)) {
		state.position += 3;
		skipSeparationSpace(state, true);
		return;
	}
	addDocumentEvent(state, explicitStart, false);
	if (!parseNode(state, state.lineIndent - 1, CONTEXT_BLOCK_OUT, false, allowCompact, allowCompact)) addEmptyScalarEvent(state);
	skipSeparationSpace(state, true);
	if (state.position === state.lineStart && testDocumentSeparator(state)) {
		explicitEnd = state.input.charCodeAt(state.position) === 46;
		if (explicitEnd) {
			const markerLine = state.line;
			state.position += 3;
			skipSeparationSpace(state, true);
			if (state.line === markerLine && state.position < state.length) throwError(state, "end of the stream or a document separator is expected");
		}
	}
	const documentEvent = state.events[documentEventIndex];
	if (documentEvent?.type === js_yaml_EVENT_ID.DOCUMENT) documentEvent.explicitEnd = explicitEnd;
	addPopEvent(state);
	if (!explicitEnd && state.position < state.length && !testDocumentBoundary(state)) throwError(state, "end of the stream or a document separator is expected");
}
/**
* Parses YAML into a flat event stream referencing source text by offsets.
*
* @category Events
*/
function parseEvents(input, options) {
	const length = input.length;
	const state = {
		...DEFAULT_PARSER_OPTIONS,
		...options,
		input: `${input}\0`,
		length,
		position: 0,
		line: 0,
		lineStart: 0,
		lineIndent: 0,
		firstTabInLine: -1,
		depth: 0,
		directives: [],
		tagHandlers: Object.create(null),
		events: []
	};
	const nullpos = input.indexOf("\0");
	if (nullpos !== -1) YAMLException.throwAt(input, nullpos, "null byte is not allowed in input", state.filename);
	while (state.position < state.length) {
		skipByteOrderMark(state);
		skipSeparationSpace(state, true);
		if (state.position >= state.length) break;
		const documentStart = state.position;
		readDocument(state);
		if (state.position === documentStart)
 /* c8 ignore next */
		throwError(state, "can not read a document");
	}
	return state.events;
}
//#endregion
//#region src/load.ts
var DEFAULT_LOAD_OPTIONS = {
	...DEFAULT_PARSER_OPTIONS,
	...DEFAULT_CONSTRUCTOR_OPTIONS
};
function loadDocuments(input, options = {}) {
	const opts = {
		...DEFAULT_LOAD_OPTIONS,
		...options
	};
	const source = String(input);
	const PARSER_OPT_KEYS = Object.keys(DEFAULT_PARSER_OPTIONS);
	const CONSTRUCTOR_OPT_KEYS = Object.keys(DEFAULT_CONSTRUCTOR_OPTIONS);
	return constructFromEvents(parseEvents(source, pick(opts, PARSER_OPT_KEYS)), {
		...pick(opts, CONSTRUCTOR_OPT_KEYS),
		source
	});
}
function loadAll(input, iteratorOrOptions, options) {
	let iterator = null;
	if (typeof iteratorOrOptions === "function") iterator = iteratorOrOptions;
	else if (iteratorOrOptions !== null && typeof iteratorOrOptions === "object") options = iteratorOrOptions;
	const documents = loadDocuments(input, options);
	if (iterator === null) return documents;
	for (const document of documents) iterator(document);
}
/**
* Parses `string` as a single YAML document. Throws {@link YAMLException} on
* error. This function does not understand multi-document or empty sources; it
* throws an exception on those.
*
* > [!NOTE]
* > 1. When processing untrusted input, see the
* >    [security considerations](../docs/safety.md).
* > 2. All exceptions MUST be caught, not just {@link YAMLException}.
* > 3. The default {@link CORE_SCHEMA} comes without the `!!merge` tag. You can
* >    easily enable it if needed.
* > 4. The default {@link mapTag} is `{}`-object based, with known limitations
* >    (see description). For full compatibility use {@link realMapTag}
* >    instead (it uses native JS `Map`).
*
* @example
* Enable {@link mergeTag} and {@link realMapTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, mergeTag, realMapTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(mergeTag, realMapTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Main
*/
function load(input, options) {
	const documents = loadDocuments(input, options);
	if (documents.length === 0) throw new YAMLException("expected a document, but the input is empty");
	if (documents.length === 1) return documents[0];
	throw new YAMLException("expected a single document in the stream, but found more");
}
//#endregion
//#region src/ast/from_js.ts
var INVALID = Symbol("INVALID");
function buildRepresentTypes(schema) {
	const defaultTags = new Set([
		schema.defaultScalarTag,
		schema.defaultSequenceTag,
		schema.defaultMappingTag
	].filter((t) => t !== void 0));
	const implicitScalars = schema.implicitScalarTags;
	const explicitTags = schema.tags.filter((t) => !(t.nodeKind === "scalar" && t.implicit) && !defaultTags.has(t));
	const defaultTagsLast = schema.tags.filter((t) => defaultTags.has(t));
	return [
		...implicitScalars.map((tag) => ({
			tag,
			implicitTag: true
		})),
		...explicitTags.map((tag) => ({
			tag,
			implicitTag: false
		})),
		...defaultTagsLast.map((tag) => ({
			tag,
			implicitTag: true
		}))
	];
}
function matchTag(state, object) {
	for (let index = 0, length = state.representTypes.length; index < length; index += 1) {
		const { tag, implicitTag } = state.representTypes[index];
		if (tag.identify(object)) {
			let tagName;
			if (tag.matchByTagPrefix) tagName = tag.representTagName(object);
			else tagName = tag.tagName;
			return {
				tag,
				tagName,
				implicitTag
			};
		}
	}
	return null;
}
function build(state, object) {
	if (!state.noRefs && object !== null && typeof object === "object") {
		const existing = state.refs.get(object);
		if (existing) {
			if (existing.anchor === void 0) existing.anchor = `ref_${state.refCounter++}`;
			return {
				kind: "alias",
				anchor: existing.anchor
			};
		}
	}
	const matched = matchTag(state, object);
	if (!matched) {
		if (object === void 0) return INVALID;
		if (state.skipInvalid) return INVALID;
		throw new YAMLException(`unacceptable kind of an object to dump ${Object.prototype.toString.call(object)}`);
	}
	const { tag, tagName, implicitTag } = matched;
	const nodeTagName = implicitTag ? tagName : tagNameShort(tagName);
	if (tag.nodeKind === "scalar") return {
		kind: "scalar",
		tag: nodeTagName,
		tagged: !implicitTag,
		style: js_yaml_SCALAR_STYLE.PLAIN,
		value: tag.represent(object)
	};
	if (tag.nodeKind === "sequence") {
		const container = tag.represent(object);
		const node = {
			kind: "sequence",
			tag: nodeTagName,
			tagged: !implicitTag,
			style: COLLECTION_STYLE.BLOCK,
			items: []
		};
		if (!state.noRefs) state.refs.set(object, node);
		for (let index = 0, length = container.length; index < length; index += 1) {
			let item = build(state, container[index]);
			if (item === INVALID && container[index] === void 0) item = build(state, null);
			if (item === INVALID) continue;
			node.items.push(item);
		}
		return node;
	}
	const map = tag.represent(object);
	const node = {
		kind: "mapping",
		tag: nodeTagName,
		tagged: !implicitTag,
		style: COLLECTION_STYLE.BLOCK,
		items: []
	};
	if (!state.noRefs) state.refs.set(object, node);
	for (const [objectKey, objectValue] of map) {
		const key = build(state, objectKey);
		if (key === INVALID) continue;
		const value = build(state, objectValue);
		if (value === INVALID) continue;
		node.items.push({
			key,
			value
		});
	}
	return node;
}
/**
* Convert JS object to AST. A JS value is one YAML document. An unrepresentable
* root becomes an empty document, which the presenter renders as an empty
* string.
*
* @category AST
*/
function jsToAst(input, schema, options = {}) {
	const root = build({
		representTypes: buildRepresentTypes(schema),
		noRefs: options.noRefs ?? false,
		skipInvalid: options.skipInvalid ?? false,
		refs: /* @__PURE__ */ new Map(),
		refCounter: 0
	}, input);
	return [{
		contents: root === INVALID ? null : root,
		directives: []
	}];
}
//#endregion
//#region src/ast/visit.ts
/**
* Return from a visitor to stop the whole traversal.
*
* @category AST
*/
var VISIT_BREAK = Symbol("visit:break");
/**
* Return from a visitor to skip the current node's children.
*
* @category AST
*/
var VISIT_SKIP = Symbol("visit:skip");
function visitNode(node, visitor, ctx) {
	const control = visitor(node, ctx);
	if (control === VISIT_BREAK) return true;
	if (control === VISIT_SKIP) return false;
	const depth = ctx.depth + 1;
	switch (node.kind) {
		case "sequence":
			for (const item of node.items) if (visitNode(item, visitor, {
				depth,
				parent: node,
				isKey: false
			})) return true;
			break;
		case "mapping": for (const { key, value } of node.items) {
			if (visitNode(key, visitor, {
				depth,
				parent: node,
				isKey: true
			})) return true;
			if (visitNode(value, visitor, {
				depth,
				parent: node,
				isKey: false
			})) return true;
		}
	}
	return false;
}
/**
* Walk every node in the documents, calling {@link Visitor} once per
* node (pre-order).
*
* @category AST
*/
function visit(documents, visitor) {
	for (const doc of documents) if (doc.contents && visitNode(doc.contents, visitor, {
		depth: 0,
		parent: null,
		isKey: false
	})) return;
}
//#endregion
//#region src/ast/styler_defaults.ts
function hasBit(mask, bit) {
	return (mask & 1 << bit) !== 0;
}
/**
* Default scalar styling rules in application order.
* See [Scalar styling](../../docs/scalar_styling.md) for usage details.
*
* @category AST
*/
var DEFAULT_SCALAR_STYLE_RULES = {
	applyQuoteFlowKeysOption,
	doubleQuoteForInvisibles,
	doubleQuoteWhitespaceOnly,
	applyForceQuotesOption,
	tryLongOrMultilineAsBlock,
	quoteInvalidPlain,
	fallbackToDoubleQuoted
};
function _preferredQuotedStyle(layout) {
	if (layout.presenterOptions.quoteStyle === "single" && hasBit(layout.allowedStylesMask, js_yaml_SCALAR_STYLE.SINGLE_QUOTED)) return js_yaml_SCALAR_STYLE.SINGLE_QUOTED;
	return js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyQuoteFlowKeysOption(layout) {
	if (!layout.presenterOptions.quoteFlowKeys) return;
	if (!layout.isKey || !layout.flowOnly || layout.style !== js_yaml_SCALAR_STYLE.PLAIN) return;
	layout.style = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteForInvisibles(layout) {
	if (layout.style === js_yaml_SCALAR_STYLE.PLAIN && /[\t\x7F-\xA0\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(layout.node.value)) layout.style = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteWhitespaceOnly(layout) {
	if (layout.style === js_yaml_SCALAR_STYLE.PLAIN && /^\s+$/.test(layout.node.value)) layout.style = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyForceQuotesOption(layout) {
	if (!layout.presenterOptions.forceQuotes) return;
	if (layout.isKey || layout.style !== js_yaml_SCALAR_STYLE.PLAIN) return;
	if (layout.node.tag !== layout.presenterOptions.schema.defaultScalarTag.tagName) return;
	layout.style = layout.node.value.includes("\n") ? js_yaml_SCALAR_STYLE.DOUBLE_QUOTED : _preferredQuotedStyle(layout);
}
function tryLongOrMultilineAsBlock(layout) {
	if (layout.style !== js_yaml_SCALAR_STYLE.PLAIN || layout.isKey) return;
	const value = layout.node.value;
	const multiline = value.indexOf("\n") !== -1;
	if (!hasBit(layout.allowedStylesMask, js_yaml_SCALAR_STYLE.LITERAL_BLOCK)) {
		if (multiline) layout.style = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
		return;
	}
	const w = layout.presenterOptions.lineWidth;
	if (w === -1) {
		if (multiline) layout.style = js_yaml_SCALAR_STYLE.LITERAL_BLOCK;
		return;
	}
	const availableWidth = Math.max(Math.min(w, 40), w - layout.shiftOfContent);
	let position = 0;
	let shouldFold = false;
	while (position <= value.length) {
		let lineEnd = value.length;
		const nextLineBreak = value.indexOf("\n", position);
		if (nextLineBreak !== -1) lineEnd = nextLineBreak;
		const line = value.slice(position, lineEnd);
		if (line.length > availableWidth && line[0] !== " " && / [^ \t]/.test(line)) shouldFold = true;
		if (nextLineBreak === -1) break;
		position = nextLineBreak + 1;
	}
	if (shouldFold) layout.style = js_yaml_SCALAR_STYLE.FOLDED_BLOCK;
	else if (multiline) layout.style = js_yaml_SCALAR_STYLE.LITERAL_BLOCK;
}
function quoteInvalidPlain(layout) {
	if (layout.style === js_yaml_SCALAR_STYLE.PLAIN && !hasBit(layout.allowedStylesMask, js_yaml_SCALAR_STYLE.PLAIN)) layout.style = _preferredQuotedStyle(layout);
}
function fallbackToDoubleQuoted(layout) {
	if (!hasBit(layout.allowedStylesMask, layout.style)) layout.style = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
}
//#endregion
//#region src/ast/scalar_styler.ts
function setBit(mask, bit) {
	return mask | 1 << bit;
}
var SRC_C_PRINTABLE = "[\\x09\\x0A\\x0D\\x20-\\x7E\\x85\\xA0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]";
var SRC_B_CHAR = "[\\n\\r]";
var SRC_C_BYTE_ORDER_MARK = "\\uFEFF";
var SRC_S_WHITE = "[ \\t]";
var SRC_NB_CHAR = `(?:(?!(?:${SRC_B_CHAR}|${SRC_C_BYTE_ORDER_MARK}))${SRC_C_PRINTABLE})`;
var SRC_NS_CHAR = `(?:(?!${SRC_S_WHITE})${SRC_NB_CHAR})`;
var SRC_NB_JSON = "[\\x09\\x20-\\uD7FF\\uE000-\\uFFFF\\u{10000}-\\u{10FFFF}]";
var SRC_C_INDICATOR = "[-?:,\\[\\]{}#&*!|>'\"%@`]";
var SRC_C_FLOW_INDICATOR = "[,\\[\\]{}]";
var SRC_NS_PLAIN_SAFE_FLOW_OUT = SRC_NS_CHAR;
var SRC_NS_PLAIN_SAFE_FLOW_IN = `(?:(?!${SRC_C_FLOW_INDICATOR})${SRC_NS_CHAR})`;
var SRC_NS_PLAIN_FIRST_FLOW_OUT = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))`;
var SRC_NS_PLAIN_FIRST_FLOW_IN = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))`;
var SRC_NS_PLAIN_CHAR_FLOW_OUT = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_OUT})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))#*`;
var SRC_NS_PLAIN_CHAR_FLOW_IN = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_IN})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))#*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_OUT})*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_IN})*`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_OUT = `${SRC_NS_PLAIN_FIRST_FLOW_OUT}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_IN = `${SRC_NS_PLAIN_FIRST_FLOW_IN}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_OUT;
var SRC_NS_PLAIN_ONE_LINE_FLOW_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_IN;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_OUT}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_IN}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT = `${SRC_NS_PLAIN_ONE_LINE_FLOW_OUT}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT})*`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_IN = `${SRC_NS_PLAIN_ONE_LINE_FLOW_IN}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN})*`;
var NS_PLAIN_FLOW_OUT = new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT})$`, "u");
var NS_PLAIN_FLOW_IN = new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_IN})$`, "u");
var NS_PLAIN_BLOCK_KEY = new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY})$`, "u");
var NS_PLAIN_FLOW_KEY = new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_FLOW_KEY})$`, "u");
var NB_SINGLE_ONE_LINE = new RegExp(`^(?:${SRC_NB_JSON})*$`, "u");
var NB_SINGLE_MULTI_LINE = new RegExp(`^(?:${SRC_NB_JSON}|\\n)*$`, "u");
var BLOCK_SCALAR_CONTENT = new RegExp(`^(?:${SRC_NB_CHAR}|\\n)*$`, "u");
var C_FORBIDDEN_FIRST_LINE = /^(?:---|\.\.\.)(?=$|[ \t\n\r])/;
var C_FORBIDDEN_CONTENT = /^(?:---|\.\.\.)(?=$|[ \t\n\r])/m;
function canUsePlain(layout) {
	const str = layout.node.value;
	if (str !== "") {
		if (!(layout.isKey ? layout.flowOnly ? NS_PLAIN_FLOW_KEY : NS_PLAIN_BLOCK_KEY : layout.flowOnly ? NS_PLAIN_FLOW_IN : NS_PLAIN_FLOW_OUT).test(str)) return false;
		if (layout.shiftOfFirstLine === 0 && C_FORBIDDEN_FIRST_LINE.test(str)) return false;
		if (layout.shiftOfContent === 0) {
			const firstLineBreak = str.indexOf("\n");
			if (firstLineBreak !== -1) {
				const content = str.slice(firstLineBreak + 1);
				if (C_FORBIDDEN_CONTENT.test(content)) return false;
			}
		}
	}
	const resolvedTag = layout.presenterOptions.schema.resolveImplicitScalarTag(str).tag.tagName;
	if (!layout.node.tagged && resolvedTag !== layout.node.tag) return false;
	if (!layout.node.tagged && str === "=" && resolvedTag === layout.presenterOptions.schema.defaultScalarTag.tagName) return false;
	return true;
}
function canUseSingleQuoted(layout) {
	const str = layout.node.value;
	if (!(layout.isKey ? NB_SINGLE_ONE_LINE : NB_SINGLE_MULTI_LINE).test(str)) return false;
	if (/[ \t]\n|\n[ \t]/.test(str)) return false;
	if (!layout.isKey && layout.shiftOfContent === 0) {
		const firstLineBreak = str.indexOf("\n");
		if (firstLineBreak !== -1 && C_FORBIDDEN_CONTENT.test(str.slice(firstLineBreak + 1))) return false;
	}
	return true;
}
function canUseBlock(layout) {
	if (layout.flowOnly || !BLOCK_SCALAR_CONTENT.test(layout.node.value)) return false;
	const contentIndent = layout.shiftOfContent - layout.shiftOfParent;
	if (contentIndent < 1) return false;
	if (contentIndent > 9 && /^\n* /.test(layout.node.value)) return false;
	if (layout.shiftOfContent === 0 && C_FORBIDDEN_CONTENT.test(layout.node.value)) return false;
	return true;
}
function detectAllowedStyles(layout) {
	let mask = setBit(0, js_yaml_SCALAR_STYLE.DOUBLE_QUOTED);
	if (canUsePlain(layout)) mask = setBit(mask, js_yaml_SCALAR_STYLE.PLAIN);
	if (canUseSingleQuoted(layout)) mask = setBit(mask, js_yaml_SCALAR_STYLE.SINGLE_QUOTED);
	if (canUseBlock(layout)) mask = setBit(setBit(mask, js_yaml_SCALAR_STYLE.LITERAL_BLOCK), js_yaml_SCALAR_STYLE.FOLDED_BLOCK);
	layout.allowedStylesMask = mask;
}
function renderScalar(layout) {
	switch (layout.style) {
		case js_yaml_SCALAR_STYLE.PLAIN: return renderPlain(layout);
		case js_yaml_SCALAR_STYLE.SINGLE_QUOTED: return renderSingleQuoted(layout);
		case js_yaml_SCALAR_STYLE.LITERAL_BLOCK: return renderLiteralBlock(layout);
		case js_yaml_SCALAR_STYLE.FOLDED_BLOCK: return renderFoldedBlock(layout);
		case js_yaml_SCALAR_STYLE.DOUBLE_QUOTED: return renderDoubleQuoted(layout);
	}
}
function renderPlain(layout) {
	return encodeFlowBreaks(layout.node.value, layout.shiftOfContent);
}
function renderSingleQuoted(layout) {
	return `'${encodeFlowBreaks(layout.node.value, layout.shiftOfContent).replace(/'/g, "''")}'`;
}
function renderLiteralBlock(layout) {
	const value = layout.node.value;
	return "|" + blockHeader(value, layout.shiftOfParent, layout.shiftOfContent) + dropEndingNewline(indentString(value, layout.shiftOfContent));
}
function renderFoldedBlock(layout) {
	const value = layout.node.value;
	const w = layout.presenterOptions.lineWidth;
	let availableWidth = Infinity;
	if (w !== -1) availableWidth = Math.max(Math.min(w, 40), w - layout.shiftOfContent);
	return ">" + blockHeader(value, layout.shiftOfParent, layout.shiftOfContent) + dropEndingNewline(indentString(foldBlockScalar(value, availableWidth), layout.shiftOfContent));
}
function renderDoubleQuoted(layout) {
	return `"${escapeString(layout.node.value)}"`;
}
function encodeFlowBreaks(string, shiftOfContent) {
	let nextLF = string.indexOf("\n");
	if (nextLF === -1) return string;
	const pad = " ".repeat(shiftOfContent);
	let result = string.slice(0, nextLF);
	const lineRe = /(\n+)([^\n]*)/g;
	lineRe.lastIndex = nextLF;
	let match;
	while (match = lineRe.exec(string)) {
		const breaks = match[1].length;
		const line = match[2];
		result += "\n".repeat(breaks + 1) + pad + line;
	}
	return result;
}
function indentString(string, spaces) {
	const indent = " ".repeat(spaces);
	let position = 0;
	let result = "";
	const length = string.length;
	while (position < length) {
		let line;
		const next = string.indexOf("\n", position);
		if (next === -1) {
			line = string.slice(position);
			position = length;
		} else {
			line = string.slice(position, next + 1);
			position = next + 1;
		}
		if (line.length && line !== "\n") result += indent;
		result += line;
	}
	return result;
}
function needIndentIndicator(string) {
	return /^\n* /.test(string);
}
function blockHeader(string, shiftOfParent, shiftOfContent) {
	const indentIndicator = needIndentIndicator(string) ? String(shiftOfContent - shiftOfParent) : "";
	const clip = string[string.length - 1] === "\n";
	return `${indentIndicator}${clip && (string[string.length - 2] === "\n" || string === "\n") ? "+" : clip ? "" : "-"}\n`;
}
function dropEndingNewline(string) {
	return string[string.length - 1] === "\n" ? string.slice(0, -1) : string;
}
function isMoreIndented(char) {
	return char === " " || char === "	";
}
function foldLine(line, width) {
	if (line === "" || isMoreIndented(line[0])) return line;
	const breakRe = / [^ \t]/g;
	let match;
	let start = 0;
	let end;
	let curr = 0;
	let next = 0;
	let result = "";
	while (match = breakRe.exec(line)) {
		next = match.index;
		if (next - start > width) {
			end = curr > start ? curr : next;
			result += `\n${line.slice(start, end)}`;
			start = end + 1;
		}
		curr = next;
	}
	result += "\n";
	if (line.length - start > width && curr > start) result += `${line.slice(start, curr)}\n${line.slice(curr + 1)}`;
	else result += line.slice(start);
	return result.slice(1);
}
function foldBlockScalar(string, width) {
	const lineRe = /(\n+)([^\n]*)/g;
	let nextLF = string.indexOf("\n");
	if (nextLF === -1) nextLF = string.length;
	lineRe.lastIndex = nextLF;
	let result = foldLine(string.slice(0, nextLF), width);
	let prevMoreIndented = string[0] === "\n" || isMoreIndented(string[0]);
	let moreIndented;
	let match;
	while (match = lineRe.exec(string)) {
		const prefix = match[1];
		const line = match[2];
		moreIndented = line !== "" && isMoreIndented(line[0]);
		result += prefix + (!prevMoreIndented && !moreIndented && line !== "" ? "\n" : "") + foldLine(line, width);
		prevMoreIndented = moreIndented;
	}
	return result;
}
var CHARACTERS_TO_ESCAPE = /["\\\x00-\x1F\x7F-\xA0\u2028\u2029\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/gu;
function escapeCharacter(character) {
	switch (character) {
		case "\0": return "\\0";
		case "\x07": return "\\a";
		case "\b": return "\\b";
		case "	": return "\\t";
		case "\n": return "\\n";
		case "\v": return "\\v";
		case "\f": return "\\f";
		case "\r": return "\\r";
		case "\x1B": return "\\e";
		case "\"": return "\\\"";
		case "\\": return "\\\\";
		case "": return "\\N";
		case "\xA0": return "\\_";
		case "\u2028": return "\\L";
		case "\u2029": return "\\P";
	}
	const code = character.charCodeAt(0);
	const hex = code.toString(16).toUpperCase();
	if (code <= 255) return `\\x${"0".repeat(2 - hex.length)}${hex}`;
	return `\\u${"0".repeat(4 - hex.length)}${hex}`;
}
function escapeString(string) {
	return string.replace(CHARACTERS_TO_ESCAPE, escapeCharacter);
}
//#endregion
//#region src/ast/presenter.ts
var CHAR_LINE_FEED = 10;
var DEFAULT_PRESENTER_OPTIONS = {
	indent: 2,
	seqNoIndent: false,
	seqInlineFirst: true,
	lineWidth: 80,
	flowBracketPadding: false,
	flowSkipCommaSpace: false,
	flowSkipColonSpace: false,
	quoteFlowKeys: false,
	quoteStyle: "single",
	forceQuotes: false,
	scalarStyleRules: Object.keys(DEFAULT_SCALAR_STYLE_RULES).map((name) => Reflect.get(DEFAULT_SCALAR_STYLE_RULES, name)),
	tagBeforeAnchor: false
};
function nodeTagShort(node) {
	return node.tagged ? node.tag : tagNameShort(node.tag);
}
function createPresenterState(options) {
	const opts = {
		...DEFAULT_PRESENTER_OPTIONS,
		...options
	};
	if (opts.flowSkipColonSpace) opts.quoteFlowKeys = true;
	return {
		...opts,
		defaultScalarTagName: opts.schema.defaultScalarTag.tagName,
		openEnded: false
	};
}
function generateNextLine(state, level) {
	return `\n${" ".repeat(state.indent * level)}`;
}
function scalarLayout(state, node, parent, level, isKey, flowOnly) {
	return {
		node,
		parent,
		level,
		isKey,
		flowOnly,
		shiftOfParent: level === 0 ? -1 : state.indent * (level - 1),
		shiftOfContent: state.indent * Math.max(1, level),
		shiftOfFirstLine: level === 0 ? 0 : state.indent * level,
		presenterOptions: state,
		allowedStylesMask: 0,
		style: node.style
	};
}
function writeFlowSequence(state, level, node) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		const item = writeNode(state, level, node.items[index], node, {}).text;
		if (index > 0) result += `,${!state.flowSkipCommaSpace ? " " : ""}`;
		result += item;
	}
	const pad = state.flowBracketPadding && node.items.length > 0 ? " " : "";
	return `[${pad}${result}${pad}]`;
}
function writeBlockSequence(state, level, node, compact) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		const item = writeNode(state, level + 1, node.items[index], node, {
			block: true,
			compact: state.seqInlineFirst,
			isblockseq: true
		}).text;
		if (!compact || result !== "") result += generateNextLine(state, level);
		if (item === "" || CHAR_LINE_FEED === item.charCodeAt(0)) result += "-";
		else result += "- ";
		result += item;
	}
	return result;
}
function writeFlowMapping(state, level, node) {
	let result = "";
	for (const { key, value } of node.items) {
		let pairBuffer = "";
		if (result !== "") pairBuffer += `,${!state.flowSkipCommaSpace ? " " : ""}`;
		const keyRender = writeNode(state, level, key, node, { iskey: true });
		const keyText = keyRender.text;
		const valueText = writeNode(state, level, value, node, {}).text;
		const sep = state.flowSkipColonSpace || valueText === "" ? "" : " ";
		const keyIsBareProps = key.kind === "scalar" && keyRender.noBody && (key.tagged || key.anchor !== void 0);
		const keyColonSep = key.kind === "alias" || keyIsBareProps ? " " : "";
		pairBuffer += `${keyText}${keyColonSep}:${sep}${valueText}`;
		result += pairBuffer;
	}
	const pad = state.flowBracketPadding && result !== "" ? " " : "";
	return `{${pad}${result}${pad}}`;
}
function writeBlockMapping(state, level, node, compact) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		let pairBuffer = "";
		if (!compact || result !== "") pairBuffer += generateNextLine(state, level);
		const { key, value } = node.items[index];
		const keyIsBlock = (key.kind === "mapping" || key.kind === "sequence") && key.style === COLLECTION_STYLE.BLOCK && key.items.length !== 0 || key.kind === "scalar" && (key.style === js_yaml_SCALAR_STYLE.LITERAL_BLOCK || key.style === js_yaml_SCALAR_STYLE.FOLDED_BLOCK);
		const keyRender = keyIsBlock ? writeNode(state, level + 1, key, node, {
			block: true,
			compact: true,
			isblockseq: !cannotBeCompact(state, key, level + 1)
		}) : writeNode(state, level + 1, key, node, {
			block: true,
			compact: true,
			iskey: true
		});
		const keyText = keyRender.text;
		const keyHasLineBreak = key.kind === "scalar" && key.value.indexOf("\n") !== -1;
		const keyIsTooLong = keyText.length > 1024 && /^[\s\S]{1025}/u.test(keyText);
		const explicitPair = keyIsBlock || keyHasLineBreak || keyIsTooLong;
		if (explicitPair) {
			if (keyText && CHAR_LINE_FEED === keyText.charCodeAt(0)) pairBuffer += "?";
			else pairBuffer += "? ";
		}
		pairBuffer += keyText;
		if (explicitPair) pairBuffer += generateNextLine(state, level);
		const valueText = writeNode(state, level + 1, value, node, {
			block: true,
			compact: explicitPair,
			isblockseq: explicitPair && !cannotBeCompact(state, value, level + 1)
		}).text;
		const keyIsBareProps = key.kind === "scalar" && keyRender.noBody && (key.tagged || key.anchor !== void 0);
		const keyColonSep = !explicitPair && (key.kind === "alias" || keyIsBareProps) ? " " : "";
		if (valueText === "" || CHAR_LINE_FEED === valueText.charCodeAt(0)) pairBuffer += `${keyColonSep}:`;
		else pairBuffer += `${keyColonSep}: `;
		pairBuffer += valueText;
		result += pairBuffer;
	}
	return result;
}
function cannotBeCompact(state, node, level) {
	if (node.kind === "alias") return true;
	return node.tagged || node.anchor !== void 0 || state.indent < 2 && level > 0;
}
function writeNode(state, level, node, parent, ctx) {
	if (node.kind === "alias") {
		state.openEnded = false;
		return {
			text: `*${node.anchor}`,
			noBody: false
		};
	}
	const { block = false, iskey = false, isblockseq = false } = ctx;
	let compact = ctx.compact ?? false;
	const hasAnchor = node.anchor !== void 0;
	if (cannotBeCompact(state, node, level)) compact = false;
	let body;
	let shouldPrintTag = node.tagged;
	const useBlockCollection = block && (node.kind === "mapping" || node.kind === "sequence") && node.style === COLLECTION_STYLE.BLOCK && node.items.length !== 0;
	if (node.kind === "mapping") {
		if (useBlockCollection) body = writeBlockMapping(state, level, node, compact);
		else body = writeFlowMapping(state, level, node);
	} else if (node.kind === "sequence") {
		if (useBlockCollection) {
			if (state.seqNoIndent && !isblockseq && level > 0) body = writeBlockSequence(state, level - 1, node, compact);
			else body = writeBlockSequence(state, level, node, compact);
		} else body = writeFlowSequence(state, level, node);
	} else {
		const layout = scalarLayout(state, node, parent, level, iskey, !block);
		detectAllowedStyles(layout);
		for (const rule of state.scalarStyleRules) rule(layout);
		body = renderScalar(layout);
		state.openEnded = (layout.style === js_yaml_SCALAR_STYLE.LITERAL_BLOCK || layout.style === js_yaml_SCALAR_STYLE.FOLDED_BLOCK) && (node.value === "\n" || node.value.endsWith("\n\n"));
		shouldPrintTag = node.tagged || body === "" && layout.flowOnly && parent?.kind === "sequence" && !hasAnchor || layout.style !== js_yaml_SCALAR_STYLE.PLAIN && node.tag !== state.defaultScalarTagName;
	}
	if ((node.kind === "mapping" || node.kind === "sequence") && !useBlockCollection) state.openEnded = false;
	if (useBlockCollection && compact && level > 0 && state.indent > 2) body = `${" ".repeat(state.indent - 2)}${body}`;
	const noBody = body === "";
	let text = body;
	if (shouldPrintTag || hasAnchor) {
		const props = [];
		const tag = shouldPrintTag ? nodeTagShort(node) : null;
		const anchor = hasAnchor ? `&${node.anchor}` : null;
		if (state.tagBeforeAnchor) {
			if (tag !== null) props.push(tag);
			if (anchor !== null) props.push(anchor);
		} else {
			if (anchor !== null) props.push(anchor);
			if (tag !== null) props.push(tag);
		}
		const sep = body === "" || body.charCodeAt(0) === CHAR_LINE_FEED ? "" : " ";
		text = `${props.join(" ")}${sep}${body}`;
	}
	return {
		text,
		noBody
	};
}
function rootStartsOwnLine(node) {
	return (node.kind === "sequence" || node.kind === "mapping") && node.style === COLLECTION_STYLE.BLOCK && node.items.length !== 0 && !node.tagged && node.anchor === void 0;
}
function writeDocumentDirectives(doc) {
	let result = "";
	for (const directive of doc.directives) {
		if (directive.kind === "yaml") {
			result += `%YAML ${directive.version}\n`;
			continue;
		}
		const { handle, prefix } = directive;
		result += `%TAG ${handle} ${prefix}\n`;
	}
	return result;
}
/**
* Build YAML from AST.
*
* @category AST
*/
function present(documents, options) {
	const state = createPresenterState(options);
	let result = "";
	let previousEnded = false;
	for (let index = 0; index < documents.length; index += 1) {
		const doc = documents[index];
		state.openEnded = false;
		const directives = writeDocumentDirectives(doc);
		const hasDirectives = directives !== "";
		const marker = doc.explicitStart || hasDirectives || index > 0 && !previousEnded;
		result += directives;
		if (doc.contents === null) {
			if (marker) result += "---\n";
		} else if (marker) {
			const body = writeNode(state, 0, doc.contents, null, {
				block: true,
				compact: true
			}).text;
			const sep = body === "" ? "" : hasDirectives || rootStartsOwnLine(doc.contents) ? "\n" : " ";
			result += `---${sep}${body}\n`;
		} else result += writeNode(state, 0, doc.contents, null, {
			block: true,
			compact: true
		}).text + "\n";
		previousEnded = doc.explicitEnd || state.openEnded;
		if (previousEnded) result += "...\n";
	}
	return result;
}
//#endregion
//#region src/dump.ts
var DEFAULT_DUMP_OPTIONS = {
	...DEFAULT_PRESENTER_OPTIONS,
	schema: DUMP_SCHEMA,
	skipInvalid: false,
	noRefs: false,
	flowLevel: -1,
	sortKeys: false,
	transform: () => {}
};
function defaultCompareFn(a, b) {
	const x = String(a);
	const y = String(b);
	if (x < y) return -1;
	if (x > y) return 1;
	return 0;
}
/**
* Serializes JS object as a YAML document. By default it can dump every
* supported YAML type, so it throws an exception if you try to dump regexps or
* functions. However, you can disable exceptions by setting the
* {@link DumpOptions.skipInvalid} option to `true`.
*
* @category Main
*/
function dump(input, options = {}) {
	const opts = {
		...DEFAULT_DUMP_OPTIONS,
		...options
	};
	const documents = jsToAst(input, opts.schema, {
		noRefs: opts.noRefs,
		skipInvalid: opts.skipInvalid
	});
	if (opts.flowLevel >= 0) visit(documents, (node, ctx) => {
		if (ctx.depth < opts.flowLevel) return;
		if (node.kind === "sequence" || node.kind === "mapping") node.style = COLLECTION_STYLE.FLOW;
		return VISIT_SKIP;
	});
	if (opts.sortKeys) {
		const compareFn = opts.sortKeys === true ? defaultCompareFn : opts.sortKeys;
		visit(documents, (node) => {
			if (node.kind !== "mapping") return;
			node.items.sort((a, b) => compareFn(a.key.kind === "scalar" ? a.key.value : "", b.key.kind === "scalar" ? b.key.value : ""));
		});
	}
	opts.transform(documents);
	return present(documents, {
		...pick(opts, Object.keys(DEFAULT_PRESENTER_OPTIONS)),
		schema: opts.schema
	});
}
//#endregion
//#region src/ast/from_events.ts
var NO_RANGE = (/* unused pure expression or super */ null && (-1));
function eventPosition(event) {
	if ("tagStart" in event && event.tagStart !== NO_RANGE) return event.tagStart;
	if ("anchorStart" in event && event.anchorStart !== NO_RANGE) return event.anchorStart;
	if ("valueStart" in event && event.valueStart !== NO_RANGE) return event.valueStart;
	if ("start" in event) return event.start;
	return 0;
}
function rawTag(state, event) {
	return event.tagStart === NO_RANGE ? "" : state.source.slice(event.tagStart, event.tagEnd);
}
function anchorName(state, event) {
	return event.anchorStart === NO_RANGE ? void 0 : state.source.slice(event.anchorStart, event.anchorEnd);
}
function buildScalar(state, event) {
	const value = getScalarValue(state.source, event);
	const raw = rawTag(state, event);
	let tag;
	let tagged = false;
	if (raw !== "") {
		tagged = true;
		tag = raw;
	} else if (event.style === js_yaml_SCALAR_STYLE.PLAIN) tag = state.schema.resolveImplicitScalarTag(value).tag.tagName;
	else tag = state.schema.defaultScalarTag.tagName;
	return {
		kind: "scalar",
		tag,
		tagged,
		style: event.style,
		anchor: anchorName(state, event),
		value
	};
}
function buildCollection(state, event, defaultTagName) {
	const raw = rawTag(state, event);
	let tag;
	let tagged = false;
	if (raw === "") tag = defaultTagName;
	else {
		tag = raw;
		tagged = true;
	}
	return {
		tag,
		tagged,
		style: event.style,
		anchor: anchorName(state, event)
	};
}
function addNode(state, node) {
	const frame = state.frames[state.frames.length - 1];
	if (frame.kind === "document") frame.doc.contents = node;
	else if (frame.kind === "sequence") frame.node.items.push(node);
	else if (frame.key) {
		frame.node.items.push({
			key: frame.key,
			value: node
		});
		frame.key = null;
	} else frame.key = node;
}
/**
* Builds an AST from parser events
*
* @category AST
*/
function eventsToAst(events, options) {
	const state = {
		source: options.source,
		schema: options.schema,
		eventIndex: 0,
		position: 0,
		frames: [],
		documents: []
	};
	while (state.eventIndex < events.length) {
		const event = events[state.eventIndex++];
		state.position = eventPosition(event);
		switch (event.type) {
			case js_yaml_EVENT_ID.DOCUMENT: {
				const doc = {
					contents: null,
					explicitStart: event.explicitStart,
					explicitEnd: event.explicitEnd,
					directives: event.directives
				};
				state.frames.push({
					kind: "document",
					doc
				});
				break;
			}
			case js_yaml_EVENT_ID.SCALAR:
				addNode(state, buildScalar(state, event));
				break;
			case js_yaml_EVENT_ID.SEQUENCE: {
				const { tag, tagged, style, anchor } = buildCollection(state, event, "tag:yaml.org,2002:seq");
				const node = {
					kind: "sequence",
					tag,
					tagged,
					style,
					anchor,
					items: []
				};
				state.frames.push({
					kind: "sequence",
					node
				});
				break;
			}
			case js_yaml_EVENT_ID.MAPPING: {
				const { tag, tagged, style, anchor } = buildCollection(state, event, "tag:yaml.org,2002:map");
				const node = {
					kind: "mapping",
					tag,
					tagged,
					style,
					anchor,
					items: []
				};
				state.frames.push({
					kind: "mapping",
					node,
					key: null
				});
				break;
			}
			case js_yaml_EVENT_ID.ALIAS:
				addNode(state, {
					kind: "alias",
					anchor: state.source.slice(event.anchorStart, event.anchorEnd)
				});
				break;
			case js_yaml_EVENT_ID.POP: {
				const frame = state.frames.pop();
				if (frame.kind === "mapping" && frame.key) throw new Error("incomplete mapping pair in event stream");
				if (frame.kind === "document") state.documents.push(frame.doc);
				else addNode(state, frame.node);
				break;
			}
		}
	}
	return state.documents;
}
//#endregion
//#region src/index.ts
/** @deprecated Use `EVENT_ID.DOCUMENT` instead. @internal */
var EVENT_DOCUMENT = js_yaml_EVENT_ID.DOCUMENT;
/** @deprecated Use `EVENT_ID.SEQUENCE` instead. @internal */
var EVENT_SEQUENCE = js_yaml_EVENT_ID.SEQUENCE;
/** @deprecated Use `EVENT_ID.MAPPING` instead. @internal */
var EVENT_MAPPING = js_yaml_EVENT_ID.MAPPING;
/** @deprecated Use `EVENT_ID.SCALAR` instead. @internal */
var EVENT_SCALAR = js_yaml_EVENT_ID.SCALAR;
/** @deprecated Use `EVENT_ID.ALIAS` instead. @internal */
var EVENT_ALIAS = js_yaml_EVENT_ID.ALIAS;
/** @deprecated Use `EVENT_ID.POP` instead. @internal */
var EVENT_POP = js_yaml_EVENT_ID.POP;
/** @deprecated Use `SCALAR_STYLE.PLAIN` instead. @internal */
var SCALAR_STYLE_PLAIN = js_yaml_SCALAR_STYLE.PLAIN;
/** @deprecated Use `SCALAR_STYLE.SINGLE_QUOTED` instead. @internal */
var SCALAR_STYLE_SINGLE_QUOTED = js_yaml_SCALAR_STYLE.SINGLE_QUOTED;
/** @deprecated Use `SCALAR_STYLE.DOUBLE_QUOTED` instead. @internal */
var SCALAR_STYLE_DOUBLE_QUOTED = js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
/** @deprecated Use `SCALAR_STYLE.LITERAL_BLOCK` instead. @internal */
var SCALAR_STYLE_LITERAL_BLOCK = js_yaml_SCALAR_STYLE.LITERAL_BLOCK;
/** @deprecated Use `SCALAR_STYLE.FOLDED_BLOCK` instead. @internal */
var SCALAR_STYLE_FOLDED_BLOCK = js_yaml_SCALAR_STYLE.FOLDED_BLOCK;
/** @deprecated Use `COLLECTION_STYLE.BLOCK` instead. @internal */
var COLLECTION_STYLE_BLOCK = COLLECTION_STYLE.BLOCK;
/** @deprecated Use `COLLECTION_STYLE.FLOW` instead. @internal */
var COLLECTION_STYLE_FLOW = COLLECTION_STYLE.FLOW;
/** @deprecated Use `CHOMPING_MODE.CLIP` instead. @internal */
var CHOMPING_CLIP = CHOMPING_MODE.CLIP;
/** @deprecated Use `CHOMPING_MODE.STRIP` instead. @internal */
var CHOMPING_STRIP = CHOMPING_MODE.STRIP;
/** @deprecated Use `CHOMPING_MODE.KEEP` instead. @internal */
var CHOMPING_KEEP = CHOMPING_MODE.KEEP;
//#endregion


//# sourceMappingURL=js-yaml.mjs.map
;// CONCATENATED MODULE: ./build/core/document/locate.js


function locate_pointerTokens(pointer) {
    if (pointer === "")
        return [];
    const tokens = pointer.slice(1).split("/");
    return pointer.includes("~") ? tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")) : tokens;
}
function locate_pointerTo(parent, key) {
    const token = String(key);
    return /[~/]/.test(token) ? `${parent}/${token.replaceAll("~", "~0").replaceAll("/", "~1")}` : `${parent}/${token}`;
}
function locate_locate(document, pointer, part = "value") {
    const { events, source } = document;
    let index = 1;
    let offset = startOffset(events[index]);
    for (const token of locate_pointerTokens(pointer)) {
        const found = findChild(events, source, index, token);
        if (found === null)
            break;
        index = found.value;
        const key = startOffset(events[found.key]);
        const value = startOffset(events[found.value]);
        offset = part === "key" || value < 0 ? key : value;
        if (found.key !== found.value && !isInline(events[index]))
            offset = key;
    }
    return positionAt(source, Math.max(0, offset));
}
function findChild(events, source, parent, token) {
    const event = events[parent];
    let index = parent + 1;
    if (event?.type === js_yaml_EVENT_ID.SEQUENCE) {
        for (let item = 0; isOpen(events, index); item++) {
            if (String(item) === token)
                return { key: index, value: index };
            index = skipNode(events, index);
        }
    }
    else if (event?.type === js_yaml_EVENT_ID.MAPPING) {
        while (isOpen(events, index)) {
            const key = events[index];
            const value = skipNode(events, index);
            if (key?.type === js_yaml_EVENT_ID.SCALAR && key.valueStart >= 0 && getScalarValue(source, key) === token)
                return { key: index, value };
            index = skipNode(events, value);
        }
    }
    return null;
}
function isOpen(events, index) {
    const event = events[index];
    return event !== undefined && event.type !== js_yaml_EVENT_ID.POP;
}
function isInline(event) {
    if (event?.type === EVENT_ID.ALIAS)
        return true;
    if (event?.type !== EVENT_ID.SCALAR)
        return false;
    return event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK;
}
function skipNode(events, index) {
    let depth = 0;
    for (let at = index; at < events.length; at++) {
        const type = events[at]?.type;
        if (type === js_yaml_EVENT_ID.MAPPING || type === js_yaml_EVENT_ID.SEQUENCE)
            depth++;
        else if (type === js_yaml_EVENT_ID.POP)
            depth--;
        if (depth <= 0)
            return at + 1;
    }
    return events.length;
}
function startOffset(event) {
    if (event === undefined)
        return -1;
    if (event.type === js_yaml_EVENT_ID.SCALAR) {
        const quoted = event.style === js_yaml_SCALAR_STYLE.SINGLE_QUOTED || event.style === js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
        return quoted ? event.valueStart - 1 : event.valueStart;
    }
    if (event.type === js_yaml_EVENT_ID.MAPPING || event.type === js_yaml_EVENT_ID.SEQUENCE)
        return event.start;
    if (event.type === js_yaml_EVENT_ID.ALIAS)
        return event.anchorStart - 1;
    return -1;
}

;// CONCATENATED MODULE: ./build/core/document/check-schema.js





const maxFindings = 200;
function check_schema_checkSchema(validate, root, value, where) {
    if (validate(value))
        return [];
    const context = { root, value, where };
    const unions = failedUnions(validate.errors ?? [], context);
    const findings = [];
    const seen = new Set();
    for (const error of validate.errors ?? []) {
        if (findings.length >= maxFindings)
            break;
        if (error.keyword === "if" || isNoiseOfUnion(error, unions))
            continue;
        const result = describe(error, context);
        const key = `${result.pointer}\n${result.message}`;
        if (result !== null && !seen.has(key)) {
            seen.add(key);
            findings.push(result);
        }
    }
    return findings;
}
function failedUnions(errors, context) {
    return errors
        .filter((error) => error.keyword === "anyOf")
        .map(({ instancePath, schemaPath }) => {
        const value = valueAt(context.value, instancePath);
        const schema = schemaAt(instancePath, context);
        const union = (schema === null ? undefined : resolveRef(schema, context.root).anyOf) ?? [];
        const branches = union.map((branch) => branchFor(branch, context.root, value));
        const index = branches.findIndex((branch) => allowsType(branch, jsonTypeOf(value)));
        return { at: instancePath, prefix: schemaPath ?? "", index, meant: branches[index] ?? null };
    });
}
function isNoiseOfUnion(error, unions) {
    return unions.some(({ at, prefix, index, meant }) => {
        if (error.instancePath !== at)
            return false;
        if (error.keyword === "anyOf")
            return meant !== null;
        if (meant === null)
            return true;
        if (error.schemaPath?.startsWith(`${prefix}/`) === true)
            return !error.schemaPath.startsWith(`${prefix}/${index}/`);
        if (error.keyword === "enum" || error.keyword === "const")
            return meant.enum === undefined && meant.const === undefined;
        return error.keyword === "type";
    });
}
function describe(error, context) {
    const { instancePath } = error;
    if (error.keyword === "required") {
        const field = String(error.params.missingProperty);
        return missing(field, instancePath, context);
    }
    if (error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties") {
        return unknown(String(error.params.additionalProperty ?? error.params.unevaluatedProperty), instancePath, context);
    }
    if (error.keyword === "propertyNames" || error.propertyName !== undefined) {
        const name = String(error.params.propertyName ?? error.propertyName);
        const where = context.where(pointerTo(instancePath, name), "key");
        return finding("FIELD_INVALID", { field: name, problem: "is not a usable name here", hint: hintOf(schemaAt(instancePath, context)) }, where);
    }
    const field = fieldName(instancePath);
    const schema = schemaAt(instancePath, context);
    const value = valueAt(context.value, instancePath);
    const problem = problemOf(error, value, schema, context.root);
    const code = knownCode(ownCode(instancePath, context, "x-code")) ?? "FIELD_INVALID";
    const params = { field, problem, value: check_schema_shown(value), hint: suggestion(error, value) ?? hintOf(schema) };
    return finding(code, params, context.where(instancePath, "value"));
}
function missing(field, parent, context) {
    const pointer = pointerTo(parent, field);
    const schema = childAt(parent, field, context);
    const code = knownCode(schema === null ? undefined : (resolveRef(schema, context.root)["x-missing-code"] ?? schema["x-missing-code"])) ?? "FIELD_MISSING";
    const description = firstSentence(schema?.description ?? (schema === null ? undefined : resolveRef(schema, context.root).description));
    const params = {
        field,
        where: inParent(parent),
        hint: description === "" ? "" : `: ${description.replace(/\.$/, "")}`,
        value: "nothing",
        problem: "is missing",
    };
    return finding(code, params, { ...context.where(parent, "key"), pointer });
}
function unknown(field, parent, context) {
    const schema = schemaAt(parent, context);
    const known = Object.keys(schema === null ? {} : (branchFor(schema, context.root, valueAt(context.value, parent)).properties ?? {}));
    const nearest = nearestOf(field, known);
    const list = known.length > 0 && known.length <= 20
        ? `Allowed here: ${known.join(", ")}.`
        : "Delete it, or look the field up in the reference.";
    const hint = nearest === null ? list : `Did you mean "${nearest}"?`;
    return finding("FIELD_UNKNOWN", { field: clip(field), where: inParent(parent), hint }, context.where(pointerTo(parent, field), "key"));
}
function problemOf(error, value, schema, root) {
    const { params } = error;
    switch (error.keyword) {
        case "type":
        case "anyOf":
            return `must be ${typeNames(schema, root)}, but it is ${shownType(value)}`;
        case "enum":
            return `must be one of ${params.allowedValues.map((item) => check_schema_shown(item)).join(", ")}, but it says ${check_schema_shown(value)}`;
        case "const":
            return `must be ${check_schema_shown(params.allowedValue)}, but it says ${check_schema_shown(value)}`;
        case "pattern":
            return `does not have the right form: ${check_schema_shown(value)}`;
        case "minLength":
            return value === ""
                ? "is empty"
                : `is too short: ${[...String(value)].length} characters, at least ${params.limit} are needed`;
        case "maxLength":
            return `is too long: ${[...String(value)].length} characters, at most ${params.limit} are allowed`;
        case "minItems":
            return `needs at least ${params.limit} ${params.limit === 1 ? "entry" : "entries"}`;
        case "maxItems":
            return `has too many entries; at most ${params.limit} are allowed`;
        case "minProperties":
            return `needs at least ${params.limit} ${params.limit === 1 ? "entry" : "entries"}`;
        case "maxProperties":
            return `has too many entries; at most ${params.limit} are allowed`;
        case "false schema":
            return "must not stand together with the other fields here";
        case "uniqueItems":
            return "names the same entry twice";
        case "minimum":
            return `must be at least ${params.limit}, but it is ${check_schema_shown(value)}`;
        case "maximum":
            return `must be at most ${params.limit}, but it is ${check_schema_shown(value)}`;
        default:
            return `does not follow the rule "${error.keyword}" of the schema`;
    }
}
function suggestion(error, value) {
    if (error.keyword !== "enum" || typeof value !== "string")
        return null;
    const nearest = nearestOf(value.trim(), error.params.allowedValues.filter((item) => typeof item === "string"));
    return nearest === null ? null : `Did you mean "${nearest}"?`;
}
const typeWords = {
    string: "text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "a map of fields",
    null: "null",
};
function typeNames(schema, root) {
    if (schema === null)
        return "of another type";
    const resolved = resolveRef(schema, root);
    const types = (resolved.anyOf ?? [resolved]).flatMap((branch) => {
        const target = resolveRef(branch, root);
        if (typeof target.type === "string")
            return [target.type];
        return target.type ?? (target.const === undefined && target.enum === undefined ? [] : ["string"]);
    });
    return [...new Set(types)].map((type) => typeWords[type] ?? type).join(" or ");
}
function shownType(value) {
    const type = jsonTypeOf(value);
    if (value === "")
        return "empty";
    return type === "array" || type === "object" ? (typeWords[type] ?? type) : check_schema_shown(value);
}
function check_schema_shown(value) {
    return clip(JSON.stringify(value) ?? "nothing");
}
function clip(text) {
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
function hintOf(schema) {
    const sentence = firstSentence(schema?.description);
    return sentence === "" ? "See the field reference." : sentence;
}
function firstSentence(text) {
    if (text === undefined)
        return "";
    const end = text.search(/\.(\s|$)/);
    return end < 0 ? text : text.slice(0, end + 1);
}
function ownCode(pointer, context, key) {
    const schema = schemaAt(pointer, context);
    return schema === null ? undefined : (schema[key] ?? resolveRef(schema, context.root)[key]);
}
function knownCode(code) {
    return code !== undefined && Object.hasOwn(catalogue, code) ? code : undefined;
}
function schemaAt(pointer, context) {
    let schema = context.root;
    let value = context.value;
    for (const token of pointerTokens(pointer)) {
        schema = childSchema(schema, context.root, value, token);
        if (schema === null)
            return null;
        value = step(value, token);
    }
    return schema;
}
function childAt(parent, key, context) {
    const schema = schemaAt(parent, context);
    return schema === null ? null : childSchema(schema, context.root, valueAt(context.value, parent), key);
}
function valueAt(value, pointer) {
    return pointerTokens(pointer).reduce(step, value);
}
function step(value, token) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token))
        return undefined;
    return value[token];
}
function fieldName(pointer) {
    const tokens = pointerTokens(pointer);
    return tokens.length === 0 ? "The document" : tokens.join(".");
}
function inParent(pointer) {
    return pointer === "" ? "" : ` in "${fieldName(pointer)}"`;
}

;// CONCATENATED MODULE: ./build/core/document/convert.js

function convert_convertBySchema(value, schema, root) {
    return needsConversion(schema, root) ? convert(value, schema, root) : value;
}
function convert(value, schema, root) {
    if (typeof value === "string")
        return convertScalar(value, schema, root);
    if (typeof value !== "object" || value === null)
        return value;
    const branch = branchFor(schema, root, value);
    if (Array.isArray(value)) {
        const { items } = branch;
        if (items === undefined || !needsConversion(items, root))
            return value;
        for (let index = 0; index < value.length; index++)
            value[index] = convert(value[index], items, root);
        return value;
    }
    const map = value;
    for (const [key, child] of conversions(branch, root)) {
        if (Object.hasOwn(map, key))
            map[key] = convert(map[key], child, root);
    }
    const rest = branch.additionalProperties;
    if (typeof rest === "object" && needsConversion(rest, root)) {
        for (const key of Object.keys(map)) {
            if (branch.properties === undefined || !Object.hasOwn(branch.properties, key))
                map[key] = convert(map[key], rest, root);
        }
    }
    return value;
}
function convertScalar(text, schema, root) {
    const types = scalarTypes(schema, root);
    if (types.has("string"))
        return text;
    if (types.has("null") && (text === "null" || text === "~" || text === ""))
        return null;
    if (types.has("boolean") && (text === "true" || text === "false"))
        return text === "true";
    if ((types.has("integer") || types.has("number")) && /^-?(0|[1-9]\d*)$/.test(text)) {
        const number = Number(text);
        return Number.isSafeInteger(number) ? number : text;
    }
    if (types.has("number") && /^-?(0|[1-9]\d*)\.\d{1,10}$/.test(text))
        return Number(text);
    return text;
}
const scalarTypeCache = new WeakMap();
function scalarTypes(schema, root) {
    const cached = scalarTypeCache.get(schema);
    if (cached !== undefined)
        return cached;
    const types = new Set();
    const resolved = resolveRef(schema, root);
    for (const branch of resolved.anyOf ?? [resolved]) {
        const target = resolveRef(branch, root);
        for (const type of typeof target.type === "string" ? [target.type] : (target.type ?? []))
            types.add(type);
        for (const constant of [...(target.enum ?? []), ...(target.const === undefined ? [] : [target.const])])
            types.add(jsonTypeOf(constant));
    }
    scalarTypeCache.set(schema, types);
    return types;
}
const conversionCache = new WeakMap();
function conversions(branch, root) {
    const cached = conversionCache.get(branch);
    if (cached !== undefined)
        return cached;
    const list = Object.entries(branch.properties ?? {}).filter(([, child]) => needsConversion(child, root));
    conversionCache.set(branch, list);
    return list;
}
const needCache = new WeakMap();
function needsConversion(schema, root) {
    const cached = needCache.get(schema);
    if (cached !== undefined)
        return cached;
    needCache.set(schema, true);
    const resolved = resolveRef(schema, root);
    const scalars = scalarTypes(schema, root);
    const needed = ["integer", "number", "boolean", "null"].some((type) => scalars.has(type)) ||
        (resolved.anyOf ?? []).some((branch) => needsConversion(branch, root)) ||
        Object.values(resolved.properties ?? {}).some((child) => needsConversion(child, root)) ||
        (typeof resolved.additionalProperties === "object" && needsConversion(resolved.additionalProperties, root)) ||
        (resolved.items !== undefined && needsConversion(resolved.items, root));
    needCache.set(schema, needed);
    return needed;
}

;// CONCATENATED MODULE: ./build/core/document/position.js
function position_positionAt(source, offset) {
    const end = Math.min(Math.max(offset, 0), source.length);
    let line = 1;
    let start = 0;
    for (;;) {
        const next = source.indexOf("\n", start);
        if (next < 0 || next >= end)
            return { line, column: end - start + 1 };
        line++;
        start = next + 1;
    }
}

;// CONCATENATED MODULE: ./build/core/document/read-yaml.js




const manifestLimits = { maxBytes: 65_536, maxDepth: 20 };
const forbiddenCharacters = /\r(?!\n)|[\u0000\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const hiddenByEscape = /[\u0000\u001b\u009b\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const maxFindingsPerConstruct = 10;
const read_yaml_maxFindings = 100;
function read_yaml_readYaml(bytes, limits, path) {
    if (bytes.length > limits.maxBytes) {
        const params = { what: `The file (${bytes.length} bytes)`, limit: `${limits.maxBytes} bytes` };
        return { document: null, findings: [finding_finding("FILE_TOO_LARGE", params, { path, line: 1, column: 1 })] };
    }
    const source = decodeUtf8(bytes);
    if (source === null) {
        const params = { reason: "the file is not UTF-8" };
        return { document: null, findings: [finding_finding("YAML_SYNTAX", params, { path, line: 1, column: 1 })] };
    }
    const findings = [];
    const forbid = (what, how, offset) => {
        if (findings.length >= read_yaml_maxFindings)
            return;
        findings.push(finding_finding("MANIFEST_YAML_FORBIDDEN", { what, how }, { path, ...position_positionAt(source, offset) }));
    };
    forbidCharacters(source, forbid);
    forbidDirectives(source, forbid);
    const text = findings.length > 0 ? source.replaceAll("\0", "\ufffd") : source;
    let events;
    try {
        events = parseEvents(text, { maxDepth: 2 * limits.maxDepth + 4 });
    }
    catch (error) {
        if (!(error instanceof YAMLException))
            throw error;
        findings.push(syntaxFinding(error, text, limits, path));
        return { document: null, findings };
    }
    const deep = tooDeep(events, limits.maxDepth);
    if (deep !== null) {
        findings.push(nestingFinding(limits, { path, ...position_positionAt(text, startOffset(deep)) }));
        return { document: null, findings };
    }
    const builder = new Builder(text, events, path, findings, forbid);
    const value = builder.build();
    return { document: value === undefined ? null : { value, source: text, events }, findings };
}
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function decodeUtf8(bytes) {
    try {
        return utf8.decode(bytes);
    }
    catch {
        return null;
    }
}
function forbidCharacters(source, forbid) {
    let count = 0;
    for (const match of source.matchAll(forbiddenCharacters)) {
        if (++count > maxFindingsPerConstruct)
            return;
        const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
        forbid(`The invisible character U+${code}`, "Delete it; an editor can show invisible characters.", match.index);
    }
}
function forbidDirectives(source, forbid) {
    let start = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (start < source.length) {
        const end = source.indexOf("\n", start);
        const line = source.slice(start, end < 0 ? source.length : end).trim();
        if (line.startsWith("%"))
            forbid("A directive (a line that starts with %)", "Delete the line.", start);
        else if (line !== "" && !line.startsWith("#"))
            return;
        if (end < 0)
            return;
        start = end + 1;
    }
}
function syntaxFinding(error, text, limits, path) {
    const where = { path, ...position_positionAt(text, error.mark?.position ?? 0) };
    if (error.reason.startsWith("nesting exceeded")) {
        return nestingFinding(limits, where);
    }
    return finding_finding("YAML_SYNTAX", { reason: error.reason }, where);
}
function nestingFinding(limits, where) {
    const params = { what: "The nesting of maps and lists", limit: `${limits.maxDepth} levels` };
    return finding_finding("FILE_TOO_LARGE", params, where);
}
function tooDeep(events, maxDepth) {
    let depth = 0;
    for (const event of events) {
        if (event.type === js_yaml_EVENT_ID.POP)
            depth--;
        else if ((event.type === js_yaml_EVENT_ID.MAPPING || event.type === js_yaml_EVENT_ID.SEQUENCE) && ++depth > maxDepth)
            return event;
    }
    return null;
}
class Builder {
    index = 0;
    source;
    events;
    path;
    findings;
    forbid;
    constructor(source, events, path, findings, forbid) {
        this.source = source;
        this.events = events;
        this.path = path;
        this.findings = findings;
        this.forbid = forbid;
    }
    build() {
        const [first] = this.events;
        if (first === undefined) {
            const params = { reason: "the file holds no document" };
            this.findings.push(finding_finding("YAML_SYNTAX", params, { path: this.path, line: 1, column: 1 }));
            return undefined;
        }
        this.index = 1;
        const value = this.node();
        if (this.index + 1 < this.events.length) {
            const next = this.events.slice(this.index + 1).find((event) => event.type === js_yaml_EVENT_ID.DOCUMENT);
            if (next)
                this.forbid("A second document", "Keep one document per file.", this.secondDocumentOffset());
        }
        return value;
    }
    node() {
        const event = this.events[this.index++];
        if (event === undefined)
            return "";
        if (event.type === js_yaml_EVENT_ID.SCALAR) {
            if (event.anchorStart >= 0 || event.tagStart >= 0)
                this.refuseProperties(event);
            return event.valueStart < 0 ? "" : this.scalar(event);
        }
        if (event.type === js_yaml_EVENT_ID.MAPPING) {
            if (event.anchorStart >= 0 || event.tagStart >= 0)
                this.refuseProperties(event);
            return this.mapping();
        }
        if (event.type === js_yaml_EVENT_ID.SEQUENCE) {
            if (event.anchorStart >= 0 || event.tagStart >= 0)
                this.refuseProperties(event);
            return this.sequence();
        }
        if (event.type === js_yaml_EVENT_ID.ALIAS) {
            this.forbid("An alias (*name)", "Write the value out.", event.anchorStart - 1);
            return "";
        }
        return "";
    }
    scalar(event) {
        const value = getScalarValue(this.source, event);
        const quoted = event.style === js_yaml_SCALAR_STYLE.DOUBLE_QUOTED;
        if (quoted &&
            hiddenByEscape.test(value) &&
            !hiddenByEscape.test(this.source.slice(event.valueStart, event.valueEnd))) {
            this.forbid("An escape for an invisible or control character", "Write plain text.", startOffset(event));
        }
        return value;
    }
    sequence() {
        const items = [];
        while (this.events[this.index] !== undefined && this.events[this.index]?.type !== js_yaml_EVENT_ID.POP)
            items.push(this.node());
        this.index++;
        return items;
    }
    mapping() {
        const map = {};
        const self = this.index - 1;
        for (;;) {
            const event = this.events[this.index];
            if (event === undefined || event.type === js_yaml_EVENT_ID.POP)
                break;
            const offset = Math.max(0, startOffset(event));
            const key = this.node();
            if (typeof key !== "string") {
                this.forbid("A map or list as a key", "Use a plain word as the key.", offset);
                this.node();
                continue;
            }
            if (key === "<<" && event.type === js_yaml_EVENT_ID.SCALAR && event.style === js_yaml_SCALAR_STYLE.PLAIN) {
                this.forbid("A merge key (<<)", "Write the merged fields out.", offset);
            }
            const value = this.node();
            if (Object.hasOwn(map, key)) {
                this.refuseDuplicate(key, offset, self);
            }
            else if (key === "__proto__") {
                Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
            }
            else {
                map[key] = value;
            }
        }
        this.index++;
        return map;
    }
    refuseDuplicate(key, offset, map) {
        if (this.findings.length >= read_yaml_maxFindings)
            return;
        const first = findChild(this.events, this.source, map, key);
        const params = { key, first: position_positionAt(this.source, startOffset(this.events[first?.key ?? 0])).line };
        this.findings.push(finding_finding("DUPLICATE_KEY", params, { path: this.path, ...position_positionAt(this.source, offset) }));
    }
    refuseProperties(event) {
        if (event.anchorStart >= 0)
            this.forbid("An anchor (&name)", "Write the value out where it is needed.", event.anchorStart - 1);
        if (event.tagStart >= 0)
            this.forbid("An explicit tag (!…)", "Delete the tag; the schema says what type a field has.", event.tagStart);
    }
    secondDocumentOffset() {
        const match = /^---(?=\s|$)/gm;
        const marks = [...this.source.matchAll(match)].map((found) => found.index);
        const [document] = this.events;
        const explicit = document?.type === js_yaml_EVENT_ID.DOCUMENT && document.explicitStart;
        return marks[explicit ? 1 : 0] ?? this.source.length;
    }
}

;// CONCATENATED MODULE: ./build/core/document/read-document.js






function sha256Hex(bytes) {
    return (0,external_node_crypto_namespaceObject.hash)("sha256", bytes);
}
function read_document_readDocument(bytes, kind, path, transform = (value) => value, parsed) {
    const sha256 = sha256Hex(bytes);
    const { document, findings: syntax } = parsed === undefined ? readYaml(bytes, kind.limits, path) : { document: parsed, findings: [] };
    const findings = [...syntax];
    const nowhere = (pointer) => ({ path, line: 1, column: 1, pointer });
    if (document === null)
        return { path, sha256, value: null, findings, where: nowhere };
    const where = (pointer, part) => placeOf(document, path, pointer, part);
    const { value } = document;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        const params = {
            field: "The document",
            problem: "must be a map of fields",
            hint: `Start with "schema: ${kind.id}".`,
        };
        findings.push(finding("FIELD_INVALID", params, where("", "value")));
        return { path, sha256, value: null, findings, where };
    }
    const map = value;
    if (Object.hasOwn(map, "schema") && map.schema !== kind.id) {
        const params = { found: shown(map.schema), expected: kind.id };
        findings.push(finding("SCHEMA_VERSION", params, where("/schema", "value")));
        return { path, sha256, value: null, findings, where };
    }
    const schema = kind.schema();
    const converted = convertBySchema(transform(map), schema, schema);
    findings.push(...checkSchema(kind.validate, schema, converted, where));
    return { path, sha256, value: converted, findings, where };
}
function placeOf(document, path, pointer, part) {
    let position = null;
    const find = () => {
        position ??= locate(document, pointer, part);
        return position;
    };
    return {
        path,
        pointer,
        get line() {
            return find().line;
        },
        get column() {
            return find().column;
        },
    };
}
function hasErrors(findings) {
    return findings.some((item) => item.severity === "error");
}
function inReadingOrder(findings) {
    return [...findings].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0) ||
        compareText(a.code, b.code) ||
        compareText(a.message, b.message));
}
function compareText(left, right) {
    return left < right ? -1 : left > right ? 1 : 0;
}

;// CONCATENATED MODULE: ./build/core/document/view.js

const known = new Map();
function tokensOf(pointer) {
    const found = known.get(pointer);
    if (found !== undefined)
        return found;
    const tokens = locate_pointerTokens(pointer);
    if (known.size < 1000)
        known.set(pointer, tokens);
    return tokens;
}
class View {
    value;
    bad;
    constructor(value, findings = []) {
        this.value = value;
        this.bad = new Set(findings.flatMap((item) => (item.severity === "error" && item.pointer !== null ? [item.pointer] : [])));
    }
    get(pointer) {
        if (this.bad.size > 0 && this.isBad(pointer))
            return undefined;
        let current = this.value;
        for (const token of tokensOf(pointer)) {
            if (typeof current !== "object" || current === null || !Object.hasOwn(current, token))
                return undefined;
            current = current[token];
        }
        return current;
    }
    text(pointer) {
        const value = this.get(pointer);
        return typeof value === "string" ? value : null;
    }
    integer(pointer) {
        const value = this.get(pointer);
        return typeof value === "number" && Number.isInteger(value) ? value : null;
    }
    flag(pointer) {
        const value = this.get(pointer);
        return typeof value === "boolean" ? value : null;
    }
    texts(pointer) {
        const value = this.get(pointer);
        return Array.isArray(value) ? value.filter((item) => typeof item === "string") : null;
    }
    list(pointer) {
        const value = this.get(pointer);
        return Array.isArray(value) ? value : [];
    }
    map(pointer) {
        const value = this.get(pointer);
        return typeof value === "object" && value !== null && !Array.isArray(value)
            ? value
            : null;
    }
    has(pointer) {
        return this.get(pointer) !== undefined;
    }
    isBad(pointer) {
        for (let end = pointer.length; end > 0; end = pointer.lastIndexOf("/", end - 1)) {
            if (this.bad.has(pointer.slice(0, end)))
                return true;
        }
        return false;
    }
}

;// CONCATENATED MODULE: ./build/core/procedure/levels.js
const levels = ["L1", "L2", "L3", "EMERGENCY"];
function isLevel(value) {
    return levels.includes(value);
}
function levels_idPrefixOf(level) {
    return level === "EMERGENCY" ? "EM" : level;
}
function compareLevels(left, right) {
    return levels.indexOf(left) - levels.indexOf(right);
}
function levelAbove(level) {
    return levels[levels.indexOf(level) + 1] ?? "EMERGENCY";
}
function highestLevel(candidates) {
    let highest = null;
    for (const candidate of candidates) {
        if (candidate !== null && (highest === null || compareLevels(candidate, highest) > 0))
            highest = candidate;
    }
    return highest;
}

;// CONCATENATED MODULE: ./build/core/time/civil.js
const DAY_MS = 86_400_000;
const EXPANDED_DATE = /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})$/;
function isRealDate(year, month, day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}
function daysInMonth(year, month) {
    if (month === 2)
        return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
    return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
function dayOfCivil(year, month, day) {
    const shifted = month > 2 ? year : year - 1;
    const era = Math.floor(shifted / 400);
    const yearOfEra = shifted - era * 400;
    const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
    return (era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468);
}
function dayOf(date) {
    const match = EXPANDED_DATE.exec(date);
    const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
    if (!isRealDate(year, month, day))
        throw new RangeError(`Not a local date: ${JSON.stringify(date)}`);
    return dayOfCivil(year, month, day);
}
function formatDay(day) {
    const text = new Date(day * DAY_MS).toISOString();
    return text.slice(0, text.indexOf("T"));
}
function weekdayOf(day) {
    return (((day + 3) % 7) + 7) % 7;
}

;// CONCATENATED MODULE: ./build/core/manifest/manifest-id.js


const pattern = /^BYPASS-(L1|L2|L3|EM)-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/;
function parseManifestId(id) {
    const match = pattern.exec(id);
    if (match === null)
        return null;
    const [year, month, day] = [Number(match[2]), Number(match[3]), Number(match[4])];
    const [hour, minute, second] = [Number(match[5]), Number(match[6]), Number(match[7])];
    const level = levels.find((candidate) => levels_idPrefixOf(candidate) === match[1]);
    if (level === undefined || !isRealDate(year, month, day) || hour > 23 || minute > 59 || second > 59)
        return null;
    return { id, level, at: dayOfCivil(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 };
}
function formatManifestId(level, at) {
    const [date = "", time = ""] = new Date(at).toISOString().slice(0, 19).split("T");
    return `BYPASS-${idPrefixOf(level)}-${date.replaceAll("-", "")}-${time.replaceAll(":", "")}`;
}
function manifestPath(id, root = ".qms/bypasses") {
    const iso = new Date(id.at).toISOString();
    return `${root}/${iso.slice(0, 4)}/${iso.slice(5, 7)}/${id.id}.yml`;
}
function bypassOfPath(path, root) {
    const manifest = path.replace(/\.amend-[^/]*\.yml$/, ".yml");
    const id = parseManifestId(manifest.slice(manifest.lastIndexOf("/") + 1).replace(/\.yml$/, ""));
    return id !== null && manifestPath(id, root) === manifest ? id.id : null;
}

;// CONCATENATED MODULE: ./build/core/audit/manifest-request.js

function readManifestRequest(value, share) {
    const view = new View(value);
    const text = (pointer) => {
        const found = view.text(pointer);
        return found === null || nothing.has(found) ? null : share(found);
    };
    const flag = (pointer) => {
        const found = view.text(pointer);
        return found === "true" ? true : found === "false" ? false : null;
    };
    const texts = (pointer) => (view.texts(pointer) ?? none).map(share);
    const checks = text("/checks");
    const amends = text("/amends");
    const feasibility = text("/assessment/technical/rollback_feasibility");
    return {
        requester: text("/requested_by"),
        input: {
            severity: text("/severity"),
            securityOrCompliance: flag("/impact/security_or_compliance"),
            codeQualityOnly: flag("/impact/code_quality_only"),
            checks: checks === "all" ? "all" : checks === null ? texts("/checks") : [checks],
            complianceImplications: texts("/assessment/business/compliance_implications"),
            rollbackFeasibility: feasibilities.has(feasibility ?? "") ? feasibility : null,
        },
        trigger: text("/trigger"),
        criteria: texts("/incident/criteria"),
        regulations: texts("/regulations"),
        drill: flag("/drill") === true,
        incident: text("/incident/id"),
        owner: text("/remediation/owner"),
        criteriaOfSuccess: view.texts("/remediation/success_criteria")?.length ?? 0,
        targetDate: text("/remediation/target_date"),
        pull: text("/target/pull_request"),
        head: text("/target/head_sha"),
        base: text("/target/base"),
        expiresAt: text("/expires_at"),
        merge: text("/retroactive/merge_sha"),
        amendment: amends === null
            ? null
            : {
                ...{ amends, number: text("/number"), expiresAt: text("/changes/expires_at") },
                targetDate: text("/changes/remediation/target_date"),
                owner: text("/changes/remediation/owner"),
            },
    };
}
function unsaid({ input }, level) {
    const { severity, checks, securityOrCompliance, codeQualityOnly, rollbackFeasibility } = input;
    const isAssessed = level === "L2" || level === "L3";
    return [
        ...(severity === null ? ["how severe it is"] : []),
        ...(checks.length === 0 ? ["which checks are bypassed"] : []),
        ...(securityOrCompliance === null ? ["whether security or compliance is involved"] : []),
        ...(codeQualityOnly === null ? ["whether only code quality is concerned"] : []),
        ...(isAssessed && rollbackFeasibility === null ? ["how hard the change is to take back"] : []),
    ];
}
const none = [];
const feasibilities = new Set(["easy", "moderate", "hard", "impossible"]);
const nothing = new Set(["null", "~", ""]);

;// CONCATENATED MODULE: ./build/core/audit/manifest-name.js





function readManifestVersion(bytes, isNamed, share, keep) {
    return { sha256: sha256Hex(bytes), name: isNamed ? readManifestName(bytes, share, keep) : null };
}
function readManifestName(bytes, share, keep) {
    const { document, findings } = read_yaml_readYaml(bytes, manifestLimits, null);
    if (document !== null && findings.length === 0)
        keep?.(document);
    const error = findings.find((item) => item.severity === "error");
    if (document === null || error !== undefined) {
        return { id: null, problem: error?.code ?? "it is no YAML", request: null };
    }
    const request = readManifestRequest(document.value, share);
    const id = new View(document.value).text("/id");
    const isBypass = id !== null && parseManifestId(id) !== null;
    return isBypass
        ? { id: share(id), problem: null, request }
        : { id: null, problem: "it has no id of a bypass", request };
}

;// CONCATENATED MODULE: ./build/adapters/threads/manifest-worker.js


external_node_worker_threads_namespaceObject.parentPort?.on("message", ({ bytes, ends }) => {
    let start = 0;
    const read = ends.map((end) => {
        const manifest = bytes.subarray(start, end);
        start = end;
        return readManifestVersion(manifest, true, (text) => text);
    });
    external_node_worker_threads_namespaceObject.parentPort?.postMessage(read);
});

