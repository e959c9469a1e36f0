import { readPolicy } from "../core/procedure/read-policy.ts";
import type { Calendar } from "../core/time/calendar.ts";
import { type DemoManifest, type DemoRequest, demoManifest } from "./demo-manifests.ts";
import { type ActionStep, runAction, type StepResult } from "./run-action.ts";
import { type RunningSandbox, type SandboxSettings, startSandbox } from "./start-sandbox.ts";

type Permissions = Readonly<Record<string, "read" | "write">>;

/** The `permissions:` of the jobs in .github/workflows: a step gets a token that may do exactly this. */
export const jobPermissions: Readonly<Record<string, Permissions>> = {
  "validate-bypass": {
    contents: "write",
    "pull-requests": "write",
    issues: "read",
    statuses: "write",
    checks: "read",
    actions: "read",
  },
  "apply-override": {
    contents: "write",
    "pull-requests": "write",
    statuses: "write",
    checks: "write",
    issues: "write",
    actions: "write",
  },
  "open-remediation": {
    contents: "write",
    issues: "write",
    "pull-requests": "read",
    checks: "read",
    statuses: "read",
  },
  // It reads a checkout; only a publication asks the API, and writes the ledger. `reconcile` has a job of its own.
  "audit-report": { contents: "write" },
  "request-bypass": {
    contents: "write",
    issues: "write",
    "pull-requests": "read",
    checks: "read",
    statuses: "read",
  },
  // A job of somebody's own CI: the example of its README.
  gate: { contents: "read", "pull-requests": "read", actions: "read" },
};

/** Of the job `reconcile`: the one operation of `audit-report` that asks the API, and writes. */
export const reconcilePermissions: Permissions = {
  contents: "write",
  "pull-requests": "read",
  checks: "read",
  statuses: "read",
};

/** One step of a job, and the requests that it made. */
export interface WalkStep extends StepResult {
  readonly requests: readonly { readonly operation: string; readonly status: number }[];
}

export interface StepOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Default: a dispatch on the default branch. */
  readonly event?: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };
  readonly actor?: string;
  readonly permissions?: Permissions;
  /** Instead of the job's own: an App's installation token. */
  readonly token?: string;
  readonly ref?: string;
  readonly runId?: number;
  readonly runAttempt?: number;
  readonly job?: string;
  /** While another step runs: its requests are left out of that one's. */
  readonly beside?: true;
  readonly killAfter?: Omit<NonNullable<ActionStep["killAfter"]>, "sandbox">;
  readonly workspace?: string;
  readonly timeoutMs?: number;
  readonly machine?: ActionStep["machine"];
}

export interface Seeded {
  readonly repository: string;
  readonly target: { readonly number: number; readonly headSha: string; readonly branch: string };
  readonly people: Readonly<Record<string, number>>;
}

/** A seeded repository with its people, and a runner that plays the jobs of the workflows on it. */
export interface Walk extends Seeded {
  readonly sandbox: RunningSandbox;
  readonly repositoryId: number;
  readonly calendar: Calendar;
  /** REST as a person. Throws where GitHub refuses, unless `allow` names the status. */
  as(login: string, method: string, path: string, body?: unknown, allow?: number): Promise<unknown>;
  now(): Promise<number>;
  /** Pushes a manifest as `req` and opens its pull request. */
  ask(request: Partial<DemoRequest> & Pick<DemoRequest, "level" | "checks">): Promise<AskedRequest>;
  /** `pull_request_target` about a pull request as it is now: what GitHub would send. */
  event(action: string, number: number): Promise<NonNullable<StepOptions["event"]>>;
  step(action: string, options?: StepOptions): Promise<WalkStep>;
  close(): Promise<void>;
}

export interface AskedRequest extends DemoManifest {
  readonly number: number;
  readonly branch: string;
  readonly headSha: string;
}

/**
 * Starts the sandbox and seeds it.
 * @param node the Node that runs the actions; the runner's is 24
 */
