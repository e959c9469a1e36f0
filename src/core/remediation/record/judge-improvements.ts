import type { Refusal } from "../../authorization/answerers.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import type { ObligationReading } from "../list-obligations.ts";

/** The document that takes an improvement on record (R206). */
const recommendations = "improvement_recommendations";

/**
 * Whether a comment may hand in recommendations: the document, or a line of the checklist that it answers, whatever the policy calls that.
 * Then the record is asked for improvements.
 */
export function mentionsRecommendations(
  body: string,
  obligations: readonly Pick<ObligationReading, "key" | "satisfiedBy">[],
): boolean {
  const keys = obligations.flatMap(({ key, satisfiedBy }) => (isRecommendations(satisfiedBy ?? "") ? [key] : []));
  return [recommendations, ...keys].some((word) => body.includes(word));
}

/** Kind of a document, or the event that answers an obligation, as the checklist names it. */
function isRecommendations(proof: string): boolean {
  return proof.split(/[\s(),]+/).includes(recommendations);
}

/** Names of the improvements that the record of the procedure holds and that name a bypass. */
export function improvementsOf(procedure: BypassFold, bypass: string): string[] {
  return procedure.places.flatMap((place) => {
    const event = place.at(-1);
    const named = event?.type === "improvement.proposed" && Array.isArray(event.data.bypasses);
    return named && (event.data.bypasses as unknown[]).includes(bypass) ? [String(event.data.improvement)] : [];
  });
}

/**
 * Recommendations that recommend nothing are none: at least one improvement of this bypass has to be on record. Null: it is, or something
 * else is handed in.
 * @param proof kind of the document, or the event that answers the obligation
 */
export function refuseEmpty(proof: string, improvements: readonly string[], bypass: string): Refusal | null {
  if (!isRecommendations(proof) || improvements.length > 0) return null;
  return {
    problem: `no improvement is on record that names ${bypass}, and recommendations take at least one`,
    fix: `On the record issue: /qms record improvement.proposed improvement=NAME trigger=post_incident text="WHAT TO CHANGE" bypasses=${bypass}. Then write this once more.`,
  };
}
