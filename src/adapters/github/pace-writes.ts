const burst = 10;
const spacingMs = 1_000;

/**
 * GitHub asks for a second between mutations where there are many (reference-github.md, c). The first ten of a run go at once, so that
 * nobody at three in the morning waits for politeness; from then on one a second.
 */
export function paceWrites(): () => Promise<void> {
  let credit = burst;
  let last = Date.now();
  return async () => {
    const now = Date.now();
    credit = Math.min(burst, credit + (now - last) / spacingMs);
    last = now;
    credit -= 1;
    if (credit < 0) await new Promise((resolve) => setTimeout(resolve, -credit * spacingMs));
  };
}
