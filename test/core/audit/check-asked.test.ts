import { expect, test } from "vitest";
import { checkAsked } from "../../../src/core/audit/check-asked.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { BYPASS, entriesOf, eventOf, hex, manifest, target } from "../ledger/fixture.ts";

// What was merged already is approved by its content, and registered as GitHub shows it: which head its manifest names nobody asks (30-authorization.md, "Phases").

const merge = hex("7", 40);
const asking = (more: object) => {
  const request = {
    ...{
      requester: null,
      owner: null,
      pull: "512",
      head: hex("9", 40),
      base: "main",
      expiresAt: null,
      amendment: null,
    },
    ...{ input: { checks: ["docs/coverage"] }, merge: null, ...more },
  };
  return new Map([[manifest.blob, { sha256: manifest.sha256, name: { id: BYPASS, request } }]]) as never;
};
const life = (event = eventOf("bypass.registered", 4, { manifest, target, data: { merge_sha: merge } })) =>
  foldBypass(
    BYPASS,
    entriesOf([eventOf("request.accepted"), eventOf("bypass.approved", 2, { manifest, target }), event]),
  ).fold;

test.each<readonly [string, object, readonly string[]]>([
  ["that is registered", { merge }, []],
  ["that is registered, for another pull request", { merge, pull: "9" }, ["bypass.approved", "bypass.registered"]],
  ["that is registered, into another branch", { merge, base: "release" }, ["bypass.approved"]],
])("the head of a merge %s", (_, more, expected) => {
  const found = checkAsked([life()], asking(more));
  expect(found.map(({ message }) => /\((\S+)\)/.exec(message)?.[1]).sort()).toEqual(expected);
});

test.each<readonly [string, string, object, readonly string[]]>([
  ["was activated", "bypass.activated", {}, ["bypass.activated", "bypass.approved"]],
  // Somebody merged the request, and the target went on before it was decided about: nothing is activated.
  ["was refused", "bypass.refused", { base: "release" }, []],
  ["was refused, of another pull request", "bypass.refused", { pull: "9" }, ["bypass.approved"]],
])("the head of what %s", (_, type, more, expected) => {
  const found = checkAsked([life(eventOf(type, 4, { manifest, target }))], asking(more));
  expect(found.map(({ message }) => /\((\S+)\)/.exec(message)?.[1]).sort()).toEqual(expected);
});
