import { describe, expect, test } from "vitest";
import { actsOf, checkActs } from "../../../src/core/audit/check-acts.ts";
import { extendFold, startFold } from "../../../src/core/ledger/fold-bypass.ts";
import { type CompiledPeople, compilePeople } from "../../../src/core/procedure/compiled-people.ts";
import { compilePolicy } from "../../../src/core/procedure/compiled-policy.ts";
import { defaultPolicy } from "../../../src/core/procedure/default-policy.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import { BYPASS, entriesOf, eventOf, hex, lifeOf } from "../ledger/fixture.ts";

const policy = compilePolicy(defaultPolicy(), null, null);
/** Nobody of them holds a role. */
const peopleOf = (logins: Readonly<Record<string, number>>): CompiledPeople =>
  compilePeople(
    {
      schema: "qms.people/v1",
      people: Object.fromEntries(
        Object.entries(logins).map(([login, id]) => [login, { github: { login, id }, status: "active" as const }]),
      ),
      roles: {},
    },
    null,
    null,
  );
const person = (id: number, login: string) => ({ id, login, role: null, kind: "human" as const });
const then = hex("5", 40);

/** Why somebody's lesson is none of theirs, and how many could not be judged: the remediation is dev's, as people.yml had it at the approval. */
function judged(actor: LedgerEvent["actor"], now: CompiledPeople, idOf?: Parameters<typeof checkActs>[2]) {
  const life = lifeOf()
    .slice(0, 10)
    .map((event) => (event.type === "bypass.approved" ? approved : event));
  const fold = startFold(BYPASS);
  const said = eventOf("lesson.recorded", 300, { actor, data: { comment_id: 1, text: "Ask earlier." } });
  for (const entry of entriesOf([...life, said])) expect(extendFold(fold, entry)).toBeNull();
  const acts = actsOf([fold]).filter(({ event }) => event.type === "lesson.recorded");
  const { findings, unknown } = checkActs(acts, () => ({ policies: [policy], people: [now] }), idOf);
  return [findings.map(({ code }) => code), unknown];
}
const approved = eventOf("bypass.approved", 2, { data: { people_sha: then } });
const told = [["ACTOR_NOT_ENTITLED"], 0];
const asItWas = (commit: string, login: string): number | null => (commit === then && login === "dev" ? 200 : null);

describe("the owner of a remediation is named by login", () => {
  test("which means whom people.yml names so", () => {
    expect(judged(person(200, "dev"), peopleOf({ dev: 200 }))).toEqual([[], 0]);
    expect(judged(person(300, "eve"), peopleOf({ dev: 200, eve: 300 }))).toEqual(told);
  });
  test("who is not known any more where people.yml has another login for them", () => {
    expect(judged(person(200, "dan"), peopleOf({ dan: 200 }))).toEqual([[], 1]);
  });
  test("and is who had it when it was approved, though it is somebody else's since", () => {
    const now = peopleOf({ dan: 200, dev: 201 });
    expect(judged(person(200, "dan"), now, asItWas)).toEqual([[], 0]);
    expect(judged(person(200, "dan"), peopleOf({ dan: 200 }), asItWas)).toEqual([[], 0]);
    expect(judged(person(300, "eve"), peopleOf({ dan: 200, dev: 201, eve: 300 }), asItWas)).toEqual(told);
  });
});
