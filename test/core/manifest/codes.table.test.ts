import { describe, expect, test } from "vitest";
import { checkPullRequest, checkRequest } from "../../../src/core/authorization/check-structure.ts";
import { readFacts } from "../../../src/core/facts/read-facts.ts";
import { generalCodes } from "../../../src/core/findings/catalogue/general.ts";
import { manifestCodes } from "../../../src/core/findings/catalogue/manifest.ts";
import { catalogue } from "../../../src/core/findings/catalogue.ts";
import type { Finding } from "../../../src/core/findings/finding.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { readPeople } from "../../../src/core/procedure/read-people.ts";
import type { Facts } from "../../../src/generated/types/facts.ts";
import { readExample } from "../../schemas/example-files.ts";
import {
  type BaseLevel,
  baseManifest,
  basePolicy,
  basePolicyText,
  bytesOf,
  edit,
  findingsOf,
  placeIn,
  policyOf,
} from "./base-manifests.ts";
import type { CodeRow } from "./code-row.ts";
import { coveredCodes } from "./covered-codes.ts";
import { generalRows } from "./general-rows.ts";
import { manifestRows } from "./manifest-rows.ts";

const spoiled = (row: CodeRow): string =>
  row.edits.reduce((text, [from, to]) => edit(text, from, to), baseManifest(row.level));

const errorsOf = (findings: readonly Finding[]): string[] => findings.map((item) => item.code);

test.each(["L1", "L2", "L3", "EMERGENCY"] satisfies BaseLevel[])(
  "the manifest of %s that is spoiled below is valid",
  (level) => {
    const text = baseManifest(level);
    const id = /^id: (\S+)$/m.exec(text)?.[1];
    expect(findingsOf(text, basePolicy, `.qms/bypasses/2026/03/${id}.yml`)).toEqual([]);
  },
);

describe.each([...generalRows, ...manifestRows])("$code: $what ($level)", (row) => {
  const text = spoiled(row);
  const policy = row.policy === undefined ? basePolicy : policyOf(`${basePolicyText}${row.policy}\n`);
  const findings = findingsOf(text, policy, row.path ?? null);

  test("is found at its place, with the severity of the catalogue", () => {
    const found = findings.filter((item) => item.code === row.code);
    expect(found.map(({ line, column, pointer }) => ({ line, column, pointer }))).toContainEqual({
      ...placeIn(text, row.at),
      pointer: row.pointer,
    });
    for (const item of found) {
      expect(item.severity).toBe(catalogue[row.code].severity);
      expect(item.path).toBe(row.path ?? null);
    }
  });

  test("is the only thing that is said", () => {
    expect([...new Set(errorsOf(findings))].sort()).toEqual([row.code, ...(row.also ?? [])].sort());
  });
});

describe("the last value that is allowed is allowed", () => {
  const title = (length: number) => `title: ${"x".repeat(length)}\nrequested_by`;
  test.each([
    ["a remediation on the day of the request", "L1", "target_date: 2026-03-06", "target_date: 2026-03-02"],
    ["a remediation on the fifth business day", "L1", "target_date: 2026-03-06", "target_date: 2026-03-09"],
    ["an expiry one second after the request", "L1", "severity: S4", "severity: S4\nexpires_at: 2026-03-02T09:00:01Z"],
    ["a minimal risk", "L1", "  level: low\n", "  level: minimal\n"],
    ["a complexity of ten", "L2", "complexity_score: 6", "complexity_score: 10"],
    [
      "a title of ten characters",
      "L1",
      "title: Docs coverage is 78 % while the API reference moves\nrequested_by",
      title(10),
    ],
    ["a title of 120", "L1", "title: Docs coverage is 78 % while the API reference moves\nrequested_by", title(120)],
  ] satisfies [string, BaseLevel, string, string][])("%s", (_, level, from, to) => {
    expect(findingsOf(edit(baseManifest(level), from, to))).toEqual([]);
  });

  test.each([9, 121])("a title of %i characters is not", (length) => {
    const text = edit(
      baseManifest("L1"),
      "title: Docs coverage is 78 % while the API reference moves\nrequested_by",
      title(length),
    );
    expect(findingsOf(text)).toMatchObject([{ code: "FIELD_INVALID", pointer: "/title" }]);
  });
});

