import { CORE_SCHEMA, load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { jobPermissions, reconcilePermissions } from "../../src/demo/open-walk.ts";
import { allDefinitions } from "../../src/entrypoints/definitions/all-definitions.ts";
import { calledBy, type Job, readText, type Workflow, workflows } from "./workflow-files.ts";

const reusable = workflows.filter(({ on }) => "workflow_call" in on);
const calls = workflows.flatMap((caller) =>
  caller.jobs.flatMap((job) => {
    const called = calledBy(job);
    return called === null ? [] : [{ from: `${caller.path} ${job.id}`, caller, job, called }];
  }),
);

test("each reusable workflow is called by a template, and each call leads to one", () => {
  expect([...new Set(calls.map(({ called }) => called.path))].sort()).toEqual(reusable.map(({ path }) => path));
  expect(
    workflows.flatMap(({ jobs }) => jobs).filter((job) => job.uses !== undefined && calledBy(job) === null),
  ).toEqual([]);
});

describe.each(calls)("$from", ({ caller, job, called }) => {
  test("gives inputs and secrets that exist, and all that are required", () => {
    const given = { inputs: Object.keys(job.with ?? {}), secrets: Object.keys(job.secrets ?? {}) };
    for (const kind of ["inputs", "secrets"] as const) {
      const declared = called.call[kind];
      expect(given[kind].filter((name) => !Object.hasOwn(declared, name))).toEqual([]);
      const required = Object.keys(declared).filter((name) => declared[name]?.required === true);
      expect(required.filter((name) => !given[kind].includes(name))).toEqual([]);
    }
  });

  test("reads outputs that the called workflow has", () => {
    const reads = [...caller.text.matchAll(new RegExp(`needs\\.${job.id}\\.outputs\\.([\\w-]+)`, "g"))];
    expect(reads.map(([, name = ""]) => name).filter((name) => !Object.hasOwn(called.call.outputs, name))).toEqual([]);
  });

  test("grants what the called jobs ask for, and no more: with less GitHub refuses to start the run", () => {
    const rank = (level: string | undefined): number => ["read", "write"].indexOf(level ?? "");
    const needed: Record<string, string> = {};
    for (const { permissions = {} } of called.jobs) {
      for (const [name, level] of Object.entries(permissions))
        if (rank(level) > rank(needed[name])) needed[name] = level;
    }
    expect(job.permissions).toEqual(needed);
  });
});

test("the demo and the acceptance tests give each action exactly the permissions of its job", () => {
  expect(Object.keys(jobPermissions)).toEqual(allDefinitions.map(({ name }) => name));
  for (const [action, permissions] of Object.entries(jobPermissions)) {
    // The gate is a job of somebody's own workflow, as its README shows it.
    if (action === "gate") {
      const [, example = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(readText("actions/gate/README.md")) ?? [];
      const { jobs } = load(example, { schema: CORE_SCHEMA }) as { jobs: Record<string, Job> };
      expect(jobs["ci-ok"]?.permissions).toEqual(permissions);
      continue;
    }
    const jobs = workflows.flatMap((file) =>
      file.jobs.filter(
        ({ id, steps }) => id !== "reconcile" && steps?.some(({ uses }) => uses === `$/actions/${action}`),
      ),
    );
    expect(jobs.length, action).toBeGreaterThan(0);
    // Some job needs them all; none has another one.
    expect(jobs.map((job) => job.permissions)).toContainEqual(permissions);
    for (const job of jobs) expect(permissions, action).toMatchObject(job.permissions ?? {});
  }
});

test("reconcile has a job of its own, with its own permissions", () => {
  const jobs = workflows.flatMap((file) =>
    file.jobs.filter(({ id, uses }) => id === "reconcile" && uses === undefined),
  );
  expect(jobs.map(({ permissions }) => permissions)).toEqual([reconcilePermissions]);
});

describe.each(reusable)("$path", (workflow: Workflow) => {
  const actionSteps = workflow.jobs.flatMap((job: Job) =>
    (job.steps ?? []).flatMap((step) => {
      const definition = allDefinitions.find(({ name }) => step.uses === `$/actions/${name}`);
      return definition === undefined ? [] : [{ job, step, definition }];
    }),
  );

  test("gives each action inputs that it has, and reads outputs that it has", () => {
    expect(actionSteps.length).toBeGreaterThan(0);
    for (const { job, step, definition } of actionSteps) {
      const inputs = definition.inputs.map(({ name }) => name);
      expect(Object.keys(step.with ?? {}).filter((name) => !inputs.includes(name))).toEqual([]);
      const outputs = definition.outputs.map(({ name }) => name);
      const reads = Object.values(job.outputs ?? {}).flatMap((value) =>
        [...value.matchAll(new RegExp(`steps\\.${step.id}\\.outputs\\.([\\w-]+)`, "g"))].map(([, name = ""]) => name),
      );
      expect(reads.filter((name) => !outputs.includes(name))).toEqual([]);
    }
  });

  test("passes on every input and secret that it declares, and describes each", () => {
    for (const [kind, declared] of Object.entries(workflow.call)) {
      for (const [name, { description }] of Object.entries(declared)) {
        expect(description, name).toMatch(/\S.*\.$/);
        if (kind !== "outputs") expect(workflow.text).toContain(`{ ${kind}.${name} `);
      }
    }
  });

  test("has the defaults of the actions", () => {
    for (const [name, { default: value, required }] of Object.entries(workflow.call.inputs)) {
      if (required) continue;
      for (const { step, definition } of actionSteps) {
        if (step.with?.[name] !== `\${{ inputs.${name} }}`) continue;
        expect(String(value), name).toBe(definition.inputs.find((input) => input.name === name)?.default);
      }
    }
  });

  test("takes each output from a job and a step that have it", () => {
    for (const { value = "" } of Object.values(workflow.call.outputs)) {
      const [, jobId, name = ""] = /^\$\{\{ jobs\.([\w-]+)\.outputs\.([\w-]+) \}\}$/.exec(value) ?? [];
      const job = workflow.jobs.find(({ id }) => id === jobId);
      const [, stepId] = /^\$\{\{ steps\.([\w-]+)\.outputs\.[\w-]+ \}\}$/.exec(job?.outputs?.[name] ?? "") ?? [];
      expect(
        job?.steps?.some(({ id }) => id === stepId),
        value,
      ).toBe(true);
    }
  });
});
