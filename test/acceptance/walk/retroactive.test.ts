import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { approve, commentsOf, later, ledgerTypes, validate, walkForTest } from "./walk-world.ts";

/** An administrator merged past the checks on Saturday night; now it is registered. */
async function mergedPast(): Promise<{ walk: Walk; mergeSha: string }> {
  const walk = await walkForTest({ now: "2026-03-02T08:00:00Z" });
  const { target, repository, sandbox } = walk;
  await sandbox.admin("setRole", repository, "ann", "admin");
  await sandbox.admin("protect", repository, "main", null);
  const merged = (await walk.as("ann", "PUT", `pulls/${target.number}/merge`, {})) as { sha: string };
  await sandbox.admin("advance", 3_600_000);
  return { walk, mergeSha: merged.sha };
}

const ask = (walk: Walk, mergeSha: string, by = "ann") =>
  walk.ask({
    level: "L1",
    checks: ["docs/coverage"],
    changes: { retroactive: { merge_sha: mergeSha, merged_by: by } },
  });

test("a merge past the checks is registered: approved by a lead, recorded as used at its time, owed like any other", async () => {
  const { walk, mergeSha } = await mergedPast();
  const asked = await ask(walk, mergeSha);
  const waiting = await validate(walk, asked.number);
  expect(waiting.outputs.verdict, waiting.log).toBe("pending");
  await approve(walk, "lea", asked.number);
  const approved = await validate(walk, asked.number);
  expect([approved.outputs.verdict, approved.outputs.merged], approved.log).toEqual(["approved", "true"]);

  const activate = async () =>
    walk.step("apply-override", {
      inputs: { operation: "activate", "bypass-id": asked.id },
      event: await walk.event("closed", asked.number),
    });
  const registered = await activate();
  expect([registered.outputs.verdict, registered.outputs.state], registered.log).toEqual(["ok", "used"]);
  expect(registered.outputs.overridden).toBe("[]");
  const types = await ledgerTypes(walk);
  expect(types.slice(-2)).toEqual(["bypass.registered", "bypass.used"]);
  const told = (await commentsOf(walk, walk.target.number)).filter((item) =>
    item.body.includes("Registered afterwards"),
  );
  expect(told).toHaveLength(1);

  await later(walk);
  expect((await activate()).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(walk)).toEqual(types);

  const tracked = await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } });
  expect(JSON.parse(tracked.outputs.opened ?? "[]"), tracked.log).toHaveLength(1);

  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const workspace = mkdtempSync(join(tmpdir(), "qms-clone-"));
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, workspace], { stdio: "ignore" });
  const proof = await walk.step("audit-report", { inputs: { operation: "verify" }, workspace });
  rmSync(workspace, { recursive: true, force: true });
  expect(proof.outputs.verdict, proof.log).toBe("ok");
});

test("a registration of another merge than GitHub shows is refused at its line", async () => {
  const { walk } = await mergedPast();
  const asked = await ask(walk, "d".repeat(40));
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  const [finding] = step.annotations.filter((item) => item.title === "RETROACTIVE_MISMATCH");
  expect(finding).toMatchObject({ file: asked.path });
  expect(finding?.line).toBeGreaterThan(1);
});

test("a registration of a pull request that is still open is refused", async () => {
  const walk = await walkForTest();
  const asked = await ask(walk, "d".repeat(40));
  const step = await validate(walk, asked.number);
  expect(step.outputs.verdict).toBe("denied");
  expect(step.summary).toContain("not merged");
});
