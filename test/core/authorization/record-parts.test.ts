import { expect, test } from "vitest";
import { type DecidedInput, filledSlots } from "../../../src/core/authorization/record-parts.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";

/** max the architect has another login, and quinn's login is his key. */
const people = readPeople(
  new TextEncoder().encode(`schema: qms.people/v1
people:
  max: { github: { login: max-arch, id: 1 }, status: active }
  quinn: { github: { login: max, id: 2 }, status: active }
roles:
  core-architect: [max]
  qms-quality-coordinator: [quinn]
`),
  null,
  null,
  0,
).compiled;

const candidate = (person: string | null, login: string, id: number) => ({
  ...{ person, login, id, review_id: 10 + id, code: "OK", text: "", fix: "" },
});
const slot = (name: string, by: string) => ({
  ...{ slot: name, roles: [], needed: 1, status: "filled", by: [by], eligible: [] },
});
const filled = (tree: readonly object[], candidates: readonly object[]) =>
  filledSlots({ decision: { tree, candidates }, people } as unknown as DecidedInput).map(({ slot, id }) => [slot, id]);

test("who fills a slot goes on record by the name that the decision uses, also where that is the login of somebody else", () => {
  expect(people).not.toBeNull();
  const both = [candidate("quinn", "max", 2), candidate("max", "max-arch", 1)];
  expect(filled([slot("architect", "max"), slot("quality", "quinn")], both)).toEqual([
    ["architect", 1],
    ["quality", 2],
  ]);
});

test("a member of a team who is nobody in the file goes by the login", () => {
  expect(filled([slot("architect", "zoe")], [candidate(null, "zoe", 7)])).toEqual([["architect", 7]]);
});
