import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./source-files.ts";

const readme = readFileSync(`${root}README.md`, "utf8");

interface TestedCommand {
  readonly line: string;
  readonly exit: number;
}

/** Lines of each ```sh block behind `<!-- tested -->` or, where another exit code is right, `<!-- tested: exit 1 -->`. */
function testedCommands(text: string): TestedCommand[] {
  const blocks = text.matchAll(/<!-- tested(?:: exit (\d+))? -->\s*\n```sh\n([\s\S]*?)```/g);
  return [...blocks].flatMap(([, exit, body = ""]) =>
    body
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/^\$ /, "").trim())
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => ({ line, exit: Number(exit ?? 0) })),
  );
}

const commands = testedCommands(readme);
const scripts = (JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> })
  .scripts;

/** A README's `npm test` would run this test again, and an install would take the modules from under it. */
function scriptOf(line: string): string | null {
  const name = /^npm (?:run (?:--silent )?)?(\S+)/.exec(line)?.[1];
  return name === undefined ? null : (scripts[name] ?? null);
}

describe("README.md", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "qms-readme-"));
    // As after `npm link`: the README may say `qms-bypass`.
    const shim = `#!/bin/sh\nexec "${process.execPath}" "${root}bin/qms-bypass.mjs" "$@"\n`;
    writeFileSync(join(folder, "qms-bypass"), shim, { mode: 0o755 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("its first command is `npm start`: it installs and runs the demo, which test/acceptance/cli.demo.test.ts runs", () => {
    expect(/```sh\n([\s\S]*?)```/.exec(readme)?.[1]?.trim()).toBe("npm start");
    expect(scripts.start).toBe("npm ci --no-audit --no-fund --silent && node bin/qms-bypass.mjs demo");
  });

  test("tells the second command, `npm test`, which CI runs in a fresh clone", () => {
    expect(readme).toMatch(/```sh\nnpm test\n```/);
    expect(commands.map(({ line }) => line)).not.toContain("npm test");
  });

  test.each(commands)("$line exits with $exit", ({ line, exit }) => {
    expect(scriptOf(line) ?? "", "a tested command must not install or test").not.toMatch(
      /\bnpm (?:ci|install|i|test)\b|\bvitest\b/,
    );
    const { status, stdout, stderr } = spawnSync("sh", ["-c", line], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, NO_COLOR: "1" },
      input: "",
    });
    expect(status, `${stdout}\n${stderr}`).toBe(exit);
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  });

  test("links only to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(0);
    const dead = links.filter((link) => spawnSync("test", ["-e", join(root, link)]).status !== 0);
    expect(dead).toEqual([]);
  });
});
