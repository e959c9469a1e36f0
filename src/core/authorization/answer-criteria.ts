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
    // R153: the plan's owner, steps, dates and criteria are checked, too; a confirmed plan with a gap is no plan.
    if (criterion === "remediation_plan_comprehensive" && !hasSoundPlan(manifest))
      return {
        criterion,
        slot: row.slot,
        status: "no",
        by: null,
        text: "The plan in the manifest is not complete: see the findings about remediation.",
      };
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

function hasSoundPlan(manifest: ManifestReading): boolean {
  const isPlan = (pointer: string | null): boolean => /^\/remediation(\/|$)/.test(pointer ?? "");
  return (
    manifest.view.list("/remediation/plan").length > 0 &&
    !manifest.findings.some((item) => item.severity === "error" && isPlan(item.pointer))
  );
}
