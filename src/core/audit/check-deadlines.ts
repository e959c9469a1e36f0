import type {
  BypassActivated,
  BypassAmended,
  EventManifest,
  LedgerEvent,
  RemediationOpened,
} from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { dayOfRecord } from "../ledger/record-path.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { classify } from "../procedure/classify.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import type { Level } from "../procedure/levels.ts";
import { requestSubject, type Subject } from "../procedure/when.ts";
import { deadlineOf } from "../remediation/deadline-of.ts";
import { endOfLocalDay } from "../time/business-days.ts";
import { resolveLimit } from "../time/duration.ts";
import { type Instant, type LocalDate, parseInstant, parseLocalDate } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";
import type { ManifestRequest } from "./manifest-request.ts";
import { subjectAsked } from "./subject-asked.ts";

/** What deadlines follow from. */
export interface DeadlineRules {
  /** The policies that the registry had about an instant, and since then until a day; null: one of them has errors. */
  readonly policiesAbout: (at: Instant, writtenOn: LocalDate) => readonly CompiledPolicy[] | null;
  /** What a manifest says; null: not known. */
  readonly requestOf: (bypass: string, manifest: EventManifest | null) => ManifestRequest | null;
}

/**
 * An amendment is decided, and recorded, after its merge: a bypass may be activated in between. Versions that named no built-in policy did
 * not hold its end to the lifetime then.
 */
const MERGED_MS = 3_600_000;

/** No time zone is further ahead of UTC. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * Whether deadlines on record are such as the policy gives: the end of an activation by the lifetime of its level, the deadline of a
 * remediation by the clock REM and the manifest's day, that of an amendment by its day and the calendar. None of these records names the
 * policy that it was reckoned by, so the latest end by any that the registry had until it was written is in order; and what was extended is held
 * against the amendment that grants it.
 * @param after records up to this number are not asked again
 * @returns also how many could not be judged
 */
export function checkDeadlines(
  folds: Iterable<BypassFold>,
  rules: DeadlineRules,
  after = 0,
): { readonly findings: readonly AuditFinding[]; readonly unknown: number } {
  let unknown = 0;
  const findings = [...folds].flatMap((fold) => {
    const level = parseManifestId(fold.bypass)?.level;
    if (level === undefined || !fold.entries.some((entry) => isDated(entry, after))) return [];
    const holding = new Set(holdingsOf(fold).map(({ event }) => event.id));
    const known = nothingKnown();
    return fold.entries.flatMap((entry): AuditFinding[] => {
      const isAsked = isDated(entry, after) && holding.has(entry.event.id);
      const ends = isAsked
        ? endsOf(entry.event, { level, fold, known, rules, writtenOn: dayOfRecord(entry.path) })
        : [];
      learn(known, entry.event);
      return ends.flatMap((end) => {
        if (end.latest === null) unknown++;
        return lateBy(end, entry);
      });
    });
  });
  return { findings, unknown };
}

const dated = new Set(["bypass.activated", "bypass.amended", "remediation.opened", "remediation.extended"]);

/** Whether a record behind a number may set an end. */
export function isDated({ seq, event }: Holding, after: number): boolean {
  return seq > after && dated.has(event.type);
}

/** An end that a record sets. */
interface End {
  readonly what: string;
  readonly end: Instant;
  /** The latest that is in order. Null: not known; 0: nothing gives one. */
  readonly latest: Instant | null;
}

function lateBy({ what, end, latest }: End, { seq, event, path }: Holding): AuditFinding[] {
  if (latest === null || end <= latest) return [];
  const { type, bypass, actor } = event;
  const params = { seq, type, bypass, what, end: formatEventInstant(end) };
  const item =
    latest === 0
      ? finding("EXTENSION_NOT_GRANTED", params, { path })
      : finding("DEADLINE_TOO_LATE", { ...params, latest: formatEventInstant(latest) }, { path });
  return [auditFinding(item, { bypass, seq, actor })];
}

