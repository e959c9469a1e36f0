import { expect, test } from "vitest";
import { playLife } from "./play-life.ts";

/**
 * Random honest lives: people and runs do what they do on the sandbox, and whoever clones the repository and verifies it finds nothing that
 * no act deserves. More of them, or one again: `QMS_LIVES=100-140x45 npx vitest run test/acceptance/lives` plays the seeds 100 … 140 with 45
 * acts each; a failure prints what was done, act by act. `QMS_LIVES_LOG=FILE` writes that down while it goes on.
 */
const [, from = "", to = "", length = ""] = /^(\d+)(?:-(\d+))?(?:x(\d+))?$/.exec(process.env.QMS_LIVES ?? "") ?? [];
const acts = length === "" ? 10 : Number(length);
const asked = Array.from(
  { length: Number(to === "" ? from : to) - Number(from) + 1 },
  (_, index) => Number(from) + index,
);
const seeds = from === "" ? [24, 43] : asked;

test.each(seeds)("whoever lives as seed %i says is accused of nothing", { timeout: 900_000 }, async (seed) => {
  const life = await playLife(seed, acts);
  expect(life.problems, `${life.log.join("\n")}\n`).toEqual([]);
  expect(life.acts).toBe(acts);
  // A life in which nothing was recorded would show nothing.
  expect(Object.values(life.events).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
});
