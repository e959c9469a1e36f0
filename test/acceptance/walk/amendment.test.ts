import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AskedRequest, Walk } from "../../../src/demo/open-walk.ts";
import { countKillPoints } from "../../count-kill-points.ts";
import { activate, merged, mergeTarget, registryRuleset, settle } from "./override-world.ts";
import {
  approve,
  commentsOf,
  later,
  ledgerTypes,
  pullOf,
  statusOf,
  validate,
  walkForTest,
  willBeFound,
} from "./walk-world.ts";

/** Pushes an amendment as somebody and opens its pull request; its branch is cut from the registry. */
async function amend(
  walk: Walk,
  asked: AskedRequest,
  changes: string,
  how: { readonly number?: number; readonly login?: string } = {},
): Promise<{ readonly number: number; readonly headSha: string }> {
  const { number = 1, login = "req" } = how;
  const text = `schema: qms.amendment/v1
amends: ${asked.id}
number: ${number}
requested_by: ${login}
reason: The reviewers of the reference package are away until Wednesday, so that the merge has to wait for them.
changes: { ${changes} }
`;
  const branch = `amend/${asked.id}-${number}`;
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    from: "qms",
    author: login,
    message: `Amend ${asked.id}`,
    files: { [asked.path.replace(/\.yml$/, `.amend-${number}.yml`)]: text },
  })) as string;
  const pull = await walk.as(login, "POST", "pulls", { title: "Amendment", head: branch, base: "qms" });
  return { number: (pull as { number: number }).number, headSha };
}

/** activate as decide.yml runs it behind every merge into the registry. */
const activateAgain = (walk: Walk, asked: AskedRequest) =>
  walk.step("apply-override", { inputs: { operation: "activate", "bypass-id": asked.id } });

async function ledgerFile(walk: Walk, path: string): Promise<Record<string, unknown>> {
  const { content } = (await walk.as("dev", "GET", `contents/${path}?ref=qms-ledger`)) as { content: string };
  return JSON.parse(Buffer.from(content, "base64").toString("utf8")) as Record<string, unknown>;
}

/** An active L1 bypass that would end at six in the evening. */
async function active(): Promise<{ readonly walk: Walk; readonly asked: AskedRequest }> {
  const walk = await walkForTest({ seed: { checkRuns: { build: "success" } } });
  const changes = { expires_at: "2026-03-02T18:00:00Z" };
  const asked = await merged(walk, { level: "L1", checks: ["docs/coverage"], changes });
  expect((await activate(walk, asked)).outputs.state).toBe("active");
  await later(walk, 600);
  return { walk, asked };
}

test("a sweep whose list is older than an amendment expires nothing that was given more time", async () => {
  const { walk, asked } = await active();
  const sweep = () =>
    walk.step("apply-override", { event: { name: "schedule", payload: {} }, inputs: { operation: "sweep" } });
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { state: "closed" });
  expect((await settle(walk, "closed")).outputs.state).toBe("suspended");
  await sweep();
  const amendment = await amend(walk, asked, "expires_at: 2026-03-03T12:00:00Z");
  await approve(walk, "lea", amendment.number);
  expect((await validate(walk, amendment.number)).outputs.merged).toBe("true");
  // Behind the old end, and the first read answers what it answered the last sweep.
  await walk.sandbox.admin("advance", 12 * 3_600_000);
  await walk.sandbox.admin("addFault", { operation: "graphql/repository", kind: "stale" });
  const step = await sweep();
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([0, "ok"]);
  expect(await ledgerTypes(walk)).not.toContain("bypass.expired");
  await walk.sandbox.admin("advance", 24 * 3_600_000);
  await sweep();
  expect((await ledgerTypes(walk)).at(-1)).toBe("bypass.expired");
});

