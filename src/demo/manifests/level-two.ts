/** Fields of an L2 request. @param due local date of the remediation */
export function levelTwo(due: string) {
  return {
    title: "Unit tests of the old payment provider fail during the switch",
    trigger: "standard_quality_gate_failure",
    severity: "S3",
    impact: { users_affected: 1800, kind: "minor", security_or_compliance: false, code_quality_only: true },
    justification: {
      business_impact:
        "About 1,800 customers with the old provider see an error at one checkout in fifty until the switch is out.",
      technical_details:
        "unit-tests still expects the retired provider's sandbox, which was switched off yesterday; the new provider's tests pass.",
      business_case:
        "The switch saves about 6,000 EUR of abandoned carts a day; rewriting the retired provider's tests first takes three days.",
    },
    risk: {
      level: "medium",
      potential_impact: "A defect in the retired provider's branch would not be noticed by its tests for some days.",
      mitigation_measures: ["Traffic to the retired provider is below two percent and falls with each rollout step."],
    },
    remediation: {
      owner: "req",
      target_date: due,
      success_criteria: ["unit-tests passes on main.", "The retired provider's code and tests are deleted."],
      plan: [{ step: "Delete the retired provider with its tests", owner: "req", due }],
    },
    assessment: {
      technical: {
        complexity_score: 4,
        test_coverage_impact: 6,
        integration_risk: { level: "medium", downstream: ["ledger-export"] },
        rollback_feasibility: "easy",
      },
      business: {
        user_impact_scope: 1800,
        revenue_impact: { amount: 6000, currency: "EUR" },
        compliance_implications: [],
        reputation_risk: "low",
      },
    },
    mitigation: {
      enhanced_monitoring: {
        plan: "Error rate per provider on the checkout dashboard, alert at half a percent over five minutes.",
        hours: 72,
      },
      phased_rollout: "Five percent of traffic on day one, a quarter after four quiet hours, all of it on day two.",
      quick_rollback: {
        how: "Set the flag second_provider to zero; it takes effect within a minute, without a deployment.",
      },
      stakeholder_communication: {
        strategy: "Support gets a note before each rollout step and the error rate at the end of each day.",
        owner: "req",
      },
    },
    stakeholder_notification_plan: [{ audience: "stakeholders", when: "activation" }],
  };
}
