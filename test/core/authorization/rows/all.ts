import { amendmentRows } from "./amendments.ts";
import { answerRows } from "./answers.ts";
import { conditionRows } from "./conditions.ts";
import { contentRows } from "./content.ts";
import { freshnessRows } from "./freshness.ts";
import { kindRows } from "./kinds.ts";
import { lookupRows } from "./lookups.ts";
import { patternRows } from "./patterns.ts";
import { reviewerRows } from "./reviews.ts";
import { roleRows } from "./roles.ts";
import type { Row } from "./row.ts";
import { structureRows } from "./structure.ts";
import { targetRows } from "./target.ts";
import { timeRows } from "./time.ts";

/** Every row, by what it is about. */
export const groups: Readonly<Record<string, readonly Row[]>> = {
  "the facts": lookupRows,
  "the pull request": structureRows,
  "what is decided": kindRows,
  amendments: amendmentRows,
  "the target": targetRows,
  "the reviewer": reviewerRows,
  "the reviewer's roles": roleRows,
  "the review": contentRows,
  "the content": freshnessRows,
  "time and phase": timeRows,
  conditions: conditionRows,
  "answers on the pull request": answerRows,
  "what was set aside before": patternRows,
};

/** The codes that some row asserts to come up. */
export const coveredCodes: ReadonlySet<string> = new Set(
  Object.values(groups).flatMap((rows) =>
    rows.flatMap((row) => [...(row.code === undefined ? [] : [row.code]), ...(row.review?.split(":").slice(1) ?? [])]),
  ),
);
