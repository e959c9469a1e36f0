import type { Kpi } from "../../../generated/types/report.ts";
import { averageRemediationTime, completionRate, improvementAdoption, recurrencePrevention } from "./effectiveness.ts";
import type { Span } from "./figures.ts";
import { bypassesPerRepository, levelDistribution, repeatRate } from "./frequency.ts";
import { customerImpact, defectRate, securityCorrelation, violationFrequency } from "./impact.ts";
import type { Population } from "./population.ts";
import { seasonalTrends } from "./seasons.ts";

/** The procedure's twelve key figures, by its own words and in its order (70-reports.md, "KPIs"). */
export const kpis = {
  bypasses_per_repository_per_month: bypassesPerRepository,
  bypass_level_distribution: levelDistribution,
  repeat_bypass_patterns: repeatRate,
  seasonal_bypass_trends: seasonalTrends,
  post_bypass_defect_rates: defectRate,
  security_incident_correlation: securityCorrelation,
  compliance_violation_frequency: violationFrequency,
  customer_impact_incidents: customerImpact,
  average_remediation_time: averageRemediationTime,
  remediation_completion_rate: completionRate,
  re_occurrence_prevention_success: recurrencePrevention,
  process_improvement_adoption: improvementAdoption,
} as const satisfies Readonly<Record<string, (population: Population, span: Span) => Kpi>>;

/**
 * Counts all twelve.
 * @param span `[start, end)`; what the population does not know yet does not count.
 */
export function computeKpis(population: Population, span: Span): Readonly<Record<keyof typeof kpis, Kpi>> {
  return Object.fromEntries(
    Object.entries(kpis).map(([name, count]) => [name, count(population, span)]),
  ) as unknown as Readonly<Record<keyof typeof kpis, Kpi>>;
}
