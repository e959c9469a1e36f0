import { entriesOf } from "./required-entries.ts";

/** A required check of classic protection; `app_id` null: any app, as GitHub reads it out. */
export interface ClassicCheck {
  readonly context: string;
  readonly app_id: number | null;
}

/** `required_status_checks` of classic protection, as it is read and, with -1 for null, written. */
export interface ClassicChecks {
  readonly strict: boolean;
  readonly checks: readonly ClassicCheck[];
}

/** A rule of a ruleset, exactly as GitHub gives it: what we do not know goes back untouched. */
export interface RulesetRule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface RulesetSnapshot {
  readonly id: number;
  readonly name: string;
  /** All of them, because a write replaces the list. */
  readonly rules: readonly RulesetRule[];
}

/** What `bypass.activated` keeps of protection before our change (40-override.md, step 6). */
export interface ProtectionSnapshot {
  readonly branch: string;
  readonly classic: ClassicChecks | null;
  readonly rulesets: readonly RulesetSnapshot[];
}

/** Only the places that require one of these checks: the others are not to be changed, so there is nothing of them to keep. */
export function limitSnapshot(
  { branch, classic, rulesets }: ProtectionSnapshot,
  names: ReadonlySet<string>,
): ProtectionSnapshot {
  const isNamed = ({ context }: { readonly context: string }): boolean => names.has(context);
  return {
    branch,
    classic: classic?.checks.some(isNamed) === true ? classic : null,
    rulesets: rulesets.filter(({ rules }) => entriesOf(rules).some(isNamed)),
  };
}

/** The snapshot of an event; null where it is none that this program wrote. */
export function readSnapshot(value: unknown): ProtectionSnapshot | null {
  if (!isObject(value) || typeof value.branch !== "string" || !Array.isArray(value.rulesets)) return null;
  const { branch, classic, rulesets } = value;
  if (classic !== null && !isClassic(classic)) return null;
  const rows = rulesets as readonly unknown[];
  return rows.every(isRuleset) ? { branch, classic, rulesets: rows } : null;
}

function isClassic(value: unknown): value is ClassicChecks {
  return (
    isObject(value) &&
    typeof value.strict === "boolean" &&
    Array.isArray(value.checks) &&
    (value.checks as readonly unknown[]).every(
      (item) =>
        isObject(item) && typeof item.context === "string" && (item.app_id === null || typeof item.app_id === "number"),
    )
  );
}

function isRuleset(value: unknown): value is RulesetSnapshot {
  return (
    isObject(value) &&
    Number.isSafeInteger(value.id) &&
    typeof value.name === "string" &&
    Array.isArray(value.rules) &&
    (value.rules as readonly unknown[]).every((rule) => isObject(rule) && typeof rule.type === "string")
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
