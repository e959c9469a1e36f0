import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { noteKeys } from "../../support/note-keys.ts";
import { activate, merged } from "./override-world.ts";
import { later, walkForTest, willBeFound } from "./walk-world.ts";

const folder = mkdtempSync(join(tmpdir(), "qms-noted-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 86_400;
const app = noteKeys("github.com/acme/payments/qms-ledger");
const next = noteKeys("github.com/acme/payments/qms-ledger");
const material = ({ signer }: { readonly signer: string }) => signer.split("+").slice(4).join("+");
let copies = 0;

const git = (dir: string, ...args: string[]): string => execFileSync("git", ["-C", dir, ...args], { encoding: "utf8" });
const bareOf = async (walk: Walk): Promise<string> =>
  (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
const headOf = async (walk: Walk): Promise<string> => git(await bareOf(walk), "rev-parse", "qms-ledger").trim();

async function clone(walk: Walk): Promise<string> {
  const dir = join(folder, `clone-${copies++}`);
  execFileSync("git", ["clone", "--quiet", `file://${await bareOf(walk)}`, dir], { stdio: "ignore" });
  return dir;
}

async function publish(walk: Walk, inputs: Readonly<Record<string, string>> = {}) {
  const event = { name: "schedule", payload: { schedule: "17 5 * * *", repository: undefined } };
  return walk.step("audit-report", {
    ...{ event, workspace: await clone(walk) },
    inputs: { operation: "daily", publish: "ledger", ...inputs },
  });
}

/** A ledger of one bypass, and a registry that trusts these keys for notes. */
async function start(keys: string | null): Promise<Walk> {
  const registryFiles = keys === null ? {} : { ".qms/trust/checkpoint_keys": keys };
  const seed = { statuses: { "docs/coverage": "failure" }, checkRuns: { build: "success" }, registryFiles };
  const walk = await walkForTest({ seed });
  await activate(walk, await merged(walk));
  await later(walk, DAY);
  return walk;
}

async function checkpoints(walk: Walk) {
  const bare = await bareOf(walk);
  const names = git(bare, "ls-tree", "-r", "--name-only", "qms-ledger", "ledger").split("\n");
  return names
    .filter((name) => name.includes("-checkpoint-"))
    .map((name) => JSON.parse(git(bare, "show", `qms-ledger:${name}`)).event);
}

async function verified(walk: Walk) {
  const inputs = { operation: "verify", "as-of": new Date(await walk.now()).toISOString() };
  const { outputs } = await walk.step("audit-report", { inputs, workspace: await clone(walk) });
  const { covered, findings, not_checked } = JSON.parse(outputs.result ?? "{}");
  const codes = findings.map(({ code }: { code: string }) => code) as string[];
  return { covered, codes: codes.filter((code) => !code.startsWith("MISSING_")), notChecked: not_checked.join("\n") };
}

test("the daily run signs its checkpoint, and verify takes it; the key is masked, and stands nowhere", async () => {
  const walk = await start(app.verifier);
  const planned = await publish(walk, { "checkpoint-key": app.signer, "dry-run": "true" });
  expect(planned.summary, planned.log).toContain("a checkpoint would be recorded, signed by github.com/acme");
  const step = await publish(walk, { "checkpoint-key": `${app.signer}\n` });
  expect(step, step.log).toMatchObject({ exitCode: 0, outputs: { verdict: "ok" } });
  const [, , , hash = ""] = app.signer.split("+");
  expect(step.summary).toContain(`checkpoint recorded, signed by github.com/acme/payments/qms-ledger+${hash}`);
  expect(step.summary).not.toContain("does not name");
  const [first] = await checkpoints(walk);
  const packed = Buffer.from(first.data.root, "hex").toString("base64");
  const readme = git(await bareOf(walk), "show", "qms-ledger:README.md");
  const [, id] = /GitHub number (\d+)/.exec(readme) ?? [];
  const text = `qms-bypass/${id}/qms-ledger\n${first.data.size}\n${packed}\n`;
  expect(first.data.note).toBe(app.note(text));
  expect(step.masked).toContain(app.signer);
  const rest = [step.log, step.summary, JSON.stringify([step.outputs, step.annotations])];
  expect(rest.join("\n")).not.toContain(material(app).slice(0, 12));
  expect(git(await bareOf(walk), "log", "-p", "qms-ledger")).not.toContain(material(app).slice(0, 12));
  const { covered, codes } = await verified(walk);
  expect([covered.checkpoints, codes]).toEqual([{ keys: 1, checkpoints: 1, proven: 1 }, []]);
  // The day has its checkpoint, whoever would sign another one.
  const head = await headOf(walk);
  expect((await publish(walk, { "checkpoint-key": next.signer })).summary).not.toContain("checkpoint recorded");
  expect(await headOf(walk)).toBe(head);
});

test("a key that is none is refused before anything is written, and not shown", async () => {
  const walk = await start(null);
  const head = await headOf(walk);
  for (const publishes of ["ledger", "none"]) {
    const step = await publish(walk, { "checkpoint-key": app.signer.slice(0, -4), publish: publishes });
    expect(step).toMatchObject({ exitCode: 1, outputs: { verdict: "error" } });
    const [item] = step.annotations;
    expect(item?.message).toContain('The input "checkpoint-key" is no key that signs notes');
    expect(item?.message).toContain("docs/guides/admin.md");
    expect(JSON.stringify([step.log, step.summary, step.outputs, step.annotations])).not.toContain(
      material(app).slice(0, 12),
    );
  }
  expect(await headOf(walk)).toBe(head);
});

test("what is at odds is said: a key that nobody trusts, trusted keys and none in the job, a ledger that was seen otherwise", async () => {
  const walk = await start(app.verifier);
  willBeFound(walk, "REMOTE_ATTESTATION_MISSING");
  const other = await publish(walk, { "checkpoint-key": next.signer, "dry-run": "true" });
  expect(other.summary).toContain("which checkpoint_keys on the registry branch does not name");
  const none = await publish(walk, { "dry-run": "true" });
  expect(none.summary).toContain("without a note although checkpoint_keys names a key: give the input checkpoint-key");
  await publish(walk, { "checkpoint-key": app.signer });
  await later(walk, DAY);
  const anchor = "1".repeat(40);
  const against = await publish(walk, { "checkpoint-key": app.signer, "expect-anchor": anchor });
  expect(against.summary, against.log).toContain("checkpoint recorded, not signed: the ledger is not the one");
  const [signed, unsigned] = await checkpoints(walk);
  expect([typeof signed.data.note, typeof unsigned.data.note]).toEqual(["string", "undefined"]);
  expect((await verified(walk)).codes).toEqual(["REMOTE_ATTESTATION_MISSING"]);
  await later(walk, DAY);
  await publish(walk, { "checkpoint-key": app.signer });
  expect((await verified(walk)).covered.checkpoints).toEqual({ keys: 1, checkpoints: 3, proven: 2 });
}, 120_000);
