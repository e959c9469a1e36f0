import { type Code, catalogue } from "./catalogue.ts";
import type { CatalogueEntry, Placeholders, Severity } from "./entry.ts";

/** Where in which file. Lines and columns start at 1; columns count UTF-16 units, as GitHub's annotations do. */
export interface Where {
  readonly path?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
  /** JSON pointer (RFC 6901) of the value in the file, where one is meant. */
  readonly pointer?: string | null;
}

/** One thing that is wrong, worth knowing or missing: code, place, sentence, next step. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  readonly path: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly pointer: string | null;
  readonly message: string;
  readonly fix: string;
}

type Entry<C extends Code> = (typeof catalogue)[C];
/** The values that the texts of a code want; a missing or misspelt one does not compile. */
export type Params<C extends Code> = {
  readonly [Name in Placeholders<Entry<C>["text"] | Entry<C>["fix"]>]: string | number;
};

/** Fills `{name}` from `params`, in one pass: a value with braces in it stays what it is. */
function fill(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => String(params[name] ?? ""));
}

/** Builds a finding of the catalogue. Foreign text goes in as it is: every renderer escapes for its own sink. */
export function finding<C extends Code>(code: C, params: Params<C>, where: Where = {}): Finding {
  const entry: CatalogueEntry = catalogue[code];
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
