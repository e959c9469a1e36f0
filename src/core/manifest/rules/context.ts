import type { Locator } from "../../document/check-schema.ts";
import type { View } from "../../document/view.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Classification } from "../../procedure/classify.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import type { Level } from "../../procedure/levels.ts";
import type { Instant, LocalDate } from "../../time/instant.ts";

/** What every manifest rule sees: the fields that are readable, the policy, and what was derived from both. */
export interface RuleContext {
  readonly view: View;
  readonly policy: CompiledPolicy;
  readonly where: Locator;
  /** Path of the file as GitHub knows it, or null for a text without one. */
  readonly path: string | null;
  readonly level: Level | null;
  /** The id's instant: the reference for every date rule, so that an old manifest stays valid. */
  readonly requestedAt: Instant | null;
  /** That instant's day in the calendar's zone. */
  readonly requestedOn: LocalDate | null;
  readonly classification: Classification;
}

export type Rule = (context: RuleContext) => Finding[];
