import { ConfigurationError } from "../../core/findings/errors.ts";

/** What an input must be; the entrypoints' definitions have this form. */
export interface InputRule {
  readonly name: string;
  readonly kind: "text" | "flag" | "number" | "choice" | "secret" | "json";
  readonly required?: true;
  readonly choices?: readonly string[];
  /** The values that this version can do something with; the others are the interface of a later one. */
  readonly works?: readonly string[];
}

/** The inputs of a step, checked once. Asking for one that the action does not declare is a bug and throws. */
export interface Inputs {
  /** Trimmed; empty where it was not given. */
  text(name: string): string;
  flag(name: string): boolean;
  /** Null where it was not given. */
  number(name: string): number | null;
}

/**
 * Reads and checks all inputs at once. A bad value is refused with its name, never read as false or NaN.
 * @param environment of the runner: `INPUT_<NAME>`, upper case, spaces as underscores, dashes kept
 */
export function readInputs(
  rules: readonly InputRule[],
  environment: Readonly<Record<string, string | undefined>>,
): Inputs {
  const values = new Map(rules.map((rule) => [rule.name, (environment[variableOf(rule.name)] ?? "").trim()]));
  const problems = rules.flatMap((rule) => problemOf(rule, values.get(rule.name) ?? "") ?? []);
  if (problems.length > 0) {
    throw new ConfigurationError(
      problems.join(" "),
      "Correct the `with:` block of the step in the workflow that calls this action.",
    );
  }
  const get = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the action declares no input ${name}`);
    return value;
  };
  return {
    text: get,
    flag: (name) => get(name).toLowerCase() === "true",
    number: (name) => (get(name) === "" ? null : Number(get(name))),
  };
}

function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}

function problemOf(rule: InputRule, value: string): string | null {
  const { name, kind, required, choices } = rule;
  if (value === "") return required === true ? `The input "${name}" is missing.` : null;
  // What is secret is not echoed.
  const shown = kind === "secret" || kind === "json" ? "" : `, not "${value.slice(0, 80)}"`;
  if (kind === "flag" && !/^(?:true|false)$/i.test(value)) return `The input "${name}" takes true or false${shown}.`;
  if (kind === "number" && !/^[1-9]\d{0,9}$/.test(value))
    return `The input "${name}" takes a whole number from 1 on${shown}.`;
  if (kind === "choice" && choices?.includes(value) !== true) {
    return `The input "${name}" takes one of ${(choices ?? []).join(", ")}${shown}.`;
  }
  if (kind === "json" && !isJsonMap(value)) return `The input "${name}" takes a JSON map.`;
  return laterOf(rule, value);
}

/** What is not built yet is refused by name. An operation has a code of its own: its entrypoint refuses that. */
function laterOf({ name, kind, works }: InputRule, value: string): string | null {
  if (works === undefined || name === "operation") return null;
  const asked = kind === "text" ? value.split(",").map((part) => part.trim()) : [value.toLowerCase()];
  const later = asked.filter((part) => !works.includes(part));
  if (later.length === 0) return null;
  const now = works.filter((part) => part !== "").join(", ") || "nothing: leave it out";
  return `The input "${name}" cannot do ${later.join(", ").slice(0, 80)} in this version; it takes ${now}.`;
}

function isJsonMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
