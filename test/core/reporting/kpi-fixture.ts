import type { EventDraft } from "../../../src/core/ledger/event-id.ts";
import type { Level } from "../../../src/core/procedure/levels.ts";
import { computeKpis } from "../../../src/core/reporting/kpis/compute-kpis.ts";
import { gatherPopulation, type Population } from "../../../src/core/reporting/kpis/population.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { eventOf } from "../ledger/fixture.ts";
import { foldsOf, policyIn, readable } from "./daily-fixture.ts";

/** `2026-03-02`, `2026-03-02T09:00` or a whole instant, in UTC. */
export function at(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text.endsWith("Z") ? text : `${text}:00Z`);
}

export const span = (start: string, end: string) => ({ start: at(start), end: at(end) });
export const october = span("2026-10-01", "2026-11-01");

type Extra = Partial<EventDraft>;

export function event(
  type: string,
  bypass: string,
  when: string,
  data: Extra["data"] = {},
  extra: Extra = {},
): LedgerEvent {
  const instant = new Date(at(when)).toISOString();
  return eventOf(type, 0, { bypass, key: `${type}-${instant}`, at: instant, ...extra, data: data ?? {} });
}

export interface Story {
  readonly asked: string;
  readonly level?: Level;
  readonly checks?: readonly string[];
  readonly repository?: number;
  readonly drill?: boolean;
  /** Each is left out where it did not happen. */
  readonly activated?: string;
  readonly used?: string;
  readonly deadline?: string;
  readonly completed?: string;
  readonly verified?: string;
  readonly reopened?: string;
  readonly completedAgain?: string;
  readonly verifiedAgain?: string;
}

/** A number as a time of day, which ids end with: 61 is 000101. */
export function clock(number: number): string {
  const parts = [Math.floor(number / 3600), Math.floor(number / 60) % 60, number % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join("");
}

/** The events of one bypass. Its id is made of its level and number. */
export function story(number: number, told: Story): { readonly id: string; readonly events: LedgerEvent[] } {
  const { level = "L1", checks = ["docs/coverage"], repository = 700123 } = told;
  const id = `BYPASS-${level === "EMERGENCY" ? "EM" : level}-20260101-${clock(number)}`;
  const events: LedgerEvent[] = [
    event("request.accepted", id, told.asked, {
      ...{ level, checks, repository_id: repository },
      ...(told.drill === true ? { drill: true } : {}),
    }),
  ];
  const add = (type: string, when: string | undefined, data: Extra["data"] = {}) => {
    if (when !== undefined) events.push(event(type, id, when, data));
  };
  const activated = {
    checks: checks.map((name) => ({
      name,
      kind: "status",
      mode: "gate",
      app_id: null,
      conclusion: "failure",
      url: null,
    })),
  };
  add("bypass.approved", told.activated);
  add("bypass.activated", told.activated, activated);
  add("bypass.used", told.used);
  const { deadline } = told;
  if (deadline !== undefined) {
    const due = new Date(at(deadline)).toISOString();
    add("remediation.opened", told.used, { deadline: due, due_date: due.slice(0, 10), repository: "acme/payments" });
  }
  add("remediation.completed", told.completed);
  add("remediation.verified", told.verified);
  add("remediation.reopened", told.reopened);
  add("remediation.completed", told.completedAgain);
  add("remediation.verified", told.verifiedAgain);
  return { id, events };
}

export function populationOf(
  events: readonly LedgerEvent[],
  { asOf, zone = "UTC" }: { readonly asOf: number; readonly zone?: string },
): Population {
  // Of ten thousand it would be most of the work.
  if (events.length < 1000) readable(events);
  return gatherPopulation({
    ...{ asOf, policy: policyIn(zone), folds: foldsOf(events), manifestOf: () => null },
    home: { id: 700123, name: "acme/payments" },
  });
}

/** The twelve, of a span that is over unless `asOf` says otherwise. */
export function kpisOf(events: readonly LedgerEvent[], of = october, asOf = of.end, zone = "UTC") {
  return computeKpis(populationOf(events, { asOf, zone }), of);
}
