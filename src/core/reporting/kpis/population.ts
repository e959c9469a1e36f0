import type { LedgerEvent } from "../../../generated/types/event.ts";
import { compareText } from "../../document/read-document.ts";
import type { BypassFold } from "../../ledger/fold-bypass.ts";
import { parseManifestId } from "../../manifest/manifest-id.ts";
import type { ManifestReading } from "../../manifest/read-manifest.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { isDrillDeclaration } from "../../procedure/declared-as.ts";
import type { Level } from "../../procedure/levels.ts";
import { parseDuration } from "../../time/duration.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import { eventsThatHold, foldBefore } from "../fold-before.ts";
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
export function gatherPopulation({
  asOf,
  policy,
  folds,
  manifestOf,
  home,
  landings = null,
}: PopulationInputs): Population {
  const bypasses: CountedBypass[] = [];
  const [drills, neverInForce]: [string[], string[]] = [[], []];
  const repositories = new Map<string, string>();
  const events: LedgerEvent[] = [];
  let first: string | null = null;
  if (home !== null) repositories.set(String(home.id), home.name);
  for (const whole of [...folds].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1))) {
    const fold = foldBefore(whole, asOf);
    const held = eventsThatHold(fold);
    for (const { event } of fold.entries) if (first === null || event.at < first) first = event.at;
    if (fold.state.drill) {
      drills.push(fold.bypass);
      continue;
    }
    events.push(...held.filter((event) => !isDrillDeclaration(event)));
    const id = parseManifestId(fold.bypass);
    if (id === null || !held.some(({ type }) => type === "request.accepted" || type === "bypass.registered")) continue;
    const manifest = manifestOf(whole);
    const counted = countBypass(fold, held, manifest, id.level, policy, repositories);
    if (counted === null) neverInForce.push(fold.bypass);
    else bypasses.push(counted);
  }
  return {
    asOf,
    policy,
    bypasses,
    drills,
    neverInForce,
    repositories,
    events: events.sort((one, other) => compareText(one.at, other.at)),
    since: first === null ? null : instantOf({ at: first }),
    landings: landings?.filter((at) => at < asOf) ?? null,
  };
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

function countBypass(
  fold: BypassFold,
  held: readonly LedgerEvent[],
  manifest: ManifestReading | null,
  level: Level,
  policy: CompiledPolicy,
  repositories: Map<string, string>,
): CountedBypass | null {
  const { repository } = identityOf(fold, manifest, level, policy);
  const asked = held.find(({ type }) => type === "request.accepted");
  const number = asked?.data.repository_id === undefined ? (repository ?? "") : String(asked.data.repository_id);
  if (repository !== null || !repositories.has(number)) repositories.set(number, repository ?? `repository ${number}`);
  const activations = held.filter(({ type }) => type === "bypass.activated");
  const used = held.find(({ type }) => type === "bypass.used");
  const [first = fold.state.registered ? used : undefined] = activations;
  if (first === undefined) return null;
  const named = activations.flatMap(({ data }) => data.checks as readonly { readonly name: string }[]);
  const checks = named.length > 0 ? named.map(({ name }) => name) : ((asked?.data.checks ?? []) as readonly string[]);
  return {
    id: fold.bypass,
    level,
    repository: number,
    activatedAt: instantOf(first),
    usedAt: used === undefined ? null : instantOf(used),
    checks: [...new Set(checks)],
    requestor: manifest?.view.text("/requested_by")?.slice(0, 100) ?? null,
    regulations: manifest?.view.texts("/regulations") ?? [],
    remediation: readRemediation(held),
    events: held,
  };
}
