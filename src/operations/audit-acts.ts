import { contentsAbout } from "../core/audit/about-that-day.ts";
import type { AuditFinding } from "../core/audit/audit-finding.ts";
import type { BuiltIns } from "../core/audit/built-ins.ts";
import { type Act, type ActRules, actsOf, checkActs } from "../core/audit/check-acts.ts";
import { checkDeadlines, isDated } from "../core/audit/check-deadlines.ts";
import { type ClosingRules, checkLeftOut, firstNamedClosing } from "../core/audit/check-left-out.ts";
import { contentsAt } from "../core/audit/contents-at.ts";
import type { ManifestVersions } from "../core/audit/manifest-name.ts";
import { sha256Hex } from "../core/document/read-document.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { dayOfRecord } from "../core/ledger/record-path.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import { once } from "../core/once.ts";
import type { CompiledPeople } from "../core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import { type Instant, type LocalDate, parseInstant } from "../core/time/instant.ts";
import type { EventManifest } from "../generated/types/event.ts";
import type { RepositoryHistory } from "../ports.ts";
import { compiledPeople, idIn, policyReader, requestOf } from "./audit-slots.ts";
import type { BranchReading, CloneOptions, CloneReading } from "./read-clone.ts";

type Places = Pick<CloneOptions, "policyPath" | "peoplePath">;

/** Whether those who acted by a role held it, and whether deadlines are in order, by what the registry had about that day. */
export function auditActs(
  { entries, folds }: Pick<LedgerVerification, "entries" | "folds">,
  registry: BranchReading,
  { contents, versions }: Pick<CloneReading, "contents" | "versions">,
  { policyPath, peoplePath, builtIns }: Places & { readonly builtIns: BuiltIns },
): { readonly findings: readonly AuditFinding[]; readonly notChecked: readonly string[] } {
  const blobsAbout = contentsAbout(entries, registry.commits);
  const policyOf = policyReader(policyPath, (blob) => contents.get(blob));
  const policiesAbout = (...about: readonly [at: Instant, writtenOn: LocalDate]): readonly CompiledPolicy[] | null => {
    const bases = builtIns.about(about[0]);
    const found = blobsAbout(policyPath, ...about).flatMap(
      (blob) => bases?.map((base) => policyOf(blob, base)) ?? null,
    );
    return whole(found.map((policy) => (policy === "unknown" ? null : policy)));
  };
  const peopleOf = once((blob: string) => compiledPeople(contents.get(blob), peoplePath ?? ""));
  const acts = actsOf(folds.values());
  const ownersBy =
    peoplePath === undefined ? new Map<string, null>() : contentsAt(registry.commits, peoplePath, ownersNamedAt(acts));
  const { findings, unknown } = checkActs(
    acts,
    ({ event, path }): ActRules | null => {
      const about = [parseInstant(event.at) ?? 0, dayOfRecord(path)] as const;
      const blobs = peoplePath === undefined ? [] : blobsAbout(peoplePath, ...about);
      const people = blobs.flatMap((blob) => (blob === null ? [] : [peopleOf(blob)]));
      return rulesOf(policiesAbout(...about), whole(people));
    },
    (commit, login) => {
      const blob = ownersBy.get(commit) ?? null;
      return blob === null ? null : idIn(peopleOf(blob), login);
    },
  );
  const rules = {
    policiesAbout,
    requestOf: (bypass: string, manifest: EventManifest | null) => requestOf(bypass, manifest, versions),
    namedSince: firstNamedClosing(entries),
  };
  const deadlines = checkDeadlines(folds.values(), rules);
  const closings = checkLeftOut(folds.values(), rules);
  return {
    findings: [...findings, ...deadlines.findings, ...closings.findings],
    notChecked: [
      ...unknownActs(unknown),
      ...unknownDeadlines(deadlines.unknown),
      ...unknownConditions(closings.unknown),
    ],
  };
}

