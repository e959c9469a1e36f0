import type { BypassActivated, BypassApproved, LedgerEvent } from "../../../generated/types/event.ts";
import type { SlaRow, TrainingRow } from "../../../generated/types/report.ts";
import type { Verify } from "../../../generated/types/verify.ts";
import { noticesIn } from "../../notices/notices-in.ts";
import { parseInstant } from "../../time/instant.ts";
import { isDue, isIn, type Span } from "../kpis/figures.ts";
import { type CountedBypass, instantOf, type Population } from "../kpis/population.ts";
import { periodContaining } from "../report-period.ts";

/** What questions are answered from: everything that was known at as_of. */
export interface ControlFacts {
  readonly population: Population;
  /** The period as far as it is known. */
  readonly span: Span;
  readonly audit: Verify;
  readonly sla: readonly SlaRow[];
  /** Null: people.yml cannot be read. */
  readonly training: readonly TrainingRow[] | null;
}

/** What is expected and what is there, by ids. `unknown`: why it cannot be said. */
export interface Answer {
  readonly expected: readonly string[];
  readonly missing: readonly string[];
  readonly unknown?: string;
}

export interface QuestionRow {
  readonly text: string;
  readonly answer: (facts: ControlFacts) => Answer;
}

const of = (bypasses: readonly CountedBypass[], holds: (bypass: CountedBypass) => boolean): Answer => ({
  expected: bypasses.map(({ id }) => id),
  missing: bypasses.filter((bypass) => !holds(bypass)).map(({ id }) => id),
});

const first = ({ events }: CountedBypass, type: string): LedgerEvent | undefined =>
  events.find((event) => event.type === type);

/** The last one: a request may be changed and approved again until it takes effect. */
const approving = ({ events }: CountedBypass): LedgerEvent | undefined =>
  events.findLast((event) => event.type === "bypass.approved");

const approvalOf = (bypass: CountedBypass): BypassApproved | null =>
  (approving(bypass)?.data as unknown as BypassApproved | undefined) ?? null;

const activated = ({ population, span }: ControlFacts) =>
  population.bypasses.filter(({ activatedAt }) => isIn(span, activatedAt));
const used = ({ population, span }: ControlFacts) => population.bypasses.filter(({ usedAt }) => isIn(span, usedAt));
/** Remediations whose original deadline passed in the period: what had to be done by now. */
const due = ({ population, span }: ControlFacts) =>
  population.bypasses.filter(({ remediation }) => {
    const { originalDeadline = null, state = "open" } = remediation ?? {};
    return state !== "cancelled" && isDue(span, originalDeadline);
  });
/** What of a type happened to one bypass in the period. */
const during = ({ events }: CountedBypass, type: string, { span }: ControlFacts) =>
  events.filter((event) => event.type === type && isIn(span, instantOf(event)));
const inSpan = ({ population, span }: ControlFacts, type: LedgerEvent["type"]) =>
  population.eventsOf(type).filter((event) => isIn(span, instantOf(event)));