describe("codes that need more than the manifest", () => {
  const now = Date.UTC(2026, 2, 2, 9);
  const facts = readFacts(readExample("facts/valid/l1-approved.json").bytes, null).facts as Facts;
  const people = readPeople(readExample("facts/people.yml").bytes, null, basePolicy, now).compiled;
  if (people === null) throw new Error("the example people cannot be read");
  const manifest = readManifest(bytesOf(baseManifest("L1")), "m.yml", basePolicy);
  const { request: _, ...unasked } = facts;
  const openedBy = (login: string, id: number): Facts => ({
    ...unasked,
    pull_request: { ...facts.pull_request, author: { login, id, type: "User" } },
  });

  test("JSON_SYNTAX: a facts file that breaks off, at the place where it does", () => {
    const { findings } = readFacts(bytesOf('{\n  "schema": "qms.facts/v1",\n  oops\n}'), "facts.json");
    expect(findings).toMatchObject([{ code: "JSON_SYNTAX", path: "facts.json", line: 3, column: 3 }]);
  });

  test.each([
    ["120000", "a symbolic link"],
    ["160000", "a submodule"],
    ["100755", "an executable file"],
  ])("MANIFEST_NOT_REGULAR: mode %s is %s", (mode, what) => {
    const path = ".qms/bypasses/2026/03/BYPASS-L1-20260302-090000.yml";
    const files = [{ path, status: "added" as const, mode }];
    const findings = checkPullRequest({ ...facts, pull_request: { ...facts.pull_request, files } }, "qms");
    expect(findings).toMatchObject([{ code: "MANIFEST_NOT_REGULAR", path }]);
    expect(findings[0]?.message).toContain(what);
  });

  test("DUPLICATE_ID: an id that the registry has, at the line of the id", () => {
    const taken = { ...facts, existing_manifests: ["BYPASS-L1-20260302-090000"] };
    const found = checkRequest(taken, manifest, people).filter((item) => item.code === "DUPLICATE_ID");
    expect(found).toMatchObject([{ pointer: "/id", line: 3, column: 5 }]);
  });

  test("REQUESTER_MISMATCH warns where somebody known is named, REQUESTER_UNKNOWN refuses a stranger, the author is fine", () => {
    const place = { pointer: "/requested_by", line: 6, column: 15 };
    expect(checkRequest(openedBy("mia", 130), manifest, people)).toMatchObject([
      { code: "REQUESTER_MISMATCH", severity: "warning", ...place },
    ]);
    const stranger = readManifest(
      bytesOf(edit(baseManifest("L1"), "requested_by: req", "requested_by: nobody")),
      "m.yml",
      basePolicy,
    );
    expect(checkRequest(openedBy("mia", 130), stranger, people)).toMatchObject([
      { code: "REQUESTER_UNKNOWN", severity: "error", ...place },
    ]);
    expect(checkRequest(openedBy("NoBody", 999), stranger, people)).toEqual([]);
    expect(checkRequest(openedBy("REQ", 120), manifest, people)).toEqual([]);
  });

  test("who asks is whom people.yml names, by number: a login changes, and changes hands", () => {
    expect(people.byLogin.get("req")?.id).toBe(120);
    expect(checkRequest(openedBy("req-of-now", 120), manifest, people)).toEqual([]);
    expect(checkRequest(openedBy("req", 999), manifest, people)).toMatchObject([{ code: "REQUESTER_MISMATCH" }]);
  });
});

test("every code of the general and the manifest catalogue is shown above", () => {
  const wanted = [...Object.keys(generalCodes), ...Object.keys(manifestCodes)];
  expect(wanted.filter((code) => !(coveredCodes as readonly string[]).includes(code))).toEqual([]);
});
