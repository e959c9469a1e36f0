import { describe, expect, test } from "vitest";
import { manifestLimits, readYaml } from "../../../src/core/document/read-yaml.ts";
import type { Finding } from "../../../src/core/findings/finding.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readYaml(bytesOf(text), manifestLimits, "m.yml");
/** `CODE line:column` of every finding. */
const places = (findings: readonly Finding[]): string[] =>
  findings.map((item) => `${item.code} ${item.line}:${item.column}`);
const forbidden = (text: string, what: string): void => {
  const { findings } = read(text);
  expect(places(findings)).toEqual([`MANIFEST_YAML_FORBIDDEN ${what.split(" ")[0]}`]);
  expect(findings[0]?.message).toContain(what.slice(what.indexOf(" ") + 1));
  expect(findings[0]?.fix).toMatch(/\w.*\.$/);
};

describe("constructs by which a file can say two things are refused at their line and column", () => {
  test.each([
    ["an anchor", "a: 1\nb: &x 2\n", "2:4 anchor"],
    ["an anchor on a map", "a: 1\nb: &x\n  c: 1\n", "2:4 anchor"],
    ["an anchor on a list item", "a:\n  - &x b\n", "2:5 anchor"],
    ["an anchor on a key", "a: 1\n&x b: 2\n", "2:1 anchor"],
    ["an anchor on a flow list", "a: &x [1, 2]\n", "1:4 anchor"],
    ["an anchor on nothing", "a: &x\nb: 1\n", "1:4 anchor"],
    ["an anchor on the document", "--- &x\na: 1\n", "1:5 anchor"],
    ["an own tag", "a: !mine b\n", "1:4 explicit tag"],
    ["a standard tag", "a: !!str 12\n", "1:4 explicit tag"],
    ["a verbatim tag", "a: !<tag:yaml.org,2002:str> b\n", "1:4 explicit tag"],
    ["a tag on a map", "a: !!map\n  b: 1\n", "1:4 explicit tag"],
    ["a tag on a list item", "a:\n- !!int 3\n", "2:3 explicit tag"],
    ["the non-specific tag", "a: ! b\n", "1:4 explicit tag"],
    ["%YAML", "%YAML 1.2\n---\na: 1\n", "1:1 directive"],
    ["%TAG", "# c\n%TAG ! tag:example.com,2000:\n---\na: 1\n", "2:1 directive"],
    ["a directive that nobody knows", "%FUTURE x\n---\na: 1\n", "1:1 directive"],
    ["a second document", "a: 1\n---\nb: 2\n", "2:1 second document"],
    ["a second document after an explicit first", "---\na: 1\n---\nb: 2\n", "3:1 second document"],
    ["an empty second document", "a: 1\n---\n", "2:1 second document"],
    ["a merge key", "a:\n  <<: b\n", "2:3 merge key"],
    ["a merge key in flow", "a: { <<: b }\n", "1:6 merge key"],
    ["a map as a key", "? { a: 1 }\n: b\n", "1:3 as a key"],
    ["a list as a key", "[a, b]: c\n", "1:1 as a key"],
    ["a byte order mark", "\ufeffa: 1\n", "1:1 U+FEFF"],
    ["a byte order mark in the middle", "a: 1\nb: x\ufeffy\n", "2:5 U+FEFF"],
    ["NUL", "a: 1\nb: x\0y\n", "2:5 U+0000"],
    ["a carriage return alone, which would end the comment", "a: 1 # x\rb: 2\n", "1:9 U+000D"],
    ["NUL in a comment", "a: 1 # \0\n", "1:8 U+0000"],
  ])("%s", (_, text, what) => forbidden(text, what));

  test("an anchor with its alias: both places", () => {
    expect(places(read("a: &x 1\nb: *x\n").findings)).toEqual([
      "MANIFEST_YAML_FORBIDDEN 1:4",
      "MANIFEST_YAML_FORBIDDEN 2:4",
    ]);
  });

  const bidi = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  test.each(bidi)("the bidirectional control %i: in a value, a comment, a key", (code) => {
    const sign = String.fromCharCode(code);
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    forbidden(`a: 1\nb: "x${sign}y"\n`, `2:6 ${name}`);
    forbidden(`a: 1 # ${sign}\n`, `1:8 ${name}`);
    forbidden(`a: 1\nb${sign}: 2\n`, `2:2 ${name}`);
  });

  test("one hostile file does not flood a report: ten places of invisible characters", () => {
    expect(read(`a: "${"\u202e".repeat(5000)}"\n`).findings).toHaveLength(10);
  });

  test.each([
    [
      "an ampersand, an asterisk, an exclamation mark and a percent sign inside a text",
      "a: R&D costs 5 * 3!\nb: 78 %\nc: -%\n",
    ],
    ["the same quoted", "a: \"&x\"\nb: '*x'\nc: '!t'\nd: '%e'\ne: '<<'\n'<<': f\n"],
    ["a line that starts with % inside a block text", "a: |\n  x\n%: 1\n".replace("%: 1", "b: 1\n")],
    ["a percent line after the document began", "a: |2\n  x\n  %TAG\n"],
    ["--- inside a block text", "a: |\n  ---\n  b\n"],
    ["a document that starts explicitly and ends with dots", "---\na: 1\n...\n"],
    ["emoji, accents and Hebrew letters", "a: 🚀 é שלום\n"],
    ["U+0085, a tab between words, an escaped bell", 'a: "\\u0085 \\a"\nb: x\ty\n'],
  ])("%s is no such construct", (_, text) => {
    expect(read(text).findings).toEqual([]);
  });

  test("all of them at once, with duplicates and in reading order of their kind", () => {
    const text = "%YAML 1.2\n---\na: &x 1\nb: *x\nc: !!int 2\na: 3\nd: \u202e\n<<: e\n---\nf: 1\n";
    expect(places(read(text).findings).sort()).toEqual([
      "DUPLICATE_KEY 6:1",
      "MANIFEST_YAML_FORBIDDEN 1:1",
      "MANIFEST_YAML_FORBIDDEN 3:4",
      "MANIFEST_YAML_FORBIDDEN 4:4",
      "MANIFEST_YAML_FORBIDDEN 5:4",
      "MANIFEST_YAML_FORBIDDEN 7:4",
      "MANIFEST_YAML_FORBIDDEN 8:1",
      "MANIFEST_YAML_FORBIDDEN 9:1",
    ]);
  });

  test("what was found before a syntax error is still told", () => {
    expect(places(read("%X\n---\na: \u202e\nb: [1\n").findings)).toEqual([
      "MANIFEST_YAML_FORBIDDEN 3:4",
      "MANIFEST_YAML_FORBIDDEN 1:1",
      "YAML_SYNTAX 5:1",
    ]);
  });
});

