import { holdingsOf } from "../core/audit/holdings.ts";
import { changeKindOf } from "../core/authorization/check-structure.ts";
import { confirmEvents } from "../core/authorization/confirm-events.ts";
import { decide } from "../core/authorization/decide.ts";
import { earlierEmergency } from "../core/authorization/earlier-emergency.ts";
import { readEarlierUses } from "../core/authorization/earlier-uses.ts";
import { finding } from "../core/findings/finding.ts";
import { type AmendmentReading, readAmendment } from "../core/manifest/read-amendment.ts";
import { type ManifestReading, readManifest } from "../core/manifest/read-manifest.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import type { PeopleReading, PolicyReading } from "../core/procedure/readings.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Decision } from "../generated/types/decision.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { EventFacts, Facts, NotificationFacts } from "../generated/types/facts.ts";
import type { LedgerSnapshot, RegistryFile, RequestOptions, RequestReading } from "../ports.ts";
import { foldOf } from "./fold-of.ts";

export interface DecideOptions {
  readonly registryBranch: string;
  readonly version: string;
  readonly policyPath: string;
  readonly peoplePath: string;
}

/** A decision with what it was made from. */
export interface DecidedRequest {
  readonly decision: Decision;
  readonly manifest: ManifestReading | null;
  /** Of an amendment: what it says, and the manifest that it amends. */
  readonly amendment: AmendmentReading | null;
  readonly original: ManifestReading | null;
  readonly policy: PolicyReading;
  readonly people: PeopleReading;
  /** With the ledger's events and notices. */
  readonly facts: Facts;
}

/** How a reading has to be made for `decideRequest`. */
export function requestOptions(phase: RequestOptions["phase"], options: DecideOptions): RequestOptions {
  return {
    registryBranch: options.registryBranch,
    phase,
    policyPath: options.policyPath,
    peoplePath: options.peoplePath,
    // Whoever acts on an approval has been warned before.
    earlier: phase === "request",
    targetOf: (file, policyFile) => {
      // The names of the target are needed even where the policy is broken; the decision says what is wrong with that.
      const policy = policyOf(policyFile, options).compiled ?? readDefaultPolicy().compiled;
      if (policy === null) return null;
      const { view } = readManifest(file.bytes, file.path, policy);
      const number = view.integer("/target/pull_request");
      const base = view.text("/target/base");
      return number === null || base === null ? null : { number, base, gates: policy.policy.gates };
    },
    teamsOf: (file) => [...(readPeople(file.bytes, file.path, null, 0).compiled?.teams.values() ?? [])],
  };
}

/**
 * Decides from one reading of GitHub: the same function for validate, apply-override and the gate, each with a reading of its own.
 * @param attempted notices of this very run, which the ledger does not show yet
 */
export function decideRequest(
  reading: RequestReading,
  options: DecideOptions,
  attempted: readonly NotificationFacts[] = [],
): DecidedRequest {
  const evaluatedAt = parseInstant(reading.facts.evaluated_at) ?? 0;
  const policy = policyOf(reading.policy, options);
  const people = peopleOf(reading.people, policy, options, evaluatedAt);
  const then = reading.peopleAtOpening;
  const sameAsNow = then === null || then.blob === reading.people?.blob;
  const isAmendment = changeKindOf(reading.facts) === "amendment";
  const file = isAmendment ? reading.original : reading.manifest;
  const subject =
    file === null || policy.compiled === null ? null : readManifest(file.bytes, file.path, policy.compiled);
  const manifest = isAmendment ? null : subject;
  const original = isAmendment ? subject : null;
  const amendment =
    isAmendment && reading.manifest !== null ? readAmendment(reading.manifest.bytes, reading.manifest.path) : null;
  const held = heldOf(reading.ledger);
  const facts: Facts = {
    ...reading.facts,
    ...originalFacts(original),
    events: confirmEvents(eventsOf(held, subject), reading.facts),
    notifications: [...noticesOf(held), ...attempted],
    ...earlierFacts(reading, policy, evaluatedAt),
    ...earlierBypass(reading, manifest),
  };
  const decision = decide({
    facts,
    manifest,
    amendment,
    original: original?.manifest == null ? null : original,
    policy,
    people,
    // Whether every level could be staffed then is no question of this request: hence without the policy.
    peopleAtOpening: sameAsNow ? null : readPeople(then.bytes, then.path, null, evaluatedAt),
    registryBranch: options.registryBranch,
    ...(changeKindOf(facts) === "governance"
      ? {
          codeowners: reading.codeowners?.text ?? null,
          ...(reading.codeowners === null ? {} : { codeownersPath: reading.codeowners.path }),
        }
      : {}),
    tool: { name: "qms-bypass", version: options.version },
  });
  return { decision, manifest, amendment, original, policy, people, facts };
}

