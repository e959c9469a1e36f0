import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { root } from "../metadata/source-files.ts";

export interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A file of GitHub Actions in this repository, read. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly value: Workflow;
}

const folders = [".github/workflows", "templates/default/.github/workflows", "templates/registry/.github/workflows"];

/** Every workflow: reusable ones, our own, and the templates that users copy. */
export function workflowFiles(): WorkflowFile[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`)
      .sort()
      .map((name) => {
        const path = `${folder}/${name}`;
        const text = readFileSync(`${root}${path}`, "utf8");
        return { path, text, value: load(text) as Workflow };
      }),
  );
}

export function actionFiles(): { readonly path: string; readonly text: string }[] {
  const names = readdirSync(`${root}actions`).sort();
  return ["action.yml", ...names.map((name) => `actions/${name}/action.yml`)].map((path) => ({
    path,
    text: readFileSync(`${root}${path}`, "utf8"),
  }));
}
