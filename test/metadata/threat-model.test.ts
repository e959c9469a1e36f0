import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);

test("every test that the threat model names exists", () => {
  const text = readFileSync(new URL("docs/threat-model.md", root), "utf8");
  const named = [...text.matchAll(/`([\w./-]+\.ts)`/g)].map((match) => match[1] ?? "");
  const files = readdirSync(new URL("test/", root), { recursive: true }).map((path) => `/${String(path)}`);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !files.some((path) => path.endsWith(`/${name}`)))).toEqual([]);
});