/** What the records before one say, whatever became of them: what followed rests on those of its day. Grows by `learn`. */
interface Known {
  firstActivated: Instant | null;
  /** The latest of each. */
  readonly started: Record<"bypass.used" | "bypass.registered" | "bypass.activated", Instant | null>;
  /** Deadlines that amendments gave, with their last days. */
  readonly amended: Map<Instant, string | undefined>;
  /** The latest deadline that a tracking issue had, and the latest of those and of amendments. */
  opened: Instant | null;
  granted: Instant;
  /** End of the last activation as amendments moved it; null: none ran. */
  window: Instant | null;
  /** Whether it was suspended since: what goes on then has the time that it had. */
  suspended: boolean;
  /** Whether an approval named the built-in policy: no later record is of a version that did not. */
  named: boolean;
}

function nothingKnown(): Known {
  const started = { "bypass.used": null, "bypass.registered": null, "bypass.activated": null };
  const window = { window: null, suspended: false };
  return { firstActivated: null, started, ...window, amended: new Map(), opened: null, granted: 0, named: false };
}

function learn(known: Known, { type, at, data, supersedes }: LedgerEvent): void {
  const time = parseInstant(at) ?? 0;
  known.named ||= isNaming(data);
  if (type === "bypass.activated" || type === "bypass.used" || type === "bypass.registered") {
    known.started[type] = Math.max(time, known.started[type] ?? 0);
    known.firstActivated ??= known.started["bypass.activated"];
    if (type !== "bypass.activated") return;
    const end = parseInstant((data as unknown as BypassActivated).expires_at);
    known.window = supersedes === undefined ? end : Math.max(end ?? 0, known.window ?? 0);
    if (supersedes === undefined) known.suspended = false;
  } else if (type === "bypass.deactivated") {
    // That it had no effect either, which may be told of what was suspended before, gives it no more time.
    known.suspended = data.reason === "suspended";
  } else if (type === "bypass.amended") {
    const { changes } = data as unknown as BypassAmended;
    const end = parseInstant(changes.expires_at ?? "");
    if (end !== null && known.window !== null) known.window = Math.max(end, known.window);
    const deadline = parseInstant(changes.deadline ?? "");
    if (deadline === null) return;
    known.amended.set(deadline, changes.target_date);
    known.granted = Math.max(known.granted, deadline);
  } else if (type === "remediation.opened") {
    const deadline = parseInstant((data as unknown as RemediationOpened).deadline);
    if (deadline === null) return;
    known.opened = Math.max(deadline, known.opened ?? 0);
    known.granted = Math.max(known.granted, deadline);
  }
}

function isNaming(data: LedgerEvent["data"]): boolean {
  return data.default_policy_sha256 !== undefined;
}

interface Case {
  readonly level: Level;
  readonly fold: BypassFold;
  readonly known: Known;
  readonly rules: DeadlineRules;
  readonly writtenOn: LocalDate;
}

function endsOf(event: LedgerEvent, about: Case): readonly End[] {
  const { type, at, data } = event;
  if (type === "bypass.amended") return amendedEnds(event, about);
  if (type === "bypass.activated") {
    const end = parseInstant((data as unknown as BypassActivated).expires_at);
    if (end === null) return [];
    const latest = lifetimeFrom(parseInstant(at) ?? 0, event, about);
    const { suspended, window } = about.known;
    // What puts an earlier record right lets nothing go on.
    const isGoingOn = suspended && event.supersedes === undefined && window !== null && window < (latest ?? Infinity);
    return [{ what: "the override", end, latest: isGoingOn ? window : latest }];
  }
  const { deadline = "", target_date: day = "" } = data as {
    readonly deadline?: string;
    readonly target_date?: string;
  };
  const end = parseInstant(deadline);
  if (end === null) return [];
  if (type === "remediation.opened")
    return [{ what: "the remediation", end, latest: latestOpened(event, about) }, ...dayBehind(event, end)];
  const isGranted = about.known.amended.has(end) && (about.known.amended.get(end) ?? day) === day;
  return [{ what: `the remediation (${day})`, end, latest: isGranted ? end : 0 }];
}

