import type {
  BypassActivated,
  BypassAmended,
  BypassRegistered,
  EventManifest,
  RemediationOpened,
  RequestAccepted,
} from "../../generated/types/event.ts";
import { foldLogin } from "../authorization/identity.ts";
import { countBefore } from "../count-before.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf, type Stood, stoodOf } from "./holdings.ts";
import type { ManifestVersions } from "./manifest-name.ts";
import type { AmendmentRequest, ManifestRequest } from "./manifest-request.ts";

/**
 * Whether records say of a request what its manifest says, and of an amendment what it does: people approved its bytes, so a record that
 * names another pull request, commit, check, owner, day or merge, or calls a drill what is none, speaks of something that nobody approved.
 * What was done is judged as it was recorded, also where a later record says it otherwise.
 * @param versions manifests whose request was not read, or whose bytes are others, are not compared: they have findings of their own
 */
export function checkAsked(folds: Iterable<BypassFold>, versions: ManifestVersions): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const holdings = holdingsOf(fold);
    const stood = stoodOf(fold);
    const manifest = manifestOf(fold, stood);
    const request = requestIn(versions, manifest);
    const isActedUpon = stood.some(({ event: { type } }) => acting.has(type));
    const problems =
      request === null ? [] : [...drillProblems(fold, holdings, request), ...problemsOf(fold, stood, request)];
    return [
      ...problems.map((problem) => mismatch(fold, manifest, problem)),
      ...stood.flatMap((held) => {
        const { type, manifest: named = null } = held.event;
        const judge = naming.get(type);
        const asked = judge === undefined ? null : requestIn(versions, named);
        const found = asked === null ? [] : (judge?.(held, asked, isActedUpon) ?? []);
        return found.flatMap((problem) => (problem === null ? [] : [mismatch(fold, named, [held, problem])]));
      }),
    ];
  });
}

/** What a content asks for that a record names; null: not known. */
function requestIn(versions: ManifestVersions, manifest: EventManifest | null): ManifestRequest | null {
  const version = versions.get(manifest?.blob ?? "");
  return version?.sha256 === manifest?.sha256 ? (version?.name?.request ?? null) : null;
}

function mismatch({ bypass }: BypassFold, manifest: EventManifest | null, [held, problem]: Problem): AuditFinding {
  const { seq, event } = held;
  const { path = "", sha256: expected = "", commit } = manifest ?? {};
  const item = finding("EVENT_MANIFEST_MISMATCH", { seq, type: event.type, file: path, expected, problem }, { path });
  return auditFinding(item, { bypass, seq, actor: event.actor, commits: commit === undefined ? [] : [commit] });
}

/** The manifest that was acted upon first: no record in the place of that act makes it another one. Before that the one that was approved. */
function manifestOf({ state }: BypassFold, stood: readonly Stood[]): EventManifest | null {
  const acted = stood.find(({ event: { type } }) => acting.has(type));
  return acted?.event.manifest ?? state.manifest;
}

/** Types of records by which a manifest is acted upon. */
const acting = new Set(["bypass.activated", "bypass.registered"]);
/** Types whose records say again what a manifest asks for, or that it was done. The first request is accepted before its manifest is merged. */
const telling = new Set([
  ...["bypass.activated", "bypass.registered", "remediation.opened", "remediation.verified", "incident.stabilized"],
]);
/** What is wrong with a record that names the content which it is about itself, by its type. */
const naming: ReadonlyMap<
  string,
  (held: Holding, asked: ManifestRequest, isActedUpon: boolean) => readonly (string | null)[]
> = new Map([
  ["request.accepted", acceptanceProblems],
  ["incident.confirmed", confirmationProblems],
  ["bypass.approved", targetProblems],
  ["bypass.amended", (held, { amendment }) => amendmentProblems(held, amendment)],
]);

