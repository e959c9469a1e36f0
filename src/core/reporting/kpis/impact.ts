import type { LedgerEvent } from "../../../generated/types/event.ts";
import type { Kpi, KpiRow } from "../../../generated/types/report.ts";
import { parseInstant } from "../../time/instant.ts";
import { thousandthsOfMonths } from "./calendar-months.ts";
import { figure, groupBy, isIn, leftOut, notKnown, percent, ratio, type Span, sorted } from "./figures.ts";
import { activatedIn, neverCounted, neverRegisteredIn } from "./frequency.ts";
import { type CountedBypass, instantOf, observation, type Population } from "./population.ts";

const MINUTE = 60_000;
const temporal = 24 * 60 * MINUTE;

/** Bypasses whose anchor lies an observation time back, so that each was watched for as long; and those that still have to be. */
function shifted(population: Population, { start, end }: Span, time: number) {
  const until = Math.min(end, population.asOf);
  const span = { start: start - time, end: Math.max(start - time, until - time) };
  const used = population.bypasses.filter(({ usedAt }) => usedAt !== null);
  const cohort = used.filter(({ usedAt }) => isIn(span, usedAt));
  const pending = used.filter(({ usedAt }) => isIn({ start: until - time, end: until }, usedAt));
  return { span, cohort, pending: leftOut("pending_observation", idsOf(pending)) };
}

function idsOf(list: readonly CountedBypass[]): string[] {
  return list.map(({ id }) => id);
}

/** An instant that an event names for its fact; where it names none, the event's own. */
function factInstant({ at, data }: LedgerEvent, key: string): number {
  const named = data[key];
  return (typeof named === "string" ? parseInstant(named) : null) ?? parseInstant(at) ?? Number.NaN;
}

/** value = bypasses with a defect that was detected in their observation time, of all that were watched for it. */
export function defectRate(population: Population, span: Span): Kpi {
  const time = observation(population, "defect");
  const { span: window, cohort, pending } = shifted(population, span, time);
  const defects = cohort.map((item) => ({
    item,
    found: item.events.filter((event) => {
      const after = factInstant(event, "detected_at") - (item.usedAt ?? Number.NaN);
      return event.type === "defect.attributed" && after >= 0 && after <= time;
    }),
  }));
  const hit = defects.filter(({ found }) => found.length > 0).map(({ item }) => item);
  const count = defects.reduce((sum, { found }) => sum + found.length, 0);
  return figure(
    window,
    {
      value: percent(hit.length, cohort.length),
      numerator: hit.length,
      denominator: cohort.length,
      unit: "percent",
    },
    {
      ids: idsOf(hit),
      cohort: idsOf(cohort),
      excluded: [...neverCounted(population), ...pending, notKnown("baseline_unknown")],
      figures: { defects: count, defects_per_bypass: ratio(count, cohort.length), baseline: null },
    },
  );
}

/** Only an explicit link makes a cause: the command that records it names the bypass. */
function causes({ events }: CountedBypass, flag: string): LedgerEvent[] {
  return events.filter(({ type, data }) => type === "incident.caused" && (data[flag] === true || data.kind === flag));
}

/**
 * value = bypasses that caused a security incident, of all that were watched for it. What happens after merges without a bypass is not
 * recorded, so there is no relative risk and no correlation in the strict sense.
 */
export function securityCorrelation(population: Population, span: Span): Kpi {
  const time = observation(population, "security");
  const { span: window, cohort, pending } = shifted(population, span, time);
  const hit = cohort.filter((item) =>
    causes(item, "security").some((event) => {
      const after = factInstant(event, "declared_at") - (item.usedAt ?? Number.NaN);
      return after >= 0 && after <= time;
    }),
  );
  const declared = population.eventsOf("incident.declared");
  const near = cohort.flatMap(({ id, usedAt }): KpiRow[] => {
    const after = { start: usedAt ?? 0, end: (usedAt ?? 0) + temporal };
    const found = declared.filter((event) => isIn(after, instantOf(event)));
    return found.length === 0
      ? []
      : [{ key: id, count: found.length, value: null, ids: sorted(found.map((event) => event.id)) }];
  });
  return figure(
    window,
    { value: percent(hit.length, cohort.length), numerator: hit.length, denominator: cohort.length, unit: "percent" },
    {
      ids: idsOf(hit),
      cohort: idsOf(cohort),
      excluded: [...neverCounted(population), ...pending, notKnown("other_merges_unknown")],
      figures: {
        ...{ a: hit.length, b: cohort.length - hit.length, c: null, d: null },
        ...{ relative_risk: null, phi: null },
      },
      groups: { temporal_not_causal: near },
    },
  );
}

