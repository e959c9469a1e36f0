import { expect, test } from "vitest";
import { endedMeanwhile } from "../../src/operations/override/ended-meanwhile.ts";
import type { OverridePorts } from "../../src/operations/override/open-session.ts";
import { BYPASS, entriesOf, eventOf } from "../core/ledger/fixture.ts";

const active = ["request.accepted", "bypass.approved", "bypass.activated"];

function look(types: readonly string[], activation = 1) {
  const entries = entriesOf(types.map((type, minute) => eventOf(type, minute)));
  const ledger = { read: async () => ({ entries }) } as unknown as OverridePorts["ledger"];
  return endedMeanwhile({ ports: { ledger } as OverridePorts, bypass: BYPASS }, activation);
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
