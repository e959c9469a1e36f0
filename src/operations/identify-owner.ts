import { holdingsOf } from "../core/audit/holdings.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { type CompiledPeople, personByLogin } from "../core/procedure/compiled-people.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { ownerNamedAt } from "../core/remediation/owner-naming.ts";
import type { RegistryReader, RequestDesk } from "../ports.ts";

/**
 * Looks up who owns a remediation, by number: logins change, and change hands. What a login meant is told by the people.yml that the
 * owner was approved by, then by that of now, then by GitHub. Null: nobody has that login any more.
 * @param people of now
 */
export function identifyOwners(
  { reader, desk }: { readonly reader: Pick<RegistryReader, "files">; readonly desk: Pick<RequestDesk, "accountOf"> },
  people: CompiledPeople,
  peoplePath: string,
): (fold: BypassFold, login: string) => Promise<number | null> {
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
  return async (fold, login) => {
    const commit = ownerNamedAt(holdingsOf(fold).map(({ event }) => event));
    const then = commit === null ? null : await peopleAt(commit);
    const person = (then === null ? null : personByLogin(then, login)) ?? personByLogin(people, login);
    return person === null ? desk.accountOf(login) : person.id;
  };
}
