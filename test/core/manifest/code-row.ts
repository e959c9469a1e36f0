import type { Code } from "../../../src/core/findings/catalogue.ts";
import type { BaseLevel } from "./base-manifests.ts";

/** One way to spoil a valid manifest, and what has to be said about it, where. */
export interface CodeRow {
  readonly code: Code;
  readonly level: BaseLevel;
  readonly what: string;
  /** Passages to replace, each of which stands exactly once in the valid text. */
  readonly edits: readonly (readonly [string, string])[];
  /** Pointer of the finding; null for what is wrong with the text itself. */
  readonly pointer: string | null;
  /** The finding stands at the first character of this passage of the spoiled text. */
  readonly at: string;
  /** Further codes that this mistake cannot help raising. */
  readonly also?: readonly Code[];
  /** Lines to add to the policy. */
  readonly policy?: string;
  /** Path in the registry; without one the manifest is a draft. */
  readonly path?: string;
}
