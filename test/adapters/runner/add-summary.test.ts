import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addSummary } from "../../../src/adapters/runner/workflow-commands.ts";
import { fitPage } from "../../../src/core/text/fit-page.ts";
import { foldTable } from "../../../src/core/text/markdown-table.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qms-summary-"));
  writeFileSync(join(folder, "summary"), "");
  vi.stubEnv("GITHUB_STEP_SUMMARY", join(folder, "summary"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const shown = (markdown: string): string => {
  addSummary(markdown);
  return readFileSync(join(folder, "summary"), "utf8");
};

/** What verify says of 600 files whose paths somebody made as long as git takes them. */
const rows = Array.from({ length: 600 }, (_, index) => `| error | ledger/${"é".repeat(2000)}/${index} | Look. |`);
const head = "| | What | What to do |\n| --- | --- | --- |";
const long = ["### ⛔ FAIL: 600 things are wrong.", "", ...foldTable(head, rows)].join("\n");

test("of a page that GitHub would not show at all the top is shown, as whole rows, and what was cut is said", () => {
  expect(Buffer.byteLength(long)).toBeGreaterThan(1_048_576);
  const page = shown(long);
  expect(Buffer.byteLength(page)).toBeLessThan(1_048_576);
  expect(Buffer.byteLength(page)).toBeGreaterThan(900_000);
  const lines = page.trimEnd().split("\n");
  expect(lines[0]).toBe("### ⛔ FAIL: 600 things are wrong.");
  expect(lines.at(-1)).toContain("Cut here: GitHub shows 1 MiB.");
  expect(lines.at(-3)).toBe("</details>");
  expect(lines.filter((line) => line.includes("ledger/")).every((line) => line.endsWith("| Look. |"))).toBe(true);
});

test("what is open at the cut is closed as it was opened: a longer fence, a fold in a fold", () => {
  const page = fitPage(
    `Top\n<details>\n<details>\n\`\`\`\`yaml\n\`\`\`\n${"line\n".repeat(1000)}\`\`\`\`\n</details>\n</details>\n`,
    1000,
  );
  expect(page).toMatch(/\nline\n````\n\n<\/details>\n\n<\/details>\n\n_Cut here/);
});

test("a page that fits is shown as it is", () => {
  expect(shown("## Fine\n\nAll of it.\n").trimEnd()).toBe("## Fine\n\nAll of it.");
});

test("code that is open at the cut is closed before the note", () => {
  const page = fitPage(`Top\n\`\`\`text\n${"line\n".repeat(1000)}\`\`\`\n`, 1000);
  expect(page.split("\n").filter((line) => line === "```")).toHaveLength(1);
  expect(page.indexOf("\n```\n\n_Cut here")).toBeGreaterThan(0);
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1000);
});
