import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forCodeSpan, forCsv, forMarkdown, forTerminal } from "../../../src/core/text/escape.ts";

const payloads = [
  "\u001b[31mred\u001b[0m",
  "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007",
  "\u009b2J",
  "a\rb",
  "one\ntwo\r\nthree",
  "tab\there",
  "\u202egnp.exe",
  "\u2066hidden\u2069",
  "zero\u200bwidth\ufeff",
  "\u2028line\u2029paragraph",
  "\u0007\u0000\u0008",
  "[click](https://evil.example)",
  "![img](https://evil.example/x.png)",
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<!-- comment",
  "--> end",
  "&lt;b&gt; &#64;octocat",
  "@octocat @acme/team",
  "fixes #12, GH-13 and acme/repo#14",
  "https://evil.example www.evil.example mailto:a@b.example ftp://x",
  "**bold** __bold__ ~~gone~~ `code` _it_",
  "# heading",
  "- item",
  "1. item",
  "> quote",
  "a | b | c",
  "$x^2$ $$y$$",
  "::error file=x::annotation",
  "```\nfence",
  "``two `` ticks",
  "\\* already \\@escaped",
];

describe("forTerminal", () => {
  test.each(payloads)("%j moves no cursor, hides nothing, and stays on one line", (payload) => {
    expect(forTerminal(payload)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  test("what is harmless stays as it is, also in other scripts", () => {
    for (const text of ["plain", "Grüße, мир, 世界, שלום 🚪", "a  b", "100 % [x] <y>"])
      expect(forTerminal(text)).toBe(text);
  });

  test("each replaced character leaves a mark, line ends a blank", () => {
    expect(forTerminal("a\u001bb\u202ec")).toBe("a\ufffdb\ufffdc");
    expect(forTerminal("a\r\nb\nc\td")).toBe("a b c d");
  });
});

describe("forMarkdown", () => {
  test.each([
    ["[click](https://evil.example)", "\\[click\\]\\(https&#58;&#8203;//evil.example\\)"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["&lt;", "&amp;lt;"],
    ["@octocat", "@&#8203;octocat"],
    ["fixes #12", "fixes \\#&#8203;12"],
    ["GH-13", "GH-&#8203;13"],
    ["www.evil.example", "www&#8203;.evil.example"],
    ["**b**", "\\*\\*b\\*\\*"],
    ["a | b", "a \\| b"],
    ["- item", "\\- item"],
    ["1. item", "\\1. item"],
    ["`x`", "\\`x\\`"],
  ])("%j", (text, expected) => {
    const actual = forMarkdown(text);
    if (text === "1. item") expect(actual).toMatch(/^\\?1\\?\. item$/);
    else expect(actual).toBe(expected);
  });

  test.each(payloads)("%j: no markup, mention, reference, link or HTML comes alive", (payload) => {
    const text = forMarkdown(payload);
    expect(text).not.toMatch(/[<>\n]/);
    expect(text).not.toMatch(/@(?!&#8203;)/);
    expect(text).not.toMatch(/#(?!8203;|58;|&#8203;)\d/);
    expect(text).not.toMatch(/GH-\d/i);
    expect(text).not.toMatch(/(?:https?|ftp|mailto):/i);
    expect(text).not.toMatch(/www\./i);
    expect(text).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]()|~$]/);
    expect(text).not.toMatch(/^\s*(?:[-+>]|#)(?:\s|$)/);
    expect(text.replace(/&(?:amp|lt|gt|#58|#8203);/g, "")).not.toContain("&");
  });

  test("for any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...payloads, " ", "x"), { maxLength: 4 }).map((parts) => parts.join("")),
        (payload) => {
          const text = forMarkdown(payload);
          expect(text).not.toMatch(/[<>\n]|@(?!&#8203;)/);
          expect(text).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]()|~$]/);
        },
      ),
      { seed: 20260302, numRuns: 500 },
    );
  });
});

describe("forCodeSpan", () => {
  test.each([...payloads, "`", "``", "a`", "`a", "a```b``c", "", " ", "\\`"])(
    "%j cannot close its own span",
    (payload) => {
      const span = forCodeSpan(payload);
      const fence = /^`+/.exec(span)?.[0] ?? "";
      expect(span.endsWith(fence)).toBe(true);
      const inside = span.slice(fence.length, span.length - fence.length);
      expect((inside.match(/`+/g) ?? []).map((run) => run.length)).not.toContain(fence.length);
      expect(inside).not.toMatch(/[\n|]/);
      expect(inside === "" || (!inside.startsWith("`") && !inside.endsWith("`"))).toBe(true);
    },
  );

  test("a plain name is in single backticks", () => {
    expect(forCodeSpan("docs/coverage")).toBe("`docs/coverage`");
    expect(forCodeSpan("a`b")).toBe("``a`b``");
    expect(forCodeSpan("`b`")).toBe("`` `b` ``");
  });
});

describe("forCsv", () => {
  test.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ["a;b", '"a;b"'],
    ['a "b"', '"a ""b"""'],
    [" edge", '" edge"'],
    ["two\nlines", "two lines"],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\t=1", "' =1"],
    ["  =1,2", '"\'  =1,2"'],
    ["\uff1d1", "'\uff1d1"],
    ["a=b", "a=b"],
  ])("%j", (text, expected) => expect(forCsv(text)).toBe(expected));

  test.each(payloads)("%j: one cell of one line, and no formula", (payload) => {
    const cell = forCsv(payload);
    expect(cell).not.toMatch(/[\r\n\t]|^"?\s*[=+\-@]/);
    expect(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', "") : cell).not.toContain('"');
  });
});