/** Every question that the record answers, as data: what is expected, and what is missing. */
export const questions = {
  approved_by_distinct_people: {
    text: "Each bypass in force was approved by distinct people, as many as its level always takes, and by nobody who asked for it",
    answer: (facts) =>
      of(activated(facts), (bypass) => {
        const people = (approvalOf(bypass)?.approvers ?? []).map(({ id }) => id);
        const isEnough = people.length >= takenBy(bypass, facts) && new Set(people).size === people.length;
        return isEnough && !people.includes(requesterOf(bypass) ?? Number.NaN);
      }),
  },
  approved_before_use: {
    text: "Each approval lies before the bypass took effect",
    answer: (facts) =>
      of(activated(facts), (bypass) => {
        const approved = approving(bypass);
        const effect = Math.min(bypass.activatedAt, bypass.usedAt ?? Infinity);
        return approved !== undefined && instantOf(approved) <= effect && !wasRegistered(bypass);
      }),
  },
  bound_to_content: {
    text: "Each approval names the digest of what was approved and of the decision",
    answer: (facts) =>
      of(activated(facts), (bypass) => {
        const manifest = approving(bypass)?.manifest;
        return manifest !== undefined && approvalOf(bypass)?.decision_sha256 !== undefined;
      }),
  },
  effect_verified: {
    text: "Each activation was checked for its effect",
    answer: (facts) =>
      of(
        facts.population.bypasses.filter((bypass) => during(bypass, "bypass.activated", facts).length > 0),
        (bypass) =>
          during(bypass, "bypass.activated", facts).every((activation) => wasChecked(bypass, numberOf(activation))),
      ),
  },
  override_restored: {
    text: "Each activation that ended was put back",
    answer: (facts) =>
      of(
        facts.population.bypasses.filter((bypass) => during(bypass, "bypass.deactivated", facts).length > 0),
        (bypass) => during(bypass, "bypass.deactivated", facts).every((end) => wasPutBack(bypass, numberOf(end))),
      ),
  },
  remediation_opened: {
    text: "Each used bypass has a remediation with owner and deadline",
    answer: (facts) => of(used(facts), ({ remediation }) => remediation !== null),
  },
  remediation_verified: {
    text: "Each remediation that was due is verified",
    answer: (facts) => of(due(facts), ({ remediation }) => remediation?.state === "verified"),
  },
  lesson_recorded: {
    text: "Each remediation that was due has a lesson",
    answer: (facts) => of(due(facts), (bypass) => first(bypass, "lesson.recorded") !== undefined),
  },
  lateness_escalated: {
    text: "Each remediation that missed its deadline was escalated",
    answer: (facts) =>
      of(
        due(facts).filter(({ remediation }) => {
          const { completedAt = null, originalDeadline = null } = remediation ?? {};
          return originalDeadline !== null && (completedAt === null || completedAt >= originalDeadline);
        }),
        (bypass) => first(bypass, "escalation.raised") !== undefined,
      ),
  },
  limits_kept: {
    text: "Each clock of the policy was kept",
    answer: ({ sla }) => ({
      expected: sla.map(({ clock }) => clock),
      missing: sla.filter(({ breached }) => breached > 0).map(({ clock }) => clock),
    }),
  },
  notices_delivered: {
    text: "Each notice was taken by its channel",
    answer: (facts) => {
      const failed = inSpan(facts, "notification.failed").flatMap(noticesIn);
      return { expected: [...inSpan(facts, "notification.sent").flatMap(noticesIn), ...failed], missing: failed };
    },
  },
  no_violation: {
    text: "No rule of the procedure was broken, and no obligation was recorded as overdue",
    answer: (facts) => {
      const broken = inSpan(facts, "violation.recorded").map(({ id }) => id);
      // Expected of every bypass that was in force; a violation is what is missing from it.
      return { expected: [...activated(facts).map(({ id }) => id), ...broken], missing: broken };
    },
  },
  reports_published: {
    text: "Each day that ended in the period, except its last, has a published report",
    answer: ({ population, span }) => {
      const published = new Set(population.eventsOf("report.published").map(({ data }) => data.period));
      // The report of the last day is made after its end, like this one.
      const days = daysOf(span, population).slice(0, -1);
      return { expected: days, missing: days.filter((day) => !published.has(day)) };
    },
  },
  population_reconciled: {
    text: "GitHub's own record of bypasses was compared with this one",
    answer: (facts) => {
      const found = inSpan(facts, "unregistered.detected").map(({ id }) => id);
      if (found.length > 0) return { expected: found, missing: found };
      const compared = inSpan(facts, "report.published").filter(({ data }) => /^reconcile-/.test(String(data.period)));
      const unknown = "no comparison with GitHub's own record is in the ledger";
      return { expected: compared.map(({ id }) => id), missing: [], ...(compared.length > 0 ? {} : { unknown }) };
    },
  },
  record_intact: {
    text: "Ledger and manifests are what was written",
    answer: ({ audit: { verdict } }) => ({
      expected: ["verify"],
      missing: verdict === "fail" ? ["verify"] : [],
      ...(verdict === "inconclusive" ? { unknown: "verification could not be settled in this clone" } : {}),
    }),
  },
  authors_proven: {
    text: "Each commit of the ledger, and each of the registry that changed manifests or trusted keys, is signed by a trusted key",
    answer: ({ audit: { covered } }) => {
      const { signatures } = covered;
      const unknown = "no trusted keys are named, so no signature was read";
      if (signatures === null) return { expected: [], missing: [], unknown };
      return { expected: ["signatures"], missing: signatures.proven < signatures.commits ? ["signatures"] : [] };
    },
  },
  approvers_certified: {
    text: "Each person of a role that approves holds the certificates that the policy requires",
    answer: (facts) => heldByRoles(facts, "certificate"),
  },
  roles_trained: {
    text: "Each person of a role has done the training modules that the policy asks of it",
    answer: (facts) => heldByRoles(facts, "module"),
  },
} as const satisfies Readonly<Record<string, QuestionRow>>;

