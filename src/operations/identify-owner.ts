import { holdingsOf } from "../core/audit/holdings.ts";
import type { RemediationOwner } from "../core/authorization/answerers.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { type CompiledPeople, personByLogin } from "../core/procedure/compiled-people.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { ownerNamedAt } from "../core/remediation/owner-naming.ts";
import type { RegistryReader, RequestDesk } from "../ports.ts";
import { type Problem, problemOf } from "./override/problem-of.ts";

/** Null: nobody has that login any more; `unknown`: nobody could say this time, and why. */
interface IdentifiedOwner {
  readonly id: RemediationOwner["id"];
  readonly problem: Problem | null;
}

/**
 * Looks up who owns a remediation, by number: logins change, and change hands. What a login meant is told by the people.yml that the
 * owner was approved by, then by that of now, then by GitHub.
 * @param people of now
 */
export function identifyOwners(
  { reader, desk }: { readonly reader: Pick<RegistryReader, "files">; readonly desk: Pick<RequestDesk, "accountOf"> },
  people: CompiledPeople,
  peoplePath: string,
): (fold: BypassFold, login: string) => Promise<IdentifiedOwner> {
  const known = new Map<string, Promise<CompiledPeople | null>>();
  const peopleAt = (commit: string): Promise<CompiledPeople | null> => {
    const found = known.get(commit) ?? read(commit);
    known.set(commit, found);
    return found;
  };
  const read = async (commit: string): Promise<CompiledPeople | null> => {
    const file = (await reader.files(commit, [peoplePath])).get(peoplePath);
    return file === undefined ? null : readPeople(file.bytes, peoplePath, null, 0).compiled;
  };
  const identify = async (fold: BypassFold, login: string): Promise<number | null> => {
    const commit = ownerNamedAt(holdingsOf(fold).map(({ event }) => event));
    const then = commit === null ? null : await peopleAt(commit);
    const person = (then === null ? null : personByLogin(then, login)) ?? personByLogin(people, login);
    return person === null ? desk.accountOf(login) : person.id;
  };
  return async (fold, login) => {
    try {
      return { id: await identify(fold, login), problem: null };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      return { id: "unknown", problem };
    }
  };
}
