import type { AskedRequest, StepOptions, Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import type { SandboxSettings } from "../../../src/demo/start-sandbox.ts";
import { activate, merged, settle } from "./override-world.ts";
import { later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

/** The App that reports `scan`, to which the check is pinned. */
export const scanner = 777;
/** The App whose token is `admin-token`. */
export const admin = 4242;

/** What the App of the guide has. */
export const whole = { administration: "write", contents: "write", pull_requests: "write", metadata: "read" } as const;
/** What it needs for merges alone. */
export const mergesOnly = { contents: "write", pull_requests: "write", metadata: "read" } as const;

interface RulesetInput {
  readonly rules?: readonly object[];
  readonly bypass?: boolean;
}

export const requires = (contexts: readonly (readonly [string, number | null])[], strict = false) => ({
  type: "required_status_checks",
  parameters: {
    strict_required_status_checks_policy: strict,
    required_status_checks: contexts.map(([context, app]) =>
      app === null ? { context } : { context, integration_id: app },
    ),
  },
});

const pinned = [
  ["build", null],
  ["unit-tests", scanner],
] as const;

/** `unit-tests` fails, and is pinned to an App that no token of ours posts as; `build` passes. */
export async function blockedWalk(
  how: "ruleset" | "classic",
  input: RulesetInput & Partial<SandboxSettings> & { readonly checks?: typeof pinned } = {},
): Promise<Walk> {
  const { rules, bypass = true, checks = pinned, ...settings } = input;
  const walk = await walkForTest({
    ...settings,
    seed: { protection: how, statuses: {}, checkRuns: { build: "success" } },
  });
  await walk.sandbox.admin("createApp", { id: scanner, slug: "scanner" });
  await walk.sandbox.admin("createApp", { id: admin, slug: "qms-admin" });
  const failing = [{ name: "unit-tests", conclusion: "failure" }];
  await walk.sandbox.admin("reportCi", walk.repository, walk.target.headSha, failing, scanner);
  if (how === "classic") {
    await walk.as("boss", "PATCH", "branches/main/protection/required_status_checks", {
      strict: false,
      checks: checks.map(([context, app]) => ({ context, app_id: app ?? -1 })),
    });
  } else {
    await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
      rules: [{ type: "deletion" }, requires(checks), { type: "non_fast_forward" }, ...(rules ?? [])],
      bypass_actors: bypass ? [{ actor_id: admin, actor_type: "Integration", bypass_mode: "pull_request" }] : [],
    });
  }
  return walk;
}

export async function mainRuleset(walk: Walk): Promise<number> {
  const rulesets = (await walk.as("boss", "GET", "rulesets")) as readonly { id: number; name: string }[];
  return rulesets.find((ruleset) => ruleset.name === "main")?.id ?? 0;
}

/** Protection of `main` as GitHub shows it to an administrator, without what a change of anything changes. */
export async function protectionOf(walk: Walk): Promise<unknown> {
  const id = await mainRuleset(walk);
  if (id === 0) return walk.as("boss", "GET", "branches/main/protection");
  const ruleset = (await walk.as("boss", "GET", `rulesets/${id}`)) as Record<string, unknown>;
  return { ...ruleset, created_at: null, updated_at: null };
}

export async function adminToken(walk: Walk, permissions: Readonly<Record<string, string>> = whole): Promise<string> {
  const issued = await walk.sandbox.admin("installationToken", admin, walk.repository, permissions);
  return (issued as { token: string }).token;
}

/** An approved L2 request for `unit-tests`. */
export function asked(walk: Walk, mode: "auto" | "merge" | "protection" = "auto"): Promise<AskedRequest> {
  return merged(walk, { level: "L2", checks: ["unit-tests"], changes: mode === "auto" ? {} : { override_mode: mode } });
}

/** An EMERGENCY request that its commanders have authorised: there nothing weaker than what works has to be asked for. */
export async function emergency(walk: Walk, checks: readonly string[]): Promise<AskedRequest> {
  await declare(walk);
  return authorised(walk, checks);
}

