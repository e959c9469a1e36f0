import { spawnSync } from "node:child_process";
import { CORE_SCHEMA, load } from "js-yaml";
import { expect, test } from "vitest";
import { root } from "../metadata/source-files.ts";
import { readText, workflows } from "./workflow-files.ts";

const registry = "templates/registry/";

test("policy and people of the template are valid as they stand, without a warning", () => {
  const files = [`${registry}.qms/policy.yml`, `${registry}.qms/people.yml`];
  const { status, stdout } = spawnSync(process.execPath, [`${root}bin/qms-bypass.mjs`, "validate", ...files], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stdout).toContain("2 files, 0 errors, 0 warnings");
  expect(status).toBe(0);
});

test("nobody of the template is somebody real: every login says that it is an example", () => {
  const { people } = load(readText(`${registry}.qms/people.yml`), { schema: CORE_SCHEMA }) as {
    people: Record<string, { github: { login: string } }>;
  };
  expect(Object.keys(people).length).toBeGreaterThan(8);
  for (const { github } of Object.values(people)) expect(github.login).toMatch(/^example-[a-z0-9]+$/);
  for (const [, owner] of readText(`${registry}.github/CODEOWNERS`).matchAll(/@([\w-]+)/g)) {
    expect(owner).toMatch(/^example-/);
  }
});

test("CODEOWNERS of the template has an owner for every path", () => {
  const lines = readText(`${registry}.github/CODEOWNERS`)
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  expect(lines[0]).toMatch(/^\*\s+@/);
  for (const line of lines) expect(line).toMatch(/^\S+(?:\s+@[\w/-]+)+$/);
});

test("every file that waits for a commit says how to fill it in", () => {
  const waiting = workflows.filter(({ text }) => text.includes("@0000"));
  expect(waiting).toHaveLength(7);
  for (const { text } of waiting)
    expect(text).toContain("put the commit of qms-bypass that you have reviewed in place of the forty zeros\n");
});

test("the relay asks for a workflow and an input that the templates have", () => {
  const relay = readText(`${registry}.github/workflows/qms-relay.yml`);
  const decide = workflows.find(({ path }) => path === "templates/default/.github/workflows/qms-decide.yml");
  expect(relay).toContain("/actions/workflows/qms-decide.yml/dispatches");
  expect(decide?.on.workflow_dispatch).toMatchObject({ inputs: { "pull-request": { required: true } } });
  expect(relay).toContain('\\"pull-request\\":');
});
