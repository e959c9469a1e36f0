import { readFileSync } from "node:fs";
import { ConfigurationError } from "../../core/findings/errors.ts";

/** The event that started the run, as far as we look at it. Foreign data: only numbers, SHAs and names are taken out of it. */
export interface TriggerEvent {
  readonly name: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The run that this step belongs to, as the runner says it. */
export interface RunContext {
  readonly repository: string;
  readonly repositoryId: number;
  readonly ref: string;
  readonly sha: string;
  /** Name of the default branch, from the event; null where the event does not say. */
  readonly defaultBranch: string | null;
  readonly actor: { readonly login: string; readonly id: number };
  readonly event: TriggerEvent;
  readonly run: {
    readonly id: number;
    readonly attempt: number;
    readonly workflow_ref: string;
    readonly workflow_sha: string;
  };
  readonly runUrl: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly workspace: string;
}

/** Reads the runner's environment. What is missing there means that this is no workflow run. */
export function readRun(environment: Readonly<Record<string, string | undefined>>): RunContext {
  const get = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "") {
      throw new ConfigurationError(
        `The environment has no ${name}: this is not a step of a workflow run.`,
        "Run it as an action; on your own machine use `qms-bypass`.",
      );
    }
    return value;
  };
  const repository = get("GITHUB_REPOSITORY");
  const serverUrl = get("GITHUB_SERVER_URL");
  const payload = readPayload(get("GITHUB_EVENT_PATH"));
  const { action } = payload;
  const { default_branch: defaultBranch } = (payload.repository ?? {}) as { default_branch?: unknown };
  const runId = Number(get("GITHUB_RUN_ID"));
  return {
    repository,
    repositoryId: Number(get("GITHUB_REPOSITORY_ID")),
    ref: get("GITHUB_REF"),
    sha: get("GITHUB_SHA"),
    defaultBranch: typeof defaultBranch === "string" ? defaultBranch : null,
    actor: { login: get("GITHUB_ACTOR"), id: Number(get("GITHUB_ACTOR_ID")) },
    event: { name: get("GITHUB_EVENT_NAME"), action: typeof action === "string" ? action : null, payload },
    run: {
      id: runId,
      attempt: Number(environment.GITHUB_RUN_ATTEMPT ?? "1"),
      workflow_ref: get("GITHUB_WORKFLOW_REF"),
      workflow_sha: get("GITHUB_WORKFLOW_SHA"),
    },
    runUrl: `${serverUrl}/${repository}/actions/runs/${runId}`,
    serverUrl,
    apiUrl: get("GITHUB_API_URL"),
    graphqlUrl: get("GITHUB_GRAPHQL_URL"),
    workspace: get("GITHUB_WORKSPACE"),
  };
}

function readPayload(path: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
