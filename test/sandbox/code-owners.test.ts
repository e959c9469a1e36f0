import { expect, test } from "vitest";
import { matchesPattern, ownersOf, parseCodeOwners } from "../../sandbox/rules/code-owners.ts";

test.each([
  ["*", "a/b.ts", true],
  ["*.js", "a/b.js", true],
  ["*.js", "a/b.jsx", false],
  ["/build/logs/", "build/logs/x/y", true],
  ["/build/logs/", "a/build/logs/x", false],
  ["docs/*", "docs/a.md", true],
  ["docs/*", "docs/b/a.md", false],
  ["apps/", "x/apps/y/z", true],
  ["/docs/", "docs/a/b", true],
  ["**/logs", "a/b/logs/c", true],
  ["/.qms/bypasses/", ".qms/bypasses/2026/11/x.yml", true],
  ["/.qms/bypasses/", "xqms/bypasses/x", false],
  ["/a/**/z", "a/b/c/z", true],
  ["/a/**", "a/b/c", true],
  ["README", "README", true],
])("%s on %s: %s", (pattern, path, expected) => {
  expect(matchesPattern(pattern, path)).toBe(expected);
});

test("the last matching line wins, a line without owners clears, comments are nothing", () => {
  const lines = parseCodeOwners("# owners\n* @a # everybody\n/docs/ @b @c\n\n/docs/free\n");
  expect(ownersOf(lines, "x")).toEqual(["@a"]);
  expect(ownersOf(lines, "docs/x")).toEqual(["@b", "@c"]);
  expect(ownersOf(lines, "docs/free")).toEqual([]);
});
