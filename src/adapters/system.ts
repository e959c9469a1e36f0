import type { Clock, Sleeper } from "../ports.ts";

/** The machine's clock and timer. What is recorded takes the server's time instead. */
export const systemClock: Clock & Sleeper = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
