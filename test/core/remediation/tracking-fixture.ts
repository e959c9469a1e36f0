import type { RemediationOwner } from "../../../src/core/authorization/answerers.ts";
import type { LedgerEntry } from "../../../src/core/ledger/build-record.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { manifestPath, parseManifestId } from "../../../src/core/manifest/manifest-id.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { type CompiledPeople, personByLogin } from "../../../src/core/procedure/compiled-people.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";
import {
  planTrackingIssue,
  type TrackingInput,
  type TrackingIssue,
} from "../../../src/core/remediation/plan-tracking-issue.ts";
import { basePolicy, example } from "../../support/fixture.ts";
import { eventOf } from "../ledger/fixture.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

export const ids = {
  L1: "BYPASS-L1-20260302-090000",
  L2: "BYPASS-L2-20260303-101500",
  L3: "BYPASS-L3-20260305-073000",
  EMERGENCY: "BYPASS-EM-20260312-021800",
} as const;
export type Level = keyof typeof ids;

export function policyOf(text = basePolicy) {
  const { compiled, findings } = readPolicy(bytes(text), ".qms/policy.yml");
  if (compiled === null) throw new Error(findings[0]?.message);
  return compiled;
}

interface Change {
  readonly used?: string | null;
  /** Types of its life, in place of the ordinary one: the last but one is its use. */
  readonly life?: readonly (readonly [type: string, data: Readonly<Record<string, unknown>>])[];
  readonly policy?: string;
  readonly edit?: (text: string) => string;
  /** Further events: type and data, one minute apart after the use. */
  readonly events?: readonly (readonly [type: string, data: Readonly<Record<string, unknown>>])[];
}

/** A used bypass of a level (null: activated only), one minute from event to event before the use. */
export function inputOf(level: Level, change: Change = {}): TrackingInput {
  const bypass = ids[level];
  const id = parseManifestId(bypass);
  if (id === null) throw new Error(bypass);
  const policy = policyOf(change.policy);
  const text = (change.edit ?? ((same: string) => same))(example(`manifest/valid/${bypass}.yml`));
  const used = change.used === undefined ? "2026-03-02T14:00:00.000Z" : change.used;
  const start = used === null ? Date.UTC(2026, 2, 12, 2, 30) : Date.parse(used);
  const life = ["request.accepted", "bypass.approved", "bypass.activated", "bypass.used", "bypass.deactivated"];
  const wanted: (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ...(change.life ?? life.slice(0, used === null ? 3 : 5).map((type) => [type, {}] as const)),
    ...(change.events ?? []),
  ];
  const at = (index: number) => new Date(start + (index - 3) * 60_000).toISOString();
  const entries = wanted.map(([type, data], index) => {
    const event = eventOf(type, index, { bypass, at: at(index), data });
    return { path: `ledger/${index}`, seq: index + 1, event, event_sha256: "" } satisfies LedgerEntry;
  });
  const { fold, findings } = foldBypass(bypass, entries);
  if (findings.length > 0) throw new Error(findings[0]?.message);
  return {
    bypass,
    level,
    manifest: readManifest(bytes(text), manifestPath(id), policy),
    fold,
    policy,
    repository: "acme/payments",
    registryBranch: "qms",
    asOf: start + 30 * 60_000,
  };
}

/** Whom a login of the manifest means: somebody of people.yml, else an account that is nobody there. */
export function ownerOf(people: CompiledPeople, login: string): RemediationOwner {
  return { login, id: personByLogin(people, login)?.id ?? 900 };
}

export function issueOf(level: Level, change: Change = {}): TrackingIssue {
  const plan = planTrackingIssue(inputOf(level, change));
  if (typeof plan === "string") throw new Error(plan);
  return plan;
}
