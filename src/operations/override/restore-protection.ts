import { ConfigurationError } from "../../core/findings/errors.ts";
import type { ActivationRef } from "../../core/override/activation-events.ts";
import type { ProtectionSnapshot } from "../../core/override/protection-snapshot.ts";
import { protectionOfActivation } from "../../core/override/recorded-checks.ts";
import { type Restoration, restoreClassic, restoreRules } from "../../core/override/restore-protection.ts";
import type { RuleKeeper } from "../../ports.ts";
import type { Session } from "./open-session.ts";
import { type Problem, problemOf } from "./problem-of.ts";

export interface ProtectionOutcome {
  /** Null: what we took off is required again, read back. */
  readonly problem: Problem | null;
  /** What somebody else changed meanwhile; it was left as it is. */
  readonly drift: readonly string[];
}

/** Puts back what the activation took off, wherever it is recorded, and reads it back. One failing place keeps no other from its turn. */
export async function restoreProtection(
  { ports: { keeper }, bypass, fold }: Session,
  { activation }: ActivationRef,
  names: ReadonlySet<string>,
): Promise<ProtectionOutcome> {
  const snapshot = snapshotOf(protectionOfActivation(fold(), activation), bypass);
  if (keeper === null) return { problem: noToken, drift: [] };
  const outcomes: ProtectionOutcome[] = [];
  for (const place of placesOf(keeper, snapshot, names)) {
    try {
      outcomes.push(await place());
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      outcomes.push({ problem, drift: [] });
    }
  }
  return {
    problem: outcomes.find(({ problem }) => problem !== null)?.problem ?? null,
    drift: [...new Set(outcomes.flatMap(({ drift }) => drift))],
  };
}

const noToken: Problem = {
  message: "the input admin-token is empty, and no other token may change protection",
  fix: "Give this job the same admin-token as the one that activates.",
  status: null,
};

function snapshotOf(snapshot: ProtectionSnapshot | null, bypass: string): ProtectionSnapshot {
  if (snapshot !== null) return snapshot;
  throw new ConfigurationError(
    `The ledger has no usable record of the protection that ${bypass} changed.`,
    "Compare the rules of the branch by hand, then run `qms-bypass verify` in a clone: it says what was changed on the ledger.",
  );
}

function placesOf(
  keeper: RuleKeeper,
  { branch, classic, rulesets }: ProtectionSnapshot,
  names: ReadonlySet<string>,
): readonly (() => Promise<ProtectionOutcome>)[] {
  const places = rulesets.map(
    ({ id, name, rules }) =>
      () =>
        putBack(
          `ruleset ${id} (${name})`,
          async () => restoreRules((await keeper.readRuleset(id))?.rules ?? null, rules, names),
          (write) => keeper.writeRules(id, write),
        ),
  );
  if (classic === null) return places;
  const classicPlace = () =>
    putBack(
      `classic protection of ${branch}`,
      async () => restoreClassic(await keeper.readClassic(branch), classic, names),
      (write) => keeper.writeClassic(branch, write),
    );
  return [classicPlace, ...places];
}

async function putBack<Value>(
  where: string,
  plan: () => Promise<Restoration<Value>>,
  write: (value: Value) => Promise<void>,
): Promise<ProtectionOutcome> {
  const before = await plan();
  let after = before;
  if (before.write !== null) {
    await write(before.write);
    // The answer of a write proves nothing.
    after = await plan();
  }
  const drift = before.drift.map((what) => `${what} (${where})`);
  if (after.write !== null) return { problem: problem(`${where} does not show what was written`), drift };
  if (after.lost.length === 0) return { problem: null, drift };
  return { problem: problem(`${where} was changed by somebody else: ${after.lost.join(", ")} cannot go back`), drift };
}

function problem(message: string): Problem {
  return {
    message,
    fix: "Put it back by hand as the snapshot in bypass.activated has it.",
    status: null,
  };
}
