import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { type BuiltIns, isFormer } from "../core/audit/built-ins.ts";
import {
  type ApprovalHeld,
  type ApprovalRules,
  approvalsOf,
  checkSlots,
  type Uncounted,
} from "../core/audit/check-slots.ts";
import { checkVerifiers, isVerification } from "../core/audit/check-verifiers.ts";
import { contentsAt } from "../core/audit/contents-at.ts";
import { holdingsOf } from "../core/audit/holdings.ts";
import { type ManifestVersion, type ManifestVersions, readManifestVersion } from "../core/audit/manifest-name.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { once } from "../core/once.ts";
import { type CompiledPeople, personByLogin } from "../core/procedure/compiled-people.ts";
import { compilePolicy } from "../core/procedure/compiled-policy.ts";
import { defaultPolicy, defaultPolicyNamed } from "../core/procedure/default-policy.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readPolicy } from "../core/procedure/read-policy.ts";
import { textSharer } from "../core/text/own-text.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { BypassApproved } from "../generated/types/event.ts";
import type { RepositoryHistory } from "../ports.ts";
import type { BranchReading, CloneOptions, CloneReading } from "./read-clone.ts";

type Places = Pick<CloneOptions, "policyPath" | "peoplePath">;

interface SlotAudit {
  /** Whether an approval was decided by a people.yml that was there: then every one has to be. */
  readonly isByPeople: boolean;
  readonly findings: readonly AuditFinding[];
  readonly notChecked: readonly string[];
}

/** Counts every approval again, by the policy, people and manifest that the registry had where it was decided; and who verified. */
export function auditSlots(
  given: Iterable<BypassFold>,
  registry: BranchReading,
  { contents, versions }: Pick<CloneReading, "contents" | "versions">,
  { policyPath, peoplePath, builtIns }: Places & { readonly builtIns: BuiltIns },
): SlotAudit {
  const folds = [...given];
  const approvals = approvalsOf(folds);
  const blobsOf = (path: string, commitOf: (approval: ApprovalHeld) => string | null) =>
    contentsAt(registry.commits, path, new Set(approvals.flatMap((approval) => commitOf(approval) ?? [])));
  const policies = blobsOf(policyPath, ({ policyCommit }) => policyCommit);
  const people = peoplePath === undefined ? new Map() : blobsOf(peoplePath, ({ peopleCommit }) => peopleCommit);
  const policyOf = policyReader(policyPath, (blob: string) => contents.get(blob));
  // A registry that had them at no such commit is not asked for them: nobody told where they lie.
  const isThere = [...people.values()].some((blob) => blob !== null);
  const peopleOf = once((blob: string | null): ApprovalRules["people"] => {
    if (blob === null) return isThere ? "absent" : null;
    return compiledPeople(contents.get(blob), peoplePath ?? "");
  });
  const { findings, uncounted } = checkSlots(
    approvals,
    ({ bypass, held, policyCommit, peopleCommit, defaultPolicy, manifest }) => ({
      policy: valueAt(policies, policyCommit, (blob) =>
        policyOf(blob, builtIns.behind(defaultPolicy, parseInstant(held.event.at) ?? 0)),
      ),
      people: valueAt(people, peopleCommit, peopleOf),
      request: requestOf(bypass, manifest, versions),
    }),
  );
  const verifiers = checkVerifiers(folds, (commit, login) => idIn(valueAt(people, commit, peopleOf), login));
  return { findings: [...findings, ...verifiers], notChecked: inWords(uncounted), isByPeople: isThere };
}

/** What a verification of new records knows of the registry. */
export interface NewRules {
  /** Number of the last record, and commit, of the note. */
  readonly after: number;
  readonly commit: string;
  /** Commits that the branch was at since, that of the note first. */
  readonly line: readonly string[];
  /** Whether an approval of before was decided by a people.yml that was there. */
  readonly isByPeople: boolean;
  /** Contents that came since: what was approved before it was merged is counted now. */
  readonly brought: ReadonlySet<string>;
}

