import { describe, expect, test } from "vitest";
import { allDefinitions } from "../../src/entrypoints/definitions/all-definitions.ts";
import { type Job, readText, type Step, type Workflow, workflows } from "./workflow-files.ts";

const steps = ({ jobs }: Workflow): readonly Step[] => jobs.flatMap((job) => job.steps ?? []);
const usesLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => /^\s*(?:- )?uses:\s*(.+)$/.exec(line)?.[1])
    .filter((line) => line !== undefined);

/** A commit that nobody can move, with the version for the reader; ours by `$/`; a template's by the zeros that the user replaces. */
const pinned = [
  /^\$\/actions\/[a-z-]+$/,
  /^actions\/[a-z-]+@(?!0{40})[0-9a-f]{40} # v\d+\.\d+\.\d+$/,
  /^qms-bypass\/qms-bypass\/\.github\/workflows\/[a-z]+\.yml@0{40} # v\d+\.\d+\.\d+$/,
];

describe.each(workflows)("$path", (workflow) => {
  test("names itself and gives nothing to a job that does not ask", () => {
    expect(workflow.text).toMatch(/^name: \S/m);
    expect(workflow.permissions).toEqual({});
    for (const job of workflow.jobs) {
      expect(Object.keys(job.permissions ?? {}), job.id).not.toEqual([]);
      // zizmor wants a name of a job with steps; one that only calls shows the names of the jobs that it calls.
      if (job.uses === undefined) expect(job.name, job.id).toMatch(/\S/);
    }
  });

  test("says why beside every permission", () => {
    const bare = workflow.text.split("\n").filter((line) => /^\s+[a-z-]+: (?:read|write)\b(?! # \S)/.test(line));
    expect(bare).toEqual([]);
  });

  test("ends by itself", () => {
    const endless = workflow.jobs.filter((job) => job.uses === undefined && !((job["timeout-minutes"] ?? 61) <= 60));
    expect(endless.map(({ id }) => id)).toEqual([]);
  });

  test("uses only what is pinned to a commit", () => {
    expect(usesLines(workflow.text)).toHaveLength(
      [...workflow.jobs, ...steps(workflow)].filter(({ uses }) => uses !== undefined).length,
    );
    expect(usesLines(workflow.text).filter((line) => !pinned.some((form) => form.test(line)))).toEqual([]);
  });

  test("puts no expression into a shell", () => {
    expect(
      steps(workflow)
        .map(({ run }) => run)
        .filter((run) => run?.includes("${{")),
    ).toEqual([]);
  });

  test("hands secrets over one by one", () => {
    expect(workflow.jobs.filter(({ secrets }) => typeof secrets === "string")).toEqual([]);
  });

  test("keeps every run that waits, or says that the last one is enough", () => {
    const all = [workflow.concurrency, ...workflow.jobs.map((job) => job.concurrency)].filter(
      (group) => group !== undefined,
    ) as Record<string, unknown>[];
    const lossy = all.filter((group) => group.queue !== "max" && group["cancel-in-progress"] === undefined);
    expect(lossy).toEqual([]);
  });
});

/** Events whose runs hold a token that writes while somebody else's text is at hand. */
const trusted = [
  "pull_request_target",
  "issue_comment",
  "issues",
  "workflow_run",
  "workflow_dispatch",
  "workflow_call",
];
const privileged = workflows.filter(({ on }) => Object.keys(on).some((event) => trusted.includes(event)));

test.each(privileged)("$path runs nothing of a pull request", (workflow) => {
  for (const { uses, run, with: inputs } of steps(workflow)) {
    expect(run).toBeUndefined();
    expect(uses).toMatch(/^(?:\$\/|actions\/(?:checkout|upload-artifact|create-github-app-token)@)/);
    if (uses?.startsWith("actions/checkout@")) {
      expect(inputs).not.toHaveProperty("ref");
      expect(inputs).not.toHaveProperty("repository");
      expect(inputs).toMatchObject({ "persist-credentials": false });
    }
  }
  if ("pull_request_target" in workflow.on) {
    expect(workflow.jobs.every((job: Job) => job.steps === undefined && job.uses !== undefined)).toBe(true);
  }
});

test("the rule above is about every template of the default branch and every reusable workflow", () => {
  expect(privileged.map(({ path }) => path)).toEqual(
    workflows.map(({ path }) => path).filter((path) => !/\/(?:ci|qms-relay)\.yml$/.test(path)),
  );
});

test("what runs on pull requests reads, and a relay may start runs and nothing else", () => {
  const permissions = (name: string) =>
    workflows.find(({ path }) => path.endsWith(name))?.jobs.map((job) => job.permissions);
  expect(permissions("/ci.yml")).toEqual([{ contents: "read" }]);
  expect(permissions("/qms-relay.yml")).toEqual([{ actions: "write" }]);
});

test("workflows call only operations that this version carries out", () => {
  const calls = workflows.flatMap((workflow) =>
    steps(workflow).flatMap(({ uses, with: inputs }) => {
      const name = /^\$\/actions\/([a-z-]+)$/.exec(uses ?? "")?.[1];
      return name === undefined ? [] : [{ name, operation: inputs?.operation }];
    }),
  );
  expect(calls).toHaveLength(13);
  for (const { name, operation } of calls) {
    const input = allDefinitions
      .find((definition) => definition.name === name)
      ?.inputs.find((each) => each.name === "operation");
    if (input === undefined) expect(operation).toBeUndefined();
    else expect(input.works ?? input.choices).toContain(operation);
  }
});

test("foreign actions have one version each, everywhere", () => {
  const texts = [
    ...workflows.map(({ text }) => text),
    ...allDefinitions.map(({ name }) => readText(`actions/${name}/README.md`)),
  ];
  const lines = new Set(texts.flatMap(usesLines).filter((line) => line.startsWith("actions/")));
  const names = [...lines].map((line) => line.split("@")[0]);
  expect(new Set(names).size).toBe(names.length);
});
