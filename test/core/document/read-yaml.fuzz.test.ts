import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifestLimits, readYaml } from "../../../src/core/document/read-yaml.ts";
import { readFacts } from "../../../src/core/facts/read-facts.ts";
import type { Finding } from "../../../src/core/findings/finding.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";
import { baseManifest, basePolicy, basePolicyText, bytesOf } from "../manifest/base-manifests.ts";

const seed = 20260302;

/** Every finding stands somewhere in the text. */
function expectPlaces(findings: readonly Finding[], text: string): void {
  const lines = text.split("\n");
  for (const item of findings) {
    expect(item.line).toBeGreaterThanOrEqual(1);
    expect(item.line).toBeLessThanOrEqual(lines.length);
    expect(item.column).toBeGreaterThanOrEqual(1);
    expect(item.column).toBeLessThanOrEqual((lines[(item.line ?? 1) - 1] ?? "").length + 1);
    expect(item.message).not.toMatch(/undefined|NaN|\[object/);
  }
}

/** A document or a reason why there is none; never an exception. */
function expectReadable(bytes: Uint8Array): void {
  const { document, findings } = readYaml(bytes, manifestLimits, "m.yml");
  expect(document !== null || findings.length > 0).toBe(true);
  expect(findings.every((item) => item.severity === "error")).toBe(true);
  expectPlaces(findings, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

const crumbs = [
  ..."ab:-?,[]{}#&*!|>'\"%@`~=<\\ \t\n\r0_.".split(""),
  ..."\n  |\n- |: |? |---|...|<<|&a|*a|!!str|%YAML 1.2|'|\"|\u202e|\ufeff|\u0000|\u0085|\u2028|é|🚀|\ud800|__proto__|>-|\n\n".split(
    "|",
  ),
];
const yamlish = fc.array(fc.constantFrom(...crumbs), { maxLength: 60 }).map((parts) => parts.join(""));

describe("any input is a document or has findings", () => {
  test("random bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectReadable), { seed, numRuns: 3000 });
  });

  test("text of YAML's own crumbs", () => {
    fc.assert(
      fc.property(yamlish, (text) => expectReadable(bytesOf(text))),
      { seed, numRuns: 8000 },
    );
  });

  test("any Unicode text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => expectReadable(bytesOf(text))),
      { seed, numRuns: 2000 },
    );
  });
});

/** A passage of the text is deleted, doubled, moved or replaced by a crumb. */
const mutation = fc.record({
  from: fc.nat(4000),
  length: fc.nat(40),
  what: fc.constantFrom("delete", "double", "crumb"),
  crumb: fc.constantFrom(...crumbs),
});
const mutated = (text: string) =>
  fc.array(mutation, { minLength: 1, maxLength: 4 }).map((list) =>
    list.reduce((current, { from, length, what, crumb }) => {
      const start = from % (current.length + 1);
      const passage = current.slice(start, start + length);
      const middle = what === "delete" ? "" : what === "double" ? passage + passage : crumb;
      return current.slice(0, start) + middle + current.slice(start + (what === "crumb" ? 0 : length));
    }, text),
  );

describe("files that were valid once", () => {
  test.each(["L1", "L2", "L3", "EMERGENCY"] as const)(
    "a mutated manifest of %s is never an exception, nor wrong without a finding",
    (level) => {
      fc.assert(
        fc.property(mutated(baseManifest(level)), (text) => {
          const bytes = bytesOf(text);
          const reading = readManifest(bytes, ".qms/bypasses/2026/03/x.yml", basePolicy);
          expectPlaces(reading.findings, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
          expect(reading.manifest === null).toBe(reading.findings.some((item) => item.severity === "error"));
        }),
        { seed, numRuns: 700 },
      );
    },
  );

  test("a mutated policy and people file", () => {
    fc.assert(
      fc.property(mutated(basePolicyText), (text) => {
        const { findings, compiled } = readPolicy(bytesOf(text), "policy.yml");
        expectPlaces(findings, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOf(text)));
        expect(compiled === null).toBe(findings.some((item) => item.severity === "error"));
      }),
      { seed, numRuns: 150 },
    );
    const people =
      "schema: qms.people/v1\npeople:\n  lea: { github: { login: lea, id: 1 }, status: active }\nroles:\n  legal: [lea]\n";
    fc.assert(
      fc.property(mutated(people), (text) => {
        const { findings } = readPeople(bytesOf(text), "people.yml", basePolicy, 0);
        expectPlaces(findings, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytesOf(text)));
      }),
      { seed, numRuns: 500 },
    );
  });

  test("facts of any JSON, and of JSON that was cut or stirred", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), mutated('{"schema": "qms.facts/v1",\n "evaluated_at": "x", "reviews": [{}]}')),
        (text) => {
          const { facts, findings } = readFacts(bytesOf(text), "facts.json");
          expect(facts === null).toBe(findings.length > 0);
        },
      ),
      { seed, numRuns: 1000 },
    );
  });
});

describe("inputs made to be slow or deep end, and are refused or read", () => {
  const pathological: readonly (readonly [string, string])[] = [
    ["open brackets", "[".repeat(10_000)],
    ["open braces", "{".repeat(10_000)],
    ["open maps", "{a: ".repeat(10_000)],
    ["dashes", "-".repeat(10_000)],
    ["dashes with spaces", "- ".repeat(10_000)],
    ["question marks", "? ".repeat(10_000)],
    ["colons", ": ".repeat(10_000)],
    ["keys in keys", "a: ".repeat(10_000)],
    ["quotes", "'".repeat(60_001)],
    ["double quotes", '"'.repeat(60_001)],
    ["backslashes in quotes", `"${"\\".repeat(60_001)}"`],
    ["one long key", `${"k".repeat(60_000)}: 1`],
    ["one long unknown word", `schema: ${"q".repeat(60_000)}`],
    ["many keys", Array.from({ length: 6000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["one key very often", "a: 1\n".repeat(12_000)],
    ["many list items", "- a\n".repeat(15_000)],
    ["empty lines", "\n".repeat(60_000)],
    ["comments", "#\n".repeat(30_000)],
    ["document marks", "---\n".repeat(15_000)],
    ["directives", "%A\n".repeat(20_000)],
    ["anchors", "- &a a\n".repeat(9000)],
    ["aliases", `- &a a\n${"- *a\n".repeat(12_000)}`],
    ["ampersands", "&".repeat(60_000)],
    ["deep indentation", Array.from({ length: 300 }, (_, row) => `${" ".repeat(row)}a:`).join("\n")],
    ["a folded text of blanks", `a: >\n${"  x\n\n".repeat(10_000)}`],
  ];

  test.each(pathological)("%s", (_, text) => {
    expect(text.length).toBeLessThan(65_537);
    expectReadable(bytesOf(text));
    const { findings } = readManifest(bytesOf(text), null, basePolicy);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThan(320); // a report that a person can read
  });
});
