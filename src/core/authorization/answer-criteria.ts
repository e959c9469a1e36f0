import type { Decision } from "../../generated/types/decision.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import type { ActiveSlot } from "./active-slots.ts";
import type { FilledSlots } from "./fill-slots.ts";

/**
 * The approval criteria of a level (L3 has four): the requester types none of them, the approving review of a slot answers each.
 * Where the legal slot is not needed, the manifest's reasoned statement stands for it, approved with the manifest.
 */
export function answerCriteria(
  level: Level,
  manifest: ManifestReading,
  slots: readonly ActiveSlot[],
  filled: FilledSlots,
  policy: CompiledPolicy,
): Decision["criteria"] {
  return Object.entries(policy.policy.levels[level].approval_criteria ?? {}).map(([criterion, row]) => {
    const index = slots.findIndex((slot) => slot.name === row.slot);
    const slot = filled.tree[index];
    if (slot?.status === "filled")
      return {
        criterion,
        slot: row.slot,
        status: "yes",
        by: slot.by[0] ?? null,
        text: `Answered by the approval of ${slot.by.join(", ")}.`,
      };
    const stated = manifest.view.has("/consultations/legal/not_applicable") || manifest.view.has("/legal_assessment");
    if (slot?.status === "not_needed" && row.or_not_applicable === true && stated) {
      return {
        criterion,
        slot: row.slot,
        status: filled.complete ? "not_applicable" : "open",
        by: null,
        text: "Stated in the manifest and approved with it.",
      };
    }
    return { criterion, slot: row.slot, status: "open", by: null, text: `Waits for the slot ${row.slot}.` };
  });
}
