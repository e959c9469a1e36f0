import type { BypassApproved } from "../../generated/types/event.ts";
import type { Facts } from "../../generated/types/facts.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import type { ManifestReading } from "../manifest/read-manifest.ts";
import { own } from "../own.ts";
import { type CompiledPeople, holdersOf } from "../procedure/compiled-people.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { identifyRequester } from "../remediation/identify-requester.ts";

/** A login that GitHub mentions. */
const mentionable = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;

/**
 * Whom a mention reaches: the active holders of the recipient's roles, or the bypass's own people. A name that people.yml does not hold
 * is never mentioned, whatever a manifest says.
 */
export function reachedLogins(
  recipient: string,
  fold: BypassFold,
  manifest: ManifestReading,
  policy: CompiledPolicy,
  people: CompiledPeople,
  teams: NonNullable<Facts["teams"]>,
): string[] {
  const active = [...people.byId.values()].filter((person) => person.active && mentionable.test(person.login));
  const byLogin = (logins: readonly (string | null | undefined)[]): string[] => {
    const wanted = new Set(logins.flatMap((login) => login?.toLowerCase() ?? []));
    return active.filter(({ login }) => wanted.has(login.toLowerCase())).map(({ login }) => login);
  };
  if (recipient === "owner") return byLogin([fold.state.amended?.owner ?? manifest.view.text("/remediation/owner")]);
  if (recipient === "requestor") {
    const requester = identifyRequester(fold, manifest.view.text("/requested_by"), people);
    return active.filter(({ id }) => id === requester).map(({ login }) => login);
  }
  if (recipient === "approvers") {
    const approved = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "bypass.approved");
    return byLogin(((approved?.data as BypassApproved | undefined)?.approvers ?? []).map(({ login }) => login));
  }
  const roles = recipient.startsWith("role:")
    ? [recipient.slice("role:".length)]
    : (own(policy.policy.audiences, recipient)?.roles ?? []);
  const ids = new Set(roles.flatMap((role) => [...(holdersOf(people, role, teams) ?? [])]));
  return active.filter(({ id }) => ids.has(id)).map(({ login }) => login);
}
