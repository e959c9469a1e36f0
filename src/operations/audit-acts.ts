import { contentsAbout } from "../core/audit/about-that-day.ts";
import type { AuditFinding } from "../core/audit/audit-finding.ts";
import { type ActRules, actsOf, checkActs } from "../core/audit/check-acts.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import { parseInstant } from "../core/time/instant.ts";
import type { RepositoryHistory } from "../ports.ts";
import { compiledPeople, compiledPolicy, once, standard } from "./audit-slots.ts";
import type { BranchReading, CloneOptions, CloneReading } from "./read-clone.ts";

type Places = Pick<CloneOptions, "policyPath" | "peoplePath">;

/** Whether those who acted by a role held it, by what the registry had about that day. */
export function auditActs(
  { entries, folds }: Pick<LedgerVerification, "entries" | "folds">,
  registry: BranchReading,
  { contents }: Pick<CloneReading, "contents">,
  { policyPath, peoplePath }: Places,
): { readonly findings: readonly AuditFinding[]; readonly notChecked: readonly string[] } {
  const blobsAbout = contentsAbout(entries, registry.commits);
  const policyOf = once((blob: string | null) =>
    blob === null ? standard() : compiledPolicy(contents.get(blob), policyPath),
  );
  const peopleOf = once((blob: string) => compiledPeople(contents.get(blob), peoplePath ?? ""));
  const { findings, unknown } = checkActs(actsOf(folds.values()), ({ event }): ActRules | null => {
    const at = parseInstant(event.at) ?? 0;
    const policies = blobsAbout(policyPath, at).map(policyOf);
    const blobs = peoplePath === undefined ? [] : blobsAbout(peoplePath, at);
    const people = blobs.flatMap((blob) => (blob === null ? [] : [peopleOf(blob)]));
    return rulesOf(policies, people);
  });
  return { findings, notChecked: unknownActs(unknown) };
}

/** What cannot be judged of new records, by the registry as the note saw it and as it is; null: that does not tell enough. */
export async function auditNewActs(
  folds: Iterable<BypassFold>,
  { after, heads }: { readonly after: number; readonly heads: readonly string[] },
  { policyPath, peoplePath = "" }: Places,
  history: Pick<RepositoryHistory, "contents">,
): Promise<readonly string[] | null> {
  const acts = actsOf(folds).filter(({ seq }) => seq > after);
  if (acts.length === 0) return [];
  const places = (path: string) => (path === "" ? [] : heads.map((head) => `${head}:${path}`));
  const contents = await history.contents([...places(policyPath), ...places(peoplePath)]);
  const policies = places(policyPath).map((place) =>
    contents.has(place) ? compiledPolicy(contents.get(place), policyPath) : standard(),
  );
  const people = places(peoplePath).flatMap((place) =>
    contents.has(place) ? [compiledPeople(contents.get(place), peoplePath)] : [],
  );
  const { findings, unknown } = checkActs(acts, () => rulesOf(policies, people));
  return findings.length === 0 ? unknownActs(unknown) : null;
}

function rulesOf(
  policies: readonly (ActRules["policies"][number] | null)[],
  people: readonly (ActRules["people"][number] | null)[],
): ActRules | null {
  const known = { policies: policies.filter((one) => one !== null), people: people.filter((one) => one !== null) };
  const isWhole = known.policies.length === policies.length && known.people.length === people.length;
  return isWhole && people.length > 0 ? known : null;
}

function unknownActs(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `whether whoever declared an emergency, revoked a bypass or verified a remediation held a role for it, in ${count} records: people.yml of that day is not there or has errors, or gives the role to a team`,
  ];
}
