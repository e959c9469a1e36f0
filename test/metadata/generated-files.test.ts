import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./source-files.ts";

let out = "";
// Compiled inside the repository, because the compiled files look for their packages from where they lie; ignored by git.
const build = join(root, ".cache", `metadata-build-${process.pid}`);

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "qms-generated-"));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`${args[0]}: exit ${status}\n${stdout}${stderr}`);
  };
  run("scripts/generate.mjs", "--out", join(out, "src"));
  run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", build);
  run("scripts/generate-docs.mjs", "--out", join(out, "pages"), "--build", build);
}, 120_000);
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
  rmSync(build, { recursive: true, force: true });
});

/** Path → content of every file below a folder. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]));
}

/** Names the files that differ, are missing or are too many: a diff of whole files would help nobody. */
function differences(committed: Record<string, string>, fresh: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(fresh)])].sort();
  return names.filter((name) => committed[name] !== fresh[name]);
}

const hint = "run `npm run generate` and commit the result";

test("types, validators and the default policy are what the schemas and default-policy.yml say", () => {
  expect(differences(contents(join(root, "src/generated")), contents(join(out, "src"))), hint).toEqual([]);
});

test("docs/reference/ is what the schemas, the catalogue and the command line say", () => {
  expect(
    differences(contents(join(root, "docs/reference")), contents(join(out, "pages/docs/reference"))),
    hint,
  ).toEqual([]);
});

test("the generated table of the README is current", () => {
  expect(
    readFileSync(join(out, "pages/README.md"), "utf8") === readFileSync(join(root, "README.md"), "utf8"),
    hint,
  ).toBe(true);
});

test("action.yml and the tables of each action's README are what src/entrypoints/definitions/ says", () => {
  const committed = contents(join(root, "actions"));
  const fresh = contents(join(out, "pages/actions"));
  const written = Object.fromEntries(Object.entries(committed).filter(([path]) => !path.endsWith("/main.mjs")));
  expect(Object.keys(fresh).length).toBeGreaterThan(0);
  expect(differences(written, fresh), hint).toEqual([]);
  for (const [path, text] of Object.entries(fresh)) {
    if (path.endsWith("/README.md")) expect(text.match(/<!-- BEGIN (?:inputs|outputs)\b/g), path).toHaveLength(2);
  }
});

test("the request forms are what src/core/manifest/request-form/ says", () => {
  const folder = "templates/default/.github/ISSUE_TEMPLATE";
  expect(differences(contents(join(root, folder)), contents(join(out, "pages", folder))), hint).toEqual([]);
});

test("the root's action.yml is validate-bypass, apart from the path of what runs", () => {
  const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");
  const rootAction = read(root, "action.yml");
  expect(rootAction === read(join(out, "pages"), "action.yml"), hint).toBe(true);
  expect(rootAction.replace('"actions/validate-bypass/main.mjs"', '"main.mjs"')).toBe(
    read(root, "actions/validate-bypass/action.yml"),
  );
});
