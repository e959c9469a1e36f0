import { pushToTarget } from "../../../src/demo/target-pulls.ts";
import { type Act, openTargets, pullOf } from "./acts-requests.ts";
import { type Life, type LifeRequest, run, senderOf, stateOf, tell } from "./life.ts";
import { pass } from "./machine.ts";

export const push: Act = async (life) => {
  const open = await openTargets(life);
  if (open.length === 0) return false;
  const target = life.random.pick(open);
  target.headSha = await pushAgain(life, target.branch, target.failing);
  await tell(life, `dev pushes to #${target.number}`);
  return true;
};

/** Content that differs from branch to branch, so that none stands in another's way. */
async function pushAgain(life: Life, branch: string, failing: Parameters<typeof pushToTarget>[2]): Promise<string> {
  const { walk } = life;
  await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, author: "dev", message: "Another line" },
    files: { [`src/${branch}-${await walk.now()}.ts`]: "export {};\n" },
  });
  return pushToTarget(walk, branch, failing);
}

/** Somebody presses the button; GitHub says whether it may be. Active bypasses come first. */
export const merge: Act = async (life) => {
  const { random, walk } = life;
  const open = await openTargets(life);
  const active = open.filter(({ number }) => isActive(life, number));
  // What GitHub refuses teaches nothing after a few times.
  const candidates = active.length > 0 && random.chance(0.9) ? active : random.chance(0.3) ? open : [];
  if (candidates.length === 0) return false;
  const { number } = random.pick(candidates);
  // No administrator, whom the rules of some lives let past.
  const login = random.pick(["mia", "dev", "lea"]);
  if (random.chance(0.15)) {
    await walk.sandbox.admin("setAutoMerge", walk.repository, number, life.logins.get(login) ?? login);
    const merged = (await walk.sandbox.admin("runAutoMerge", walk.repository)) as number[];
    await tell(life, `${login} sets auto-merge on #${number}; merged: ${merged.join(" ")}`);
    return true;
  }
  const method = random.pick(["merge", "merge", "squash"]);
  const said = (await walk.as(login, "PUT", `pulls/${number}/merge`, { merge_method: method }, 405)) as {
    merged?: boolean;
  };
  await tell(life, `${login} merges #${number} by ${method}: ${said.merged === true ? "merged" : "refused"}`);
  return true;
};

const isActive = (life: Life, number: number): boolean =>
  life.requests.some(({ asked, target }) => target.number === number && stateOf(life, asked.id)?.state === "active");

export const closeTarget: Act = async (life) => {
  const { random, walk } = life;
  const target = random.pick(life.targets);
  const { state, merged } = await pullOf(life, target.number);
  if (merged) return false;
  const next = state === "open" ? "closed" : "open";
  await walk.as("dev", "PATCH", `pulls/${target.number}`, { state: next });
  await tell(life, `dev makes #${target.number} ${next}`);
  return true;
};

/** A bypass of one of these states. */
export function bypassIn(life: Life, ...states: readonly string[]): LifeRequest | undefined {
  return life.random.shuffle(life.requests).find(({ asked }) => states.includes(stateOf(life, asked.id)?.state ?? ""));
}

export const revoke: Act = async (life) => {
  const request = bypassIn(life, "active", "approved", "suspended");
  if (request === undefined || life.isDown) return false;
  const login = { L1: "lou", L2: "aro", L3: "sol", EMERGENCY: "cam" }[request.level];
  await tell(life, `${login} revokes ${request.asked.id}`);
  const sender = senderOf(life, login);
  await run(life, "apply-override", {
    actor: sender.login,
    event: { name: "workflow_dispatch", payload: { sender } },
    inputs: { operation: "revoke", "bypass-id": request.asked.id, reason: "It is not needed any more." },
  });
  return true;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const someMinutes: Act = async (life) => {
  await pass(life, life.random.int(1, 50) * MINUTE);
  return true;
};

export const someHours: Act = async (life) => {
  const hours = life.random.int(1, 14);
  await tell(life, `${hours} hours pass`);
  await pass(life, hours * HOUR);
  return true;
};

export const someDays: Act = async (life) => {
  const hours = life.random.int(20, 80);
  await tell(life, `${hours} hours pass`);
  await pass(life, hours * HOUR);
  return true;
};

/** For some hours or a day no run starts, and what happened meanwhile starts none later. */
export const outage: Act = async (life) => {
  if (life.isDown) return false;
  const hours = life.random.pick([1, 3, 8, 26]);
  life.isDown = true;
  life.downUntil = (await life.walk.now()) + hours * HOUR;
  life.deserved.push({ code: "HEARTBEAT_GAP", from: await life.walk.now(), until: life.downUntil });
  await tell(life, `runs stop for ${hours} hours`);
  return true;
};
