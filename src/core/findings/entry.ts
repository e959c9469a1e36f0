/** How a code weighs: `error` stops, `warning` informs and never changes a verdict, `info` explains. */
export type Severity = "error" | "warning" | "info";

/**
 * What a code does to a decision. `denied`: something must change or be withdrawn. `pending`: more reviews or time can fix it.
 * `error`: no decision was possible; it must look like an outage, never like a pending one. `none`: no effect.
 */
export type Effect = "denied" | "pending" | "error" | "none";

/** One code of the error catalogue. `text` and `fix` may hold `{placeholders}`; every other word is ours. */
export interface CatalogueEntry {
  readonly severity: Severity;
  readonly effect: Effect;
  /** One sentence: what is wrong, with the values at hand. */
  readonly text: string;
  /** Why this is refused: the rule behind the code, for the reference. */
  readonly cause: string;
  /** What the reader should do next. */
  readonly fix: string;
}

/** Names of the placeholders in a template string, as a union of string literals. */
export type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
