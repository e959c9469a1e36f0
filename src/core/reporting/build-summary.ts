import type { LedgerEvent } from "../../generated/types/event.ts";
import type { AudienceRow, ProgressRow, Report, SummarySections, TrendRow } from "../../generated/types/report.ts";
import { subjectOf } from "../authorization/subject-of.ts";
import { noticesIn } from "../notices/notices-in.ts";
import { freshFor, planNotices } from "../notices/plan-notices.ts";
import { requestSubject } from "../procedure/when.ts";
import type { Instant } from "../time/instant.ts";
import { type DailyFacts, type DailyOptions, frameReport, gatherFacts } from "./build-daily.ts";
import { controlRows, evidenceRows } from "./controls/control-rows.ts";
import { trainingRows } from "./controls/training-rows.ts";
import type { ReportPeriod } from "./daily-period.ts";
import { dashboardRows } from "./dashboard-rows.ts";
import { approverRows, slaRows } from "./effectiveness-rows.ts";
import { textOf, unregisteredRows } from "./event-rows.ts";
import { computeKpis } from "./kpis/compute-kpis.ts";
import { groupBy, sorted } from "./kpis/figures.ts";
import { activatedIn } from "./kpis/frequency.ts";
import { instantOf, type Population, populationsOf } from "./kpis/population.ts";
import { recommend } from "./recommend.ts";
import { kindOf, periodContaining } from "./report-period.ts";

/** Builds the weekly or monthly report. The same inputs give the same report; a period in which nothing happened has one too. */
export function buildSummary(options: DailyOptions): Report {
  const { period, policy, audit } = options;
  const of = populationsOf({ ...options, home: audit.repository });
  const population = of(options.asOf);
  const kpis = computeKpis(population, period);
  const facts = gatherFacts(options);
  const inPeriod = facts.events.filter(({ at }) => facts.isInPeriod(at));
  const sla = slaRows(facts);
  const { people = null, asOf } = options;
  const training = people === null ? null : trainingRows(people, policy, asOf);
  const span = { start: period.start, end: Math.min(period.end, asOf) };
  const controlFacts = { population, span, audit, sla, training };
  const evidence = evidenceRows(controlFacts);
  const sections: Omit<SummarySections, "integrity"> = {
    trend: trendRows(population, options),
    dashboard: dashboardRows(options, kpis, of),
    remediation_progress: progressRows(inPeriod, population),
    notifications: audienceRows(inPeriod, pendingNotices(facts, options)),
    unregistered: unregisteredRows(facts),
    sla,
    approvers: approverRows(inPeriod),
    recommendations: recommend(population, span.end),
    evidence,
    controls: controlRows(controlFacts, evidence),
    training,
  };
  return frameReport(options, sections, kpis, summarize(sections), facts);
}

/** Up to eight periods, the oldest first. None from before the ledger began: that nothing was counted there is not 0. */
function trendRows(population: Population, { period, policy, asOf }: DailyOptions): TrendRow[] {
  const spans = [period];
  while (spans.length < 9)
    spans.unshift(periodContaining(kindOf(period.id), (spans[0] ?? period).start - 1, policy.calendar));
  const isBegun = ({ end }: ReportPeriod) => population.since !== null && population.since < end;
  const lists = spans.map((each) => (isBegun(each) ? activatedIn(population, each) : null));
  return spans.slice(1).flatMap((each, index) => {
    const [before, list] = [lists[index] ?? null, lists[index + 1] ?? null];
    if (list === null && each.id !== period.id) return [];
    const shown = list ?? [];
    return {
      ...{ period: each.id, bypasses: shown.length, change: before === null ? null : shown.length - before.length },
      emergencies: shown.filter(({ level }) => level === "EMERGENCY").length,
      open_at_end: openAt(Math.min(each.end, asOf), population),
      ids: sorted(shown.map(({ id }) => id)),
    };
  });
}

/** Remediations that were neither verified nor cancelled before an instant. */
function openAt(instant: Instant, { bypasses }: Population): number {
  return bypasses.filter(({ events }) => {
    const last = events.findLast((event) => moves.has(event.type) && instantOf(event) < instant);
    return last !== undefined && last.type !== "remediation.verified" && last.type !== "remediation.cancelled";
  }).length;
}

const steps = ["opened", "completed", "verified", "reopened", "cancelled"] as const;

const moves: ReadonlySet<string> = new Set(steps.map((step) => `remediation.${step}`));

function progressRows(events: readonly LedgerEvent[], { bypasses }: Population): ProgressRow[] {
  // Another issue for a remediation that had one begins nothing.
  const begun = events.filter(({ data }) => data.reason !== "replaced");
  const rows = steps.map((step) => ({
    step,
    ids: sorted(begun.filter(({ type }) => type === `remediation.${step}`).map(({ bypass }) => bypass)),
  }));
  const open = bypasses.filter(
    ({ remediation }) => remediation?.state === "open" || remediation?.state === "completed",
  );
  return [...rows, { step: "open_at_end" as const, ids: sorted(open.map(({ id }) => id)) }].map(({ step, ids }) => ({
    ...{ step, count: ids.length, ids },
  }));
}

/** The audiences of what is due, was not delivered and is still news; a notice to several channels counts for each. */
function pendingNotices({ bypasses }: DailyFacts, { asOf, policy, manifestOf }: DailyOptions): readonly string[] {
  return bypasses.flatMap(({ fold, identity: { level } }) => {
    const manifest = manifestOf(fold);
    const subject = manifest === null ? requestSubject(level, fold.state.drill) : subjectOf(manifest, level);
    if (fold.state.drill) return [];
    const due = planNotices(fold, level, subject, policy, asOf, manifest);
    return due.filter(({ at }) => at < asOf && asOf - at <= freshFor).map(({ recipient }) => recipient);
  });
}

function audienceRows(events: readonly LedgerEvent[], pending: readonly string[]): AudienceRow[] {
  const notices = events.filter(({ type }) => type === "notification.sent" || type === "notification.failed");
  const told = notices.map((event) => ({ audience: textOf(event.data.audience) ?? "", event }));
  const owed = pending.map((audience) => ({ audience, event: null }));
  return groupBy([...told, ...owed], ({ audience }) => audience).map(([audience, list]) => {
    const done = list.flatMap(({ event }) => event ?? []);
    const of = (wanted: string) => done.filter(({ type }) => type === wanted).flatMap(noticesIn);
    const failed = of("notification.failed");
    return {
      audience,
      sent: of("notification.sent").length,
      failed: failed.length,
      pending: list.length - done.length,
      ids: sorted(failed),
    };
  });
}

function summarize({ trend, remediation_progress, unregistered }: Omit<SummarySections, "integrity">): string {
  const last = trend.at(-1);
  const bypasses = last?.bypasses ?? 0;
  const change = last?.change ?? null;
  const compared = change === null ? "" : ` (${change > 0 ? "+" : ""}${change} against the period before)`;
  const open = remediation_progress.find(({ step }) => step === "open_at_end")?.count ?? 0;
  const found = unregistered.length === 0 ? "" : `, ${unregistered.length} unregistered`;
  return `${bypasses === 1 ? "1 bypass" : `${bypasses === 0 ? "No" : bypasses} bypasses`}${compared}${found}, ${open} open ${open === 1 ? "remediation" : "remediations"}.`;
}