export type Question = keyof typeof questions;

/** Of each role and what it is to hold: whether everybody of it does. Roles that nobody has are left out. */
function heldByRoles({ training }: ControlFacts, kind: TrainingRow["kind"]): Answer {
  if (training === null) return { expected: [], missing: [], unknown: "people.yml cannot be read in this clone" };
  const rows = training.filter((row) => row.kind === kind && row.holders !== 0);
  const missing = rows.filter((row) => row.expired.length + row.missing.length > 0);
  const name = ({ role, subject }: TrainingRow): string => `${role} ${subject}`;
  const isTold = rows.every(({ holders }) => holders !== null);
  const unknown = "the members of roles that are teams of GitHub are not in git";
  return {
    ...{ expected: rows.map(name), missing: missing.map(name) },
    ...(isTold || missing.length > 0 ? {} : { unknown }),
  };
}

/** Who opened the pull request that was approved; null where another one was approved than was accepted first. */
function requesterOf(bypass: CountedBypass): number | null {
  const [request, approval] = [first(bypass, "request.accepted"), approving(bypass)];
  if (request === undefined || approval === undefined) return null;
  return request.source.url === approval.source.url ? request.actor.id : null;
}

/** How many people a level takes whatever the bypass is about; what a condition adds was decided with the manifest. */
function takenBy({ level }: CountedBypass, { population }: ControlFacts): number {
  const { slots } = population.policy.policy.levels[level];
  return slots.filter(({ when }) => when === undefined).reduce((sum, { min = 1 }) => sum + min, 0);
}

/** Which activation an event is about: after a suspension there is another one. */
function numberOf({ data }: LedgerEvent): number {
  return Number(data.activation);
}

function wasChecked({ events }: CountedBypass, activation: number): boolean {
  const seen = events.filter(({ type }) => type === "override.verified" || type === "override.ineffective");
  return seen.some((event) => numberOf(event) === activation);
}

/** Every check that it changed stands again; a merge changes none. What one run could not put back, a later activation's may. */
function wasPutBack({ events }: CountedBypass, activation: number): boolean {
  const started = events.find((event) => event.type === "bypass.activated" && numberOf(event) === activation);
  const { checks = [] } = (started?.data ?? {}) as Partial<BypassActivated>;
  const restored = events
    .filter((event) => event.type === "override.restored" && numberOf(event) >= activation)
    .flatMap(({ data }) => data.checks as readonly string[]);
  return checks.every(({ name, mode }) => mode === "merge" || restored.includes(name));
}

function wasRegistered({ events }: CountedBypass): boolean {
  return events.some(({ type }) => type === "bypass.registered");
}

function daysOf({ start, end }: Span, { policy, since }: Population): string[] {
  const days: string[] = [];
  const from = Math.max(start, since ?? end);
  for (let at = from; at < end; ) {
    const day = periodContaining("daily", at, policy.calendar);
    if (day.end > end) break;
    days.push(day.id);
    at = day.end;
  }
  return days;
}

/** Newest event of a list of bypasses or events, by id: how fresh the evidence is. */
export function newestOf({ population, span }: ControlFacts, ids: ReadonlySet<string>): string | null {
  const newest = population.events.findLast(
    ({ id, bypass, at }) => (ids.has(bypass) || ids.has(id)) && (parseInstant(at) ?? span.end) < span.end,
  );
  return newest?.at ?? null;
}
