import { type Finding, finding } from "../../findings/finding.ts";
import { own } from "../../own.ts";
import { hasTrait } from "../../procedure/classify.ts";
import { parseInstant } from "../../time/instant.ts";
import type { RuleContext } from "./context.ts";

/** A high integration risk names what is downstream (R99). */
export function checkAssessment({ view, where }: RuleContext): Finding[] {
  const risk = "/assessment/technical/integration_risk";
  if (view.text(`${risk}/level`) !== "high" || view.list(`${risk}/downstream`).length > 0) return [];
  const params = {
    field: "downstream",
    where: ' in "assessment.technical.integration_risk"',
    hint: ": a high risk names the systems that depend on this one",
  };
  return [finding("FIELD_MISSING", params, { ...where(risk, "key"), pointer: `${risk}/downstream` })];
}

/**
 * Level 3 needs the legal assessment, or the reason why none applies; none is no option where a check is of a compliance class
 * or a regulation is named (decision 2).
 */
export function checkLegal({ view, where, level, policy, classification }: RuleContext): Finding[] {
  const pointer = "/consultations/legal/not_applicable";
  const findings: Finding[] = [];
  const legalApplies =
    hasTrait(classification.checks, "compliance", policy.policy) || view.list("/regulations").length > 0;
  if (legalApplies && view.has(pointer)) {
    const problem = "is not possible: a bypassed check is of a compliance class, or regulations are named";
    const params = {
      field: "consultations.legal.not_applicable",
      problem,
      hint: "Write legal_assessment instead; the legal slot decides.",
    };
    findings.push(finding("FIELD_INVALID", params, where(pointer, "value")));
  }
  if (level === "L3" && !view.has("/legal_assessment") && (legalApplies || !view.has(pointer))) {
    const hint = legalApplies
      ? ": at level 3 with a compliance class or a regulation"
      : ": or consultations.legal.not_applicable with the reason why there is nothing to assess";
    const params = { field: "legal_assessment", where: "", hint };
    findings.push(finding("FIELD_MISSING", params, { ...where("", "value"), pointer: "/legal_assessment" }));
  }
  return findings;
}

/** Each audience that is to be told is one of the policy: a notice to nobody would never be sent (R91). */
export function checkAudiences({ view, where, policy }: RuleContext): Finding[] {
  const pointer = "/stakeholder_notification_plan";
  return view.list(pointer).flatMap((_, index) => {
    const audience = view.text(`${pointer}/${index}/audience`);
    if (audience === null || own(policy.policy.audiences, audience) !== undefined) return [];
    const params = {
      field: `stakeholder_notification_plan.${index}.audience`,
      problem: "is not an audience of the policy",
      hint: `Audiences: ${Object.keys(policy.policy.audiences).join(", ")}.`,
    };
    return [finding("FIELD_INVALID", params, where(`${pointer}/${index}/audience`, "value"))];
  });
}

/** Each emergency criterion is known to the policy and has the evidence that it asks for (R169–R180). */
export function checkCriteria({ view, where, policy, level }: RuleContext): Finding[] {
  if (level !== "EMERGENCY") return [];
  const findings: Finding[] = [];
  for (const [index, criterion] of (view.texts("/incident/criteria") ?? []).entries()) {
    const row = own(policy.policy.criteria, criterion);
    const place = where(`/incident/criteria/${index}`, "value");
    if (row === undefined) {
      const params = {
        field: `incident.criteria.${index}`,
        problem: "is not a criterion of the policy",
        hint: `Criteria: ${Object.keys(policy.policy.criteria).join(", ")}.`,
      };
      findings.push(finding("FIELD_INVALID", params, place));
      continue;
    }
    for (const key of row.evidence ?? []) {
      const pointer = `/incident/evidence/${criterion}/${key}`;
      if (view.has(pointer)) continue;
      const params = {
        field: `incident.evidence.${criterion}.${key}`,
        where: "",
        hint: `: the criterion ${criterion} rests on it`,
      };
      findings.push(finding("FIELD_MISSING", params, { ...place, pointer }));
    }
    if ((row.evidence ?? []).includes("end")) findings.push(...checkWindow(criterion, view, where));
  }
  return findings;
}

/** A maintenance window is a window, and the override ends with it (R179). */
function checkWindow(criterion: string, view: RuleContext["view"], where: RuleContext["where"]): Finding[] {
  const instant = (pointer: string): number | null => {
    const text = view.text(pointer);
    return text === null ? null : parseInstant(text);
  };
  const base = `/incident/evidence/${criterion}`;
  const start = instant(`${base}/start`);
  const end = instant(`${base}/end`);
  const expiry = instant("/expires_at");
  const findings: Finding[] = [];
  if (start !== null && end !== null && end <= start) {
    const params = {
      field: `incident.evidence.${criterion}.end`,
      problem: "is not after its start",
      hint: "Correct the window.",
    };
    findings.push(finding("FIELD_INVALID", params, where(`${base}/end`, "value")));
  }
  if (end !== null && !view.has("/expires_at")) {
    const params = {
      field: "expires_at",
      where: "",
      hint: `: not later than the end of the window, so that the override ends with it`,
    };
    findings.push(finding("FIELD_MISSING", params, { ...where(`${base}/end`, "value"), pointer: "/expires_at" }));
  } else if (end !== null && expiry !== null && expiry > end) {
    const params = {
      field: "expires_at",
      problem: "is later than the end of the maintenance window",
      hint: "Let the override end with the window.",
    };
    findings.push(finding("FIELD_INVALID", params, where("/expires_at", "value")));
  }
  return findings;
}
