import type { AuditFinding } from "../core/audit/audit-finding.ts";
import {
  type ApprovalHeld,
  type ApprovalRules,
  approvalsOf,
  checkSlots,
  type Uncounted,
} from "../core/audit/check-slots.ts";
import { contentsAt } from "../core/audit/contents-at.ts";
import { type ManifestVersion, type ManifestVersions, readManifestVersion } from "../core/audit/manifest-name.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { CompiledPeople } from "../core/procedure/compiled-people.ts";
import type { CompiledPolicy } from "../core/procedure/compiled-policy.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import { textSharer } from "../core/text/own-text.ts";
import type { RepositoryHistory } from "../ports.ts";
import type { BranchReading, CloneOptions, CloneReading } from "./read-clone.ts";

type Places = Pick<CloneOptions, "policyPath" | "peoplePath">;

/** Counts every approval again, by the policy, people and manifest that the registry had where it was decided. */
export function auditSlots(
  folds: Iterable<BypassFold>,
  registry: BranchReading,
  { contents, versions }: Pick<CloneReading, "contents" | "versions">,
  { policyPath, peoplePath }: Places,
): { readonly findings: readonly AuditFinding[]; readonly notChecked: readonly string[] } {
  const approvals = approvalsOf(folds);
  const blobsOf = (path: string, commitOf: (approval: ApprovalHeld) => string | null) =>
    contentsAt(registry.commits, path, new Set(approvals.flatMap((approval) => commitOf(approval) ?? [])));
  const policies = blobsOf(policyPath, ({ policyCommit }) => policyCommit);
  const people = peoplePath === undefined ? new Map() : blobsOf(peoplePath, ({ peopleCommit }) => peopleCommit);
  const policyOf = once((blob: string | null) =>
    blob === null ? standard() : compiledPolicy(contents.get(blob), policyPath),
  );
  const peopleOf = once((blob: string | null) =>
    blob === null ? null : compiledPeople(contents.get(blob), peoplePath ?? ""),
  );
  const { findings, uncounted } = checkSlots(approvals, ({ bypass, policyCommit, peopleCommit, manifest }) => ({
    policy: valueAt(policies, policyCommit, policyOf),
    people: valueAt(people, peopleCommit, peopleOf),
    claims: claimsOf(bypass, manifest, versions),
  }));
  return { findings, notChecked: inWords(uncounted) };
}

/** The same of new records, where the registry is not read whole; null: something has to be looked at. */
export async function auditNewSlots(
  folds: Iterable<BypassFold>,
  after: number,
  { policyPath, peoplePath = "" }: Places,
  history: Pick<RepositoryHistory, "contents">,
): Promise<readonly AuditFinding[] | null> {
  const approvals = approvalsOf(folds).filter(({ held }) => held.seq > after);
  const placeOf = (commit: string, path: string): string => `${commit}:${path}`;
  const names = approvals.flatMap(({ policyCommit, peopleCommit, manifest }) => [
    ...(policyCommit === null ? [] : [placeOf(policyCommit, policyPath)]),
    ...(peopleCommit === null || peoplePath === "" ? [] : [placeOf(peopleCommit, peoplePath)]),
    ...(manifest === null ? [] : [manifest.blob]),
  ]);
  const contents = names.length === 0 ? new Map<string, Uint8Array>() : await history.contents(names);
  const share = textSharer();
  const versions = new Map<string, ManifestVersion>();
  for (const { manifest } of approvals) {
    const bytes = contents.get(manifest?.blob ?? "");
    if (manifest !== null && bytes !== undefined) versions.set(manifest.blob, readManifestVersion(bytes, true, share));
  }
  const { findings, uncounted } = checkSlots(
    approvals,
    ({ bypass, policyCommit, peopleCommit, manifest }): ApprovalRules => {
      const policy = policyCommit === null ? undefined : contents.get(placeOf(policyCommit, policyPath));
      const people = peopleCommit === null ? undefined : contents.get(placeOf(peopleCommit, peoplePath));
      return {
        policy: policy === undefined ? standard() : compiledPolicy(policy, policyPath),
        people: people === undefined ? null : compiledPeople(people, peoplePath),
        claims: claimsOf(bypass, manifest, versions),
      };
    },
  );
  return uncounted.policy > 0 ? null : findings;
}

function standard(): CompiledPolicy | null {
  return readDefaultPolicy().compiled;
}

function compiledPolicy(bytes: Uint8Array | undefined, path: string): CompiledPolicy | null {
  return bytes === undefined ? null : readPolicy(bytes, path).compiled;
}

/** Whether it was good is not asked here; and no certificate, so of no day. */
function compiledPeople(bytes: Uint8Array | undefined, path: string): CompiledPeople | null {
  return bytes === undefined ? null : readPeople(bytes, path, null, 0).compiled;
}

/** Null: this clone does not have these bytes, or not as a state of the registry, or they are not about this bypass. */
function claimsOf(
  bypass: string,
  manifest: ApprovalHeld["manifest"],
  versions: ManifestVersions,
): ApprovalRules["claims"] {
  const version = versions.get(manifest?.blob ?? "");
  if (version?.name?.id !== bypass || version.sha256 !== manifest?.sha256) return null;
  return version.name.claims;
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

function once<Value>(read: (blob: string | null) => Value): (blob: string | null) => Value {
  const known = new Map<string | null, Value>();
  return (blob) => {
    const found = known.get(blob);
    if (found !== undefined || known.has(blob)) return found as Value;
    const value = read(blob);
    known.set(blob, value);
    return value;
  };
}

function inWords({ policy, people, manifest, team }: Uncounted): readonly string[] {
  const lines: readonly (readonly [number, string])[] = [
    [
      policy,
      `how many people ${policy} approvals needed: the policy that they were decided by is not named, not in this clone, or has errors`,
    ],
    [
      people,
      `whether the approvers of ${people} approvals held the roles: the people.yml that they were decided by is not named, not in this clone, or has errors`,
    ],
    [
      manifest,
      `slots with a condition, and the level, of ${manifest} approvals: the manifest that was approved is not at the head of the registry`,
    ],
    [team, `approvers of ${team} approvals who may hold their role as members of a team: only GitHub knows`],
  ];
  return lines.flatMap(([count, line]) => (count === 0 ? [] : [line]));
}
