import { View } from "../document/view.ts";
import type { ClassificationInput } from "../procedure/classify.ts";
import type { Level } from "../procedure/levels.ts";
import type { Subject } from "../procedure/when.ts";

/** What a manifest asks for: what its approval depends on, and what records say of it again. Null: it does not say. */
export interface ManifestRequest extends Pick<Subject, "trigger" | "criteria" | "regulations" | "drill"> {
  /** Who asks, also of an amendment. */
  readonly requester: string | null;
  /** What decides which level it needs. */
  readonly input: ClassificationInput;
  /** Id of the incident that it is about. */
  readonly incident: string | null;
  /** Of the remediation. */
  readonly owner: string | null;
  /** How many success criteria the remediation has. */
  readonly criteriaOfSuccess: number;
  /** Last local day of the remediation, as it was asked for. */
  readonly targetDate: string | null;
  /** Number of the target's pull request, as it is written. */
  readonly pull: string | null;
  readonly head: string | null;
  /** Branch of the target. */
  readonly base: string | null;
  /** When the override is to end at the latest, as it is written. */
  readonly expiresAt: string | null;
  /** Merge that is registered afterwards. */
  readonly merge: string | null;
  /** Of an amendment; null: it is none. */
  readonly amendment: AmendmentRequest | null;
}

/** What an amendment asks to change, as it is written. Null: not that. */
export interface AmendmentRequest {
  /** Id of the bypass. */
  readonly amends: string;
  readonly number: string | null;
  readonly expiresAt: string | null;
  readonly targetDate: string | null;
  readonly owner: string | null;
}

/**
 * Reads it of a document whose scalars are all texts, without the types of its schema. Whether it was good was decided when it was
 * approved.
 * @param share a text to be held in the place of one that was read
 */
export function readManifestRequest(value: unknown, share: (text: string) => string): ManifestRequest {
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
  const amends = text("/amends");
  const feasibility = text("/assessment/technical/rollback_feasibility");
  return {
    requester: text("/requested_by"),
    input: {
      severity: text("/severity"),
      securityOrCompliance: flag("/impact/security_or_compliance"),
      codeQualityOnly: flag("/impact/code_quality_only"),
      // One name without a list is none that was approved; it is judged like a list of one.
      checks: checks === "all" ? "all" : checks === null ? texts("/checks") : [checks],
      complianceImplications: texts("/assessment/business/compliance_implications"),
      rollbackFeasibility: feasibilities.has(feasibility ?? "") ? feasibility : null,
    },
    trigger: text("/trigger"),
    criteria: texts("/incident/criteria"),
    regulations: texts("/regulations"),
    drill: flag("/drill") === true,
    incident: text("/incident/id"),
    owner: text("/remediation/owner"),
    criteriaOfSuccess: view.texts("/remediation/success_criteria")?.length ?? 0,
    targetDate: text("/remediation/target_date"),
    pull: text("/target/pull_request"),
    head: text("/target/head_sha"),
    base: text("/target/base"),
    expiresAt: text("/expires_at"),
    merge: text("/retroactive/merge_sha"),
    amendment:
      amends === null
        ? null
        : {
            ...{ amends, number: text("/number"), expiresAt: text("/changes/expires_at") },
            targetDate: text("/changes/remediation/target_date"),
            owner: text("/changes/remediation/owner"),
          },
  };
}

/** In words what every manifest of a level says, because its level follows from it, and this one does not. */
export function unsaid({ input }: ManifestRequest, level: Level): string[] {
  const { severity, checks, securityOrCompliance, codeQualityOnly, rollbackFeasibility } = input;
  // What an emergency need not say before it acts is an obligation afterwards.
  const isAssessed = level === "L2" || level === "L3";
  return [
    ...(severity === null ? ["how severe it is"] : []),
    ...(checks.length === 0 ? ["which checks are bypassed"] : []),
    ...(securityOrCompliance === null ? ["whether security or compliance is involved"] : []),
    ...(codeQualityOnly === null ? ["whether only code quality is concerned"] : []),
    ...(isAssessed && rollbackFeasibility === null ? ["how hard the change is to take back"] : []),
  ];
}

const none: readonly string[] = [];
/** Of manifest.schema.json: another word is no answer. */
const feasibilities: ReadonlySet<string> = new Set(["easy", "moderate", "hard", "impossible"]);
/** How YAML writes that there is nothing. */
const nothing: ReadonlySet<string> = new Set(["null", "~", ""]);
