import { spawnSync } from "node:child_process";
import * as branches from "./acts-branches.ts";
import * as odd from "./acts-odd.ts";
import * as record from "./acts-record.ts";
import * as registry from "./acts-registry.ts";
import * as remediation from "./acts-remediation.ts";
import type { Act } from "./acts-requests.ts";
import * as requests from "./acts-requests.ts";
import * as targets from "./acts-targets.ts";
import { isDeserved } from "./deserved.ts";
import { closeLife, type Life, openLife, tell, wait } from "./life.ts";
import { beginLate, keepSchedule, pass, react } from "./machine.ts";
import { findUnsettled } from "./settled.ts";
import { verifyLife } from "./verify-life.ts";

/** How often people do what. */
const acts: readonly (readonly [number, string, Act])[] = [
  [12, "develop", requests.develop],
  [20, "ask", requests.ask],
  [22, "approve", requests.approve],
  [3, "approveWrongly", requests.approveWrongly],
  [3, "objectOrWithdraw", requests.objectOrWithdraw],
  [5, "correct", requests.correct],
  [2, "withdraw", requests.withdraw],
  [4, "consult", requests.consult],
  [2, "declare", requests.declare],
  [4, "push", targets.push],
  [20, "merge", targets.merge],
  [3, "closeTarget", targets.closeTarget],
  [2, "revoke", targets.revoke],
  [8, "someMinutes", targets.someMinutes],
  [5, "someHours", targets.someHours],
  [3, "someDays", targets.someDays],
  [3, "outage", targets.outage],
  [14, "command", remediation.command],
  [5, "payUp", remediation.payUp],
  [5, "amend", remediation.amend],
  [4, "record", record.record],
  [8, "acknowledge", record.acknowledge],
  [3, "changePeople", registry.changePeople],
  [3, "changePolicy", registry.changePolicy],
  [1, "editReadme", registry.editReadme],
  [3, "revert", registry.revert],
  [5, "mergePast", registry.mergePast],
  [8, "register", registry.register],
  [4, "openExtension", odd.openExtension],
  [3, "touchIssue", odd.touchIssue],
  [3, "runChecksAgain", odd.runChecksAgain],
  [3, "mergeRequest", odd.mergeRequest],
  [3, "stack", odd.stack],
  [2, "moveTarget", odd.moveTarget],
  [3, "changeTeam", registry.changeTeam],
  [2, "rename", registry.rename],
  [2, "switchDefault", branches.switchDefault],
  [2, "rollOver", registry.rollOver],
];

export interface PlayedLife {
  readonly seed: number;
  readonly log: readonly string[];
  /** What verify said that no act deserved, and what no run may come to. Empty: a clean life. */
  readonly problems: readonly string[];
  readonly acts: number;
  /** How often each type of event stands on its ledger. */
  readonly events: Readonly<Record<string, number>>;
}

/** Plays a life of so many acts. The same seed plays the same life. */
export async function playLife(seed: number, length: number, verifyEvery = 8): Promise<PlayedLife> {
  const life = await openLife(seed);
  const problems: string[] = [];
  let played = 0;
  let events: Record<string, number> = {};
  await tell(life, `main is ${Object.values(life.setting).join(" ")}`);
  const look = async (thoroughly: boolean): Promise<void> => {
    const found = await verifyLife(life, thoroughly);
    const strange = found.filter((item) => !isDeserved(life.deserved, item));
    for (const { code, severity, bypass, message } of strange)
      problems.push(`after act ${played}: ${severity} ${code} ${bypass ?? ""} ${message}`);
    problems.push(...life.broken.splice(0).map((line) => `after act ${played}: ${line}`));
    await tell(
      life,
      `verify: ${found.length} findings, ${strange.length} not deserved: ${[...new Set(found.map(({ code, severity }) => `${code} (${severity})`))].join(" ")}`,
    );
  };
  try {
    while (played < length && problems.length === 0) {
      await wait(life, life.random.int(1, 240));
      if (!(await act(life))) continue;
      played++;
      await react(life);
      await keepSchedule(life);
      if (life.waiting.length > 0 && life.random.chance(0.3)) await beginLate(life);
      if (played % verifyEvery === 0) await look(life.random.chance(0.3));
    }
    if (problems.length === 0) {
      life.isDown = false;
      await tell(life, "a day passes");
      await pass(life, 26 * 3_600_000);
      while (life.waiting.length > 0) await beginLate(life);
      problems.push(...(await findUnsettled(life)));
      await look(true);
    }
  } catch (error) {
    problems.push(`after act ${played}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    events = countEvents(life);
    if (process.env.QMS_LIFE_KEEP === undefined || problems.length === 0) await closeLife(life);
    else life.log.push(`kept: ${life.dir}`);
  }
  return { seed, log: life.log, problems, acts: played, events };
}

async function act(life: Life): Promise<boolean> {
  const total = acts.reduce((sum, [weight]) => sum + weight, 0);
  let left = life.random.next() * total;
  for (const [weight, name, play] of acts) {
    left -= weight;
    if (left < 0) {
      const before = life.log.length;
      const done = await play(life);
      if (done && process.env.QMS_LIFE_TRACE !== undefined) life.log.splice(before, 0, `[${name}]`);
      return done;
    }
  }
  return false;
}

function countEvents({ bare, ledgerBranch }: Life): Record<string, number> {
  const counts: Record<string, number> = {};
  const listed = spawnSync("git", ["--git-dir", bare, "ls-tree", "-r", "--name-only", ledgerBranch, "ledger/"], {
    encoding: "utf8",
  });
  for (const [, type = ""] of listed.stdout.matchAll(/\/\d{8}-([a-z_.]+)-[0-9a-f]{12}\.json$/gm))
    counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
