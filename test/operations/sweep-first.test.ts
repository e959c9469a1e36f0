import { expect, test } from "vitest";
import type { OverridePorts } from "../../src/operations/override/open-session.ts";
import { sweepFirst } from "../../src/operations/sweep-first.ts";

const id = "BYPASS-L1-20260302-090000";
const claim = { bypass: id, request: 1, target: { pr: 2 }, expires_at: "2026-03-02T10:00:00.000Z" };
const bytes = new TextEncoder().encode(JSON.stringify({ bypasses: [claim] }));
const options = {
  registryBranch: "qms",
  run: { run: { id: 1, attempt: 1, workflow_ref: "a", workflow_sha: "b" }, url: "https://github.example/run" },
  own: { bypassId: null, number: null },
};

/** One claim whose time is over; what the ledger answers is the test's. */
const portsOf = (read: () => unknown): OverridePorts =>
  ({
    keeper: null,
    github: { serverTime: () => Date.parse("2026-03-03T00:00:00Z") },
    reader: {
      overview: () => Promise.resolve({ repository: {}, ledgerHead: "a".repeat(40), active: ["b".repeat(40)] }),
      files: () => Promise.resolve(new Map([["active", { bytes }]])),
    },
    ledger: { read: () => Promise.resolve().then(read) },
  }) as unknown as OverridePorts;

test("a damaged bypass of somebody else is a warning, whatever it breaks", async () => {
  const broken = portsOf(() => {
    throw new TypeError("x is not a function");
  });
  const { findings } = await sweepFirst(broken, options);
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([["SWEEP_FAILED", "warning"]]);
  expect(findings[0]?.message).toContain(id);
});
