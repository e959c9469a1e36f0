import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { playAudit } from "./acts/audit.ts";
import { playEmergency } from "./acts/emergency.ts";
import { playLevelOne } from "./acts/level-one.ts";
import { playLevelThree } from "./acts/level-three.ts";
import { playLevelTwo } from "./acts/level-two.ts";
import { payTheDebt } from "./acts/pay-the-debt.ts";
import type { Narrator } from "./narrator.ts";
import { openWalk } from "./open-walk.ts";
import { playBypass } from "./play-bypass.ts";

export interface DemoSettings {
  /** Where everything stays to be looked at; null: nothing is kept. */
  readonly keep: string | null;
  /** The Node that runs the actions. */
  readonly node?: string;
  readonly color: boolean;
}

/** Minutes pass between the steps of people; all of it ends before now, so that a report made now has seen it. */
const minutes = 45;

/**
 * Runs a bypass of every level from request to report through the built actions, on the embedded sandbox. Every answer that it prints
 * came out of a process; where one is not what was expected the demo stops and says so.
 */
export async function runDemo(tell: Narrator, settings: DemoSettings): Promise<void> {
  const dir = settings.keep ?? mkdtempSync(join(tmpdir(), "qms-demo-"));
  mkdirSync(dir, { recursive: true });
  const walk = await openWalk({
    dir: join(dir, "github"),
    now: new Date(Date.now() - minutes * 60_000).toISOString(),
    seed: {
      statuses: { "docs/coverage": "failure", codeql: "success" },
      checkRuns: { "unit-tests": "success", build: "success" },
    },
    ...(settings.node === undefined ? {} : { node: settings.node }),
  });
  try {
    const stage = { walk, play: playBypass(walk, tell), tell, dir };
    await playLevelOne(stage);
    await playLevelTwo(stage);
    await playLevelThree(stage);
    await playEmergency(stage);
    await payTheDebt(stage);
    await playAudit(stage, settings);
    tell.title("Where everything lies");
    if (settings.keep === null) {
      tell.see("Nothing was kept. `npm start -- --keep DIR` keeps the clone, the report and what people saw.");
    } else {
      tell.see(`${join(dir, "clone")}: a clone with the branches main, qms and qms-ledger`);
      tell.see(`${join(dir, "pages")}: what people saw (job summaries, comments, the tracking issues)`);
      tell.see(`${join(dir, "report")}: the daily report`);
      tell.see(`look again: node bin/qms-bypass.mjs verify --repo ${join(dir, "clone")}`);
    }
  } finally {
    await walk.close();
    if (settings.keep === null) rmSync(dir, { recursive: true, force: true });
  }
}
