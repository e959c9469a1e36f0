import type { CatalogueEntry } from "../entry.ts";

/** Codes of 20- and 25-*.md: policy.yml and people.yml. A policy with an error decides nothing. */
export const procedureCodes = {
  POLICY_INVALID: {
    severity: "error",
    effect: "error",
    text: "{file} cannot be used: {count} in it.",
    cause:
      "A rule that was dropped in silence would let a bypass through that nobody allowed, so one error rejects the whole file.",
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
    cause:
      "The required level is the highest of severity matrix, decision tree, classes of the checks and rollback feasibility (R35).",
    fix: "{hint}",
  },
  CHECK_NOT_BYPASSABLE: {
    severity: "error",
    effect: "denied",
    text: 'The policy never lets the check "{check}" be bypassed.',
    cause: "never_bypass holds at every level, EMERGENCY included.",
    fix: "Mend what the check reports.",
  },
} as const satisfies Record<string, CatalogueEntry>;
