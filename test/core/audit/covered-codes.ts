import { historyScenarios } from "../../operations/history-scenarios.ts";
import { tamperScenarios } from "../../operations/tamper-scenarios.ts";

/** Every code that the scenarios on real repositories show, for the test of the whole catalogue. */
export const coveredCodes: readonly string[] = [
  ...new Set([...tamperScenarios, ...historyScenarios].flatMap(({ codes }) => codes)),
].sort();
