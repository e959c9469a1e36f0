import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reconcilePermissions, type StepOptions } from "../../../src/demo/open-walk.ts";
import { atOnce } from "./at-once.ts";
import { type Delivery, type Life, run, tell, wait } from "./life.ts";

/** The workflows of templates/default: what runs for which event, one step after the other. */

type Event = NonNullable<StepOptions["event"]>;

interface PullPayload {
  readonly number: number;
  readonly pull_request: { readonly state: string; readonly base: { readonly ref: string } };
}

interface IssuePayload {
  readonly issue: { readonly number: number; readonly pull_request?: object };
  readonly comment: { readonly body: string };
}

/** Takes up what happened since the last time, and what that brings about, until all is quiet. */
export async function react(life: Life): Promise<void> {
  const { random, walk, waiting } = life;
  for (let round = 0; round < 20; round++) {
    const deliveries = (await walk.sandbox.admin("takeDeliveries", walk.repository)) as Delivery[];
    const fresh = deliveries.filter(({ startsWorkflows }) => startsWorkflows);
    if (fresh.length === 0) return;
    while (fresh.length > 0 && !life.isDown) {
      const [delivery] = fresh.splice(0, 1);
      if (delivery === undefined) break;
      // A runner is not always free.
      if (random.chance(0.05)) waiting.push(delivery);
      else if (random.chance(0.15)) {
        // The next one, the same once more, or what the schedule has.
        const next = fresh.shift() ?? random.pick([delivery, null]);
        const beside = next === null ? sweep : (own: Life) => runFor(own, next);
        await atOnce(life, (own) => runFor(own, delivery), beside);
      } else await runFor(life, delivery);
    }
  }
  throw new Error("runs go on starting runs");
}

/** A run that waited for its runner begins now. */
export async function beginLate(life: Life): Promise<void> {
  const at = life.random.int(0, life.waiting.length - 1);
  const [delivery] = life.waiting.splice(at, 1);
  if (delivery === undefined) return;
  await tell(life, `a run begins late: ${delivery.event} ${delivery.action ?? ""}`);
  await runFor(life, delivery);
}

async function runFor(life: Life, { event, action, sender, payload }: Delivery): Promise<void> {
  const actor = sender.login;
  if (event === "pull_request") {
    const { pull_request: pull, number } = payload as unknown as PullPayload;
    const given: Event = { name: "pull_request_target", payload };
    if (pull.base.ref === "qms") {
      if (["opened", "synchronize", "reopened", "closed"].includes(action ?? ""))
        await decide(life, number, given, actor);
    } else if (["closed", "synchronize", "edited", "reopened"].includes(action ?? "")) await settle(life, given, actor);
  } else if (event === "pull_request_review") {
    const { pull_request: pull } = payload as unknown as PullPayload;
    const { number } = pull as unknown as { number: number };
    if (pull.base.ref === "qms" && pull.state === "open") await decide(life, number, null, actor);
  } else if (event === "issue_comment" && action === "created") {
    const { issue, comment } = payload as unknown as IssuePayload;
    if (!comment.body.startsWith("/qms")) return;
    if (issue.pull_request === undefined) await track(life, { name: "issue_comment", payload });
    else await decide(life, issue.number, { name: "issue_comment", payload }, actor);
  }
}

/** qms-decide.yml. @param event null: a dispatch of the relay */
async function decide(life: Life, number: number, event: Event | null, actor: string): Promise<void> {
  const inputs = { "pull-request": String(number) };
  const who = event === null ? { actor: "github-actions[bot]" } : { event, actor };
  const step = await run(life, "validate-bypass", { ...who, inputs });
  const { merged, "bypass-id": id = "" } = step.outputs;
  if (merged !== "true" || id === "") return;
  const active = await run(life, "apply-override", { ...who, inputs: { operation: "activate", "bypass-id": id } });
  const { state } = active.outputs;
  if (state !== "used" && !(state === "active" && id.startsWith("BYPASS-EM-"))) return;
  await run(life, "open-remediation", { ...who, inputs: { operation: "open", "bypass-id": id } });
}

