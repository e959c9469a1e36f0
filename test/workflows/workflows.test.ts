import { existsSync, readFileSync } from "node:fs";
import { validate } from "@actions/languageservice";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { jobPermissions } from "../../src/demo/open-walk.ts";
import { root } from "../metadata/source-files.ts";
import { actionFiles, type Job, type WorkflowFile, workflowFiles } from "./workflow-files.ts";

const workflows = workflowFiles();
const jobsOf = ({ value }: WorkflowFile): [string, Job][] => Object.entries(value.jobs);
const stepsOf = (file: WorkflowFile) => jobsOf(file).flatMap(([, job]) => job.steps ?? []);

/** `$/…` is newer than the language service: that one message, about exactly that reference, says nothing. */
const tooNew = /'\$\/actions\/[a-z-]+'|Unable to find|Expected format \{owner\}\/\{repo\}/;

describe.each([...workflows, ...actionFiles()])("$path", ({ path, text }) => {
  test("has no error for GitHub's own language service", async () => {
    const document = TextDocument.create(`file:///repository/${path}`, "yaml", 1, text);
    const problems = (await validate(document, {})).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
    const lines = text.split("\n");
    const meant = problems.filter((problem) => {
      const line = lines[Number(/^\d+/.exec(problem)?.[0]) - 1] ?? "";
      // What a workflow of another repository gives out is not known here; the test below looks it up.
      if (/needs\.settle\.outputs/.test(line) && problem.includes("Context access might be invalid")) return false;
      return !(line.includes("uses: $/actions/") && tooNew.test(problem));
    });
    expect(meant).toEqual([]);
  });
});

test("the language service sees a mistake", async () => {
  const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    stepz: []\n";
  const document = TextDocument.create("file:///repository/.github/workflows/bad.yml", "yaml", 1, text);
  expect((await validate(document, {})).map(({ message }) => message).join()).toContain("stepz");
});

describe.each(workflows)("$path", (file) => {
  const { text, value, path } = file;

  test("gives nothing by default, and each job only what it says", () => {
    expect(value.permissions).toEqual({});
    for (const [name, job] of jobsOf(file)) expect(job.permissions, name).toBeDefined();
    for (const [name, job] of jobsOf(file))
      if (job.uses === undefined) expect(job["timeout-minutes"], name).toBeGreaterThan(0);
  });

  test("uses only what is pinned: `$/…`, or forty hex digits with the version beside them", () => {
    const used = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, use = ""]) => use);
    for (const use of used) expect(use).toMatch(/^(?:\$\/actions\/[a-z-]+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test("puts no expression into a script, and passes no secret along", () => {
    for (const step of stepsOf(file)) expect(step.run ?? "").not.toContain("${{");
    for (const [, job] of jobsOf(file)) expect(job.secrets).toBeUndefined();
  });

  test("never checks out what a pull request brings", () => {
    const checkouts = stepsOf(file).filter((step) => step.uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with?.ref).toBeUndefined();
    if ("pull_request_target" in value.on) expect(stepsOf(file)).toEqual([]);
    if (/decide|settle|track/.test(path)) expect(checkouts).toEqual([]);
  });

  test("gives each action inputs that it declares, and an operation that exists", () => {
    for (const step of stepsOf(file)) {
      const name = /^\$\/actions\/([a-z-]+)$/.exec(step.uses ?? "")?.[1];
      if (name === undefined) continue;
      const action = load(readFileSync(`${root}actions/${name}/action.yml`, "utf8")) as { inputs: object };
      for (const input of Object.keys(step.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
      expect(["activate", "settle", "open", "daily", "verify", undefined]).toContain(step.with?.operation);
    }
  });

  test("calls reusable workflows that exist, with inputs that they declare and all permissions that they need", () => {
    for (const [name, job] of jobsOf(file)) {
      const called = /^qms-bypass\/qms-bypass\/(\.github\/workflows\/[a-z-]+\.yml)@/.exec(job.uses ?? "")?.[1];
      if (called === undefined) continue;
      expect(existsSync(`${root}${called}`), called).toBe(true);
      const target = workflows.find((other) => other.path === called);
      const call = target?.value.on.workflow_call as { inputs?: object } | undefined;
      for (const input of Object.keys(job.with ?? {})) expect(Object.keys(call?.inputs ?? {})).toContain(input);
      for (const inner of Object.values(target?.value.jobs ?? {})) {
        for (const [scope, level] of Object.entries(inner.permissions ?? {})) {
          const given = job.permissions?.[scope];
          expect(given === "write" || given === level, `${name}: ${scope}: ${level}`).toBe(true);
        }
      }
    }
  });
});

test("templates only look at outputs that the called workflow gives out", () => {
  const settle = workflows.find(({ path }) => path === ".github/workflows/settle.yml");
  const given = Object.keys((settle?.value.on.workflow_call as { outputs: object } | undefined)?.outputs ?? {});
  const used = workflows.flatMap(({ text }) =>
    [...text.matchAll(/needs\.settle\.outputs\.([a-z-]+)/g)].map(([, name]) => name),
  );
  expect(used.length).toBeGreaterThan(0);
  for (const name of used) expect(given).toContain(name);
});

test("the demo and the acceptance tests give each action exactly the permissions of its job", () => {
  for (const [action, permissions] of Object.entries(jobPermissions)) {
    const jobs = workflows
      .flatMap((file) => jobsOf(file))
      .filter(([, job]) => job.steps?.some((step) => step.uses === `$/actions/${action}`));
    expect(jobs.length, action).toBeGreaterThan(0);
    for (const [, job] of jobs) expect(job.permissions, action).toEqual(permissions);
  }
});

test("the relay may start workflows and nothing else, and only names a number", () => {
  const relay = workflows.find(({ path }) => path.endsWith("qms-relay.yml"));
  expect(relay?.value.jobs.relay?.permissions).toEqual({ actions: "write" });
});
