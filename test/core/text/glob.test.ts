import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob, matchesPath } from "../../../src/core/text/glob.ts";

describe("matchesGlob, for names of checks", () => {
  test.each([
    ["docs/*", "docs/coverage", true],
    ["docs/*", "docs/a/b", true],
    ["docs/*", "docs/", true],
    ["docs/*", "docs", false],
    ["docs/*", "my docs/x", false],
    ["*", "", true],
    ["*", "anything / at all", true],
    ["?", "a", true],
    ["?", "", false],
    ["a?c", "abc", true],
    ["a*c", "ac", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["**", "x", true],
    ["codeql", "codeql", true],
    ["codeql", "CodeQL", false],
    ["codeql", "codeql ", false],
    ["", "", true],
    ["", "a", false],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
    ["[ab]", "[ab]", true],
    ["a+(b)", "a+(b)", true],
    ["test (ubuntu, *)", "test (ubuntu, 20)", true],
  ])("%j on %j: %s", (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  test("agrees with the regular expression that it stands for", () => {
    const part = fc.constantFrom("a", "b", "*", "?", "/");
    const text = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text(part), text(fc.constantFrom("a", "b", "/")), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesGlob(pattern, name)).toBe(expression.test(name));
      }),
      { seed: 20260302, numRuns: 5000 },
    );
  });

  test("no pattern makes it slow: the steps grow with the product of both lengths", () => {
    // Counted, not timed: a name that counts how often one of its characters is read.
    const steps = (pattern: string, name: string): number => {
      let count = 0;
      const counting = new Proxy(Object(name), {
        get: (target, key) => {
          if (typeof key === "string" && /^\d+$/.test(key)) count++;
          return key === "length" ? name.length : target[key as never];
        },
      });
      expect(matchesGlob(pattern, counting as string)).toBe(false);
      return count;
    };
    const pattern = `${"*a".repeat(200)}b`;
    expect(steps(pattern, "a".repeat(2000))).toBeLessThan(2 * pattern.length * 2000);
    expect(steps(`${"*".repeat(5000)}b`, "a".repeat(2000))).toBeLessThan(10_000);
  });
});

describe("matchesPath, for controls.paths", () => {
  test.each([
    [".qms/**", ".qms/policy.yml", true],
    [".qms/**", ".qms/bypasses/2026/03/x.yml", true],
    [".qms/**", ".qms", false],
    [".qms/**", "src/.qms/x", false],
    [".github/**", ".github/workflows/ci.yml", true],
    ["CODEOWNERS", "CODEOWNERS", true],
    ["CODEOWNERS", "docs/CODEOWNERS", true],
    ["/CODEOWNERS", "docs/CODEOWNERS", false],
    ["/CODEOWNERS", "CODEOWNERS", true],
    ["CODEOWNERS", "codeowners", false],
    ["*.yml", "a/b/c.yml", true],
    ["*.yml", "a.yml/b", false],
    ["src/*.ts", "src/a.ts", true],
    ["src/*.ts", "src/a/b.ts", false],
    ["src/**/*.ts", "src/b.ts", true],
    ["src/**/*.ts", "src/a/b/c.ts", true],
    ["src/**", "src/a", true],
    ["src/", "src/a/b", true],
    ["src/", "src", false],
    ["**", "a/b", true],
    ["**/x", "x", true],
    ["**/x", "a/b/x", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/x/y/c", false],
    ["a/?/b", "a/x/b", true],
    ["a/?/b", "a//b", false],
  ])("%j on %j: %s", (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected);
  });

  test("many double stars end: the set of reachable places stays small", () => {
    const path = Array.from({ length: 400 }, () => "a").join("/");
    expect(matchesPath(`${"**/".repeat(100)}b`, path)).toBe(false);
    expect(matchesPath(`${"**/".repeat(100)}a`, path)).toBe(true);
  });
});