/** The same of new records, where the registry is not read whole; null: something has to be looked at. */
export async function auditNewSlots(
  given: Iterable<BypassFold>,
  rules: NewRules,
  { policyPath, peoplePath = "" }: Places,
  history: Pick<RepositoryHistory, "contents" | "firstParents">,
): Promise<SlotAudit | null> {
  const folds = [...given];
  const approvals = approvalsOf(folds).filter(
    ({ held, manifest }) => held.seq > rules.after || rules.brought.has(manifest?.blob ?? ""),
  );
  // Whether that one had gone then, the whole ledger tells.
  if (approvals.some(({ defaultPolicy }) => isFormer(defaultPolicy))) return null;
  if (!(await areOfTheLine(approvals, rules, history))) return null;
  const placeOf = (commit: string, path: string): string => `${commit}:${path}`;
  const names = approvals.flatMap(({ policyCommit, peopleCommit, manifest }) => [
    ...(policyCommit === null ? [] : [placeOf(policyCommit, policyPath)]),
    ...(peopleCommit === null || peoplePath === "" ? [] : [placeOf(peopleCommit, peoplePath)]),
    ...(manifest === null ? [] : [manifest.blob]),
  ]);
  const verified = folds.filter(({ entries }) =>
    entries.some(({ seq, event }) => seq > rules.after && isVerification(event)),
  );
  if (peoplePath !== "")
    names.push(...verified.flatMap((fold) => peopleCommitsOf(fold).map((commit) => placeOf(commit, peoplePath))));
  const contents = names.length === 0 ? new Map<string, Uint8Array>() : await history.contents(names);
  const share = textSharer();
  const versions = new Map<string, ManifestVersion>();
  for (const { manifest } of approvals) {
    const bytes = contents.get(manifest?.blob ?? "");
    if (manifest !== null && bytes !== undefined) versions.set(manifest.blob, readManifestVersion(bytes, true, share));
  }
  const policyOf = policyReader(policyPath, (place: string) => contents.get(place));
  const policyAt = (place: string, builtIn: string | null) => policyOf(contents.has(place) ? place : null, builtIn);
  const peopleAt = once((place: string) => compiledPeople(contents.get(place), peoplePath));
  const { findings, uncounted } = checkSlots(
    approvals,
    ({ bypass, policyCommit, peopleCommit, defaultPolicy, manifest }) => ({
      policy: policyAt(placeOf(policyCommit ?? "", policyPath), defaultPolicy),
      people: peopleCommit === null ? null : peopleAt(placeOf(peopleCommit, peoplePath)),
      request: requestOf(bypass, manifest, versions),
    }),
  );
  const byPeople = approvals.flatMap(({ peopleCommit }) =>
    peopleCommit === null ? [] : [contents.has(placeOf(peopleCommit, peoplePath))],
  );
  // The first people.yml, or none any more: what that means for the approvals of before, all of them tell.
  if (uncounted.policy > 0 || byPeople.some((isOne) => isOne !== rules.isByPeople)) return null;
  const verifiers = checkVerifiers(verified, (commit, login) => idIn(peopleAt(placeOf(commit, peoplePath)), login));
  return {
    findings: [...findings, ...verifiers.filter(({ seq }) => (seq ?? 0) > rules.after)],
    notChecked: inWords(uncounted),
    isByPeople: rules.isByPeople,
  };
}

/** Commits of the registry whose people.yml says who may own its remediation. */
function peopleCommitsOf(fold: BypassFold): string[] {
  return holdingsOf(fold).flatMap(({ event: { type, data } }) => {
    const { people_sha: commit } = data as Partial<BypassApproved>;
    return (type === "bypass.approved" || type === "bypass.amended") && commit !== undefined ? [commit] : [];
  });
}