/** The incident commander says that there is an incident. */
export function declare(walk: Walk): Promise<WalkStep> {
  const sender = { login: "inc", id: walk.people.inc, type: "User" };
  return walk.step("apply-override", {
    actor: "inc",
    event: { name: "workflow_dispatch", payload: { sender } },
    inputs: { operation: "declare", "incident-id": "INC-2291", reason: "Checkout is down." },
  });
}

/** The same without the declaration: the order of the steps is the caller's. */
export async function authorised(walk: Walk, checks: readonly string[]): Promise<AskedRequest> {
  const declaredAt = new Date(await walk.now()).toISOString().replace(/\.\d+Z$/, "Z");
  await later(walk);
  const request = await walk.ask({ level: "EMERGENCY", checks: [...checks], declaredAt });
  const { digest } = (await validate(walk, request.number)).outputs;
  for (const login of ["com", "inc"]) {
    await later(walk);
    const body = `Production is down.\n\nqms-digest: sha256:${digest}`;
    await walk.as(login, "POST", `pulls/${request.number}/reviews`, { event: "APPROVE", body });
  }
  const step = await validate(walk, request.number);
  if (step.outputs.merged !== "true") throw new Error(`not merged: ${step.summary}`);
  await later(walk);
  return request;
}

/** activate with a fresh token of the App; a kill counts its requests, too. */
export async function activateAsApp(
  walk: Walk,
  request: AskedRequest,
  options: StepOptions & { readonly app?: Readonly<Record<string, string>> } = {},
) {
  const { app, ...rest } = options;
  return activate(walk, request, await withApp(walk, app ?? whole, rest));
}

export async function settleAsApp(walk: Walk, action: string, options: StepOptions = {}) {
  return settle(walk, action, await withApp(walk, whole, options));
}

export async function sweepAsApp(walk: Walk, options: StepOptions = {}) {
  const { inputs, ...rest } = await withApp(walk, whole, options);
  return walk.step("apply-override", { ...rest, inputs: { operation: "sweep", ...inputs } });
}

async function withApp(
  walk: Walk,
  permissions: Readonly<Record<string, string>>,
  options: StepOptions,
): Promise<StepOptions> {
  const token = await adminToken(walk, permissions);
  const { killAfter, inputs } = options;
  return {
    ...options,
    ...(killAfter === undefined ? {} : { killAfter: { ...killAfter, tokens: [token] } }),
    inputs: { "admin-token": token, ...inputs },
  };
}

/** What the override wrote to the ledger, since the approval. */
export async function overrideTypes(walk: Walk): Promise<string[]> {
  const types = await ledgerTypes(walk);
  return types.slice(types.indexOf("bypass.approved") + 1).filter((type) => !type.startsWith("notification."));
}

export interface LedgerEventFile {
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of one type, with what they say. */
export async function eventsOf(walk: Walk, type: string): Promise<LedgerEventFile[]> {
  const tree = (await walk.as("dev", "GET", "git/trees/qms-ledger?recursive=1")) as {
    tree: readonly { path: string }[];
  };
  const paths = tree.tree.map(({ path }) => path).filter((path) => path.includes(`-${type}-`));
  return Promise.all(
    paths.sort().map(async (path) => {
      const file = (await walk.as("dev", "GET", `contents/${path}?ref=qms-ledger`)) as { content: string };
      const record = JSON.parse(Buffer.from(file.content, "base64").toString()) as { event: LedgerEventFile };
      return record.event;
    }),
  );
}

/** What an administrator does just before the n-th request of a kind is carried out. */
export async function meanwhile(
  walk: Walk,
  at: { readonly operation: string; readonly nth?: number },
  method: string,
  path: string,
  body: unknown,
): Promise<void> {
  const { token } = (await walk.sandbox.admin("personToken", "boss")) as { token: string };
  const other = { token, method, path: `/repos/${walk.repository}/${path}`, body };
  await walk.sandbox.admin("addFault", { ...at, kind: "meanwhile", other });
}