export async function openWalk(
  settings: SandboxSettings & { readonly seed?: Readonly<Record<string, unknown>>; readonly node?: string },
): Promise<Walk> {
  const { seed, node, ...rest } = settings;
  const sandbox = await startSandbox(rest);
  const seeded = (await sandbox.admin("seed", seed ?? {})) as Seeded;
  const name = seeded.repository;
  const api = `/repos/${name}`;
  const now = async (): Promise<number> => Date.parse((await sandbox.admin("now")) as string);
  const as: Walk["as"] = async (login, method, path, body, allow) => {
    const { token } = (await sandbox.admin("personToken", login)) as { token: string };
    const response = await fetch(`${sandbox.apiUrl}${path.startsWith("/") ? path : `${api}/${path}`}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && response.status !== allow)
      throw new Error(`${login} ${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  const repository = (await as("dev", "GET", api)) as { id: number };
  const policyFile = (await as("dev", "GET", "contents/.qms/policy.yml?ref=qms")) as { content: string };
  const { compiled } = readPolicy(Buffer.from(policyFile.content, "base64"), ".qms/policy.yml");
  if (compiled === null) throw new Error("the seeded policy is not valid");
  const { calendar } = compiled;
  let runs = 100;
  /** Tokens of steps that ran beside another one. */
  const elsewhere = new Set<string>();

  const step: Walk["step"] = async (action, options = {}) => {
    const {
      permissions,
      inputs,
      actor = "req",
      killAfter,
      event,
      ref,
      runAttempt,
      workspace,
      timeoutMs,
      machine,
    } = options;
    const { runId, job, beside } = options;
    const issued = (await sandbox.admin("workflowToken", name, permissions ?? jobPermissions[action] ?? {})) as {
      token: string;
    };
    const token = options.token ?? issued.token;
    const defaultBranch = (await sandbox.admin("defaultBranch", name)) as string;
    const own = `refs/heads/${defaultBranch}`;
    const head = (await sandbox.admin("head", name, defaultBranch)) as string;
    if (beside === undefined) await sandbox.admin("clearJournal");
    else elsewhere.add(token);
    runs += 1;
    const trigger = event ?? { name: "workflow_dispatch", payload: {} };
    const target = trigger.name === "pull_request_target";
    const result = await runAction({
      action,
      inputs: inputs ?? {},
      event: {
        name: trigger.name,
        payload: {
          repository: { id: repository.id, full_name: name, default_branch: defaultBranch },
          ...trigger.payload,
        },
      },
      actor: { login: actor, id: seeded.people[actor] ?? 1 },
      repository: name,
      repositoryId: repository.id,
      ref: ref ?? (target ? "refs/heads/qms" : own),
      sha: head,
      workflowRef: `${name}/.github/workflows/qms-decide.yml@${target ? own : (ref ?? own)}`,
      workflowSha: head,
      runId: runId ?? runs,
      ...(job === undefined ? {} : { job }),
      runAttempt: runAttempt ?? 1,
      apiUrl: sandbox.apiUrl,
      graphqlUrl: sandbox.graphqlUrl,
      serverUrl: sandbox.url,
      token,
      ...(node === undefined ? {} : { node }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(machine === undefined ? {} : { machine }),
      ...(killAfter === undefined ? {} : { killAfter: { ...killAfter, sandbox } }),
    });
    const journal = (await sandbox.admin("journal")) as {
      requests: readonly { operation: string | null; path?: string; status: number; token: string }[];
      unlisted: readonly unknown[];
      violations: readonly unknown[];
    };
    // What GitHub would not accept, or what nobody can vouch for, must never look like a step that worked.
    if (journal.unlisted.length + journal.violations.length > 0) {
      throw new Error(`the sandbox objects: ${JSON.stringify([...journal.unlisted, ...journal.violations])}`);
    }
    const asked = journal.requests.filter((request) =>
      beside === undefined ? !elsewhere.has(request.token) : request.token === token,
    );
    const requests = asked.map(({ operation, path, status }) => ({
      operation: operation ?? path ?? "",
      status,
    }));
    return { ...result, requests };
  };

  const ask: Walk["ask"] = async (request) => {
    const manifest = demoManifest({
      at: await now(),
      repository: name,
      pullRequest: seeded.target.number,
      headSha: seeded.target.headSha,
      calendar,
      ...request,
    });
    const branch = `bypass/${manifest.id}`;
    const headSha = (await sandbox.admin("commit", name, {
      branch,
      from: "qms",
      author: "req",
      message: `Ask for ${manifest.id}`,
      files: { [manifest.path]: manifest.text },
    })) as string;
    const pull = (await as("req", "POST", "pulls", { title: manifest.id, head: branch, base: "qms" })) as {
      number: number;
    };
    return { ...manifest, number: pull.number, branch, headSha };
  };

  const event: Walk["event"] = async (action, number) => ({
    name: "pull_request_target",
    payload: { action, number, pull_request: await as("dev", "GET", `pulls/${number}`) },
  });

  return {
    ...seeded,
    sandbox,
    repositoryId: repository.id,
    calendar,
    as,
    now,
    ask,
    event,
    step,
    close: () => sandbox.close(),
  };
}
