import type { LedgerEvent } from "../../../generated/types/event.ts";
import { compareText } from "../../document/read-document.ts";
import { formatEventInstant } from "../../ledger/event-instant.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import { parseManifestId } from "../../manifest/manifest-id.ts";
import type { ManifestReading } from "../../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { isDrillDeclaration } from "../../procedure/declared-as.ts";
import type { Level } from "../../procedure/levels.ts";
import { parseDuration } from "../../time/duration.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import { countBefore, eventsThatHold, foldBefore } from "../fold-before.ts";
import { identityOf } from "../identity-of.ts";
import { type RemediationLife, readRemediation } from "./remediation-life.ts";

/** A bypass that was in force, as key figures look at it. */
export interface CountedBypass {
  readonly id: string;
  readonly level: Level;
  /** GitHub's number of the repository: a new name is not a new repository. */
  readonly repository: string;
  /** First activation; for a registered bypass, which never had one, the merge. */
  readonly activatedAt: Instant;
  readonly usedAt: Instant | null;
  readonly checks: readonly string[];
  /** Login as the manifest names it; null: the clone lacks the manifest. */
  readonly requestor: string | null;
  readonly regulations: readonly string[];
  readonly remediation: RemediationLife | null;
  /** Its events that hold, in the ledger's order. */
  readonly events: readonly LedgerEvent[];
}

/** Everything that key figures are counted from: what was known before an instant. */
export interface Population {
  readonly asOf: Instant;
  readonly policy: CompiledPolicy;
  /** In force at some time, drills left out, by id. */
  readonly bypasses: readonly CountedBypass[];
  readonly drills: readonly string[];
  readonly neverInForce: readonly string[];
  /** Number of the repository → its newest known name. */
  readonly repositories: ReadonlyMap<string, string>;
  /** Events that hold and belong to no drill, of bypasses and PROCEDURE, by time. */
  readonly events: readonly LedgerEvent[];
  /** The same of one type. */
  readonly eventsOf: (type: LedgerEvent["type"]) => readonly LedgerEvent[];
  /** First event of the ledger; null: it is empty. */
  readonly since: Instant | null;
  /** When changes came into the home repository's default branch, by its first-parent line; null: not known. */
  readonly landings: readonly Instant[] | null;
}

export interface PopulationInputs {
  readonly asOf: Instant;
  readonly policy: CompiledPolicy;
  readonly folds: Iterable<BypassFold>;
  readonly manifestOf: (fold: BypassFold) => ManifestReading | null;
  /** The repository that keeps the ledger: it is enrolled, whether it had a bypass or not. */
  readonly home: { readonly id: number; readonly name: string } | null;
  /** As above; absent: not known. */
  readonly landings?: readonly Instant[] | null;
}

/** Gathers what counts at an instant. */
export function gatherPopulation({ asOf, ...inputs }: PopulationInputs): Population {
  return populationsOf(inputs)(asOf);
}

/** Gathers the same at one instant after the other: of most bypasses nothing happened in between. */
export function populationsOf({
  policy,
  folds,
  manifestOf,
  home,
  landings = null,
}: Omit<PopulationInputs, "asOf">): (asOf: Instant) => Population {
  const wholes = [...folds]
    .map((fold) => ({ fold, id: idOf(fold) }))
    .sort((one, other) => compareText(one.id, other.id))
    .map(({ fold }) => fold);
  const first = firstOf(wholes);
  const known = new WeakMap<BypassFold, Member>();
  const memberAt = (whole: BypassFold, asOf: Instant): Member => {
    const length = countBefore(whole, asOf);
    const last = known.get(whole);
    if (last?.length === length) return last;
    const member = { length, ...readMember(whole, asOf, policy, manifestOf) };
    known.set(whole, member);
    return member;
  };
  return (asOf) => {
    const bypasses: CountedBypass[] = [];
    const [drills, neverInForce]: [string[], string[]] = [[], []];
    const repositories = new Map<string, string>();
    const events: LedgerEvent[] = [];
    if (home !== null) repositories.set(String(home.id), home.name);
    for (const whole of wholes) {
      const { isDrill, held, asked, counted } = memberAt(whole, asOf);
      if (isDrill) {
        drills.push(whole.bypass);
        continue;
      }
      events.push(...held);
      if (asked === null) continue;
      const { number, name } = asked;
      if (name !== null || !repositories.has(number)) repositories.set(number, name ?? `repository ${number}`);
      if (counted === null) neverInForce.push(whole.bypass);
      else bypasses.push(counted);
    }
    events.sort((one, other) => compareText(one.at, other.at));
    return {
      ...{ asOf, policy, bypasses, drills, neverInForce, repositories, events },
      eventsOf: byType(events),
      since: first === null || first >= formatEventInstant(asOf) ? null : instantOf({ at: first }),
      landings: landings?.filter((at) => at < asOf) ?? null,
    };
  };
}

