import { describe, expect, test } from "vitest";
import { checkRepeated } from "../../../src/core/authorization/check-repeated.ts";
import { readEarlierUses } from "../../../src/core/authorization/earlier-uses.ts";
import { findPatterns } from "../../../src/core/remediation/find-patterns.ts";
import { formatInstant } from "../../../src/core/time/instant.ts";
import { basePolicy, baseWorld, inputOf, type World } from "../../support/fixture.ts";
import { policyOf } from "../remediation/tracking-fixture.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const idOf = (index: number): string => `BYPASS-L1-20260101-00000${index}`;

/** What the request for some checks is warned of, at a day, after uses as `check+check@day`. */
function warned(checks: string, at: number, uses: readonly string[], change: (world: World) => void = () => {}) {
  const world = baseWorld("L1");
  const list = uses.map((text, index) => {
    const [names = "", when = "0"] = text.split("@");
    return { bypass: idOf(index), usedAt: start + Number(when) * day, checks: names.split("+").filter(Boolean) };
  });
  world.facts.earlier_uses = {
    uses: list.map(({ bypass, usedAt, checks: names }) => ({ bypass, used_at: formatInstant(usedAt), checks: names })),
  };
  const named = checks === "all" ? "all" : checks.split(", ");
  const line = `checks: ${JSON.stringify(named)}`;
  world.manifest = world.manifest.replace(/^checks:(?: .*|(?:\n {2}- .*)+)$/m, line);
  change(world);
  const { facts, manifest, policy } = inputOf(world);
  if (manifest === null || policy.compiled === null) throw new Error("no manifest");
  expect(manifest.view.get("/checks")).toEqual(named);
  const now = start + at * day;
  const said = checkRepeated(facts, manifest, policy.compiled, now);
  const id = manifest.view.text("/id") ?? "";
  const own = { bypass: id, usedAt: now, checks: checks === "all" ? [] : checks.split(", ") };
  const patterns = findPatterns([...list, own], policy.compiled)(id);
  return { said, patterns };
}

const messages = ({ said }: ReturnType<typeof warned>) => said.map(({ message }) => message);

describe("the third request for the same check within 90 days", () => {
  // [uses before, day of the request, whether it is warned]
  const rows: readonly (readonly [string, readonly string[], number, boolean])[] = [
    ["the first is none", [], 1, false],
    ["the second is none", ["web/lint@0"], 1, false],
    ["the third is", ["web/lint@0", "web/lint@1"], 2, true],
    ["the fourth is as well", ["web/lint@0", "web/lint@1", "web/lint@2"], 3, true],
    ["another check is another", ["web/lint@0", "web/test@1"], 2, false],
    ["89 days after the first", ["web/lint@0", "web/lint@45"], 89, true],
    ["90 days after it is over", ["web/lint@0", "web/lint@45"], 90, false],
    ["one among others", ["web/lint+a@0", "b+web/lint@1"], 2, true],
  ];
  test.each(rows)("%s", (_, uses, at, isWarned) => {
    const done = warned("web/lint", at, uses);
    expect(done.said.map(({ code, severity }) => [code, severity])).toEqual(
      isWarned ? [["REPEATED_PATTERN", "warning"]] : [],
    );
    // The very rule of the escalation.
    expect(done.patterns.length > 0).toBe(isWarned);
  });

  test("names the others, and what to do", () => {
    const done = warned("web/lint", 2, ["web/lint@0", "web/lint@1"]);
    expect(messages(done)).toEqual([
      `"web/lint" was set aside 2 times within 90 d before this: ${idOf(0)}, ${idOf(1)}.`,
    ]);
    expect(done.said[0]?.fix).toContain("Repair the check");
    expect(done.said[0]?.pointer).toBe("/checks");
  });

  test("of a request for all checks: those that are required and fail", () => {
    expect(messages(warned("all", 2, ["docs/coverage@0", "docs/coverage@1"]))).toEqual([
      expect.stringContaining('"docs/coverage"'),
    ]);
    expect(messages(warned("all", 2, ["build@0", "build@1"]))).toEqual([]);
  });

  test("a drill is not warned, and a use after the decision is none", () => {
    const drill = (world: World) => {
      world.manifest += "drill: true\n";
    };
    expect(messages(warned("web/lint", 2, ["web/lint@0", "web/lint@1"], drill))).toEqual([]);
    expect(messages(warned("web/lint", 2, ["web/lint@0", "web/lint@3"]))).toEqual([]);
  });

  test("its own use does not count for itself", () => {
    const own = (world: World) => {
      const id = /^id: (\S+)$/m.exec(world.manifest)?.[1] ?? "";
      world.facts.earlier_uses?.uses.push({ bypass: id, used_at: formatInstant(start), checks: ["web/lint"] });
    };
    expect(messages(warned("web/lint", 2, ["web/lint@0"], own))).toEqual([]);
  });

  test("facts without them, as they were made before, say nothing", () => {
    const none = (world: World) => {
      delete world.facts.earlier_uses;
    };
    expect(messages(warned("web/lint", 2, ["web/lint@0", "web/lint@1"], none))).toEqual([]);
  });
});

describe("state files as facts", () => {
  const policy = policyOf(basePolicy);
  const now = Date.UTC(2026, 2, 2);
  const file = (fields: unknown) => new TextEncoder().encode(JSON.stringify(fields));
  const used = (more: object = {}) =>
    file({
      bypass: idOf(0),
      flags: [],
      used: { at: "2026-02-01T00:00:00Z" },
      activation: { checks: [{ name: "web/lint" }] },
      ...more,
    });
  const read = (files: readonly Uint8Array[], since = now - 93 * day, text = basePolicy) =>
    readEarlierUses({ files, since, problem: null }, policyOf(text), now);

  test("what was used is one, with its checks", () => {
    expect(read([used()])).toEqual({
      uses: [{ bypass: idOf(0), used_at: "2026-02-01T00:00:00Z", checks: ["web/lint"] }],
    });
  });

  test.each([
    ["a drill", { flags: ["drill"] }],
    ["what was never used", { used: null }],
    ["an id that is none", { bypass: "BYPASS-L9" }],
    ["a time that is none", { used: { at: "yesterday" } }],
  ])("%s is none", (_, more) => {
    expect(read([used(more)])).toEqual({ uses: [] });
  });

  test("what is no state file is said, and the others count", () => {
    const done = read([new TextEncoder().encode("{"), used()]);
    expect(done.uses).toHaveLength(1);
    expect(done.problem).toContain("is not what this program writes");
  });

  test("a policy that counts further back than was read is told", () => {
    const longer = `${basePolicy}\nescalation: { repeated_pattern: { same: [repository, check], count: 3, within: P1Y, to: [qms_coordinator] } }\n`;
    expect(read([used()], undefined, longer).problem).toContain("further back");
    expect(read([used()]).problem).toBeUndefined();
    expect(read([used()], now - 89 * day).problem).toContain("further back");
  });

  test("what was not read is said, whatever it was", () => {
    const reading = { files: [], since: now, problem: "GitHub did not answer so much at once" };
    expect(readEarlierUses(reading, policy, now)).toEqual({ uses: [], problem: reading.problem });
  });
});
