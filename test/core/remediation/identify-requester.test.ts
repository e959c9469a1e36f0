import { expect, test } from "vitest";
import { reachedLogins } from "../../../src/core/notices/reached-logins.ts";
import { compilePeople } from "../../../src/core/procedure/compiled-people.ts";
import { identifyRequester } from "../../../src/core/remediation/identify-requester.ts";
import type { People } from "../../../src/generated/types/people.ts";
import { inputOf } from "./tracking-fixture.ts";

const { manifest, policy, fold } = inputOf("L1", { events: [] });

/** People of now, by login and number. */
const peopleOf = (numbers: Readonly<Record<string, number>>) =>
  compilePeople(
    {
      schema: "qms.people/v1",
      people: Object.fromEntries(
        Object.entries(numbers).map(([login, id]) => [login, { github: { login, id }, status: "active" }]),
      ),
      roles: {},
    } as unknown as People,
    null,
    null,
  );
/** The bypass as it was opened by somebody. */
const openedBy = (login: string, id: number) => {
  const [first] = fold.entries;
  if (first === undefined) throw new Error("the fixture has no record");
  const actor = { id, login, role: null, kind: "human" as const };
  return { ...fold, entries: [{ ...first, event: { ...first.event, type: "request.accepted" as const, actor } }] };
};

test.each([
  ["the login is the one of then", openedBy("req", 120), { req: 120 }, 120, ["req"]],
  ["the login changed since, and people.yml has the new one", openedBy("REQ", 120), { now: 120 }, 120, ["now"]],
  ["the login changed hands since", openedBy("req", 120), { req: 999, now: 120 }, 120, ["now"]],
  ["somebody else opened the request: people.yml tells", openedBy("mia", 130), { req: 120 }, 120, ["req"]],
  ["nothing tells", openedBy("mia", 130), { mia: 130 }, null, []],
] as const)("who asked has a number: %s", (_, of, numbers, id, reached) => {
  const people = peopleOf(numbers);
  expect(manifest.view.text("/requested_by")).toBe("req");
  expect(identifyRequester(of, "req", people)).toBe(id);
  expect(reachedLogins("requestor", of, manifest, policy, people, {})).toEqual(reached);
});
