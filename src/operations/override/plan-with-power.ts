import { type ActivationInput, type ActivationPlan, planActivation } from "../../core/override/plan-activation.ts";
import type { Power } from "../../core/override/power.ts";
import type { RuleKeeper, TargetReading } from "../../ports.ts";
import { readPower } from "./read-power.ts";

/** Plans, and asks what the App may do only where nothing weaker works; its rules only where nothing but a change of them does. */
export async function planWithPower(
  keeper: RuleKeeper | null,
  target: TargetReading,
  input: Omit<ActivationInput, "power" | "target">,
): Promise<Exclude<ActivationPlan, { outcome: "ask" }>> {
  let power: Power | null | undefined = keeper === null ? null : undefined;
  for (const relax of [false, true, true]) {
    const plan: ActivationPlan = planActivation({ ...input, target, power });
    if (plan.outcome !== "ask") return plan;
    power = await readPower(keeper, target, plan.names, relax);
  }
  throw new Error("a plan asks twice at most");
}
