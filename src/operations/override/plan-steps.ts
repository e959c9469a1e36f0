import { isMerged } from "../../core/override/recorded-checks.ts";
import type { ActivatedCheck } from "../../generated/types/event.ts";
import type { TargetReading } from "../../ports.ts";

/** What an activation would do, in order, for a dry run. */
export function planSteps(checks: readonly ActivatedCheck[], { number, base, headSha }: TargetReading): string[] {
  const acted = checks
    .filter((check) => !isMerged(check))
    .map((check) =>
      check.mode === "gate"
        ? `Run the gate ${check.gate?.check} again, for the job ${check.name} on ${headSha}`
        : `Post ${check.kind} success for ${check.name} on ${headSha}`,
    );
  const verify = acted.length === 0 ? [] : ["Verify the effect"];
  const relaxed = [...new Set(checks.filter(({ mode }) => mode === "protection").map(({ name }) => name))].join(", ");
  const merge = checks.some(isMerged) ? [`Merge #${number} at ${headSha} as the App`] : [];
  const steps =
    relaxed === ""
      ? merge
      : [`Take ${relaxed} off what ${base} requires`, ...merge, `Require ${relaxed} again, and read it back`];
  return ["Record bypass.activated", ...acted, ...verify, "Label and comment the target", ...steps];
}
