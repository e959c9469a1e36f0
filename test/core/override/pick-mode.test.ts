import { describe, expect, test } from "vitest";
import type { BranchRule } from "../../../src/core/override/branch-rules.ts";
import { type PickInput, pickMode } from "../../../src/core/override/pick-mode.ts";
import type { Power } from "../../../src/core/override/power.ts";
import type { ActivatedCheck } from "../../../src/generated/types/event.ts";

const check = (app_id: number | null): ActivatedCheck => ({
  name: "scan",
  kind: "check_run",
  mode: "check",
  app_id,
  conclusion: "failure",
  url: null,
});
const facts = { behind: false, openConversations: 0, unsignedCommits: 0 };
const snapshot = { branch: "main", classic: null, rulesets: [] };
const power = (bypasses: readonly number[], read = true): Power => ({
  bypasses: new Set(bypasses),
  snapshot: read ? snapshot : null,
  classicStrict: false,
  facts,
});
const requires = (ruleset: number, owner = "Repository"): BranchRule => ({
  type: "required_status_checks",
  parameters: { required_status_checks: [{ context: "scan", integration_id: 777 }, { context: "scan" }] },
  ruleset,
  owner,
});
const byRuleset = { rules: [requires(7)], classic: [] };
const byClassic = { rules: [], classic: [{ name: "scan", appId: 777 }] };
const queue: BranchRule = { type: "merge_queue", parameters: {}, ruleset: 8, owner: "Repository" };

const base: PickInput = {
  asked: "auto",
  emergency: false,
  postingApp: 15368,
  rules: byRuleset,
  mergeQueue: false,
  power: null,
};

describe("auto takes the weakest mode that works", () => {
  test.each<[string, number | null, Partial<PickInput>, string]>([
    ["no pin: a posted result", null, { power: power([7]) }, "check"],
    ["a pin to the app that we post as: a posted result", 15368, {}, "check"],
    ["another pin, and the App goes past the ruleset: a merge", 777, { power: power([7]) }, "merge"],
    ["the same, at EMERGENCY: still a merge", 777, { power: power([7]), emergency: true }, "merge"],
    ["the App does not, at EMERGENCY: protection", 777, { power: power([]), emergency: true }, "protection"],
    [
      "classic protection, at EMERGENCY: protection",
      777,
      { rules: byClassic, power: power([7]), emergency: true },
      "protection",
    ],
    [
      "a merge queue that the App goes past: a merge",
      null,
      { rules: { rules: [requires(7), queue], classic: [] }, mergeQueue: true, power: power([7, 8]) },
      "merge",
    ],
    ["the token was not asked yet: it has to be", 777, { power: undefined }, "ask"],
    ["protection was not read yet: it has to be", 777, { power: power([], false), emergency: true }, "ask"],
  ])("%s", (_, app, change, mode) => {
    expect(pickMode(check(app), { ...base, ...change })).toEqual({ mode });
  });
});

describe("what the manifest asks for is taken, or refused", () => {
  test.each<[PickInput["asked"], number | null, Partial<PickInput>, string | null]>([
    ["check", null, {}, "check"],
    ["check", 777, { power: power([7]) }, null],
    ["merge", null, { power: power([7]) }, "merge"],
    ["merge", null, { power: undefined }, "ask"],
    ["merge", null, {}, null],
    ["merge", 777, { rules: byClassic, power: power([7]) }, null],
    ["protection", 777, { power: power([]) }, "protection"],
    ["protection", 777, { rules: byClassic, power: power([]) }, "protection"],
    ["protection", 777, {}, null],
  ])("%s", (asked, app, change, mode) => {
    expect(pickMode(check(app), { ...base, asked, ...change }).mode).toBe(mode);
  });
});

describe("a refusal says why each mode does not work, and what would", () => {
  const refusal = (change: Partial<PickInput>, app: number | null = 777) => {
    const picked = pickMode(check(app), { ...base, ...change });
    if (picked.mode !== null) throw new Error(`picked ${picked.mode}`);
    return `${picked.why} → ${picked.hint}`;
  };

  test.each<[string, Partial<PickInput>, readonly string[]]>([
    [
      "without a token",
      {},
      [
        "check: the check is pinned to app 777",
        "merge: no admin-token",
        "protection: it takes EMERGENCY",
        "as admin-token",
      ],
    ],
    [
      "without a right",
      { power: power([]) },
      ["merge: the App of admin-token is no bypass actor of ruleset 7", "make the App"],
    ],
    [
      "by classic protection",
      { rules: byClassic, power: power([]) },
      ["merge: classic protection requires it", "override_mode: protection"],
    ],
    [
      "by an organisation's ruleset",
      { rules: { rules: [requires(7, "Organization")], classic: [] }, power: power([]), emergency: true },
      ["protection: ruleset 7 belongs to the organization"],
    ],
    [
      "by two rulesets, of which one stays shut",
      { rules: { rules: [requires(7), requires(9)], classic: [] }, power: power([7]) },
      ["ruleset 9"],
    ],
    [
      "by a queue that the App does not go past",
      { rules: { rules: [requires(7), queue], classic: [] }, mergeQueue: true, power: power([7]), emergency: true },
      ["check: the merge queue", "bypass actor of ruleset 8", "protection: the merge queue"],
    ],
    [
      "by nothing that can be read",
      { rules: { rules: [], classic: [] }, power: power([]), emergency: true },
      ["merge: no rule", "protection: no rule"],
    ],
    ["for a person's token", { postingApp: null }, ["posts as an account that is no known app"]],
  ])("%s", (_, change, says) => {
    for (const part of says) expect(refusal(change)).toContain(part);
  });

  test("where the manifest chose, the way out is to leave the choice", () => {
    expect(refusal({ asked: "merge" })).toContain("override_mode: auto");
    expect(refusal({ asked: "merge" })).not.toContain("check:");
  });
});
