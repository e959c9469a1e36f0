import { expect, test } from "vitest";
import { codeOf, lineAt, type SourceFile, sourceFiles } from "./source-files.ts";

/** Time, chance, environment and output come through ports; core and operations have none of them. */
const impure: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "process", pattern: /(?<![\w.$-])process\s*\./g },
  { name: "globalThis", pattern: /\bglobalThis\b/g },
  { name: "Date.now", pattern: /\bDate\s*\.\s*now\b/g },
  { name: "new Date()", pattern: /\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]]))/g },
  { name: "Date()", pattern: /(?<!new\s)(?<![\w.])Date\s*\(/g },
  { name: "Temporal.Now", pattern: /\bTemporal\s*\.\s*Now\b/g },
  { name: "performance.now", pattern: /\bperformance\s*\.\s*now\b/g },
  { name: "Math.random", pattern: /\bMath\s*\.\s*random\b/g },
  { name: "randomness of node:crypto", pattern: /\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/g },
  { name: "console", pattern: /(?<![\w.$-])console\s*\./g },
  { name: "fetch", pattern: /(?<![\w.])fetch\s*\(/g },
  { name: "a timer", pattern: /\b(?:setTimeout|setInterval|setImmediate)\s*\(/g },
];

function uses(file: SourceFile): string[] {
  const code = codeOf(file.text);
  return impure.flatMap(({ name, pattern }) =>
    [...code.matchAll(pattern)].map((match) => `${file.path}:${lineAt(code, match.index)} uses ${name}`),
  );
}

test("core and operations read no clock, no environment and no chance, and print nothing", () => {
  const files = [...sourceFiles("src/core"), ...sourceFiles("src/operations")];
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(uses)).toEqual([]);
});

test("the search finds code and lets comments and texts be", () => {
  const text = [
    "// Date.now() in a comment",
    "/* process.env, console.log */",
    'const said = "Math.random() and new Date()";',
    "const at = Date.now();",
    "const when = new Date();",
    "const fine = new Date(0);",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code of the example
    "const mixed = `process.env ${process.env.HOME} console.log`;",
    "const pattern = /console\\.log/;",
    "console.error(said);",
    "candidate.process.run();",
  ].join("\n");
  expect(uses({ path: "a.ts", text })).toEqual([
    "a.ts:7 uses process",
    "a.ts:4 uses Date.now",
    "a.ts:5 uses new Date()",
    "a.ts:9 uses console",
  ]);
});
