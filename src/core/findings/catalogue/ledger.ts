import type { CatalogueEntry } from "../entry.ts";

/** Codes of 50-ledger.md: one record, the chain of records, and what was derived from them. */
export const ledgerCodes = {
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
    cause:
      "Clocks run from these times; one that does not exist, or says no offset, means something else on every machine.",
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
    cause:
      "Nothing is recorded before it happens; five minutes of skew between servers are allowed, and an hour where the clock of this computer is asked. Nor does it lie in the folder of a later day, except behind midnight; every record behind it would lie there, too.",
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
    cause:
      "Every record names the digests of the one before, so a change, a gap or a new order shows at the next link.",
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
    cause:
      "A bypass is requested, approved, activated, used and remediated in this order; what skips a step was not done by the rules.",
    fix: "Read the events before it; a mistaken record is corrected by an event that supersedes it.",
  },
  DUPLICATE_EVENT_CONFLICT: {
    severity: "error",
    effect: "error",
    text: "The event {id} ({type}) is in the ledger already, as record {seq}{difference}.",
    cause:
      "The id of an event is that of its effect; an effect is recorded once, and it cannot be two different things.",
    fix: "Find out which of the two is true; correct a wrong record by an event that supersedes it.",
  },
  PROJECTION_MISMATCH: {
    severity: "error",
    effect: "error",
    text: "{file} {problem}.",
    cause:
      "The files under state and active are derived from the events; whoever changes one by hand shows a state that never was.",
    fix: "Trust the events; the next append for this bypass writes the file as it should be.",
  },
  REPORT_NOT_REPRODUCIBLE: {
    severity: "error",
    effect: "error",
    text: "{file} {problem}.",
    cause:
      "A published report or anchor is added once, in the commit of the record that names its digest; another one was not published. A report lies under its own name, with the JSON that is counted again, and is of a period that had ended.",
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
    cause:
      "Below ledger, state and active lie only files that the rules name; another one may be a record that nobody reads. On the registry no tree has a name twice, out of order, or one that means another place: programs that read such a commit see different files.",
    fix: "Find out who wrote it, and what it was meant to be. git fsck names such trees, too; a commit without them mends the head, and the finding stays.",
  },
  OBJECTS_MISSING: {
    severity: "error",
    effect: "error",
    text: "The content of {file} is not in this clone.",
    cause: "What cannot be read proves nothing: the verdict is inconclusive, never pass.",
    fix: "Clone anew, without --depth and --filter, and verify that one (in a workflow: actions/checkout with fetch-depth 0 and no filter). If it is missing there as well, origin has lost it: take it from an older clone or a bundle.",
  },
} as const satisfies Record<string, CatalogueEntry>;