test("a lead's approval prolongs what is active, and the override lives until then", async () => {
  const { walk, asked } = await active();
  const amendment = await amend(walk, asked, "expires_at: 2026-03-03T12:00:00Z");
  const waiting = await validate(walk, amendment.number);
  expect(waiting.outputs, waiting.summary).toMatchObject({ verdict: "pending", "bypass-id": asked.id, level: "L1" });
  expect(waiting.summary).toContain("Amendment 1: expiry 2026-03-03T12:00:00Z");
  expect(await ledgerTypes(walk)).not.toContain("bypass.amended");
  await approve(walk, "lea", amendment.number);
  const step = await validate(walk, amendment.number);
  expect(step.outputs, step.summary).toMatchObject({ verdict: "approved", merged: "true" });
  expect((await ledgerTypes(walk)).slice(-3)).toEqual(["review.started", "review.completed", "bypass.amended"]);
  expect(await statusOf(walk, amendment.headSha)).toMatchObject({ state: "success" });
  const entry = await ledgerFile(walk, `active/${walk.target.headSha}.json`);
  expect(entry).toMatchObject({ bypasses: [{ bypass: asked.id, expires_at: "2026-03-03T12:00:00.000Z" }] });

  const again = await activateAgain(walk, asked);
  expect([again.exitCode, again.outputs.verdict, again.outputs.state], again.log).toEqual([0, "ok", "active"]);
  // A person's merge of the amendment is an event of its own.
  const event = {
    name: "pull_request_target",
    payload: { action: "closed", pull_request: { number: amendment.number } },
  };
  const byEvent = await walk.step("apply-override", {
    event,
    inputs: { operation: "activate", "bypass-id": asked.id },
  });
  expect([byEvent.exitCode, byEvent.outputs.verdict, byEvent.outputs.state], byEvent.log).toEqual([0, "ok", "active"]);
  expect(byEvent.log).toContain("nothing is activated by that");
  // Behind the old end, before the new one.
  await walk.sandbox.admin("advance", 12 * 3_600_000);
  expect((await mergeTarget(walk)).merged).toBe(true);
  const settled = await settle(walk, "closed");
  expect(settled.outputs, settled.log).toMatchObject({ verdict: "ok", state: "used" });
  expect(await ledgerTypes(walk)).not.toContain("violation.recorded");

  await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } });
  // An auditor's clone finds nothing, and names the amended expiry.
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const workspace = mkdtempSync(join(tmpdir(), "qms-amended-"));
  execFileSync("git", ["clone", "--quiet", `file://${bare}`, workspace], { stdio: "ignore" });
  const verified = await walk.step("audit-report", { inputs: { operation: "verify" }, workspace });
  expect(verified.outputs, verified.log).toMatchObject({ verdict: "ok", findings: "[]" });
  rmSync(workspace, { recursive: true, force: true });
});

test("a later remediation date takes the level above, and is the deadline of the tracking issue", async () => {
  const { walk, asked } = await active();
  await mergeTarget(walk);
  await settle(walk, "closed");
  await later(walk);
  const amendment = await amend(walk, asked, "remediation: { target_date: 2026-03-20, owner: mia }", { login: "mia" });
  await approve(walk, "lea", amendment.number);
  const waiting = await validate(walk, amendment.number);
  expect(waiting.outputs, waiting.summary).toMatchObject({ verdict: "pending", level: "L2" });
  await approve(walk, "ari", amendment.number);
  await approve(walk, "qin", amendment.number);
  const step = await validate(walk, amendment.number);
  expect(step.outputs, step.summary).toMatchObject({ verdict: "approved", merged: "true" });
  const again = await activateAgain(walk, asked);
  expect([again.exitCode, again.outputs.verdict, again.outputs.state], again.log).toEqual([0, "ok", "used"]);
  const opened = await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } });
  expect(opened.outputs.verdict, opened.log).toBe("ok");
  const issues = (await walk.as("dev", "GET", "issues?state=open")) as {
    title: string;
    body: string;
    assignees: { login: string }[];
    pull_request?: unknown;
  }[];
  const issue = issues.find((one) => one.pull_request === undefined && one.title.includes(asked.id));
  expect(issue?.assignees).toMatchObject([{ login: "mia" }]);
  expect(issue?.body).toContain("2026-03-20");
  const [, year, month] = /-(\d{4})(\d{2})\d{2}-/.exec(asked.id) ?? [];
  expect(await ledgerFile(walk, `state/${year}/${month}/${asked.id}.json`)).toMatchObject({
    amended: { owner: "mia", target_date: "2026-03-20" },
    issue: { deadline: "2026-03-20T23:00:00.000Z" },
  });
});

test("an owner and a month that are set after the issue was opened become its own, and whom people assigned stays", async () => {
  const { walk, asked } = await active();
  await mergeTarget(walk);
  await settle(walk, "closed");
  await walk.step("open-remediation", { inputs: { operation: "open", "bypass-id": asked.id } });
  const issues = (await walk.as("dev", "GET", "issues?state=open")) as {
    number: number;
    title: string;
    pull_request?: unknown;
  }[];
  const number = issues.find((one) => one.pull_request === undefined && one.title.includes(asked.id))?.number;
  const shown = async () =>
    (await walk.as("dev", "GET", `issues/${number}`)) as {
      readonly body: string;
      readonly assignees: readonly { readonly login: string }[];
      readonly milestone: { readonly title: string } | null;
    };
  expect((await shown()).milestone?.title).toBe("qms-bypass remediation 2026-03");
  await walk.as("boss", "POST", `issues/${number}/assignees`, { assignees: ["dev"] });
  const amendment = await amend(walk, asked, "remediation: { target_date: 2026-04-03, owner: mia }", { login: "mia" });
  for (const login of ["lea", "ari", "qin"]) await approve(walk, login, amendment.number);
  expect((await validate(walk, amendment.number)).outputs.merged).toBe("true");
  const sync = () => walk.step("open-remediation", { inputs: { operation: "sync" } });
  const first = await sync();
  expect(first.outputs.verdict, first.log).toBe("ok");
  const assignees = (await shown()).assignees.map(({ login }) => login);
  expect(assignees.sort()).toEqual(["dev", "mia"]);
  // It is due in another month.
  expect((await shown()).milestone?.title).toBe("qms-bypass remediation 2026-04");
  expect((await shown()).body).toContain("by **2026-04-03**");
  expect((await sync()).log).toContain("nothing had to be done");
});