describe("duplicate keys name both lines", () => {
  test.each([
    ["plain", "a: 1\nb: 2\na: 3\n", "3:1", 1],
    ["quoted and plain", 'a: 1\n"a": 2\n', "2:1", 1],
    ["two quotings", "'a': 1\n\"\\x61\": 2\n", "2:1", 1],
    ["nested", "x:\n  a: 1\n  b: 1\n  a: 2\n", "4:3", 2],
    ["in flow", "x: { a: 1,\n  a: 2 }\n", "2:3", 1],
    ["in a list item", "- a: 1\n  a: 2\n", "2:3", 1],
    ["__proto__", "__proto__: 1\n__proto__: 2\n", "2:1", 1],
    ["the empty key", '"": 1\n"": 2\n', "2:1", 1],
  ])("%s", (_, text, place, first) => {
    const { findings } = read(text);
    expect(places(findings)).toEqual([`DUPLICATE_KEY ${place}`]);
    expect(findings[0]?.message).toContain(`on line ${first}`);
  });

  test("three times is two findings; the same key in two maps is none", () => {
    expect(places(read("a: 1\na: 2\na: 3\n").findings)).toEqual(["DUPLICATE_KEY 2:1", "DUPLICATE_KEY 3:1"]);
    expect(read("x: { a: 1 }\ny: { a: 1 }\na: 1\nconstructor: 1\ntoString: 2\n").findings).toEqual([]);
  });

  test("the first value stays", () => {
    expect(read("a: 1\na: 2\n").document?.value).toEqual({ a: "1" });
  });
});

