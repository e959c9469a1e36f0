import { View } from "../document/view.ts";
import type { ClassificationInput } from "../procedure/classify.ts";
import type { Subject } from "../procedure/when.ts";

/** What of a manifest decides how many people an approval of it takes, and of which level it has to be. */
export interface ManifestClaims extends Pick<Subject, "trigger" | "criteria" | "regulations" | "drill"> {
  readonly input: ClassificationInput;
  /** Last local day of the remediation, as it was asked for; null: it names none. */
  readonly targetDate: string | null;
}

/**
 * Reads that of a manifest that was read as YAML, without the types of its schema: all scalars are texts. Whether it was good was decided
 * when it was approved.
 * @param share a text to be held in the place of one that was read
 */
export function readClaims(value: unknown, share: (text: string) => string): ManifestClaims {
  const view = new View(value);
  const text = (pointer: string): string | null => {
    const found = view.text(pointer);
    return found === null || nothing.has(found) ? null : share(found);
  };
  const flag = (pointer: string): boolean | null => {
    const found = view.text(pointer);
    return found === "true" ? true : found === "false" ? false : null;
  };
  const texts = (pointer: string): readonly string[] => (view.texts(pointer) ?? none).map(share);
  const checks = text("/checks");
  return {
    input: {
      severity: text("/severity"),
      securityOrCompliance: flag("/impact/security_or_compliance"),
      codeQualityOnly: flag("/impact/code_quality_only"),
      // One name without a list is none that was approved; it is judged like a list of one.
      checks: checks === "all" ? "all" : checks === null ? texts("/checks") : [checks],
      complianceImplications: texts("/assessment/business/compliance_implications"),
      rollbackFeasibility: text("/assessment/technical/rollback_feasibility"),
    },
    trigger: text("/trigger"),
    criteria: texts("/incident/criteria"),
    regulations: texts("/regulations"),
    drill: flag("/drill") === true,
    targetDate: text("/remediation/target_date"),
  };
}

const none: readonly string[] = [];
/** How YAML writes that there is nothing. */
const nothing: ReadonlySet<string> = new Set(["null", "~", ""]);
