import type { EventRef, When } from "../../../generated/types/policy.ts";
import {
  type Answerers,
  isOwner,
  ownerInWords,
  type Refusal,
  refuseRole,
  rolesOfOwner,
} from "../../authorization/answerers.ts";
import type { CompiledPolicy } from "../../procedure/compiled-policy.ts";
import { matchesWhen, type Subject } from "../../procedure/when.ts";

/**
 * Whom the policy asks for an event of this type and kind: the owner of an obligation that it satisfies, the `by` of a clock that it
 * stops. Empty: the policy says nothing about it.
 * @param subject null: whatever bypass it is
 */
export function ownersByPolicy(
  type: string,
  kind: unknown,
  subject: Subject | null,
  { policy }: Pick<CompiledPolicy, "policy">,
): string[] {
  const isMeant = (reference: EventRef): boolean =>
    typeof reference === "string"
      ? reference === type
      : reference.event === type && (reference.kind === undefined || reference.kind === kind);
  const isOfIt = (when: When | undefined): boolean => subject === null || matchesWhen(when, subject);
  const rows = Object.values(policy.obligations).filter(
    ({ when, satisfied_by: proof }) => proof !== undefined && isMeant(proof) && isOfIt(when),
  );
  const clocks = Object.values(policy.clocks).filter(
    ({ when, stop = [], expect }) => [...stop, ...(expect === undefined ? [] : [expect])].some(isMeant) && isOfIt(when),
  );
  const named = [...rows.map(({ owner }) => owner), ...clocks.flatMap(({ by }) => by ?? [])];
  return [...new Set(named.map((owner) => owner.replace(/^role:/, "")))].filter((owner) => owner !== "automation");
}

/** The role in which somebody may record it (null: as the owner of the remediation), or why not. */
export function roleToRecord(
  what: string,
  id: number,
  owners: readonly string[],
  answerers: Answerers,
): { readonly role: string | null } | Refusal {
  const held = owners
    .filter((owner) => isOwner(id, owner, answerers))
    .flatMap((owner) => rolesOfOwner(owner, answerers).find((role) => answerers.holds(id, role)) ?? null);
  const [first] = held;
  if (first !== undefined) return { role: held.find((role) => role !== null) ?? null };
  const names = owners.map((owner) => ownerInWords(owner, answerers.level)).join(", ");
  const refusal = refuseRole(
    owners.flatMap((owner) => rolesOfOwner(owner, answerers)),
    `${what} takes one of: ${names}`,
    answerers,
  );
  const { remediationOwner } = answerers;
  return owners.includes("remediation_owner") && remediationOwner !== null
    ? { ...refusal, fix: `${refusal.fix} Or ask the remediation owner, ${remediationOwner.login}.` }
    : refusal;
}
