import { describe, expect, test } from "vitest";
import { namesIn } from "../../../src/core/remediation/named-in-text.ts";

const id = "BYPASS-L1-20260302-090000";
const names = (body: string) => namesIn(body, "acme/payments").some((name) => [id, "acme/payments#12"].includes(name));

describe("what a pull request says", () => {
  test.each([
    `qms: ${id}`,
    `Some text.\r\n\r\nQMS: ${id}\r\nReviewed-by: lea`,
    `qms: BYPASS-L1-20260301-000000, ${id}`,
    ...[`qms: \`${id}\``, `- qms: ${id}`, `qms: ${id}.`, `   qms: **${id}**, and more`],
    ...[`\`\`\`js\nx\n\`\`\`  \nqms: ${id}`, `\`\`\`\`\n\`\`\`\n\`\`\`\`\nqms: ${id}`, `~~~\n\`\`\`\n~~~\nFixes #12`],
    ...[
      "Fixes #12",
      "closes: #12.",
      "This resolves acme/payments#12",
      "Fixed https://github.com/acme/payments/issues/12",
    ],
  ])("names it: %j", (body) => {
    expect(names(body)).toBe(true);
  });
  test.each([
    "",
    `about ${id}`,
    `qms: ${id}0`,
    `qms: ${id.toLowerCase()}`,
    `<!-- qms: ${id} -->`,
    `<!-- Fixes #12`,
    `\`\`\`\nqms: ${id}\nFixes #12\n\`\`\``,
    ...["`Fixes #12`", `    qms: ${id}`, `\tqms: ${id}`, `\`qms: ${id}\``, `> qms: ${id}`],
    ...[`\`\`\`\nx\n\`\`\`js\nqms: ${id}`, `\`\`\`\`\n\`\`\`\nqms: ${id}`],
    ...[
      "Fixes #123",
      "Fixes #1",
      "See #12",
      "prefixes #12",
      "Fixes acme/other#12",
      "Fixes https://github.com/a/b/issues/12",
    ],
  ])("does not: %j", (body) => {
    expect(names(body)).toBe(false);
  });
  test("an issue in the central repository is named with it, and the number alone is one of here", () => {
    expect(namesIn("Fixes #12, fixes ACME/qms#12", "acme/payments")).toEqual(["acme/payments#12", "acme/qms#12"]);
  });
  test("a text that is made to be slow is not", () => {
    const start = performance.now();
    for (const piece of ["<!--", "```\n", "fixes ", "`", "qms: ", "fixes a/", "fixes https://", " \t"]) {
      names(piece.repeat(Math.ceil(65_536 / piece.length)));
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
  test("twenty of each kind: a text that names thousands is about none of the rest", () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `BYPASS-L1-20260302-${String(index).padStart(6, "0")}`);
    const lines = ids.map((one, index) => `qms: ${one}\nFixes #${index + 1}`);
    const found = namesIn(lines.join("\n"), "acme/payments");
    expect([found.length, found[0], found[20]]).toEqual([40, ids[0], "acme/payments#1"]);
  });
});
