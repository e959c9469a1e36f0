import { symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { examples, exampleText, neverShown, put, qms, type Run, temporaryFolder } from "./process.ts";

const folder = temporaryFolder();
const policy = `${examples}/manifest/policy.yml`;
const good = exampleText("manifest/valid/BYPASS-L1-20260302-090000.yml");
const commands = ["validate", "explain", "deadline", "new"];

/** Refused with a sentence and a next step on stderr, nothing on stdout, exit 2. */
function expectUsage(run: Run, sentence: RegExp): void {
  expect(run.err).toMatch(sentence);
  expect(run).toMatchObject({ code: 2, out: "" });
  expect(run.err).not.toMatch(neverShown);
}

describe("help and usage", () => {
  test.each([[], ...commands.map((name) => [name])])("%s --help shows options and an example, exit 0", (...command) => {
    const run = qms([...command, "--help"]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^Usage: qms-bypass/);
    expect(run.out).toMatch(/\nExample:\n {2}(?:qms-bypass|git) /);
    expect(run.out).toContain("--registry-branch");
    expect(Math.max(...run.out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("--version prints the version of the package", () => {
    expect(qms(["--version"])).toEqual({ code: 0, out: "0.2.0\n", err: "" });
  });

  test.each([
    [[], /Usage: qms-bypass/],
    [["validte"], /unknown command 'validte'/],
    [["validate", "--polcy", "x"], /unknown option '--polcy'/],
    [["--bogus"], /unknown option '--bogus'/],
    [["explain"], /required option '--facts <file>' not specified/],
    [["deadline", "--start", "2026-11-23T09:15:00Z"], /required option '--business-days <n>' not specified/],
    [["new"], /The level is missing/],
    [["deadline", "--start"], /argument missing/],
    [["deadline", "extra", "--start", "x", "--business-days", "1"], /too many arguments/],
    [["validate", "--format", "xml", policy], /does not know the format xml[\s\S]*→ Use --format text, json or sarif/],
    [["explain", "--facts", "x", "--format", "sarif"], /does not know the format sarif/],
  ] satisfies [string[], RegExp][])("%j is wrong usage: exit 2", (args, sentence) => {
    expectUsage(qms(args), sentence);
  });

  test.each([
    [["validate", "no/such.yml"], /There is no file no\/such\.yml/],
    [["validate", "schemas"], /schemas is a folder/],
    [["validate", policy, "--policy", "nothing.yml"], /There is no file nothing\.yml/],
    [["explain", "--facts", "nothing.json"], /There is no file nothing\.json/],
    [["explain", "--facts", "schemas"], /schemas is a folder/],
    [["validate", "--repo", "/no/such/folder"], /Nothing to validate/],
    [["validate", "--registry-branch", "--output=/tmp/x"], /Nothing to validate|unknown option/],
  ] satisfies [string[], RegExp][])("%j names what is not there: exit 2 and the next step", (args, sentence) => {
    const run = qms(args);
    expectUsage(run, sentence);
    expect(run.err).toContain("→");
  });
});

describe("validate", () => {
  test("a good manifest: exit 0, its level, checks and digest on stdout", () => {
    const run = qms(["validate", put(folder, "good.yml", good), "--policy", policy], folder);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/^✓ good\.yml\n {2}L1 asked; required L1/);
    expect(run.out).toContain("docs/coverage (documentation_coverage)");
    expect(run.out).toMatch(/sha256:[0-9a-f]{64}\n1 file, 0 errors, 0 warnings; judged by /);
  });

  test("a bad one: exit 1, every error at once with file, line, column and what to do", () => {
    const run = qms(["validate", "schemas/examples/manifest/invalid/two-errors.yml", "--policy", policy]);
    expect(run).toMatchObject({ code: 1, err: "" });
    expect(run.out).toMatch(/error FIELD_UNKNOWN schemas\/examples\/manifest\/invalid\/two-errors\.yml:\d+:\d+\n/);
    expect(run.out).toMatch(/error RISK_TOO_HIGH schemas\/examples\/manifest\/invalid\/two-errors\.yml:\d+:\d+\n/);
    expect(run.out.match(/→/g)).toHaveLength(2);
    expect(run.out).toContain("1 file, 2 errors, 0 warnings");
  });

  test("a warning alone is exit 0", () => {
    const run = qms(["validate", `${examples}/people/valid/small-team.yml`]);
    expect(run.code).toBe(0);
    expect(run.out).toContain("warning NOBODY_TO_SPARE");
  });

  test("--format json holds every finding with its place, and nothing else is on stdout", () => {
    put(folder, "bad.yml", good.replace("level: low", "level: high"));
    const run = qms(["validate", "bad.yml", "good.yml", "--policy", policy, "--format", "json"], folder);
    expect(run).toMatchObject({ code: 1, err: "" });
    const result = JSON.parse(run.out);
    expect(result).toMatchObject({ schema: "qms.validation/v1", errors: 2, warnings: 0 });
    expect(result.files[0]).toMatchObject({
      path: "bad.yml",
      kind: "manifest",
      level: "L1",
      required_level: { result: "L1" },
    });
    expect(result.files[0].findings).toMatchObject([
      { code: "RISK_TOO_HIGH", line: 26, column: 10, pointer: "/risk/level" },
    ]);
    // Two files of one request: the second of them is one too many.
    expect(result.files[1].findings).toMatchObject([{ code: "DUPLICATE_ID", path: "good.yml", line: 4, column: 5 }]);
  });

  test("--format sarif is SARIF 2.1.0: rules, results that point at them, lines and columns, paths as URIs", () => {
    const name = put(folder, "od d%#.yml", good.replace("severity: S4", 'severity: "[x](https://evil.example)\u202e"'));
    const run = qms(["validate", name, "--policy", policy, "--format", "sarif"], folder);
    expect(run).toMatchObject({ code: 1, err: "" });
    const log = JSON.parse(run.out);
    expect(log).toMatchObject({ version: "2.1.0", $schema: expect.stringContaining("sarif-2.1.0") });
    const [{ tool, results, columnKind }] = log.runs;
    expect(columnKind).toBe("utf16CodeUnits");
    expect(tool.driver).toMatchObject({ name: "qms-bypass", version: "0.2.0" });
    expect(results.map((item: { ruleId: string }) => item.ruleId).sort()).toEqual([
      "FIELD_INVALID",
      "MANIFEST_YAML_FORBIDDEN",
    ]);
    for (const item of results) {
      expect(tool.driver.rules[item.ruleIndex].id).toBe(item.ruleId);
      expect(item.level).toBe("error");
      const [{ physicalLocation }] = item.locations;
      expect(physicalLocation.artifactLocation.uri).toBe("od%20d%25%23.yml");
      expect(physicalLocation.region).toEqual({ startLine: 9, startColumn: expect.any(Number) });
      expect(item.message.text).not.toMatch(/\]\(|\u202e/);
    }
    for (const rule of tool.driver.rules) expect(`${rule.shortDescription.text}${rule.help.text}`).not.toMatch(/[{}]/);
  });

  test("a file without findings is a SARIF log with no results", () => {
    const run = qms(["validate", "good.yml", "--policy", policy, "--format", "sarif"], folder);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out).runs[0]).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });

  test("a policy among the files judges the others; one with errors judges nothing", () => {
    put(folder, "policy.yml", exampleText("manifest/policy.yml"));
    expect(qms(["validate", "policy.yml", "good.yml"], folder)).toMatchObject({ code: 0 });
    put(folder, "policy.yml", `${exampleText("manifest/policy.yml")}statos: active\n`);
    const listed = qms(["validate", "policy.yml", "good.yml"], folder);
    expect(listed.code).toBe(1);
    expect(listed.out).toContain("FIELD_UNKNOWN policy.yml:");
    expect(listed.out).toContain("1 manifest was not judged");
    const named = qms(["validate", "good.yml", "--policy", "policy.yml"], folder);
    expect(named.code).toBe(2);
    expect(named.err).toContain("nothing can be judged by it");
    expect(named.err).not.toMatch(neverShown);
  });
});

describe("validate on files that nobody should have written", () => {
  const long = "x".repeat(70_000);
  const hostile: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ["empty", "", /YAML_SYNTAX/],
    ["only a comment", "# nothing\n", /YAML_SYNTAX|FIELD_INVALID/],
    ["not UTF-8", new Uint8Array([0xff, 0xfe, 0x61, 0x00]), /not UTF-8/],
    ["NUL bytes", new Uint8Array(3000), /MANIFEST_YAML_FORBIDDEN/],
    ["over the limit", long, /FILE_TOO_LARGE/],
    ["many brackets", "[".repeat(60_000), /FILE_TOO_LARGE/],
    ["many braces", `{a: ${"{a: ".repeat(10_000)}`, /FILE_TOO_LARGE/],
    ["many dashes", "- ".repeat(30_000), /FILE_TOO_LARGE/],
    ["a bomb of aliases", `a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n`, /An alias/],
    ["a prototype", "__proto__: { polluted: yes }\nconstructor: 1\n", /"__proto__" is not a field/],
    ["another version", good.replace("manifest/v1", "manifest/v2"), /SCHEMA_VERSION/],
    ["an amendment's version", good.replace("qms.manifest/v1", "qms.amendment/v7"), /SCHEMA_VERSION/],
    ["another tool's", good.replace("qms.manifest/v1", "other/v1"), /SCHEMA_VERSION/],
    ["a number", "42\n", /must be a map of fields/],
    ["a list", "- a\n- b\n", /must be a map of fields/],
    [
      "escape sequences",
      good.replace("title: Docs", 'title: "\\e[31m\\e]8;;x\\a').replace("moves\n", 'moves"\nx\\e: 1\n'),
      /FIELD_/,
    ],
    ["JSON that breaks off", '{"schema": "qms.facts/v1", "revie', /JSON_SYNTAX|JSON|YAML_SYNTAX/],
  ];

  test.each(hostile)("%s: exit 1 with findings, no crash", (_, content, sentence) => {
    const run = qms(["validate", put(folder, "hostile.yml", content), "--policy", policy], folder);
    expect(run.out).toMatch(sentence);
    expect(run).toMatchObject({ code: 1, err: "" });
    expect(run.out).not.toMatch(neverShown);
    expect(run.out).toMatch(/error [A-Z_]+ hostile\.yml:\d+:\d+\n/);
  });

  test("a symbolic link is not followed", () => {
    symlinkSync(policy, `${folder}/link.yml`);
    const run = qms(["validate", "link.yml"], folder);
    expect(run.code).toBe(1);
    expect(run.out).toContain("MANIFEST_NOT_REGULAR link.yml");
  });

  test("colours never reach a pipe", () => {
    const run = qms(["validate", "good.yml", "--policy", policy], folder, { FORCE_COLOR: "1", TERM: "xterm-256color" });
    expect(run.out).not.toMatch(neverShown);
  });
});
