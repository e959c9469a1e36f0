import type { LedgerEvent } from "../../../generated/types/event.ts";
import type { Kpi, KpiRow } from "../../../generated/types/report.ts";
import { patternRows } from "../../remediation/find-patterns.ts";
import { parseDuration } from "../../time/duration.ts";
import { monthsOf, thousandthsOfMonths } from "./calendar-months.ts";
import { figure, groupBy, isIn, leftOut, notKnown, percent, ratio, type Span, shares, sorted } from "./figures.ts";
import { type CountedBypass, DAY, instantOf, type Population } from "./population.ts";

const levels = ["L1", "L2", "L3", "EMERGENCY"] as const;

/** Bypasses that were activated in a span: an activation counts in its own month, whenever the target merges. */
export function activatedIn({ bypasses }: Population, span: Span): CountedBypass[] {
  return bypasses.filter(({ activatedAt }) => isIn(span, activatedAt));
}

/** What never counts, for every count of bypasses. */
export function neverCounted({ drills, neverInForce }: Population) {
  return [...leftOut("drill", drills), ...leftOut("never_in_force", neverInForce)];
}

export function unregisteredIn(population: Population, span: Span): string[] {
  return detectedIn(population, span).map(({ id }) => id);
}

const merging: ReadonlySet<string> = new Set(["bypass.used", "bypass.registered"]);

/** Those that nobody registered until now: a merge that was counts as the bypass that it became. */
export function neverRegisteredIn(population: Population, span: Span): string[] {
  const merges = population.bypasses.flatMap(({ events }) => events.filter(({ type }) => merging.has(type)));
  const registered = new Set(merges.map(({ data }) => data.merge_sha));
  return detectedIn(population, span).flatMap(({ id, data }) => (registered.has(data.merge_sha) ? [] : id));
}

function detectedIn({ eventsOf }: Population, span: Span): LedgerEvent[] {
  return eventsOf("unregistered.detected").filter((event) => isIn(span, instantOf(event)));
}

/**
 * Changes that came into the default branch in a span: the commits of its first-parent line, one for each merge or squash. Null where
 * the clone does not tell, or where bypasses of several repositories are counted and this clone is of one of them.
 */
function mergesIn({ landings, repositories }: Population, span: Span): number | null {
  if (landings === null || repositories.size > 1) return null;
  return landings.filter((at) => isIn(span, at)).length;
}

/** value = activations ÷ (repositories · months); rows for every repository that the ledger knows, also for those with none. */
export function bypassesPerRepository(population: Population, span: Span): Kpi {
  const { repositories, policy } = population;
  const counted = activatedIn(population, span);
  const months = monthsOf(span, policy.calendar);
  const thousandths = thousandthsOfMonths(span, policy.calendar) * repositories.size;
  const unregistered = unregisteredIn(population, span);
  const merges = mergesIn(population, span);
  const rows = [...repositories]
    .map(([number, name]) => ({ name, list: counted.filter(({ repository }) => repository === number) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, list }) => months.map((month) => ({ name, month, list: list.filter(startedIn(month)) })));
  return figure(
    span,
    {
      value: ratio(1000 * counted.length, thousandths),
      numerator: counted.length,
      denominator: thousandths / 1000,
      unit: "count",
    },
    {
      ids: counted.map(({ id }) => id),
      excluded: [
        ...neverCounted(population),
        ...leftOut("unregistered", unregistered),
        ...(merges === null ? [notKnown("merges_unknown")] : []),
      ],
      figures: {
        repositories: repositories.size,
        unregistered: unregistered.length,
        merges,
        per_100_merges: merges === null ? null : ratio(counted.length, merges, 100),
      },
      groups: { repository_month: rows.map(({ name, month, list }) => rowOf(`${name} ${month.key}`, list)) },
    },
  );
}

function startedIn(span: Span) {
  return ({ activatedAt }: CountedBypass): boolean => isIn(span, activatedAt);
}

/** A row with the bypasses that it counts. */
export function rowOf(key: string, list: readonly CountedBypass[], value: number | null = null): KpiRow {
  return { key, count: list.length, value, ids: sorted(list.map(({ id }) => id)) };
}

