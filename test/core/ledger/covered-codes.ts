import { chainCases } from "./chain-cases.ts";
import { recordCases } from "./record-cases.ts";
import { refusals } from "./refusals.ts";
import { reportCases } from "./report-cases.ts";

/** Every code that the tables of this folder show, for the test of the whole catalogue. */
export const coveredCodes: readonly string[] = [
  ...new Set([
    ...[...recordCases, ...chainCases, ...reportCases].flatMap((item) => item.codes),
    ...refusals.map((item) => item.code),
  ]),
].sort();