/** New records, and what is known of the registry. */
interface NewActs {
  /** Number of the last record of the note. */
  readonly after: number;
  /** Commits that the registry was at. */
  readonly heads: readonly string[];
  /** Whether an approval was decided by a people.yml that was there. */
  readonly isByPeople: boolean;
  /** Manifests of which the new records tell. */
  readonly versions: ManifestVersions;
  readonly namedSince: ClosingRules["namedSince"];
}

/** What cannot be judged of new records, by the registry as the note saw it and as it is; null: that does not tell enough. */
export async function auditNewActs(
  folds: readonly BypassFold[],
  { after, heads, isByPeople, versions, namedSince }: NewActs,
  { policyPath, peoplePath = "" }: Places,
  history: Pick<RepositoryHistory, "contents">,
): Promise<readonly string[] | null> {
  const acts = actsOf(folds).filter(({ seq }) => seq > after);
  const isAny = acts.length > 0 || folds.some(({ entries }) => entries.some((entry) => isDated(entry, after)));
  if (!isAny) return [];
  const places = (path: string) => (path === "" ? [] : heads.map((head) => `${head}:${path}`));
  const contents = await history.contents([...places(policyPath), ...places(peoplePath)]);
  // Which of two versions held on which day the whole registry tells.
  if (
    [policyPath, peoplePath].some(
      (path) => new Set(places(path).map((place) => digestOf(contents.get(place)))).size > 1,
    )
  )
    return null;
  const policies = places(policyPath).map((place) =>
    contents.has(place) ? compiledPolicy(contents.get(place), policyPath) : standard(),
  );
  const people = places(peoplePath).flatMap((place) =>
    contents.has(place) ? [compiledPeople(contents.get(place), peoplePath)] : [],
  );
  // One that was there shortly before may tell.
  if (acts.length > 0 && people.length === 0 && isByPeople) return null;
  let isOfBefore = false;
  const { findings, unknown } = checkActs(
    acts,
    () => rulesOf(whole(policies), whole(people)),
    () => {
      isOfBefore = true;
      return null;
    },
  );
  // Whose login an owner's was when people agreed to it, the whole registry tells.
  if (isOfBefore) return null;
  const rules = {
    policiesAbout: () => whole(policies),
    requestOf: (bypass: string, manifest: EventManifest | null) => requestOf(bypass, manifest, versions),
    namedSince,
  };
  const deadlines = checkDeadlines(folds, rules, after);
  const closings = checkLeftOut(folds, rules, after);
  return findings.length + deadlines.findings.length + closings.findings.length > 0
    ? null
    : [...unknownActs(unknown), ...unknownDeadlines(deadlines.unknown), ...unknownConditions(closings.unknown)];
}

/** Commits whose people.yml says who the owners are that were named by login. */
function ownersNamedAt(acts: readonly Act[]): ReadonlySet<string> {
  return new Set(acts.flatMap(({ owners }) => owners.flatMap(({ commit }) => commit ?? [])));
}

function digestOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : sha256Hex(bytes);
}

function rulesOf(
  policies: readonly CompiledPolicy[] | null,
  people: readonly CompiledPeople[] | null,
): ActRules | null {
  return policies === null || people === null || people.length === 0 ? null : { policies, people };
}

function standard(): CompiledPolicy | null {
  return readDefaultPolicy().compiled;
}

function compiledPolicy(bytes: Uint8Array | undefined, path: string): CompiledPolicy | null {
  return bytes === undefined ? null : readPolicy(bytes, path).compiled;
}

/** Null where one of them is not known. */
function whole<Value>(values: readonly (Value | null)[]): readonly Value[] | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : null;
}

function unknownDeadlines(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `whether ${count} deadlines are such as policy, calendar and manifest give: the policy of that day has errors, or the manifest that it depends on is not at the head of the registry`,
  ];
}

function unknownConditions(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `whether ${count} closing records name everything that was a condition of it: the policy of that day has errors, or the manifest that it depends on is not at the head of the registry`,
  ];
}

function unknownActs(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `whether whoever declared an emergency, revoked a bypass, verified a remediation, answered an obligation or brought anything else into the record held a role for it, in ${count} records: people.yml of that day is not there or has errors, does not name the owner, or gives the role to a team; or no policy of that day says who may`,
  ];
}
