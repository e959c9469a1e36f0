import { expect, test } from "vitest";
import { foldBypass } from "../../src/core/ledger/fold-bypass.ts";
import { endedMeanwhile } from "../../src/operations/override/ended-meanwhile.ts";
import { BYPASS, entriesOf, eventOf } from "../core/ledger/fixture.ts";

const active = ["request.accepted", "bypass.approved", "bypass.activated"];

function look(types: readonly string[], activation = 1) {
  const entries = entriesOf(types.map((type, minute) => eventOf(type, minute)));
  let read = entriesOf([]);
  const reread = async () => {
    read = entries;
  };
  return endedMeanwhile({ fold: () => foldBypass(BYPASS, read).fold, reread }, activation);
}

test("an activation that stands may go on", async () => {
  expect(await look(active)).toBeNull();
});

test.each([
  ["revoked", [...active, "bypass.revoked"], "revoked"],
  ["used", [...active, "bypass.used"], "used"],
])("one that another run has ended goes no further: %s", async (_, types, word) => {
  const ended = await look(types);
  expect(ended?.code).toBe("ALREADY_DONE");
  expect(ended?.message).toContain(word);
});

test("another activation is not this one", async () => {
  expect((await look(active, 2))?.code).toBe("ALREADY_DONE");
});
