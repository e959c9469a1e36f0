import { foldLogin } from "../authorization/identity.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type CompiledPeople, personByLogin } from "../procedure/compiled-people.ts";

/**
 * GitHub's number of the account that a manifest names as `requested_by`: logins change, and change hands. Whoever opened the request under
 * that login had it then; else people.yml of now tells.
 * @returns null: nothing at hand tells it
 */
export function identifyRequester(fold: BypassFold, requester: string | null, people: CompiledPeople): number | null {
  if (requester === null) return null;
  const asked = fold.entries.find(
    ({ event: { type, actor } }) => type === "request.accepted" && foldLogin(actor.login) === foldLogin(requester),
  );
  return asked?.event.actor.id ?? personByLogin(people, requester)?.id ?? null;
}
