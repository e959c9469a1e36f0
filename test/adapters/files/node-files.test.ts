import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeFiles } from "../../../src/adapters/files/node-files.ts";

const root = mkdtempSync(join(tmpdir(), "qms-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a file is made with its folders, and never a second time", async () => {
  const path = join(root, "a", "b", "report.md");
  expect(await nodeFiles.create(path, "one\n")).toBe(true);
  expect(await nodeFiles.create(path, "two\n")).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("one\n");
});

test.each(["create", "replace"] as const)(
  "%s: a file in the place of the folder is told by its name, and not taken for the file",
  async (way) => {
    const inTheWay = join(root, `${way}.txt`);
    writeFileSync(inTheWay, "mine\n");
    await expect(nodeFiles[way](join(inTheWay, "report.md"), "one\n")).rejects.toThrow(
      `The folder ${inTheWay} cannot be made (EEXIST).`,
    );
    expect(readFileSync(inTheWay, "utf8")).toBe("mine\n");
  },
);
