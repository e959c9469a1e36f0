import type { Code } from "../../../../src/core/findings/catalogue.ts";
import type { Decision } from "../../../../src/generated/types/decision.ts";
import { type Level, reviewOf, type World } from "../../../support/fixture.ts";

/** The base world of a level, one change, and what has to come of it. */
export interface Row {
  readonly name: string;
  readonly level: Level;
  readonly change: (world: World) => void;
  readonly verdict: Decision["verdict"];
  /** A finding with this code is there … */
  readonly code?: Code;
  /** … or the review of this login has this code (`login:CODE`; a deleted account is `null`). */
  readonly review?: `${string}:${Code}`;
  /** Codes that must not come up. */
  readonly without?: readonly Code[];
  /** A text that has to stand somewhere in the sentence or the next step of that code. */
  readonly says?: string;
}

/** The first reviewer of each level: their review is what most rows change. */
export const firstLogin: Readonly<Record<Level, string>> = { L1: "lea", L2: "ari", L3: "cora", EMERGENCY: "inc" };

/** Changes the review by `lea` of L1. */
export const leaReview =
  (change: (review: ReturnType<typeof reviewOf>, world: World) => void) =>
  (world: World): void =>
    change(reviewOf(world.facts, "lea"), world);

/** The part that is the target; every base world has one. */
export const targetOf = (world: World): NonNullable<World["facts"]["target"]> => {
  if (world.facts.target === null) throw new Error("no target");
  return world.facts.target;
};

/** The check named `name` of the target. */
export const checkOf = (world: World, name: string): NonNullable<World["facts"]["target"]>["checks"][0] => {
  const check = targetOf(world).checks.find((item) => item.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check;
};
