import { expect, test } from "vitest";
import { findDifferences } from "../../../src/core/reporting/publication/find-differences.ts";

const rows: readonly (readonly [what: string, said: unknown, counted: unknown, expected: readonly string[]])[] = [
  ["the same, in another order of keys", { a: 1, b: [1] }, { b: [1], a: 1 }, []],
  ["a figure", { kpis: { x: { value: 3 } } }, { kpis: { x: { value: 4 } } }, ["kpis.x.value: 3 / 4"]],
  ["null is not 0", { value: null }, { value: 0 }, ["value: null / 0"]],
  ["what only one has", { a: 1 }, { b: "x" }, ["a: 1 / nothing", 'b: nothing / "x"']],
  ["lists of other lengths, as a whole", { list: [] }, { list: [1] }, ["list: 0 entries / 1 entry"]],
  ["an entry of lists as long", { list: [{ a: 1 }, { a: 2 }] }, { list: [{ a: 1 }, { a: 3 }] }, ["list[1].a: 2 / 3"]],
  ["another kind of value", { a: [] }, { a: {} }, ["a: [] / {}"]],
  ["a long text is cut", { a: "x".repeat(300) }, { a: 1 }, [`a: "${"x".repeat(118)}… / 1`]],
];

test.each(rows)("%s", (_, said, counted, expected) => {
  const found = findDifferences(said, counted, 10);
  expect(found.map(({ where, said, counted }) => `${where}: ${said} / ${counted}`)).toEqual(expected);
});

test("no more are told than are asked for", () => {
  const made = (add: number) => Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, index + add]));
  expect(findDifferences(made(0), made(1), 4)).toHaveLength(4);
});
