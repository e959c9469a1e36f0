/** Fields of an L1 request. @param due local date of the remediation */
export function levelOne(due: string) {
  return {
    title: "Docs coverage is 78 % while the API reference moves",
    trigger: "cosmetic_or_documentation_issues",
    severity: "S4",
    impact: { users_affected: 0, kind: "cosmetic", security_or_compliance: false, code_quality_only: true },
    justification: {
      business_impact:
        "The rounding fix is promised to support for today. It is tested; only the documentation check keeps it from merging.",
      technical_details:
        "docs/coverage counts exported symbols without a comment. The reference moved to its own package, so 41 documented symbols count as undocumented.",
    },
    risk: {
      level: "low",
      potential_impact: "Until the check is right again another change could add undocumented symbols unnoticed.",
      mitigation_measures: ["The symbols that the change adds are documented; lou read them."],
    },
    remediation: {
      owner: "req",
      target_date: due,
      success_criteria: ["docs/coverage reports at least 85 % on main.", "The check reads the new reference package."],
    },
  };
}
