import { expect, test } from "vitest";
import { acknowledge } from "./acts-record.ts";
import { rollOver } from "./acts-registry.ts";
import { ask } from "./acts-requests.ts";
import { closeLife, openLife } from "./life.ts";
import { pass, react } from "./machine.ts";
import { verifyLife } from "./verify-life.ts";

const HOUR = 3_600_000;

test("a gap that the compliance coordinator gave a reason for is an information from then on, also behind a roll-over", {
  timeout: 300_000,
}, async () => {
  const life = await openLife(8);
  try {
    life.isSpared = true;
    const severities = async () => {
      const found = await verifyLife(life, true);
      expect(life.broken, life.log.join("\n")).toEqual([]);
      return found.map(({ code, severity }) => `${code} ${severity}`);
    };
    await ask(life);
    await react(life);
    await pass(life, 30 * HOUR);
    expect(await severities()).toEqual([]);
    life.isDown = true;
    life.downUntil = (await life.walk.now()) + 40 * HOUR;
    await pass(life, 70 * HOUR);
    expect(await severities()).toEqual(["HEARTBEAT_GAP warning"]);
    for (let tries = 0; life.acknowledged.size === 0 && tries < 12; tries++) {
      expect(await acknowledge(life)).toBe(true);
      await react(life);
      await verifyLife(life, false);
    }
    expect(await severities()).toEqual(["HEARTBEAT_GAP info"]);
    expect(await rollOver(life), life.log.join("\n")).toBe(true);
    await pass(life, 24 * HOUR);
    expect(await severities()).toEqual(["HEARTBEAT_GAP info"]);
  } finally {
    await closeLife(life);
  }
});
