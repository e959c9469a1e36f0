import type { BypassApproved, EscalationRaised } from "../../generated/types/event.ts";
import type { Answerers } from "../authorization/answerers.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import type { CompiledPeople } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { identifyRequester } from "./identify-requester.ts";

/** By what somebody was told. */
export interface Told {
  /** Null: as a person (owner, requestor, one of the approvers), by no role. */
  readonly role: string | null;
}

/**
 * Whether somebody is among those whom the last rung of a ladder that is still climbed has told: whoever is asked may answer.
 * @param id GitHub's number of the account
 * @returns null: nobody has asked them
 */
export function toldByLadder(
  id: number,
  fold: BypassFold,
  manifest: ManifestReading,
  answerers: Answerers,
  policy: CompiledPolicy,
  people: CompiledPeople,
): Told | null {
  const named = lastRungs(fold).flatMap(({ to }) => to);
  const persons: Readonly<Record<string, () => boolean>> = {
    owner: () => id === answerers.remediationOwner?.id,
    requestor: () => id === identifyRequester(fold, manifest.view.text("/requested_by"), people),
    approvers: () => approversOf(fold).includes(id),
  };
  for (const recipient of named) {
    if (own(persons, recipient)?.() === true) return { role: null };
    const roles = recipient.startsWith("role:")
      ? [recipient.slice("role:".length)]
      : (own(policy.policy.audiences, recipient)?.roles ?? []);
    const role = roles.find((name) => answerers.holds(id, name));
    if (role !== undefined) return { role };
  }
  return null;
}

/** Of each ladder that was raised and not resolved since, the last rung. */
function lastRungs({ places }: BypassFold): EscalationRaised[] {
  const last = new Map<string, EscalationRaised>();
  for (const place of places) {
    const event = place.at(-1);
    const data = event?.data as unknown as EscalationRaised;
    if (event?.type === "escalation.raised") last.set(`${data.rule}:${data.cause}`, data);
    if (event?.type === "escalation.resolved") last.delete(`${data.rule}:${data.cause}`);
  }
  return [...last.values()];
}

function approversOf({ places }: BypassFold): number[] {
  const approved = places.map((place) => place.at(-1)).findLast((event) => event?.type === "bypass.approved");
  return ((approved?.data as BypassApproved | undefined)?.approvers ?? []).map(({ id }) => id);
}