/** What one bypass is at an instant. */
interface Member {
  readonly length: number;
  readonly isDrill: boolean;
  /** Its events that hold, without declarations of drills. */
  readonly held: readonly LedgerEvent[];
  /** Number and newest name of the repository that it was asked for; null: it was not asked for. */
  readonly asked: { readonly number: string; readonly name: string | null } | null;
  /** Null: it was never in force. */
  readonly counted: CountedBypass | null;
}
/** Bypasses named by their date, then by id: the newest name of a repository is the one that is kept. */
function idOf({ bypass }: BypassFold): string {
  return `${bypass.replace(/^BYPASS-[A-Z0-9]+-/, "")} ${bypass}`;
}

export function instantOf({ at }: Pick<LedgerEvent, "at">): Instant {
  return parseInstant(at) ?? Number.NaN;
}

/** An observation time of the policy in milliseconds, a day being 24 h. */
export function observation({ policy }: Population, key: "defect" | "security" | "recurrence"): number {
  const span = parseDuration(policy.policy.reports.observation[key]);
  return span?.kind === "elapsed" ? span.ms : (span?.months ?? 1) * 30 * DAY;
}

export const DAY = 86_400_000;

function readMember(
  whole: BypassFold,
  asOf: Instant,
  policy: CompiledPolicy,
  manifestOf: PopulationInputs["manifestOf"],
): Omit<Member, "length"> {
  const fold = foldBefore(whole, asOf);
  const isDrill = fold.state.drill;
  const all = eventsThatHold(fold);
  const held = all.filter((event) => !isDrillDeclaration(event));
  const id = isDrill ? null : parseManifestId(fold.bypass);
  const isAsked = all.some(({ type }) => type === "request.accepted" || type === "bypass.registered");
  if (id === null || !isAsked) return { isDrill, held, asked: null, counted: null };
  const manifest = manifestOf(whole);
  const { repository } = identityOf(fold, manifest, id.level, policy);
  const request = all.find(({ type }) => type === "request.accepted");
  const number = request?.data.repository_id === undefined ? (repository ?? "") : String(request.data.repository_id);
  const counted = countBypass(fold, all, manifest, id.level, number);
  return { isDrill, held, asked: { number, name: repository }, counted };
}

function countBypass(
  fold: BypassFold,
  held: readonly LedgerEvent[],
  manifest: ManifestReading | null,
  level: Level,
  repository: string,
): CountedBypass | null {
  const activations = held.filter(({ type }) => type === "bypass.activated");
  const usedAt = mergedAt(held);
  const [first] = activations;
  const activatedAt = first === undefined ? (fold.state.registered ? usedAt : null) : instantOf(first);
  if (activatedAt === null) return null;
  const asked = held.find(({ type }) => type === "request.accepted");
  const named = activations.flatMap(({ data }) => data.checks as readonly { readonly name: string }[]);
  const checks = named.length > 0 ? named.map(({ name }) => name) : ((asked?.data.checks ?? []) as readonly string[]);
  return {
    id: fold.bypass,
    level,
    repository,
    activatedAt,
    usedAt,
    checks: [...new Set(checks)],
    requestor: manifest?.view.text("/requested_by")?.slice(0, 100) ?? null,
    regulations: manifest?.view.texts("/regulations") ?? [],
    remediation: readRemediation(held),
    events: held,
  };
}

/** When it was merged. What is registered was, also where the record of its use, which is written with it, is not there. */
function mergedAt(held: readonly LedgerEvent[]): Instant | null {
  const used = held.find(({ type }) => type === "bypass.used");
  if (used !== undefined) return instantOf(used);
  const registered = held.find(({ type }) => type === "bypass.registered");
  return registered === undefined
    ? null
    : (parseInstant(String(registered.data.merged_at ?? "")) ?? instantOf(registered));
}

function firstOf(folds: readonly BypassFold[]): string | null {
  return folds.reduce<string | null>(
    (earliest, { entries }) =>
      entries.reduce((least, { event }) => (least === null || event.at < least ? event.at : least), earliest),
    null,
  );
}

/** Sorted out when somebody asks for the first of them. */
function byType(events: readonly LedgerEvent[]): Population["eventsOf"] {
  let groups: Map<string, LedgerEvent[]> | null = null;
  return (type) => {
    if (groups === null) {
      groups = new Map();
      for (const event of events) {
        const group = groups.get(event.type);
        if (group === undefined) groups.set(event.type, [event]);
        else group.push(event);
      }
    }
    return groups.get(type) ?? [];
  };
}
