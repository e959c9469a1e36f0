import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/start-sandbox.ts";

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of a foreign interface; the contract layer checks their form
  readonly body: any;
  readonly headers: Headers;
}

export interface Client {
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  delete(path: string): Promise<Reply>;
  graphql(query: string, variables?: unknown): Promise<Reply>;
}

const running: { sandbox: Sandbox; dir: string; expected: { unlisted: number; violations: number } }[] = [];

/** Every test ends with nothing unlisted and no violation, unless it said beforehand what it provokes. */
afterEach(closeWorlds);

/** The same in the middle of a test that starts world after world. */
export async function closeWorlds(): Promise<void> {
  for (const { sandbox, dir, expected } of running.splice(0)) {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
    expect(sandbox.journal.unlisted.length, JSON.stringify(sandbox.journal.unlisted)).toBe(expected.unlisted);
    expect(sandbox.journal.violations.length, JSON.stringify(sandbox.journal.violations)).toBe(expected.violations);
  }
}

export function clientFor(sandbox: Pick<Sandbox, "apiUrl" | "graphqlUrl">, token: string): Client {
  async function send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
  }
  const call: Client["call"] = (method, path, body, headers) => send(method, `${sandbox.apiUrl}${path}`, body, headers);
  return {
    token,
    call,
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body) => call("POST", path, body),
    patch: (path, body) => call("PATCH", path, body),
    put: (path, body) => call("PUT", path, body),
    delete: (path) => call("DELETE", path),
    graphql: (query, variables = {}) => send("POST", sandbox.graphqlUrl, { query, variables }),
  };
}

export const repo = "/repos/acme/payments";

/** A workflow that a dispatch can start. */
export const dispatchable = `on:
  workflow_dispatch:
    inputs:
      pr: { description: number, required: true }
      mode: { type: choice, options: [soft, hard], default: soft }
`;

/** All that a job of the product may ask for. */
export const everything = {
  contents: "write",
  "pull-requests": "write",
  statuses: "write",
  checks: "write",
  issues: "write",
  actions: "write",
} as const;

export async function startTest(options: Partial<SandboxOptions> = {}, expected = { unlisted: 0, violations: 0 }) {
  const dir = mkdtempSync(join(tmpdir(), "qms-sandbox-test-"));
  const sandbox = await startSandbox({ dir, ...options });
  running.push({ sandbox, dir, expected });
  return sandbox;
}

/** A seeded repository `acme/payments` with clients for its people and jobs. */
export async function startSeeded(
  options: Partial<SandboxOptions> & { readonly seed?: Parameters<Sandbox["admin"]["seed"]>[0] } = {},
  expected = { unlisted: 0, violations: 0 },
) {
  const { seed, ...rest } = options;
  const sandbox = await startTest(rest, expected);
  const seeded = await sandbox.admin.seed(seed);
  return {
    sandbox,
    admin: sandbox.admin,
    seeded,
    as: (login: string) => clientFor(sandbox, sandbox.admin.personToken(login).token),
    job: (permissions: Record<string, "read" | "write"> = everything) =>
      clientFor(sandbox, sandbox.admin.workflowToken(seeded.repository, permissions).token),
  };
}

export type Seeded = Awaited<ReturnType<typeof startSeeded>>;

/** An App of the user's own (id 77) with its installation token: by default one that may change the rules of branches. */
export function adminApp(
  { sandbox, admin, seeded }: Seeded,
  permissions: Record<string, "read" | "write"> = {
    administration: "write",
    contents: "write",
    pull_requests: "write",
    checks: "write",
    statuses: "write",
  },
): Client {
  admin.createApp({ id: 77, slug: "qms-admin" });
  return clientFor(sandbox, admin.installationToken(77, seeded.repository, permissions).token);
}

/** A manifest pull request of `req` against the registry branch. */
export async function openManifest({ admin, as }: Seeded, id = "BYPASS-L1-20261123-090000") {
  const path = `.qms/bypasses/2026/11/${id}.yml`;
  const sha = await admin.commit("acme/payments", {
    branch: `bypass/${id}`,
    from: "qms",
    author: "req",
    message: `Ask for ${id}`,
    files: { [path]: `id: ${id}\n` },
  });
  const opened = await as("req").post(`${repo}/pulls`, { title: id, head: `bypass/${id}`, base: "qms" });
  expect(opened.status).toBe(201);
  return { number: opened.body.number as number, sha, path, branch: `bypass/${id}` };
}