/** The manifests, and amendments, of bypasses that have records behind a number which tell of them. */
export function manifestsToldSince(folds: Iterable<BypassFold>, seq: number): readonly EventManifest[] {
  return [...folds].flatMap((fold) => {
    const later = fold.entries.filter((entry) => entry.seq > seq);
    const isTold = later.some(({ event }) => telling.has(event.type));
    const named = later.flatMap(({ event: { type, manifest } }) => (naming.has(type) ? (manifest ?? []) : []));
    const acted = isTold ? manifestOf(fold, stoodOf(fold)) : null;
    return acted === null ? named : [acted, ...named];
  });
}

type Problem = readonly [held: Holding, problem: string];

/** Only what takes a bypass out of the figures: a drill that is counted hides nothing. */
function drillProblems({ state }: BypassFold, holdings: readonly Holding[], { drill }: ManifestRequest): Problem[] {
  const said = holdings.findLast(({ event }) => event.data.drill === true);
  return state.drill && !drill && said !== undefined ? [[said, "that is no drill, as the record has it"]] : [];
}

function problemsOf(fold: BypassFold, stood: readonly Stood[], request: ManifestRequest): Problem[] {
  let { owner } = request;
  const prolongedTo = prolongations(fold);
  const found: Problem[] = [];
  for (const held of stood) {
    const { type, data } = held.event;
    const holds = held.until === null;
    if (type === "bypass.amended" && holds) owner = (data as unknown as BypassAmended).changes.owner ?? owner;
    const problems =
      type === "bypass.activated"
        ? activationProblems(held, request, prolongedTo(held))
        : type === "bypass.registered"
          ? registrationProblems(held, request)
          : type === "remediation.opened" && holds
            ? [other("has the owner", owner, (data as unknown as RemediationOpened).owner, foldLogin)]
            : type === "incident.stabilized" && holds && !isOther(fold, data.incident_id)
              ? confirmationProblems(held, request)
              : [];
    found.push(...problems.flatMap((problem): Problem[] => (problem === null ? [] : [[held, problem]])));
  }
  return found;
}

/**
 * Whether another record tells of this incident as of one beside that of the manifest: that it is over was said on the same issue, as long
 * as people could name the incident.
 */
function isOther({ entries }: BypassFold, incident: unknown): boolean {
  return entries.some(
    ({ event: { type, data } }) =>
      (type === "incident.caused" || type === "incident.linked") && data.incident_id === incident,
  );
}

function registrationProblems({ event }: Holding, { pull, merge, input }: ManifestRequest): (string | null)[] {
  const { merge_sha, checks: named } = event.data as unknown as BypassRegistered;
  const less = input.checks === "all" ? undefined : input.checks.find((name) => !named.includes(name));
  return [
    merge === null ? "that registers no merge" : other("registers merge", merge, merge_sha),
    other("is for pull request", pull, String(event.target?.pr ?? pull)),
    less === undefined ? null : `that names the check ${less}, and the record leaves it out`,
  ];
}

/** Of each record the latest end that amendments before it gave, whatever became of them; null: none gave one. */
function prolongations({ entries }: BypassFold): (held: Holding) => Instant | null {
  const known: { readonly by: number; readonly end: Instant }[] = [];
  for (const { seq, event } of entries) {
    if (event.type !== "bypass.amended") continue;
    const end = parseInstant((event.data as unknown as BypassAmended).changes.expires_at ?? "");
    if (end !== null) known.push({ by: seq, end: Math.max(end, known.at(-1)?.end ?? end) });
  }
  return ({ seq }) => known[countBefore(known, seq, ({ by }) => by) - 1]?.end ?? null;
}

