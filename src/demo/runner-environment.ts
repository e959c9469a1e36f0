import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where in GitHub Actions a step runs: what the runner tells it by variables. */
export interface RunnerContext {
  readonly event: { readonly name: string; readonly payload: object };
  /** Who caused the event. */
  readonly actor: { readonly login: string; readonly id: number };
  /** Who started this attempt. Default: the actor. */
  readonly triggeringActor?: string;
  /** owner/name */
  readonly repository: string;
  readonly repositoryId: number;
  /** e.g. `refs/heads/main` */
  readonly ref: string;
  readonly sha: string;
  /** e.g. `acme/payments/.github/workflows/qms-decide.yml@refs/heads/main` */
  readonly workflowRef: string;
  readonly workflowSha: string;
  readonly runId: number;
  readonly runNumber?: number;
  readonly runAttempt: number;
  /** Id of the job. Default `qms`. */
  readonly job?: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly serverUrl: string;
}

/** Files by which a step answers, and its event. */
export interface RunnerFiles {
  readonly event: string;
  readonly output: string;
  readonly summary: string;
  readonly env: string;
  readonly path: string;
  readonly state: string;
}

/** Makes the runner's folders and files below `temp`; the command files are empty. */
export function writeRunnerFiles(temp: string, payload: object): RunnerFiles {
  const folder = join(temp, "_runner_file_commands");
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(temp, "tool-cache"), { recursive: true });
  const file = (name: string, text = ""): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    event: file("event.json", JSON.stringify(payload, null, 2)),
    output: file("output"),
    summary: file("summary"),
    env: file("env"),
    path: file("path"),
    state: file("state"),
  };
}

const systems: Readonly<Record<string, string>> = { darwin: "macOS", win32: "Windows" };
const architectures: Readonly<Record<string, string>> = { x64: "X64", arm64: "ARM64", ia32: "X86", arm: "ARM" };

/** `INPUT_GITHUB-TOKEN`: spaces become underscores, dashes stay. */
const inputVariable = (name: string): string => `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;

/** The whole environment of the step, besides PATH and HOME: nothing of the caller's reaches it. */
export function runnerEnvironment(
  context: RunnerContext,
  files: RunnerFiles,
  folders: { readonly temp: string; readonly workspace: string },
  inputs: Readonly<Record<string, string>>,
): Record<string, string> {
  const [owner = ""] = context.repository.split("/");
  const name = /\/([^/]+)\.ya?ml@/.exec(context.workflowRef)?.[1] ?? context.workflowRef;
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__qms-bypass",
    GITHUB_ACTOR: context.actor.login,
    GITHUB_ACTOR_ID: String(context.actor.id),
    GITHUB_TRIGGERING_ACTOR: context.triggeringActor ?? context.actor.login,
    GITHUB_API_URL: context.apiUrl,
    GITHUB_GRAPHQL_URL: context.graphqlUrl,
    GITHUB_SERVER_URL: context.serverUrl,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    GITHUB_OUTPUT: files.output,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_EVENT_NAME: context.event.name,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_JOB: context.job ?? "qms",
    GITHUB_REF: context.ref,
    GITHUB_REF_NAME: context.ref.replace(/^refs\/(?:heads|tags|pull)\//, ""),
    GITHUB_REF_TYPE: context.ref.startsWith("refs/tags/") ? "tag" : "branch",
    GITHUB_REPOSITORY: context.repository,
    GITHUB_REPOSITORY_ID: String(context.repositoryId),
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ATTEMPT: String(context.runAttempt),
    GITHUB_RUN_ID: String(context.runId),
    GITHUB_RUN_NUMBER: String(context.runNumber ?? 1),
    GITHUB_SHA: context.sha,
    GITHUB_WORKFLOW: name,
    GITHUB_WORKFLOW_REF: context.workflowRef,
    GITHUB_WORKFLOW_SHA: context.workflowSha,
    GITHUB_WORKSPACE: folders.workspace,
    RUNNER_ARCH: architectures[process.arch] ?? process.arch,
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_OS: systems[process.platform] ?? "Linux",
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: join(folders.temp, "tool-cache"),
    ...Object.fromEntries(Object.entries(inputs).map(([input, value]) => [inputVariable(input), value])),
  };
}
