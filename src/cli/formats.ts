import { ConfigurationError } from "../core/findings/errors.ts";

/** What each command can print, by the name that `--format` takes; the first is what it prints unasked. */
const formats: Readonly<Record<string, readonly [string, ...string[]]>> = {
  validate: ["text", "json", "sarif"],
  explain: ["text", "json", "markdown"],
  deadline: ["text", "json"],
  status: ["text", "json", "md", "ics"],
  report: ["text", "md", "json", "csv", "ics"],
  kpi: ["json"],
  verify: ["text", "json", "markdown"],
};

/** Two names of one format: a command has one of them, and takes both. */
const synonyms: Readonly<Record<string, string>> = { md: "markdown", markdown: "md" };

/**
 * The format that a command is to print, by its own name for it.
 * @param asked what `--format` says; null: it was not given
 * @throws ConfigurationError for one that the command does not have: what is ignored in silence is taken for what was asked
 */
export function readFormat(command: string, asked: string | null): string {
  const known = formats[command] ?? ["text"];
  if (asked === null) return known[0];
  const format = [asked, synonyms[asked]].find((name) => name !== undefined && known.includes(name));
  if (format !== undefined) return format;
  const list = known.length === 1 ? known[0] : `${known.slice(0, -1).join(", ")} or ${known.at(-1)}`;
  throw new ConfigurationError(`${command} does not know the format ${asked}.`, `Use --format ${list}.`);
}