/** value = share of EMERGENCY; the row of each level has its share, and they sum to 100.0. */
export function levelDistribution(population: Population, span: Span): Kpi {
  const counted = activatedIn(population, span);
  const lists = levels.map((level) => counted.filter((item) => item.level === level));
  const parts = shares(lists.map((list) => list.length));
  const emergencies = lists[3] ?? [];
  return figure(
    span,
    { value: parts[3] ?? null, numerator: emergencies.length, denominator: counted.length, unit: "percent" },
    {
      ids: emergencies.map(({ id }) => id),
      cohort: counted.map(({ id }) => id),
      excluded: neverCounted(population),
      groups: { level: levels.map((level, index) => rowOf(level, lists[index] ?? [], parts[index] ?? null)) },
    },
  );
}

/** From how many on it is a pattern, and within how many milliseconds: as the escalation of the policy counts it. */
export function repeatRule({ policy }: Pick<Population, "policy">): {
  readonly count: number;
  readonly window: number;
} {
  const [row] = patternRows(policy);
  if (row === undefined) return { count: 3, window: 90 * DAY };
  const span = parseDuration(row.within);
  return { count: row.count, window: span?.kind === "elapsed" ? span.ms : (span?.months ?? 3) * 30 * DAY };
}

/** Repository and check: what makes two bypasses the same again. */
export function fingerprintsOf({ repository, checks }: CountedBypass): string[] {
  return checks.map((check) => `${repository} ${check}`);
}

/** Fingerprints of as many distinct bypasses as make a pattern, activated in its time before the end of a span. */
export function repeatPatterns(population: Population, end: number): KpiRow[] {
  const { count, window } = repeatRule(population);
  const recent = activatedIn(population, { start: end - window, end });
  return patternsBy(recent, fingerprintsOf, count).map((row) => ({ ...row, key: nameOf(row.key, population) }));
}

function patternsBy(
  list: readonly CountedBypass[],
  keysOf: (item: CountedBypass) => readonly string[],
  count: number,
): KpiRow[] {
  const pairs = list.flatMap((item) => keysOf(item).map((key) => ({ key, item })));
  return groupBy(pairs, ({ key }) => key)
    .filter(([, group]) => group.length >= count)
    .map(([key, group]) =>
      rowOf(
        key,
        group.map(({ item }) => item),
      ),
    );
}

function nameOf(fingerprint: string, { repositories }: Population): string {
  const [number = "", ...check] = fingerprint.split(" ");
  return `${repositories.get(number) ?? number} · ${check.join(" ")}`;
}

/** value = bypasses that share a fingerprint with an earlier one of the pattern's time before them, of all in the span. */
export function repeatRate(population: Population, span: Span): Kpi {
  const counted = activatedIn(population, span);
  const { count, window } = repeatRule(population);
  const isEarlier = (one: number, than: number): boolean => one < than && one >= than - window;
  const byPrint = new Map(
    groupBy(
      population.bypasses.flatMap((item) => fingerprintsOf(item).map((print) => ({ print, item }))),
      ({ print }) => print,
    ),
  );
  const repeated = counted.filter((item) =>
    fingerprintsOf(item).some((print) =>
      (byPrint.get(print) ?? []).some(({ item: { activatedAt } }) => isEarlier(activatedAt, item.activatedAt)),
    ),
  );
  const recent = activatedIn(population, { start: span.end - window, end: span.end });
  const byRequestor = patternsBy(
    recent,
    ({ requestor, checks }) => (requestor === null ? [] : checks.map((check) => `${requestor} · ${check}`)),
    count,
  );
  const unnamed = recent.filter(({ requestor }) => requestor === null).map(({ id }) => id);
  return figure(
    span,
    {
      value: percent(repeated.length, counted.length),
      numerator: repeated.length,
      denominator: counted.length,
      unit: "percent",
    },
    {
      ids: repeated.map(({ id }) => id),
      cohort: counted.map(({ id }) => id),
      // The manifest names no team, and no event settles a root cause.
      excluded: [
        ...neverCounted(population),
        ...leftOut("requestor_unknown", unnamed),
        notKnown("team_unknown"),
        notKnown("root_cause_unknown"),
      ],
      groups: { pattern: repeatPatterns(population, span.end), requestor_check: byRequestor },
    },
  );
}
