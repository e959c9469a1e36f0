import type { CatalogueEntry } from "../entry.ts";

/** Whom records name as approvers and verifiers, against each other and the rules that they were decided by. */
export const approvalCodes = {
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
    cause:
      "What was merged past the checks is registered once its request is approved, and the program records both together.",
    fix: "Find out who wrote the record; have the merge asked for and approved, or treat it as a bypass that nobody registered.",
  },
  APPROVAL_REPLAY: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {file} by review {review}, by which record {before} had approved something else ({other}).",
    cause:
      "A review is given for one content in one pull request. For another content of the same request it counts where it is on record as completed for that, too (its author wrote the new digest into it); anywhere else it was carried over.",
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
    cause:
      "One person fills one place, at every level and in a drill too: whoever fills two has left somebody else's judgement out.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision gives nobody two places.",
  },
  APPROVAL_INCOMPLETE: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} with {found} in the slot {slot}, and {level} needs {needed} by the policy at {commit} of the registry.",
    cause:
      "Each slot of a level that the request needs takes a person of its own. What the policy takes from the built-in one is counted by that of the version that decided, or by a later one that records had named more than a day before.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision approves nothing with an empty slot.",
  },
  APPROVER_NOT_ENTITLED: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} with {login} ({id}) in the slot {slot}, which takes {roles}: people.yml at {commit} of the registry {why}.",
    cause:
      "Whoever fills a slot holds one of its roles on the day of the decision, by the people.yml that the record names. Members of teams are not asked for: people.yml does not name them.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision counts no review of somebody without the role.",
  },
  ACTOR_NOT_ENTITLED: {
    severity: "error",
    effect: "error",
    text: "Record {seq} ({type}) of {bypass} takes {roles}, and {login} ({id}), in whose name it is, {why}, by every people.yml that the registry had about that day.",
    cause:
      "Declaring an emergency, revoking a bypass, verifying a remediation, answering an obligation and most of what else somebody brings into the record by a command take a role, or the owner of the remediation, by the people.yml at the head of the registry; the rest takes anybody whom it names. What it was a day before, and until the day after the record was written, is allowed for.",
    fix: "Ask that person, and find out who wrote the record: the program refuses whoever does not hold the role.",
  },
  APPROVER_NOT_CERTIFIED: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} at {level} with {login} ({id}) in the slot {slot}, who by people.yml at {commit} of the registry {why}.",
    cause:
      "Where the policy lets certificates decide, a review counts only if its author held all of them, valid on that day.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision counts no review of somebody who is not certified.",
  },
  APPROVAL_BY_FORMER_RULES: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} by the policy and the people at {commit} of the registry, although record {before} had seen the later head {head} more than a day before.",
    cause:
      "A decision is made by the head of the registry, and recorded by the same run. By rules that have gone, whoever once held a role could approve for ever.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: compare policy and people at both commits.",
  },
  APPROVAL_BELOW_LEVEL: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} at {level}, although {reason}, by the policy at {commit} of the registry.",
    cause:
      "Severity, checks and answers of the manifest say which level a request needs; a lower one approves nothing, and one that does not say so is refused. What the policy takes from the built-in one is counted by that of the version that decided, or by a later one that records had named more than a day before.",
    fix: "Revoke the bypass if it is in force, and find out who wrote the record: the decision refuses such a request.",
  },
  DEFAULT_POLICY_UNKNOWN: {
    severity: "error",
    effect: "error",
    text: "Record {seq} approves {bypass} by a policy that rests on the built-in one with the digest {digest}, which this version does not know.",
    cause:
      "What policy.yml takes from the built-in policy is counted by that of the version that decided, or by a later one that records had named more than a day before. What is not known proves nothing: the verdict is inconclusive, never pass.",
    fix: "Verify with the latest version of qms-bypass. If that does not know it either, find out who wrote the record: no release has decided so.",
  },
  SELF_VERIFICATION: {
    severity: "error",
    effect: "error",
    text: "Record {seq} has {login} ({id}) {what} the remediation of {bypass}, which is their own: record {before} names {owner} as its owner.",
    cause:
      "Completed is not verified: another person than the owner says that everything is done, and confirms each success criterion.",
    fix: "Have a holder of a role of the level look at the remediation again, and find out who wrote the record: /qms verify and /qms done criterion_N refuse the owner.",
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
