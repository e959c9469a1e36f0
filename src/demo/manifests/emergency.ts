/**
 * Fields of an EMERGENCY request, as somebody writes them at night: the long documents follow as obligations.
 * @param due local date of the remediation
 * @param declaredAt when the incident commander declared it
 */
export function emergency(due: string, declaredAt: string) {
  return {
    title: "Checkout is down for everybody, and its fix fails two gates",
    severity: "S1",
    impact: { users_affected: 310000, kind: "outage", security_or_compliance: true, code_quality_only: false },
    justification: {
      business_impact:
        "No customer can pay for half an hour. The shop shows an error page; about 700 orders an hour are lost.",
      technical_details:
        "The connection pool leaks since last night's driver update. The fix closes connections; its retry fails unit-tests, and build flags the old socket.",
    },
    risk: {
      level: "high",
      potential_impact:
        "The retry could send a payment request twice. The provider drops repeated keys, so nobody is charged twice.",
      mitigation_measures: [
        "Idempotency keys are on for both providers.",
        "One node first, the others after five quiet minutes.",
      ],
    },
    remediation: {
      owner: "req",
      target_date: due,
      success_criteria: ["unit-tests and build pass on main.", "The driver is fixed or back at the previous version."],
    },
    incident: {
      id: "INC-2291",
      url: "https://incidents.acme.example/INC-2291",
      declared_at: declaredAt,
      commander: "inc",
      criteria: ["complete_production_outage"],
      evidence: { complete_production_outage: { url: "https://status.acme.example/incidents/2291" } },
      war_room: "https://meet.acme.example/inc-2291",
    },
  };
}
