import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { type ActionStep, runAction } from "../../src/demo/run-action.ts";
import { type RunningSandbox, type SandboxSettings, startSandbox } from "../../src/demo/start-sandbox.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "qms-demo-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const running: RunningSandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

export async function sandboxForTest(settings: Partial<SandboxSettings> = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ dir: temporaryFolder(), ...settings });
  running.push(sandbox);
  return sandbox;
}

const description = `name: fake
description: for tests
inputs:
  github-token: { description: t, default: "\${{ github.token }}" }
  Two Words: { description: w }
  flag: { description: f, default: true }
outputs:
  verdict: { description: v }
  result: { description: r }
runs: { using: node24, main: main.mjs }
`;

/** A folder with an action whose whole program is `code`. */
export function fakeAction(code: string, yaml = description): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "action.yml"), yaml);
  writeFileSync(join(folder, "main.mjs"), code);
  return folder;
}

/** Runs it as a step in acme/payments. */
export function runFake(code: string, step: Partial<ActionStep> = {}) {
  return runAction({
    action: "fake",
    actionDir: fakeAction(code),
    inputs: {},
    event: { name: "workflow_dispatch", payload: { inputs: { pr: "1" } } },
    actor: { login: "lea", id: 101 },
    repository: "acme/payments",
    repositoryId: 7,
    ref: "refs/heads/main",
    sha: "a".repeat(40),
    workflowRef: "acme/payments/.github/workflows/qms-decide.yml@refs/heads/main",
    workflowSha: "b".repeat(40),
    runId: 11,
    runAttempt: 1,
    apiUrl: "http://127.0.0.1:1/api/v3",
    graphqlUrl: "http://127.0.0.1:1/api/graphql",
    serverUrl: "http://127.0.0.1:1",
    token: "ghs_token",
    ...step,
  });
}
