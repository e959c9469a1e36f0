import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { neverShown, qms, temporaryFolder } from "./process.ts";

test("the demo runs a bypass of every level from request to report, with what was refused on the way, and keeps everything", () => {
  const keep = join(temporaryFolder(), "demo");
  const { code, out, err } = qms(["demo", "--keep", keep], undefined, {}, 290_000);
  expect(code, out + err).toBe(0);
  expect(err).toBe("");
  expect(out).not.toMatch(neverShown);
  for (const said of [
    'GitHub: Required status check "docs/coverage" is failing.',
    "NOT_IN_ROLE",
    "is active for #1: docs/coverage.",
    "restored: docs/coverage.",
    "The target's head is",
    "STALE_MANIFEST",
    "restored: unit-tests.",
    "4 of 4 approvals",
    "restored: codeql.",
    "is not for dev",
    "INC-2291 was declared by inc",
    "restored: unit-tests, build.",
    "completed is not verified",
    "is closed by the record",
    "PASS",
    "Daily report",
    "LEDGER_NOT_APPEND_ONLY",
  ])
    expect(out).toContain(said);
  expect(readdirSync(join(keep, "report"))).toHaveLength(2);
  expect(readdirSync(join(keep, "pages")).length).toBeGreaterThanOrEqual(16);
  expect(existsSync(join(keep, "clone/.git"))).toBe(true);
  expect(qms(["verify", "--repo", join(keep, "clone")]).code).toBe(0);
}, 300_000);

test("a folder that exists is never written into", () => {
  const folder = temporaryFolder();
  const { code, err } = qms(["demo", "--keep", folder]);
  expect(code).toBe(2);
  expect(err).toContain("is there already");
});
