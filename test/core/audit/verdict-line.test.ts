import { expect, test } from "vitest";
import { verdictLine } from "../../../src/core/audit/render/text.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";

const said = (verdict: Verify["verdict"], ...severities: readonly string[]): string =>
  verdictLine({
    verdict,
    findings: severities.map((severity) => ({ severity })),
    covered: { ledger: { events: 2 }, registry: { manifests: 1 } },
  } as unknown as Verify);

test("what is for information only, as an acknowledged gap, is called no warning", () => {
  expect(said("pass")).toBe("Nothing is wrong in 2 records and 1 manifest.");
  expect(said("pass", "info")).toBe("Nothing is wrong in 2 records and 1 manifest, 1 for information.");
  expect(said("fail", "error", "warning", "info", "info")).toBe("1 thing is wrong, 1 warning, 2 for information.");
  expect(said("inconclusive", "error")).toBe("Nothing can be proved here: 1 obstacle.");
});