describe("limits", () => {
  test("65,536 bytes are read, one more is not; the limit counts bytes, not characters", () => {
    const fill = (size: number) => `a: ${"x".repeat(size - 3)}`;
    expect(read(fill(65_536)).findings).toEqual([]);
    expect(places(read(fill(65_537)).findings)).toEqual(["FILE_TOO_LARGE 1:1"]);
    expect(places(read(`a: ${"é".repeat(32_768)}`).findings)).toEqual(["FILE_TOO_LARGE 1:1"]);
    expect(read(fill(65_537)).document).toBeNull();
  });

  const nested: readonly (readonly [string, (depth: number) => string, string])[] = [
    ["flow lists", (depth) => "[".repeat(depth) + "]".repeat(depth), "1:21"],
    ["flow maps", (depth) => `${"{a: ".repeat(depth - 1)}{}${"}".repeat(depth - 1)}`, "1:81"],
    ["block lists", (depth) => `${"- ".repeat(depth)}x`, "1:41"],
    ["block maps", (depth) => Array.from({ length: depth }, (_, row) => `${" ".repeat(row)}a:`).join("\n"), "21:21"],
    ["lists in a map", (depth) => `a: ${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}`, "1:23"],
  ];
  test.each(nested)("%s: 20 levels are read, the 21st is refused at its place", (_, make, place) => {
    expect(read(make(20)).findings).toEqual([]);
    expect(places(read(make(21)).findings)).toEqual([`FILE_TOO_LARGE ${place}`]);
    expect(read(make(21)).document).toBeNull();
    expect(places(read(make(200)).findings).map((item) => item.split(" ")[0])).toEqual(["FILE_TOO_LARGE"]);
  });
});

describe("what is no YAML at all", () => {
  test.each([
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0x00])],
    ["Latin-1", new Uint8Array([0x61, 0x3a, 0x20, 0xe9])],
    ["a surrogate in UTF-8", new Uint8Array([0x61, 0xed, 0xa0, 0x80])],
    ["an overlong slash", new Uint8Array([0xc0, 0xaf])],
  ])("%s is not UTF-8", (_, bytes) => {
    const { document, findings } = readYaml(bytes, manifestLimits, "m.yml");
    expect(document).toBeNull();
    expect(findings).toMatchObject([
      { code: "YAML_SYNTAX", line: 1, column: 1, message: expect.stringContaining("UTF-8") },
    ]);
  });

  test.each(["", "# only a comment\n", "\n\n", "   "])("%j holds no document", (text) => {
    const { document, findings } = read(text);
    expect(document).toBeNull();
    expect(places(findings)).toEqual(["YAML_SYNTAX 1:1"]);
  });

  test.each([
    ["a tab as indentation", "a:\n\tb: 1\n", "2:1"],
    ["an open quote", "a: 'x\nb: 1\n", "2:1"],
    ["a colon in a plain text", "a: b: c\n", "1:5"],
    ["an open bracket", "a: [1,\nb: 2\n", "2:1"],
  ])("%s is a syntax error in its line", (_, text, place) => {
    const [first] = read(text).findings;
    expect(first?.code).toBe("YAML_SYNTAX");
    expect(`${first?.line}:${first?.column}`).toBe(place);
  });

  test("CRLF line ends change neither values nor places", () => {
    const text = "a: 1\nb: &x 2\nc: |\n  line\n  line\na: 3\n";
    const unix = read(text);
    const windows = read(text.replaceAll("\n", "\r\n"));
    expect(windows.document?.value).toEqual(unix.document?.value);
    expect(places(windows.findings)).toEqual(places(unix.findings));
    expect(places(unix.findings)).toEqual(["MANIFEST_YAML_FORBIDDEN 2:4", "DUPLICATE_KEY 6:1"]);
  });
});

describe("every scalar stays the text that was written", () => {
  const words =
    "1234567890123456789012345678901234567890 12e9 1e5 4711 no yes on off y true null ~ 0x10 0o17 010 1_000 .inf .nan +1 1.0 2026-03-02 12:30:45 = -".split(
      " ",
    );
  test.each(words.filter((word) => word !== "-"))("%s", (word) => {
    for (const text of [`a: ${word}`, `a: '${word}'`, `a: "${word}"`, `{a: ${word}}`])
      expect(read(text).document?.value).toEqual({ a: word });
  });

  test("nothing is an empty text, in maps and lists", () => {
    expect(read("a:\nb: ''\nc: [x, '']\nd:\n  -\n").document?.value).toEqual({
      a: "",
      b: "",
      c: ["x", ""],
      d: [""],
    });
  });

  test("keys of the prototype are keys like any other, and change nothing else", () => {
    const value = read("__proto__: { x: 1 }\nconstructor: 2\nhasOwnProperty: 3\n").document?.value as object;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor", "hasOwnProperty"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("block texts fold and keep as YAML says", () => {
    expect(read("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: |+\n  x\n\n").document?.value).toEqual({
      a: "x\ny\n",
      b: "x y",
      c: "x\n\n",
    });
  });
});
