import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { authorizationCodes } from "../../../src/core/findings/catalogue/authorization.ts";
import { reviewCodes } from "../../../src/core/findings/catalogue/review.ts";
import { catalogue } from "../../../src/core/findings/catalogue.ts";
import { coveredCodes } from "./rows/all.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const filesUnder = (folder: string, extension: string): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(extension))
    .map((file) => `${root}${folder}/${file}`);

/** Our code without the catalogue itself and what is generated. */
const sources = filesUnder("src", ".ts")
  .filter((file) => !file.includes("/generated/") && !file.includes("/findings/catalogue"))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");
const schemas = filesUnder("schemas", ".schema.json")
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** Codes that are raised by name: `finding("X"`, the reviews' `give("X"`, the bans' `ban("X"`, and a schema's own `x-code`. */
const raised = new Set([
  ...[...sources.matchAll(/\b(?:finding|give|ban)\(\s*"([^"]+)"/g)].map((match) => match[1] ?? ""),
  ...[...schemas.matchAll(/"x-(?:missing-)?code":\s*"([^"]+)"/g)].map((match) => match[1] ?? ""),
]);
const codes = Object.keys(catalogue);

test("the search for raised codes finds some of each kind", () => {
  expect([...raised]).toEqual(expect.arrayContaining(["WRONG_BASE", "GHOST_ACTOR", "CONTRIBUTOR", "LEVEL_UNKNOWN"]));
});

test("every code that is raised is in the catalogue", () => {
  expect([...raised].filter((code) => !codes.includes(code))).toEqual([]);
});

test("every code of the catalogue can be raised", () => {
  expect(codes.filter((code) => !raised.has(code) && !sources.includes(`"${code}"`))).toEqual([]);
});

test("every code of authorization has a row in the table", () => {
  expect(Object.keys({ ...authorizationCodes, ...reviewCodes }).filter((code) => !coveredCodes.has(code))).toEqual([]);
});

test("every entry says what, why and what next", () => {
  for (const [code, entry] of Object.entries(catalogue)) {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
    expect(entry.text.length, code).toBeGreaterThan(4);
    expect(entry.cause, code).toMatch(/^[A-Za-z].*[.)]$/);
    expect(entry.fix.length, code).toBeGreaterThan(3);
    // A weight without an error could never change a verdict; the codes of a review are told, and their effect is the matching's.
    if (entry.effect === "denied" || entry.effect === "error") expect(entry.severity, code).toBe("error");
  }
});

describe("the codes of the other parts", () => {
  // Each part keeps its own table, and tells in covered-codes.ts which codes that has.
  const tables = readdirSync(`${root}test/core`)
    .map((part) => `${root}test/core/${part}/covered-codes.ts`)
    .filter((file) => existsSync(file));

  test("manifest and procedure have a table", () => {
    expect(tables.map((file) => file.split("/").at(-2))).toEqual(expect.arrayContaining(["manifest", "procedure"]));
  });

  test("every code of the catalogue is covered by some table", async () => {
    const covered = new Set<string>(coveredCodes);
    for (const file of tables) {
      const module = (await import(/* @vite-ignore */ file)) as { coveredCodes: readonly string[] };
      for (const code of module.coveredCodes) covered.add(code);
    }
    expect([...covered].filter((code) => !codes.includes(code))).toEqual([]);
    expect(codes.filter((code) => !covered.has(code))).toEqual([]);
  });
});
