import { posix } from "node:path";
import { expect, test } from "vitest";
import { importsOf, type SourceFile, sourceFiles } from "./source-files.ts";

/** What each layer may import (architecture.md, "Folders"). A folder of src/ that is not listed here fails. */
const layers: Readonly<Record<string, { readonly own: readonly string[]; readonly packages: RegExp }>> = {
  core: {
    own: ["core", "generated"],
    packages: /^(?:js-yaml|temporal-polyfill(?:\/implementation)?|node:crypto|d3-[a-z]+)$/,
  },
  operations: { own: ["operations", "core", "generated", "ports.ts"], packages: /^$/ },
  adapters: {
    own: ["adapters", "core", "generated", "ports.ts"],
    packages: /^(?:node:[a-z/_]+|@octokit\/(?:core|plugin-retry|plugin-throttling)|bottleneck(?:\/light\.js)?)$/,
  },
  // It starts the sandbox as a process and never imports it.
  demo: { own: ["demo", "adapters", "core", "generated"], packages: /^(?:node:[a-z/_]+|js-yaml)$/ },
  entrypoints: {
    own: ["entrypoints", "operations", "adapters", "core", "generated", "ports.ts"],
    packages: /^node:[a-z/_]+$/,
  },
  cli: {
    own: ["cli", "demo", "operations", "adapters", "core", "generated", "ports.ts"],
    packages: /^(?:node:[a-z/_]+|commander|js-yaml)$/,
  },
  generated: { own: ["generated"], packages: /^$/ },
  "ports.ts": { own: ["core", "generated"], packages: /^$/ },
  "index.ts": {
    own: ["cli", "demo", "entrypoints", "operations", "adapters", "core", "generated", "ports.ts"],
    packages: /^node:[a-z/_]+$/,
  },
};

/** `core`, `cli`, …; `ports.ts` and `index.ts` are layers of their own. */
const layerOf = (path: string): string => path.split("/")[1] ?? "";

function violations(file: SourceFile): string[] {
  const rule = layers[layerOf(file.path)];
  if (rule === undefined) return [`${file.path} is in no layer of architecture.md`];
  return importsOf(file).flatMap((name) => {
    // The toolkit's file commands, without the HTTP client that its package brings (docs/adr/0001-no-undici.md).
    if (file.path === "src/adapters/runner/workflow-commands.ts" && name.includes("/@actions/core/lib/")) return [];
    // In a bundle of its own, loaded when a mail is sent (docs/adr/0002-mail-apart.md).
    if (file.path === "src/adapters/notify/send-mail.ts" && name === "nodemailer") return [];
    if (!name.startsWith(".")) return rule.packages.test(name) ? [] : [`${file.path} imports ${name}`];
    const target = posix.join(posix.dirname(file.path), name);
    const allowed = target.startsWith("src/") && rule.own.includes(layerOf(target));
    return allowed ? [] : [`${file.path} imports ${target}`];
  });
}

test("every file of src/ imports only what its layer may", () => {
  const files = sourceFiles("src");
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(violations)).toEqual([]);
});

test("imports say the .ts extension, so that the sources run as they are", () => {
  const bare = sourceFiles("src").flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith(".") && !name.endsWith(".ts") && !name.includes("/node_modules/@actions/core/"))
      .map((name) => `${file.path}: ${name}`),
  );
  expect(bare).toEqual([]);
});

test("the definitions of the actions are data: they import nothing but each other", () => {
  const folder = "src/entrypoints/definitions";
  const outside = sourceFiles(folder).flatMap((file) =>
    importsOf(file)
      .filter((name) => !posix.join(posix.dirname(file.path), name).startsWith(`${folder}/`))
      .map((name) => `${file.path}: ${name}`),
  );
  expect(outside).toEqual([]);
});

test("the rule sees static, type-only, side-effect, multi-line and dynamic imports", () => {
  const text = [
    'import { a } from "node:fs";',
    'import type { B } from "../../cli/options.ts";',
    'import "node:os";',
    'import {\n  c,\n  d,\n} from "../../../sandbox/server.ts";',
    'export { e } from "lodash";',
    'const f = await import("node:http");',
  ].join("\n");
  expect(violations({ path: "src/core/time/bad.ts", text })).toEqual([
    "src/core/time/bad.ts imports node:fs",
    "src/core/time/bad.ts imports src/cli/options.ts",
    "src/core/time/bad.ts imports node:os",
    "src/core/time/bad.ts imports sandbox/server.ts",
    "src/core/time/bad.ts imports lodash",
    "src/core/time/bad.ts imports node:http",
  ]);
});

test("only post-mail.ts reaches the mail library, and by a late import", () => {
  const importers = sourceFiles("src").filter(({ text }) =>
    /from "[^"]*send-mail\.ts"/.test(text.replace(/^import type .*$/gm, "")),
  );
  expect(importers.map(({ path }) => path)).toEqual([]);
  const late = sourceFiles("src").filter(({ text }) => text.includes('import("./send-mail.ts")'));
  expect(late.map(({ path }) => path)).toEqual(["src/adapters/notify/post-mail.ts"]);
});
