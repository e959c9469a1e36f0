import type { Life } from "./life.ts";
import { randomFrom } from "./random.ts";

type Job = (life: Life) => Promise<void>;

/** Two jobs at the same time, as two workflows, or one without its concurrency group, run them. Neither dies: what fails is ours. */
export async function atOnce(life: Life, one: Job, other: Job): Promise<void> {
  const jobs = [one, other].map((job) => {
    // Whichever of the two is faster draws first: what comes behind them must not hang on that.
    const random = randomFrom(life.random.int(0, 2 ** 31));
    const own: Life = Object.create(life, {
      random: { value: random },
      isSpared: { value: true },
      isBeside: { value: true },
    });
    return job(own);
  });
  life.log.push("  { at once:");
  await Promise.all(jobs);
  life.log.push("  }");
}
