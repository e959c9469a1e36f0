import { pointerTo } from "../../document/locate.ts";
import { type Finding, finding } from "../../findings/finding.ts";
import { own } from "../../own.ts";
import { reasonsAbove } from "../../procedure/classify.ts";
import type { RuleContext } from "./context.ts";

/** The severity is what the incident classification matrix says of this impact (R14, R18, R22, R26). */
export function checkSeverity({ view, where, level, policy }: RuleContext): Finding[] {
  const severity = view.text("/severity");
  const row = severity === null ? undefined : own(policy.policy.severities, severity);
  if (severity === null || row === undefined) return [];
  const place = where("/severity", "value");
  const findings: Finding[] = [];
  const kind = view.text("/impact/kind");
  if (kind !== null && !row.kinds.some((allowed) => allowed === kind)) {
    const fitting = Object.entries(policy.policy.severities).find(([, other]) =>
      other.kinds.some((allowed) => allowed === kind),
    );
    const hint =
      fitting === undefined
        ? "Correct impact.kind."
        : `impact.kind ${kind} is severity ${fitting[0]}; correct one of the two.`;
    findings.push(finding("SEVERITY_UNSUPPORTED", { severity, evidence: `impact.kind ${kind}`, hint }, place));
  }
  for (const field of ["impact/users_affected", "assessment/business/user_impact_scope"]) {
    const users = view.integer(`/${field}`);
    if (users === null) continue;
    const name = field.replaceAll("/", ".");
    if (row.users_max !== undefined && users > row.users_max) {
      const hint = `${severity} is for at most ${row.users_max} affected users.`;
      findings.push(finding("SEVERITY_UNSUPPORTED", { severity, evidence: `${name} ${users}`, hint }, place));
    }
    if (row.users_min !== undefined && users < row.users_min) {
      const hint = `${severity} is for at least ${row.users_min} affected users.`;
      findings.push(finding("SEVERITY_UNSUPPORTED", { severity, evidence: `${name} ${users}`, hint }, place));
    }
  }
  const allowed = level === null ? undefined : policy.policy.levels[level].severities;
  if (level !== null && allowed !== undefined && !allowed.some((item) => item === severity)) {
    const params = {
      severity,
      evidence: `level ${level}, which is for ${allowed.join(", ")}`,
      hint: "Ask at the level that the classification requires.",
    };
    findings.push(finding("SEVERITY_UNSUPPORTED", params, place));
  }
  return findings;
}

/** The answers to the decision tree fit the classes of the checks. */
export function checkAnswers({ view, where, policy, classification }: RuleContext): Finding[] {
  const findings: Finding[] = [];
  const contradict = (answer: string, check: string, checkClass: string): void => {
    findings.push(
      finding(
        "IMPACT_CONTRADICTS_CHECKS",
        { answer, check, class: checkClass },
        where(`/impact/${answer.split(":")[0]}`, "value"),
      ),
    );
  };
  const codeQualityOnly = view.flag("/impact/code_quality_only");
  const security = view.flag("/impact/security_or_compliance");
  const needed = new Map<string, string>();
  for (const check of classification.checks) {
    const row = check.class === null ? undefined : own(policy.policy.check_classes, check.class);
    if (check.class === null || row === undefined) continue;
    if (codeQualityOnly === true && row.code_quality !== true)
      contradict("code_quality_only: true", check.name, check.class);
    if (security === false && (row.security === true || row.compliance === true)) {
      contradict("security_or_compliance: false", check.name, check.class);
    }
    for (const field of row.needs ?? []) if (!view.has(pointerTo("", field))) needed.set(field, check.class);
  }
  for (const [field, checkClass] of needed) {
    const params = { field, where: "", hint: `: a check of class ${checkClass} needs it` };
    findings.push(finding("FIELD_MISSING", params, { ...where("/checks", "key"), pointer: pointerTo("", field) }));
  }
  return findings;
}

/** The level is high enough for everything that the classification found, and every check may be bypassed at all. */
export function checkLevel({ view, where, level, classification }: RuleContext): Finding[] {
  const findings: Finding[] = [];
  const names = view.texts("/checks") ?? [];
  for (const check of classification.checks) {
    const place = where(`/checks/${names.indexOf(check.name)}`, "value");
    if (check.neverBypass) findings.push(finding("CHECK_NOT_BYPASSABLE", { check: check.name }, place));
    else if (check.class === null && level !== "EMERGENCY")
      findings.push(finding("UNCLASSIFIED_CHECK", { check: check.name }, place));
  }
  if (level === null) return findings;
  for (const { reason, required } of reasonsAbove(level, classification)) {
    const hint = required === "EMERGENCY" ? "Declare an incident and ask at EMERGENCY." : `Ask at ${required}.`;
    findings.push(finding("LEVEL_TOO_LOW", { asked: level, reason, required, hint }, where("/level", "value")));
  }
  return findings;
}

/** A level takes the risk levels that the policy lists for it (R47). */
export function checkRisk({ view, where, level, policy }: RuleContext): Finding[] {
  const risk = view.text("/risk/level");
  if (risk === null || level === null) return [];
  const allowed: readonly string[] = policy.policy.levels[level].risk_levels;
  if (allowed.includes(risk)) return [];
  return [finding("RISK_TOO_HIGH", { risk, level, allowed: allowed.join(" or ") }, where("/risk/level", "value"))];
}
