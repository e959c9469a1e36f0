import { expect, test } from "vitest";
import { registryHeads } from "../../../src/core/audit/descent.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

test.each(["bypass.activated", "bypass.registered"])(
  "%s says where the registry was; what acts on nothing does not",
  (type) => {
    const commit = "9".repeat(40);
    const manifest = { path: ".qms/bypasses/2026/03/x.yml", commit, blob: "8".repeat(40), sha256: "7".repeat(64) };
    const headsOf = (name: string) => {
      const event = { ...eventOf(name, 0), manifest };
      const { fold } = foldBypass(event.bypass, entriesOf([event]));
      // Whether such an event may stand alone is not asked here.
      return registryHeads([{ ...fold, places: [[event]] }], []);
    };
    expect(headsOf(type)).toContain(commit);
    expect(headsOf("bypass.amended")).not.toContain(commit);
  },
);