/** By what a request says of itself it is found, counted and timed. What a record leaves out, as earlier versions did, it does not say. */
function acceptanceProblems({ event }: Holding, asked: ManifestRequest): (string | null)[] {
  const { level, severity, checks } = event.data as unknown as RequestAccepted;
  const { pull, input } = asked;
  const own = parseManifestId(event.bypass)?.level ?? null;
  const names = input.checks === "all" ? ["all"] : input.checks;
  return [
    other("has the level", own, level),
    severity === undefined ? null : other("has the severity", input.severity ?? "none", severity),
    other("asks for the checks", names.join(", "), checks.join(", ")),
    other("is for pull request", pull, String(event.target?.pr ?? pull)),
    ...confirmationProblems({ event }, asked),
  ];
}

/** The incident whose declaration the clocks of an EMERGENCY count from, and whose end ends it. */
function confirmationProblems({ event }: Pick<Holding, "event">, { incident }: ManifestRequest): (string | null)[] {
  const { incident_id: said } = event.data as { readonly incident_id?: string };
  return said === undefined ? [] : [other("is about the incident", incident ?? "none", said)];
}

/**
 * What is approved is for one commit of one pull request. But what was merged before it was decided about is approved whatever became of
 * the target since, which is not acted upon then; and what is registered was merged at whatever head GitHub shows.
 */
function targetProblems(
  { event: { target } }: Holding,
  { pull, head, base, merge }: ManifestRequest,
  isActedUpon: boolean,
): (string | null)[] {
  if (target === undefined) return [];
  return [
    other("is for pull request", pull, String(target.pr)),
    isActedUpon && merge === null ? other("is for commit", head, target.commit) : null,
    isActedUpon ? other("is for branch", base === null ? null : `refs/heads/${base}`, target.ref) : null,
  ];
}

function activationProblems(
  { event }: Holding,
  { pull, head, base, input, expiresAt, merge }: ManifestRequest,
  prolonged: Instant | null,
): (string | null)[] {
  const { target } = event;
  const { checks } = input;
  const { checks: named, expires_at } = event.data as unknown as BypassActivated;
  const names = named.map(({ name }) => name);
  const [last, end] = [parseInstant(expiresAt ?? ""), parseInstant(expires_at)];
  const more = checks === "all" ? undefined : names.find((name) => !checks.includes(name));
  return [
    merge === null ? null : `that registers the merge ${merge} afterwards, and asks for no override`,
    other("is for pull request", pull, String(target?.pr)),
    other("is for commit", head, target?.commit ?? "none"),
    other("is for branch", base === null ? null : `refs/heads/${base}`, target?.ref ?? "none"),
    last === null || end === null || end <= Math.max(last, prolonged ?? last)
      ? null
      : `that ends at ${expiresAt}, and the record says ${expires_at}`,
    more === undefined ? null : `that does not ask for the check ${more}`,
  ];
}

/** An end that was recorded when the override lived already may have been cut to its lifetime: it is no later than what was asked for. */
function amendmentProblems({ event: { bypass, data } }: Holding, asked: AmendmentRequest | null): string[] {
  const { number, changes } = data as unknown as BypassAmended;
  const { expires_at, target_date, owner } = changes;
  if (asked === null) return ["that is no amendment"];
  const [last, end] = [parseInstant(asked.expiresAt ?? ""), parseInstant(expires_at ?? "")];
  const found = [
    other("amends", asked.amends, bypass),
    // YAML writes one number in several ways.
    other("has the number", asked.number, String(number), (text) => String(Number(text))),
    other("asks for the day", asked.targetDate ?? "none", target_date ?? "none"),
    other("asks for the owner", asked.owner ?? "none", owner ?? "none", foldLogin),
    (last === null) === (end === null) && (end ?? 0) <= (last ?? 0)
      ? null
      : `that asks for the end ${asked.expiresAt ?? "none"}, and the record says ${expires_at ?? "none"}`,
  ];
  return found.filter((problem) => problem !== null);
}

/** In words that a record says something else; null: it does not, or the manifest does not say. */
function other(
  what: string,
  asked: string | null,
  said: string,
  same: (text: string) => string = (text) => text,
): string | null {
  return asked === null || same(asked) === same(said) ? null : `that ${what} ${asked}, and the record says ${said}`;
}
