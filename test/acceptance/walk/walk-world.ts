import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type AskedRequest, openWalk, type Walk } from "../../../src/demo/open-walk.ts";
import type { SandboxSettings } from "../../../src/demo/start-sandbox.ts";
import { verifyWalk } from "./verify-walk.ts";

/** Walks that go on, and the codes that verify has to tell of each. */
const open = new Map<Walk, readonly string[]>();

afterEach(async () => {
  for (const walk of [...open.keys()]) await walk.close();
});

/** A Monday morning; the runner's Node where CI gives it, else the one at hand. Its clone is verified when it is closed, at the latest behind the test. */
export async function walkForTest(
  settings: Partial<SandboxSettings> & { readonly seed?: Readonly<Record<string, unknown>> } = {},
): Promise<Walk> {
  const dir = mkdtempSync(join(tmpdir(), "qms-walk-"));
  const node = process.env.QMS_NODE24;
  const opened = await openWalk({
    dir,
    now: "2026-03-02T09:00:00Z",
    ...(node === undefined || node === "" ? {} : { node }),
    ...settings,
  });
  const close = async (): Promise<void> => {
    const codes = open.get(walk) ?? [];
    open.delete(walk);
    try {
      await verifyWalk(walk, codes);
    } finally {
      await opened.close();
      rmSync(dir, { recursive: true, force: true });
    }
  };
  const walk: Walk = { ...opened, close };
  open.set(walk, []);
  return walk;
}

/** What was done to this walk, an auditor must find: exactly these codes, besides what the test left undone. */
export function willBeFound(walk: Walk, ...codes: readonly string[]): void {
  open.set(walk, codes);
}

/** Time passes: what happens in the same second as a push counts as before it. */
export async function later(walk: Walk, seconds = 60): Promise<void> {
  await walk.sandbox.admin("advance", seconds * 1000);
}

export async function approve(walk: Walk, login: string, number: number, body = "Fine for a week."): Promise<void> {
  await later(walk);
  await walk.as(login, "POST", `pulls/${number}/reviews`, { event: "APPROVE", body });
}

/** validate-bypass as decide.yml runs it for a pull request event of the registry. */
export function validate(walk: Walk, number: number, inputs: Readonly<Record<string, string>> = {}) {
  return walk.step("validate-bypass", {
    inputs,
    event: { name: "pull_request_target", payload: { action: "synchronize", pull_request: { number } } },
  });
}

export const askL1 = (walk: Walk): Promise<AskedRequest> => walk.ask({ level: "L1", checks: ["docs/coverage"] });

/** A pull request against the registry whose manifest is any text, or a link to it. */
export async function askRaw(
  walk: Walk,
  text: string,
  how: { readonly login?: string; readonly repository?: string; readonly link?: true } = {},
): Promise<{ readonly number: number; readonly path: string }> {
  const { login = "req", repository = walk.repository, link } = how;
  const path = ".qms/bypasses/2026/03/BYPASS-L1-20260302-090000.yml";
  const files = { [path]: text };
  const commit = { branch: "wish", from: "qms", author: login, message: "Ask", files };
  await walk.sandbox.admin("commit", repository, { ...commit, ...(link === undefined ? {} : { mode: "120000" }) });
  const head = repository === walk.repository ? "wish" : `${repository.split("/")[0]}:wish`;
  const pull = await walk.as(login, "POST", "pulls", { title: "Wish", head, base: "qms" });
  return { number: (pull as { number: number }).number, path };
}

/** Types of the events on the ledger, in order. */
export async function ledgerTypes(walk: Walk): Promise<string[]> {
  const tree = (await walk.as("dev", "GET", "git/trees/qms-ledger?recursive=1", undefined, 404)) as {
    tree?: readonly { path: string }[];
  };
  return (tree.tree ?? [])
    .map(({ path }) => /^ledger\/.*\/(\d{8})-([a-z_.]+)-[0-9a-f]{12}\.json$/.exec(path))
    .filter((match) => match !== null)
    .sort((one, other) => ((one[1] ?? "") < (other[1] ?? "") ? -1 : 1))
    .map((match) => match[2] ?? "");
}

export async function statusOf(walk: Walk, sha: string, context = "qms/bypass") {
  const { statuses } = (await walk.as("dev", "GET", `commits/${sha}/status`)) as {
    statuses: readonly { context: string; state: string; description: string }[];
  };
  return statuses.find((status) => status.context === context) ?? null;
}

export async function pullOf(walk: Walk, number: number) {
  return (await walk.as("dev", "GET", `pulls/${number}`)) as {
    merged: boolean;
    state: string;
    head: { sha: string };
  };
}

export async function commentsOf(
  walk: Walk,
  number: number,
): Promise<readonly { body: string; user: { login: string } }[]> {
  return (await walk.as("dev", "GET", `issues/${number}/comments`)) as never;
}
