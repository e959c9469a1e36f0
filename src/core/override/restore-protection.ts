import { canonicalJson } from "../ledger/canonical-json.ts";
import type { ClassicChecks, RulesetRule } from "./protection-snapshot.ts";
import { type Entry, entriesOf, entryText, ofClassic, rulesWith, same, toClassic } from "./required-entries.ts";

/** The inverse of our own change, on what is there now. */
export interface Restoration<Value> {
  /** What is to be written; null: nothing, ours stands again or cannot. */
  readonly write: Value | null;
  /** Entries of ours that cannot go back, because somebody put something in their place. */
  readonly lost: readonly string[];
  /** What somebody else changed meanwhile. It is left as it is. */
  readonly drift: readonly string[];
}

/**
 * Puts the entries of the named checks back where they were taken from. Entry by entry, and never the list as it was: what an
 * administrator or another override changed in between stays theirs, and the last of several restores leaves what there was before the
 * first (40-override.md, "Restore").
 * @param current null: classic protection requires no checks at all any more
 */
export function restoreClassic(
  current: ClassicChecks | null,
  recorded: ClassicChecks,
  names: ReadonlySet<string>,
): Restoration<ClassicChecks> {
  const wanted = recorded.checks.map(ofClassic);
  if (current === null) return { write: null, lost: oursOf(wanted, names).map(entryText), drift: [] };
  const back = putBack(current.checks.map(ofClassic), wanted, names);
  const strict = current.strict === recorded.strict ? [] : [`strict is ${current.strict} now`];
  return {
    write: back.entries === null ? null : { strict: current.strict, checks: back.entries.map(toClassic) },
    lost: back.lost,
    drift: [...back.drift, ...strict],
  };
}

/**
 * The same for the rules of a ruleset.
 * @param current null: the ruleset is not there any more
 */
export function restoreRules(
  current: readonly RulesetRule[] | null,
  recorded: readonly RulesetRule[],
  names: ReadonlySet<string>,
): Restoration<readonly RulesetRule[]> {
  const wanted = entriesOf(recorded);
  if (current === null) return { write: null, lost: oursOf(wanted, names).map(entryText), drift: [] };
  const back = putBack(entriesOf(current), wanted, names);
  return {
    write: back.entries === null ? null : rulesWith(current, recorded, back.entries),
    lost: back.lost,
    drift: [...back.drift, ...changedRules(current, recorded)],
  };
}

function oursOf(recorded: readonly Entry[], names: ReadonlySet<string>): readonly Entry[] {
  return recorded.filter(({ context }) => names.has(context));
}

function putBack(current: readonly Entry[], recorded: readonly Entry[], names: ReadonlySet<string>) {
  const holds = (list: readonly Entry[], entry: Entry): boolean => list.some((one) => same(one, entry));
  const strangers = current.filter((entry) => !holds(recorded, entry));
  const missing = oursOf(recorded, names).filter((entry) => !holds(current, entry));
  const isTaken = ({ context }: Entry): boolean => strangers.some((one) => one.context === context);
  const add = missing.filter((entry) => !isTaken(entry));
  const gone = recorded.filter((entry) => !names.has(entry.context) && !holds(current, entry));
  return {
    // In the recorded order: what was never touched looks as it did.
    entries:
      add.length === 0
        ? null
        : [...recorded.filter((entry) => holds(current, entry) || holds(add, entry)), ...strangers],
    lost: missing.filter(isTaken).map(entryText),
    drift: [
      ...strangers.map((entry) => `${entryText(entry)} was added`),
      ...gone.map((entry) => `${entryText(entry)} was taken off`),
    ],
  };
}

/** Everything of a ruleset but its list of checks, rule by rule. */
function changedRules(current: readonly RulesetRule[], recorded: readonly RulesetRule[]): string[] {
  const types = [...new Set([...current, ...recorded].map((rule) => rule.type))];
  return types.flatMap((type) => {
    const [now, before] = [current, recorded].map((rules) => textOf(rules, type));
    // The rule about checks may have gone with its last entry, by us.
    if (now === before || (type === "required_status_checks" && now === "")) return [];
    return [`the rule "${type}" was ${now === "" ? "taken off" : before === "" ? "added" : "changed"}`];
  });
}

function textOf(rules: readonly RulesetRule[], type: string): string {
  return rules
    .filter((rule) => rule.type === type)
    .map((rule) => {
      const { required_status_checks: _, ...parameters } = rule.parameters ?? {};
      return canonicalJson({ ...rule, parameters });
    })
    .join();
}