async function settle(life: Life, event: Event, actor: string): Promise<void> {
  const step = await run(life, "apply-override", { event, actor, inputs: { operation: "settle" } });
  if (step.outputs.state === "used") await track(life, event);
}

export async function track(life: Life, event: Event = scheduled): Promise<void> {
  await run(life, "open-remediation", { event, inputs: { operation: "all" } });
}

const scheduled: Event = { name: "schedule", payload: {} };

export async function sweep(life: Life): Promise<void> {
  await run(life, "apply-override", { event: scheduled, inputs: { operation: "sweep" } });
  await track(life);
}

async function withClone<Result>(life: Life, work: (workspace: string) => Promise<Result>): Promise<Result> {
  const workspace = mkdtempSync(join(tmpdir(), "qms-life-clone-"));
  try {
    execFileSync("git", ["clone", "--quiet", `file://${life.bare}`, workspace], { stdio: "ignore" });
    return await work(workspace);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** qms-report.yml. */
export async function report(life: Life): Promise<void> {
  await track(life);
  await withClone(life, (workspace) =>
    run(life, "audit-report", { inputs: { operation: "reconcile" }, workspace, permissions: reconcilePermissions }),
  );
  await withClone(life, async (workspace) => {
    // The others have something to do once a week and once a month; that they do nothing else is seen now and then.
    const today = new Date(await life.walk.now());
    const due = { daily: true, weekly: today.getUTCDay() === 1, monthly: today.getUTCDate() === 1 };
    for (const operation of ["daily", "weekly", "monthly"] as const) {
      if (!due[operation] && !life.isSpared && !life.random.chance(0.1)) continue;
      const { checkpointKey } = life;
      const key = operation === "daily" && checkpointKey !== null ? { "checkpoint-key": checkpointKey } : {};
      const event = { name: "schedule", payload: { schedule: "17 5 * * *" } };
      await run(life, "audit-report", { event, workspace, inputs: { operation, publish: "ledger", ...key } });
    }
  });
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The next 05:17 UTC behind an instant. */
function nextReport(now: number): number {
  const today = Math.floor(now / DAY) * DAY + 5 * HOUR + 17 * 60_000;
  return today > now ? today : today + DAY;
}

/** The next minute 41 of an hour behind an instant. */
function nextSweep(now: number): number {
  const hour = Math.floor(now / HOUR) * HOUR + 41 * 60_000;
  return hour > now ? hour : hour + HOUR;
}

/**
 * Time passes, with what the schedule runs in it: every report, and of the sweeps the first, the one behind each report, and the last,
 * as those between them see nothing new.
 */
export async function pass(life: Life, ms: number): Promise<void> {
  const start = await life.walk.now();
  const end = start + ms;
  const stops: number[] = [nextSweep(start), nextSweep(end) - HOUR];
  if (life.isDown) stops.push(life.downUntil);
  for (let at = nextReport(start); at < end; at += DAY) stops.push(at, nextSweep(at));
  for (const stop of stops.sort((one, other) => one - other)) {
    if (stop >= end) break;
    await until(life, stop);
    await keepSchedule(life);
  }
  await until(life, end);
  await keepSchedule(life);
}

/** Runs what the schedule has for the time since it was looked at last; GitHub starts such runs late, too. */
export async function keepSchedule(life: Life): Promise<void> {
  const since = life.scheduledUntil;
  const now = await life.walk.now();
  life.scheduledUntil = now;
  if (life.isDown && now >= life.downUntil) {
    life.isDown = false;
    await tell(life, "runs start again");
  }
  if (life.isDown) return;
  const [reports, sweeps] = [nextReport(since) <= now, nextSweep(since) <= now];
  if (reports && life.random.chance(0.15)) await atOnce(life, report, sweep);
  else {
    if (reports) await report(life);
    if (sweeps) await sweep(life);
  }
  await react(life);
}

async function until(life: Life, at: number): Promise<void> {
  const now = await life.walk.now();
  if (at > now) await wait(life, (at - now) / 1000);
}
