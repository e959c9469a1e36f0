import type { Classification } from "../procedure/classify.ts";
import type { Level } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";
import type { ManifestRequest } from "./manifest-request.ts";

/**
 * What the rows of a policy ask about, as a manifest says it.
 * @param classified its checks by that policy; null: no row asks of which class they are, and finding that out takes longest
 */
export function subjectAsked(
  { input, trigger, criteria, regulations, drill }: ManifestRequest,
  level: Level,
  classified: Pick<Classification, "checks"> | null,
): Subject {
  const classes = [...new Set(classified?.checks.flatMap((check) => check.class ?? []))];
  return { level, severity: input.severity ?? "", classes, trigger, criteria, regulations, drill };
}