/** Under a broken policy nothing can be counted, and nothing is decided either. */
function earlierFacts({ earlier }: RequestReading, policy: PolicyReading, now: Instant): Pick<Facts, "earlier_uses"> {
  if (earlier === undefined || policy.compiled === null) return {};
  return { earlier_uses: readEarlierUses(earlier, policy.compiled, now) };
}

function earlierBypass(reading: RequestReading, manifest: ManifestReading | null): Pick<Facts, "earlier_bypass"> {
  const openedAt = parseInstant(reading.facts.pull_request.opened_at);
  if (manifest === null || openedAt === null) return {};
  const earlier = earlierEmergency(reading.earlierEmergencies, manifest, openedAt);
  return earlier === null ? {} : { earlier_bypass: earlier };
}

function originalFacts(original: ManifestReading | null): Pick<Facts, "original"> {
  const { path, sha256, manifest } = original ?? {};
  if (path == null || sha256 === undefined || manifest == null) return {};
  return { original: { path, manifest_sha256: sha256, manifest: { ...manifest } } };
}

/** The policy of the registry branch; without one the built-in one holds. */
export function policyOf(file: RegistryFile | null, { policyPath }: Pick<DecideOptions, "policyPath">): PolicyReading {
  return file === null ? readDefaultPolicy() : readPolicy(file.bytes, policyPath);
}

/** The people of the registry branch. Empty never means "everyone": without people.yml nobody can approve. */
export function peopleOf(
  file: RegistryFile | null,
  policy: PolicyReading,
  { peoplePath: path }: Pick<DecideOptions, "peoplePath">,
  now: Instant,
): PeopleReading {
  if (file !== null) return readPeople(file.bytes, file.path, policy.compiled, now);
  return { path, sha256: "", compiled: null, findings: [finding("PEOPLE_MISSING", { file: path }, { path })] };
}

/** What the ledger says and still holds, corrections applied: by bypass, in the order of what happened. */
function heldOf(ledger: LedgerSnapshot): LedgerEvent[] {
  const bypasses = new Set(ledger.entries.map(({ event }) => event.bypass));
  return [...bypasses].flatMap((bypass) => holdingsOf(foldOf(ledger, bypass)).map(({ event }) => event));
}

/** The events of this bypass and of its incident, as facts. */
function eventsOf(held: readonly LedgerEvent[], manifest: ManifestReading | null): EventFacts[] {
  const incident = manifest?.view.text("/incident/id") ?? null;
  const isOurs = (event: LedgerEvent): boolean =>
    event.bypass !== "PROCEDURE" || (incident !== null && event.data.incident_id === incident);
  return held.filter(isOurs).map((event) => ({
    type: event.type,
    bypass: event.bypass,
    at: event.at,
    actor: { id: event.actor.id, login: event.actor.login },
    data: event.data,
    source: { kind: event.source.kind, url: event.source.url },
  }));
}

function noticesOf(held: readonly LedgerEvent[]): NotificationFacts[] {
  return held.flatMap((event) =>
    event.type === "notification.sent" || event.type === "notification.failed"
      ? [
          {
            audience: String(event.data.audience),
            attempted_at: event.at,
            delivered: event.type === "notification.sent",
          },
        ]
      : [],
  );
}