/** Violations, the oldest first: once per bypass, rule and occurrence. Which of several is the first is a matter of the whole ledger. */
export function distinctViolations(events: readonly LedgerEvent[]): LedgerEvent[] {
  const seen = new Set<string>();
  return events.filter(({ bypass, data, type }) => {
    if (type !== "violation.recorded") return false;
    const key = `${bypass}|${String(data.kind)}|${String(data.occurrence ?? "")}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function violationsIn({ eventsOf }: Population, span: Span): LedgerEvent[] {
  return distinctViolations(eventsOf("violation.recorded")).filter((event) => isIn(span, instantOf(event)));
}

/** value = violations per month; they count when they were recorded, open ones too. */
export function violationFrequency(population: Population, span: Span): Kpi {
  const violations = violationsIn(population, span);
  const thousandths = thousandthsOfMonths(span, population.policy.calendar);
  const bypasses = activatedIn(population, span).length + neverRegisteredIn(population, span).length;
  const rowsBy = (keysOf: (event: LedgerEvent) => readonly string[]): KpiRow[] =>
    groupBy(
      violations.flatMap((event) => keysOf(event).map((key) => ({ key, event }))),
      ({ key }) => key,
    ).map(([key, list]) => ({ key, count: list.length, value: null, ids: sorted(list.map(({ event }) => event.id)) }));
  const regulations = new Map(population.bypasses.map((item) => [item.id, item.regulations]));
  return figure(
    span,
    {
      value: ratio(1000 * violations.length, thousandths),
      numerator: violations.length,
      denominator: thousandths / 1000,
      unit: "count",
    },
    {
      ids: violations.map(({ id }) => id),
      excluded: leftOut("drill", population.drills),
      figures: { bypasses, per_100_bypasses: ratio(violations.length, bypasses, 100) },
      groups: {
        rule: rowsBy(({ data }) => [String(data.kind).slice(0, 200)]),
        regulation: rowsBy(({ bypass }) => regulations.get(bypass) ?? []),
      },
    },
  );
}

/** value = incidents with customer impact that a bypass caused, declared in the span; an incident that is open runs to as_of. */
export function customerImpact(population: Population, span: Span): Kpi {
  const { asOf, bypasses } = population;
  const all = bypasses.flatMap((item) => causes(item, "customer_impact"));
  const caused = all.filter((event) => isIn(span, declaredAt(event, population)));
  const incidents = groupBy(caused, (event) => String(event.data.incident_id ?? event.id).slice(0, 200)).map(
    ([key, list]) => {
      const users = Math.max(0, ...list.map(({ data }) => (typeof data.users === "number" ? data.users : 0)));
      const declared = Math.min(...list.map((event) => declaredAt(event, population)));
      const end = stabilizedAt(key, list, population) ?? asOf;
      return { key, users, minutes: Math.max(0, Math.floor((end - declared) / MINUTE)), list };
    },
  );
  const sum = (pick: (item: (typeof incidents)[number]) => number) =>
    incidents.reduce((total, item) => total + pick(item), 0);
  const used = bypasses.filter(({ usedAt }) => isIn(span, usedAt)).length;
  return figure(
    span,
    { value: incidents.length, numerator: incidents.length, denominator: null, unit: "count" },
    {
      ids: caused.map(({ id }) => id),
      excluded: leftOut("drill", population.drills),
      figures: {
        users: sum(({ users }) => users),
        minutes: sum(({ minutes }) => minutes),
        used,
        per_100_used: ratio(incidents.length, used, 100),
      },
      groups: {
        incident: incidents.map(({ key, users, minutes, list }) => ({
          ...{ key, count: users, value: minutes },
          ids: sorted(list.map(({ bypass }) => bypass)),
        })),
      },
    },
  );
}

function declaredAt(event: LedgerEvent, { eventsOf }: Population): number {
  const declared = eventsOf("incident.declared").find(({ data }) => data.incident_id === event.data.incident_id);
  return declared === undefined || event.data.declared_at !== undefined
    ? factInstant(event, "declared_at")
    : instantOf(declared);
}

function stabilizedAt(key: string, list: readonly LedgerEvent[], { eventsOf }: Population): number | null {
  const named = list.map(({ data }) => data.stabilized_at).find((at) => typeof at === "string");
  const event = eventsOf("incident.stabilized").find(({ data }) => data.incident_id === key);
  return typeof named === "string" ? parseInstant(named) : event === undefined ? null : instantOf(event);
}
