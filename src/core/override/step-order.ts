import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { parseInstant } from "../time/instant.ts";

/**
 * Whether an emergency was authorised before it was declared, or never declared (R181, R186). It is on record and refuses nothing.
 * @param events with those of the incident that the manifest names
 * @returns null: in order, or no emergency
 */
export function stepOrder(
  { level, candidates }: Pick<Decision, "level" | "candidates">,
  { events = [], reviews }: Pick<Facts, "events" | "reviews">,
): Finding | null {
  if (level !== "EMERGENCY") return null;
  const declared = events.filter(({ type }) => type === "incident.declared").map(({ at }) => parseInstant(at) ?? 0);
  if (declared.length === 0) {
    const problem = "No incident commander has declared the emergency, not in the week before either";
    return finding("STEP_ORDER", { problem, hint: "Write down in the incident who declared it, and when." });
  }
  const counted = new Set(candidates.filter(({ code }) => code === "OK").map(({ review_id: id }) => id));
  const first = Math.min(...declared);
  const early = reviews.find(
    ({ id, submitted_at: at }) => counted.has(id) && at !== null && (parseInstant(at) ?? first) < first,
  );
  if (early === undefined) return null;
  const problem = `${early.user?.login ?? "Somebody"} approved before the emergency was declared`;
  return finding("STEP_ORDER", { problem, hint: "Write down in the incident what was known when." });
}
