/**
 * Fields of an L3 request: security, compliance and business answer for it, and legal, as a regulation is named.
 * @param due local date of the remediation
 * @param testedAt when the way back was tried
 */
export function levelThree(due: string, testedAt: string) {
  return {
    title: "CodeQL blocks the library upgrade that closes a known hole",
    trigger: "critical_security_vulnerability_blocking",
    references: ["https://github.com/acme/payments/security/code-scanning/118"],
    regulations: ["PCI DSS 4.0 req. 6.3.3"],
    severity: "S2",
    impact: { users_affected: 52000, kind: "degraded", security_or_compliance: true, code_quality_only: false },
    justification: {
      business_impact:
        "Uploads are switched off since yesterday evening, because the upload library can be made to run code. 52,000 customers cannot send documents.",
      technical_details:
        "The pull request upgrades the library to the fixed version. codeql now reports a finding in the library's bundled helper, which is never called.",
      business_case:
        "Merging closes a hole that is being scanned for, at the price of one finding in code that is never reached. Waiting for the vendor takes two weeks.",
    },
    risk: {
      level: "high",
      potential_impact:
        "If the helper can be reached after all, an attacker with an account could run code in the upload container, which holds no card data.",
      mitigation_measures: [
        "The helper is deleted from the image at build time; the build fails if it reappears.",
        "The upload container has no network except to its queue.",
      ],
    },
    remediation: {
      owner: "req",
      target_date: due,
      success_criteria: ["codeql passes on main with the finding closed, not dismissed.", "The helper is gone."],
      plan: [
        { step: "Replace the bundle by the package without the helper", owner: "req", due },
        { step: "Penetration test of the upload path by the security team", owner: "sec", due },
      ],
    },
    assessment: {
      technical: {
        complexity_score: 4,
        test_coverage_impact: 6.5,
        integration_risk: { level: "medium", downstream: ["document-queue"] },
        rollback_feasibility: "moderate",
      },
      business: {
        user_impact_scope: 52000,
        revenue_impact: { amount: 48000, currency: "EUR" },
        compliance_implications: ["PCI DSS 4.0 req. 6.3.3"],
        reputation_risk: "medium",
      },
    },
    mitigation: {
      enhanced_monitoring: {
        plan: "Any program start, outgoing connection or write outside the spool folder of the upload container pages the on-call of security.",
        hours: 168,
      },
      phased_rollout: "Employees first for two hours, then a tenth of new accounts overnight, then everybody.",
      quick_rollback: {
        how: "Uploads are switched off again with one command in thirty seconds; the old library is not restored.",
        tested_at: testedAt,
      },
      stakeholder_communication: {
        strategy:
          "Customer care has the wording for waiting customers; the acquirer is told at activation and closure.",
        owner: "mia",
      },
    },
    stakeholder_notification_plan: [
      { audience: "executive", when: "activation" },
      { audience: "security-teams", when: "daily" },
      { audience: "stakeholders", when: "closure" },
    ],
    security_review: {
      vulnerability_assessment: {
        current_exposure:
          "The endpoint was public until yesterday evening and is switched off now. The logs show scanning and no successful request.",
        attack_vector: "network",
        potential_impact_scope:
          "The upload container and its spool folder: documents of the last day (personal data). No card data, no credentials.",
        existing_controls: [
          { control: "Web application firewall with the vendor's rule for this hole", effectiveness: "medium" },
          { control: "Container without network except to its queue", effectiveness: "high" },
        ],
      },
      compensating_controls: [
        { control: "The build fails when the helper is in the image", owner: "req", verified_by: "image-content-test" },
        { control: "Read-only file system outside the spool folder", owner: "sec", verified_by: "sol" },
      ],
      monitoring_enhancement: "The rules for the upload container are evaluated in real time instead of daily.",
      access_restrictions:
        "Shell access to the upload hosts is reduced to two people of security for the time of the bypass.",
      incident_detection: "A canary document raises an alarm when anything but the queue worker reads it.",
    },
    legal_assessment:
      "PCI DSS 6.3.3 asks for critical patches within a month; merging serves that duty. No card data is touched. The acquirer is informed, not asked.",
    incident_response_plan:
      "Security on-call switches uploads off, isolates the container, keeps its disk and declares an incident; privacy is called within the hour.",
    communication_strategy:
      "No public statement unless exploitation is found. Customer care has a holding text; executives are told at activation and closure.",
  };
}
