import { existsSync, readdirSync, readFileSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { root } from "../metadata/source-files.ts";

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly name?: string;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "runs-on"?: string;
  readonly "timeout-minutes"?: number;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>> | string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Declared {
  readonly required?: boolean;
  readonly description?: string;
}

export interface Workflow {
  readonly path: string;
  readonly text: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: readonly (Job & { readonly id: string })[];
  /** What `workflow_call` declares; empty for a workflow with events of its own. */
  readonly call: {
    readonly inputs: Readonly<Record<string, Declared & { readonly type?: string; readonly default?: unknown }>>;
    readonly secrets: Readonly<Record<string, Declared>>;
    readonly outputs: Readonly<Record<string, Declared & { readonly value?: string }>>;
  };
}

/** Every workflow that we ship or run, from the repository's folder. */
export const workflowPaths: readonly string[] = [
  ".github/workflows",
  "templates/default/.github/workflows",
  "templates/registry/.github/workflows",
].flatMap((folder) =>
  readdirSync(root + folder)
    .sort()
    .map((file) => `${folder}/${file}`),
);

/** Every action.yml, the root's first. */
export const actionPaths: readonly string[] = [
  "action.yml",
  ...readdirSync(`${root}actions`)
    .sort()
    .map((name) => `actions/${name}/action.yml`),
].filter((path) => existsSync(root + path));

export function readText(path: string): string {
  return readFileSync(root + path, "utf8");
}

/** `on` stays a key: CORE_SCHEMA is YAML 1.2, where it is no boolean. */
export function readWorkflow(path: string): Workflow {
  const text = readText(path);
  const raw = load(text, { schema: CORE_SCHEMA }) as {
    on: string | Record<string, unknown>;
    permissions?: unknown;
    concurrency?: unknown;
    jobs: Record<string, Job>;
  };
  const on = typeof raw.on === "string" ? { [raw.on]: null } : raw.on;
  const call = (on.workflow_call ?? {}) as Partial<Workflow["call"]>;
  return {
    path,
    text,
    on,
    permissions: raw.permissions,
    concurrency: raw.concurrency,
    jobs: Object.entries(raw.jobs).map(([id, job]) => ({ id, ...job })),
    call: { inputs: call.inputs ?? {}, secrets: call.secrets ?? {}, outputs: call.outputs ?? {} },
  };
}

export const workflows: readonly Workflow[] = workflowPaths.map(readWorkflow);

/** Templates name our reusable workflows with forty zeros, which the user replaces. */
export const ourWorkflow = /^qms-bypass\/qms-bypass\/(\.github\/workflows\/[a-z-]+\.yml)@0{40}$/;

/** The reusable workflow that a job of a template calls; null for a job with steps. */
export function calledBy(job: Job): Workflow | null {
  const path = ourWorkflow.exec(job.uses ?? "")?.[1];
  return path === undefined ? null : readWorkflow(path);
}
