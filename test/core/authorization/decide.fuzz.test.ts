import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../../../src/core/authorization/decide.ts";
import { validate as validateDecision } from "../../../src/generated/validators/decision.ts";
import { validate as validateFacts } from "../../../src/generated/validators/facts.ts";
import { baseInput, levels } from "../../support/random-worlds.ts";

const seed = 20261123;

/** Values that a fuzzer puts where some value stands; the schema decides which of them stay. */
const odd: readonly unknown[] = [
  null,
  "",
  " ",
  "null",
  "0",
  "lea",
  "LEA",
  "req",
  "web-flow",
  "ſ",
  "K",
  "__proto__",
  "constructor",
  "User",
  "Bot",
  0,
  -1,
  1,
  101,
  105,
  120,
  19864447,
  2 ** 53 - 1,
  1.5,
  true,
  false,
  "APPROVED",
  "CHANGES_REQUESTED",
  "PENDING",
  "act",
  "closed",
  "success",
  "expected",
  "PT72H",
  "::error::x",
  "<b>",
  "a|b",
  "1970-01-01T00:00:00Z",
  "2026-02-30T10:00:00Z",
  "2026-03-02T24:00:00Z",
  "9999-12-31T23:59:60Z",
  "0000-01-01T00:00:00-23:59",
  [],
  {},
  "0".repeat(40),
  "f".repeat(64),
  "modified",
  "removed",
  "renamed",
  "120000",
  ".qms/people.yml",
  { "acme/leads": null },
];

function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, child]) =>
          places(child, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length === 0 ? inner : [path, ...inner];
}

/** One change at one place: another value, a deletion, or the entry of a list twice. */
function mutate(facts: unknown, place: number, what: number): void {
  const all = places(facts);
  const path = all[place % all.length] ?? [];
  let parent = facts as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>;
  const key = path[path.length - 1] ?? "";
  if (what === 0) delete parent[key];
  else if (what === 1 && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (what === 2 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else parent[key] = structuredClone(odd[what % odd.length]);
  if (Array.isArray(parent) && what === 0) parent.splice(Number(key), 1);
}

test("whatever the facts say, there is a decision, and it follows its schema", () => {
  const verdicts = new Map<string, number>();
  let tried = 0;
  const mutation = fc.tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 200 }));
  fc.assert(
    fc.property(fc.constantFrom(...levels), fc.array(mutation, { minLength: 1, maxLength: 6 }), (level, mutations) => {
      const input = baseInput(level);
      let facts = structuredClone(input.facts);
      for (const [place, what] of mutations) {
        const next = structuredClone(facts);
        mutate(next, place, what);
        // A change that the schema refuses never reaches decide(); the others add up.
        if (validateFacts(next)) facts = next;
      }
      tried++;
      const decision = decide({ ...input, facts });
      verdicts.set(decision.verdict, (verdicts.get(decision.verdict) ?? 0) + 1);
      const valid = validateDecision as typeof validateDecision & { errors?: unknown };
      if (!valid(JSON.parse(JSON.stringify(decision)))) throw new Error(JSON.stringify(valid.errors));
      const text = JSON.stringify([decision.summary, decision.next, decision.findings, decision.candidates]);
      if (/undefined|NaN|Infinity|\[object/.test(text)) throw new Error(text);
      if (decision.verdict === "approved") {
        const filling = decision.tree.flatMap((slot) => slot.by);
        const needed = decision.tree.reduce((sum, slot) => sum + slot.needed, 0);
        expect(filling.length).toBe(needed);
        expect(decision.findings.filter((item) => item.severity === "error")).toEqual([]);
      }
    }),
    { seed, numRuns: 10_000 },
  );
  expect(tried).toBe(10_000);
  for (const verdict of ["approved", "pending", "denied", "error"]) {
    expect(verdicts.get(verdict) ?? 0, verdict).toBeGreaterThan(100);
  }
});
