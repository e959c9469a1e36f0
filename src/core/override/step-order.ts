import type { Decision } from "../../generated/types/decision.ts";
import type { Facts } from "../../generated/types/facts.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { isDeclaredAs } from "../procedure/declared-as.ts";
import { parseInstant } from "../time/instant.ts";

/**
 * Whether an emergency was authorised before it was declared, or never declared (R181, R186). It is on record and refuses nothing.
 * @param events with those of the incident that the manifest names
 * @param drill whether it is a drill: that rests on the declaration of a drill, and nothing else does
 * @returns null: in order, or no emergency
 */
export function stepOrder(
  { level, candidates }: Pick<Decision, "level" | "candidates">,
  { events = [], reviews }: Pick<Facts, "events" | "reviews">,
  drill: boolean,
): Finding | null {
  if (level !== "EMERGENCY") return null;
  const all = events.filter(({ type }) => type === "incident.declared");
  const declared = all.filter((event) => isDeclaredAs(drill, event)).map(({ at }) => parseInstant(at) ?? 0);
  if (declared.length === 0) {
    const problem = "No incident commander has declared the emergency, not in the week before either";
    const hint = "Write down in the incident who declared it, and when.";
    if (all.length === 0) return finding("STEP_ORDER", { problem, hint });
    return drill
      ? finding("STEP_ORDER", {
          problem: "What was declared under the id of this incident is real, and this is a drill",
          hint: "Declare a drill by the input drill, under an id of its own.",
        })
      : finding("STEP_ORDER", {
          problem: "What was declared under the id of this incident is a drill, and this is none",
          hint: "Declare the emergency without the input drill: the executives were not told of it.",
        });
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
