import type { Level } from "../../procedure/levels.ts";

/** How the answer to a field is typed in a form, and so how it is read again. */
export type Answer =
  /** Words; a reference as two lines `ref:` and `sha256:`. */
  | "text"
  | "line"
  | "login"
  | "integer"
  | "yes-no"
  | "choice"
  | "choices"
  /** One entry per line. */
  | "list"
  /** One entry per line, its parts between `|`. */
  | "table"
  /** `criterion.key: value` per line. */
  | "evidence"
  | "pull-request"
  | "money"
  /** A box to tick. */
  | "flag";

/** One field of the request forms. */
export interface FormRow {
  /** JSON pointer in the manifest. */
  readonly pointer: string;
  /** Heading in the issue: the parser knows a field by it. Unique, and never changed lightly: filled forms are read by it. */
  readonly label: string;
  readonly answer: Answer;
  /** For somebody who fills a form; the schema's description talks to somebody who writes YAML. */
  readonly help: string;
  /** Levels that may fill it without having to; what a level must fill follows from the schema. */
  readonly optional?: readonly Level[];
  /** An empty answer says: none. */
  readonly none?: true;
  /** What a choice means, shown behind its value. */
  readonly meanings?: Readonly<Record<string, string>>;
}

/** The first heading of every form: it tells the level, and that an issue is a request at all. */
export const levelLabel = "Bypass level";

/** What a long answer may be. */
export const textHelp =
  "At least 40 characters; or two lines, `ref: URL` and `sha256: 64 hex digits`, that point to a document.";
