import { manifestKind } from "../core/document/kinds.ts";
import { formatManifestId, type ManifestId, manifestPath, parseManifestId } from "../core/manifest/manifest-id.ts";
import { renderManifest } from "../core/manifest/render-manifest.ts";
import type { Level } from "../core/procedure/levels.ts";
import { addBusinessDays } from "../core/time/business-days.ts";
import type { Calendar } from "../core/time/calendar.ts";
import type { Instant } from "../core/time/instant.ts";

/** What one request of the demo is about. */
export interface DemoRequest {
  readonly level: Extract<Level, "L1" | "L2">;
  readonly at: Instant;
  readonly repository: string;
  readonly pullRequest: number;
  readonly headSha: string;
  readonly checks: readonly string[];
  readonly calendar: Calendar;
  /** Other fields, or other values of fields; null leaves a field out. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** A manifest as a person would push it. */
export interface DemoManifest {
  readonly id: string;
  readonly path: string;
  readonly text: string;
}

/** Writes a request of L1 or L2 that is complete, dated from now, about the seeded pull request. */
export function demoManifest(request: DemoRequest): DemoManifest {
  const id = formatManifestId(request.level, request.at);
  const due = addBusinessDays(request.at, 3, request.calendar)?.dueDate ?? "";
  const value = {
    schema: manifestKind.id,
    procedure: "qms-emergency-bypass-procedures-v1",
    id,
    level: request.level,
    requested_by: "req",
    target: {
      repository: request.repository,
      pull_request: request.pullRequest,
      base: "main",
      head_sha: request.headSha,
    },
    checks: [...request.checks],
    ...(request.level === "L1" ? levelOne(due) : levelTwo(due)),
    ...request.changes,
  };
  const kept = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
  const path = manifestPath(parseManifestId(id) as ManifestId);
  return { id, path, text: renderManifest(kept, manifestKind.schema()) };
}

function levelOne(due: string) {
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

function levelTwo(due: string) {
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