/** Number that a people.yml gives a login; null: it is not known, or does not have it. */
export function idIn(people: ApprovalRules["people"], login: string): number | null {
  return people === null || people === "absent" ? null : (personByLogin(people, login)?.id ?? null);
}

/** Whether the branch was at the commits that approvals name, and at none behind them when new ones were decided. */
async function areOfTheLine(
  approvals: readonly ApprovalHeld[],
  { after, commit, line }: NewRules,
  history: Pick<RepositoryHistory, "firstParents">,
): Promise<boolean> {
  const known = new Set(line);
  const former = approvals.filter(({ policyCommit, peopleCommit }) =>
    [policyCommit, peopleCommit].some((named) => named !== null && !known.has(named)),
  );
  if (former.length === 0) return true;
  // Since when the branch had been at the noted one, the records of before tell.
  if (former.some(({ held }) => held.seq > after)) return false;
  for (const oid of await history.firstParents(commit)) known.add(oid);
  return former.every(({ policyCommit, peopleCommit }) =>
    [policyCommit, peopleCommit].every((named) => named === null || known.has(named)),
  );
}

/** What a place names is read once with each built-in policy; null: there was no file, so that the built-in one held. */
export function policyReader(path: string, bytesOf: (place: string) => Uint8Array | undefined) {
  const readerOf = once((builtIn: string | null) =>
    once((place: string | null) => {
      const bytes = place === null ? null : bytesOf(place);
      return bytes === undefined ? null : policyBy(bytes, path, builtIn);
    }),
  );
  return (place: string | null, builtIn: string | null): ApprovalRules["policy"] => readerOf(builtIn)(place);
}

function policyBy(bytes: Uint8Array | null, path: string, builtIn: string | null): ApprovalRules["policy"] {
  const base = defaultPolicyNamed(builtIn);
  if (bytes === null) return base === null ? "unknown" : compilePolicy(base, null, null);
  let isExtended = false;
  const { compiled } = readPolicy(bytes, path, () => {
    isExtended = true;
    return base ?? defaultPolicy();
  });
  return isExtended && base === null ? "unknown" : compiled;
}

/** Whether it was good is not asked here, so of no day. */
export function compiledPeople(bytes: Uint8Array | undefined, path: string): CompiledPeople | null {
  return bytes === undefined ? null : readPeople(bytes, path, null, 0).compiled;
}

/** Null: this clone does not have these bytes, or not as a state of the registry, or they are not about this bypass. */
export function requestOf(
  bypass: string,
  manifest: ApprovalHeld["manifest"],
  versions: ManifestVersions,
): ApprovalRules["request"] {
  const version = versions.get(manifest?.blob ?? "");
  if (version?.name?.id !== bypass || version.sha256 !== manifest?.sha256) return null;
  return version.name.request;
}

/** What a file that a commit had amounts to; null: the commit, or what it had, is not known. */
function valueAt<Value>(
  blobs: ReadonlyMap<string, string | null>,
  commit: string | null,
  read: (blob: string | null) => Value | null,
): Value | null {
  const blob = blobs.get(commit ?? "");
  return blob === undefined ? null : read(blob);
}

function inWords({ policy, people, manifest, team }: Uncounted): readonly string[] {
  const lines: readonly (readonly [number, string])[] = [
    [
      policy,
      `how many people ${policy} approvals needed: the policy that they were decided by is not named, not of a commit that the branch was at, or has errors`,
    ],
    [
      people,
      `whether the approvers of ${people} approvals held the roles: the people.yml that they were decided by is not named, not of a commit that the branch was at, or has errors`,
    ],
    [
      manifest,
      `slots with a condition, and the level, of ${manifest} approvals: what was approved is not at the head of the registry (a request may have been changed and approved again)`,
    ],
    [team, `approvers of ${team} approvals who may hold their role as members of a team: only GitHub knows`],
  ];
  return lines.flatMap(([count, line]) => (count === 0 ? [] : [line]));
}
