import { describe, expect, test } from "vitest";
import { codesOf, decideAfter, type Level } from "../../support/fixture.ts";
import { groups } from "./rows/all.ts";

const levels: readonly Level[] = ["L1", "L2", "L3", "EMERGENCY"];

test.each(levels)("the base world of %s is approved, without a word of blame", (level) => {
  const decision = decideAfter(level);
  expect(codesOf(decision).filter((code) => !code.endsWith(":OK"))).toEqual([]);
  expect(decision).toMatchObject({ verdict: "approved", level });
  expect(decision.tree.map((slot) => slot.status)).not.toContain("open");
});

describe.each(Object.entries(groups))("%s", (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => {
    const decision = decideAfter(row.level, row.change);
    const found = {
      verdict: decision.verdict,
      codes: [
        ...decision.findings.map((item) => item.code),
        ...decision.candidates.map((item) => `${item.login}:${item.code}`),
      ],
    };
    expect(found).toMatchObject({ verdict: row.verdict });
    const texts: string[] = [];
    if (row.code !== undefined) {
      expect(found.codes).toContain(row.code);
      for (const item of decision.findings.filter((each) => each.code === row.code)) {
        expect([item.message, item.fix]).not.toContain("");
        texts.push(`${item.message} ${item.fix}`);
      }
    }
    if (row.review !== undefined) {
      expect(found.codes).toContain(row.review);
      for (const item of decision.candidates.filter((each) => `${each.login}:${each.code}` === row.review)) {
        expect([item.text, item.fix]).not.toContain("");
        texts.push(`${item.text} ${item.fix}`);
      }
    }
    if (row.says !== undefined) expect(texts.join("\n")).toContain(row.says);
    for (const code of row.without ?? []) expect(found.codes.map((each) => each.split(":").pop())).not.toContain(code);
    expect(texts.join("\n")).not.toMatch(/undefined|NaN|\[object|\{[a-z]+\}|Infinity/);
    expect([decision.summary, decision.next]).not.toContain("");
    expect(`${decision.summary} ${decision.next}`).not.toMatch(/undefined|NaN|\[object|Infinity/);
  });
});

test("no two rows have the same name", () => {
  const names = Object.values(groups).flatMap((rows) => rows.map((row) => row.name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
