import { expect, test } from "vitest";
import { renderVerifyText } from "../../../src/core/audit/render/text.ts";
import { plain } from "../../../src/core/text/layout.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { example } from "../../support/fixture.ts";

const base = JSON.parse(example("verify/valid/fail-edited-manifest.json")) as Verify;
const finding = (code: string, severity: "error" | "warning", n: number): Verify["findings"][number] => ({
  ...{ code, severity, bypass: null, path: `ledger/${n}.json`, seq: n, commits: [], actor: null, author: null },
  ...{ message: `It is number ${n}.`, fix: "Look." },
});
const many = (code: string, severity: "error" | "warning", count: number) =>
  Array.from({ length: count }, (_, index) => finding(code, severity, index + 1));
const shown = (findings: Verify["findings"]) => {
  const text = renderVerifyText({ ...base, findings }, plain);
  return { numbers: [...text.matchAll(/It is number (\d+)\./g)].map(([, n]) => Number(n)), text };
};

test("of twenty of one kind each is told, of more the first twenty, and how many there are", () => {
  expect(shown(many("OBJECTS_MISSING", "error", 20)).numbers).toHaveLength(20);
  expect(shown(many("OBJECTS_MISSING", "error", 20)).text).not.toContain("more error");
  const { numbers, text } = shown([
    ...many("OBJECTS_MISSING", "error", 50_000),
    ...many("MISSING_END", "error", 1),
    ...many("MISSING_END", "warning", 23),
  ]);
  expect(numbers).toHaveLength(20 + 1 + 20);
  expect(text.replace(/\s+/g, " ")).toContain(
    "and 49980 more error OBJECTS_MISSING, 3 more warning MISSING_END: --format json tells each",
  );
});