/** The last day of a remediation, by which later extensions are reckoned, is not behind its deadline in any time zone. */
function dayBehind({ data }: LedgerEvent, deadline: Instant): End[] {
  const { due_date: day } = data as unknown as RemediationOpened;
  const start = parseInstant(`${day}T00:00:00Z`);
  const isBehind = start !== null && start - FURTHEST_ZONE_MS > deadline;
  return isBehind ? [{ what: `the day of the remediation (${day})`, end: start, latest: deadline }] : [];
}

function amendedEnds(event: LedgerEvent, about: Case): End[] {
  const { expires_at, target_date, deadline } = (event.data as unknown as BypassAmended).changes;
  const [expiry, due, day] = [
    parseInstant(expires_at ?? ""),
    parseInstant(deadline ?? ""),
    parseLocalDate(target_date ?? ""),
  ];
  const { firstActivated: start, named } = about.known;
  const ends: End[] = [];
  const isHeld = (from: Instant) => named || isNaming(event.data) || (parseInstant(event.at) ?? 0) - from > MERGED_MS;
  if (expiry !== null && start !== null && isHeld(start))
    ends.push({ what: "the override", end: expiry, latest: lifetimeFrom(start, event, about) });
  if (due !== null && day !== null) {
    const latest = latestBy(event, about, ({ calendar }) => endOfLocalDay(day, calendar));
    ends.push({ what: `the remediation (${day})`, end: due, latest });
  }
  return ends;
}

function lifetimeFrom(start: Instant, event: LedgerEvent, about: Case): Instant | null {
  return latestBy(
    event,
    about,
    ({ policy, calendar }) =>
      resolveLimit(start + SERVER_SKEW_MS, policy.levels[about.level].max_lifetime, calendar)?.deadline ?? null,
  );
}

/** Of the first issue what policy and manifest give, of one in the place of another what the former had; and what amendments gave. */
function latestOpened(event: LedgerEvent, about: Case): Instant | null {
  const { known, level, fold, rules } = about;
  if (event.data.reason === "replaced" && known.opened !== null) return known.granted;
  // A merge may be recorded between the run's look at the bypass and its record: the later of both is in order.
  const starts = Object.values(known.started).filter((start) => start !== null);
  if (starts.length === 0) return null;
  const start = Math.max(...starts);
  const request = rules.requestOf(fold.bypass, fold.state.activation?.manifest ?? fold.state.manifest);
  const text = (pointer: string) => (pointer === "/remediation/target_date" ? (request?.targetDate ?? null) : null);
  const found = latestBy(event, about, (policy) => {
    // Whether a clock with a condition is about it nobody knows without its manifest.
    if (request === null && policy.policy.clocks.REM?.when !== undefined) return null;
    return deadlineOf(start, { view: { text } }, level, subjectOf(request, level, policy), policy)?.deadline ?? null;
  });
  return found === null ? null : Math.max(found, known.granted);
}

function subjectOf(request: ManifestRequest | null, level: Level, { policy }: CompiledPolicy): Subject {
  if (request === null || policy.clocks.REM?.when === undefined) return requestSubject(level, false);
  return subjectAsked(request, level, classify(request.input, policy));
}

/** The latest that one of the policies gives; null where one of them does not tell. */
function latestBy(
  { at }: LedgerEvent,
  { rules, writtenOn }: Case,
  end: (policy: CompiledPolicy) => Instant | null,
): Instant | null {
  const ends = rules.policiesAbout(parseInstant(at) ?? 0, writtenOn)?.map(end) ?? [];
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map((one) => one ?? 0));
}