test("what is approved and not merged changes nothing", async () => {
  const { walk, asked } = await active();
  const amendment = await amend(walk, asked, "expires_at: 2026-03-03T12:00:00Z");
  await approve(walk, "lea", amendment.number);
  const step = await validate(walk, amendment.number, { "merge-when-approved": "false" });
  expect(step.outputs, step.summary).toMatchObject({ verdict: "approved", merged: "false" });
  expect(await ledgerTypes(walk)).not.toContain("bypass.amended");
  await walk.as("req", "PATCH", `pulls/${amendment.number}`, { state: "closed" });
  await validate(walk, amendment.number);
  const entry = await ledgerFile(walk, `active/${walk.target.headSha}.json`);
  expect(entry).toMatchObject({ bypasses: [{ expires_at: "2026-03-02T18:00:00.000Z" }] });
});

test("merged by hand without an approval it changes nothing, and is a violation, once", async () => {
  const { walk, asked } = await active();
  willBeFound(walk, "MANIFEST_UNAPPROVED");
  const amendment = await amend(walk, asked, "expires_at: 2026-03-03T12:00:00Z");
  await validate(walk, amendment.number);
  await walk.sandbox.admin("removeRuleset", walk.repository, await registryRuleset(walk));
  await walk.as("boss", "PUT", `pulls/${amendment.number}/merge`, {});
  await later(walk);
  await validate(walk, amendment.number);
  await validate(walk, amendment.number);
  const types = await ledgerTypes(walk);
  expect(types.filter((type) => type === "violation.recorded")).toHaveLength(1);
  expect(types).not.toContain("bypass.amended");
  const entry = await ledgerFile(walk, `active/${walk.target.headSha}.json`);
  expect(entry).toMatchObject({ bypasses: [{ expires_at: "2026-03-02T18:00:00.000Z" }] });
});

test("numbers are taken in order, and an expired bypass stays expired", async () => {
  const { walk, asked } = await active();
  const second = await amend(walk, asked, "expires_at: 2026-03-02T20:00:00Z", { number: 2 });
  expect((await validate(walk, second.number)).summary).toContain("AMENDMENT_NUMBER");
  const first = await amend(walk, asked, "expires_at: 2026-03-02T20:00:00Z");
  await approve(walk, "lou", first.number);
  expect((await validate(walk, first.number)).outputs.merged).toBe("true");
  await approve(walk, "lou", second.number);
  const allowed = await validate(walk, second.number);
  expect(allowed.outputs, allowed.summary).toMatchObject({ verdict: "approved", merged: "true" });
  await walk.sandbox.admin("advance", 24 * 3_600_000);
  const third = await amend(walk, asked, "expires_at: 2026-03-03T20:00:00Z", { number: 3 });
  const late = await validate(walk, third.number);
  expect([late.outputs.verdict, late.summary.includes("AMENDMENT_TOO_LATE")], late.summary).toEqual(["denied", true]);
  expect((await commentsOf(walk, third.number))[0]?.body).toContain("expired at 2026-03-02T20:00:00Z");
});

test("killed after any request and run again, it leaves what an undisturbed run leaves", async () => {
  const prepare = async () => {
    const { walk, asked } = await active();
    const amendment = await amend(walk, asked, "expires_at: 2026-03-03T12:00:00Z");
    await approve(walk, "lea", amendment.number);
    return { walk, number: amendment.number };
  };
  const traces = async (walk: Walk, number: number) => ({
    ledger: await ledgerTypes(walk),
    merged: (await pullOf(walk, number)).merged,
    comments: (await commentsOf(walk, number)).length,
  });
  const quiet = await prepare();
  const { requests } = await validate(quiet.walk, quiet.number);
  const wanted = await traces(quiet.walk, quiet.number);
  expect(wanted).toMatchObject({ merged: true, comments: 1 });
  expect(requests.length).toBeLessThanOrEqual(14);
  await quiet.walk.close();
  for (let before = 1; before <= requests.length; before++) {
    const { walk, number } = await prepare();
    const inputs = { "pull-request": String(number) };
    const killed = await walk.step("validate-bypass", { inputs, killAfter: { requests: before } });
    expect(killed.killed, `request ${before}`).toBe(true);
    await validate(walk, number);
    expect(await traces(walk, number), `request ${before}`).toEqual(wanted);
    await walk.close();
  }
  countKillPoints("validate-bypass: an amendment", requests.length);
}, 900_000);
