import type { LedgerEvent } from "../../generated/types/event.ts";
import type { DailySections, JudgedBy, Report, SummarySections } from "../../generated/types/report.ts";
import type { Verify } from "../../generated/types/verify.ts";
import { compareText } from "../document/read-document.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import type { CompiledPeople } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { isDrillDeclaration } from "../procedure/declared-as.ts";
import type { Instant } from "../time/instant.ts";
import { activeRow, drillRow, isInForce, isOverdue, overdueRow, requestRow } from "./bypass-rows.ts";
import type { ReportPeriod } from "./daily-period.ts";
import { type DescribedBypass, describeBypass } from "./describe-bypass.ts";
import { breachRows, escalationRows, notificationRows, unregisteredRows } from "./event-rows.ts";
import { before, eventsThatHold, foldBefore } from "./fold-before.ts";
import { summarizeDaily, summarizeIntegrity } from "./summarize-daily.ts";
import { unmeasuredClocks } from "./unmeasured-clocks.ts";

export interface DailyOptions {
  readonly period: ReportPeriod;
  /** Nothing at or after this instant counts; never later than the period's end. */
  readonly asOf: Instant;
  readonly policy: CompiledPolicy;
  /** Every bypass of the ledger, and PROCEDURE. */
  readonly folds: Iterable<BypassFold>;
  /** The manifest that a bypass was approved with, where the clone has it. */
  readonly manifestOf: (fold: BypassFold) => ManifestReading | null;
  /** What the audit of the clone said. */
  readonly audit: Verify;
  /** people.yml at the head of the registry branch; null, absent: it is not there, or has errors. */
  readonly people?: CompiledPeople | null;
  /** When changes came into the default branch (key figures, population); absent: not known. */
  readonly landings?: readonly Instant[] | null;
  /** Names the rules, as the clone has them; absent: the report names none. */
  readonly judgedBy?: JudgedBy;
}

/** What the events before as_of amount to. */
export interface DailyFacts {
  readonly bypasses: readonly DescribedBypass[];
  /** All events before as_of, drills left out, by time and then in the ledger's order. */
  readonly events: readonly LedgerEvent[];
  readonly isInPeriod: (at: string) => boolean;
}

/** Builds the daily report. The same inputs give the same report: nothing in it depends on when or where it is made. */
export function buildDaily(options: DailyOptions): Report {
  const { asOf, policy } = options;
  const facts = gatherFacts(options);
  const real = facts.bypasses.filter(({ fold }) => !fold.state.drill);
  const drills = facts.bypasses.filter(({ fold }) => fold.state.drill);
  const wasAsked = ({ fold }: DescribedBypass) =>
    fold.entries.some(({ event }) => event.type === "request.accepted" && facts.isInPeriod(event.at));
  const integrity = integrityOf(options);
  const sections: DailySections = {
    integrity,
    active: real.filter(isInForce).flatMap((item) => activeRow(item, asOf)),
    overdue_remediations: real
      .filter((item) => isOverdue(item, asOf))
      .flatMap((item) => overdueRow(item, asOf, policy.calendar)),
    new_requests: real.filter(wasAsked).flatMap((item) => requestRow(item, asOf)),
    critical_escalations: escalationRows(facts),
    sla_breaches: breachRows(facts, real),
    failed_notifications: notificationRows(facts),
    unregistered: unregisteredRows(facts),
    drills: drills.filter((item) => isInForce(item) || wasAsked(item)).map(drillRow),
  };
  return frameReport(options, sections, {}, summarizeDaily(sections), facts);
}

function integrityOf(options: DailyOptions): DailySections["integrity"] {
  const { verdict, covered } = options.audit;
  return {
    ...{ verdict, events: covered.ledger?.events ?? 0, counted: countBefore(options) },
    manifests: covered.registry?.manifests ?? 0,
  };
}

/** What every report has around its sections. */
export function frameReport(
  options: DailyOptions,
  sections: DailySections | Omit<SummarySections, "integrity">,
  kpis: Report["kpis"],
  summary: string,
  facts: DailyFacts,
): Report {
  const { period, asOf, policy, audit, judgedBy } = options;
  return {
    schema: "qms.report/v1",
    period: period.id,
    as_of: formatEventInstant(asOf),
    data_cutoff: newestOf(options),
    window: {
      start: formatEventInstant(period.start),
      end: formatEventInstant(period.end),
      time_zone: policy.policy.calendar.time_zone,
    },
    summary: `${sayBeginning(options)}${summary}${summarizeIntegrity(audit.verdict)}`,
    kpis,
    sections: { ...sections, integrity: integrityOf(options) },
    anchor: audit.anchor,
    findings: [...audit.findings, ...unmeasuredClocks(facts)],
    ...(judgedBy === undefined ? {} : { judged_by: judgedBy }),
  };
}

/** Where the ledger begins only afterwards: that nothing is on record is not that nothing was. */
function sayBeginning(options: DailyOptions): string {
  const { asOf, audit } = options;
  const first = audit.covered.ledger?.first_at ?? null;
  if (first === null || newestOf(options) !== null || formatEventInstant(asOf) > first) return "";
  return `Nothing was recorded then, because the ledger begins at ${first}. `;
}

/** A report and its tables are made of the same facts. */
const known = new WeakMap<DailyOptions, DailyFacts>();

/** What the events before as_of amount to; gathered once for the same options. */
export function gatherFacts(options: DailyOptions): DailyFacts {
  const facts = known.get(options) ?? readFacts(options);
  known.set(options, facts);
  return facts;
}

function readFacts({ folds, asOf, policy, manifestOf, period }: DailyOptions): DailyFacts {
  const bypasses: DescribedBypass[] = [];
  const events: LedgerEvent[] = [];
  const seqs = new Map<string, number>();
  for (const whole of folds) {
    const fold = foldBefore(whole, asOf);
    for (const { event, seq } of fold.entries) seqs.set(event.id, seq);
    // The order of the ledger decides between events of the same instant.
    if (!fold.state.drill) events.push(...eventsThatHold(fold).filter((event) => !isDrillDeclaration(event)));
    const described = describeBypass(fold, manifestOf(whole), policy, asOf);
    if (described !== null) bypasses.push(described);
  }
  bypasses.sort((left, right) => compareText(left.identity.bypass, right.identity.bypass));
  events.sort((left, right) => compareText(left.at, right.at) || (seqs.get(left.id) ?? 0) - (seqs.get(right.id) ?? 0));
  const start = formatEventInstant(period.start);
  const end = formatEventInstant(Math.min(period.end, asOf));
  return { bypasses, events, isInPeriod: (at) => at >= start && at < end };
}

function countBefore({ folds, asOf }: DailyOptions): number {
  return [...folds].reduce((sum, fold) => sum + before(fold.entries, asOf).length, 0);
}

function newestOf({ folds, asOf }: DailyOptions): string | null {
  let newest: string | null = null;
  for (const fold of folds) {
    for (const { event } of before(fold.entries, asOf)) if (newest === null || event.at > newest) newest = event.at;
  }
  return newest;
}
