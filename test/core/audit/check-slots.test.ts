import { expect, test } from "vitest";
import { approvalsOf, checkSlots } from "../../../src/core/audit/check-slots.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { idPrefixOf, type Level } from "../../../src/core/procedure/levels.ts";
import { readDefaultPolicy, readPolicy } from "../../../src/core/procedure/read-policy.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const standard = readDefaultPolicy().compiled;
const COMMIT = "7".repeat(40);

function check(level: Level, slots: readonly string[], { policy = standard, data = {} as object, same = false } = {}) {
  const bypass = `BYPASS-${idPrefixOf(level)}-20260302-090000`;
  const approvers = slots.map((slot, at) => ({ slot, id: same ? 1 : at + 1, login: `p${at}`, review_id: at + 1 }));
  const approved = eventOf("bypass.approved", 1, { bypass, data: { approvers, policy_sha: COMMIT, ...data } });
  const { fold } = foldBypass(bypass, entriesOf([eventOf("request.accepted", 0, { bypass }), approved]));
  const { findings, unknown } = checkSlots(approvalsOf([fold]), (commit) => (commit === COMMIT ? policy : null));
  return {
    said: findings.map(({ code, message }) => `${code} ${/with \d+ in the slot \w+/.exec(message)?.[0]}`),
    unknown,
  };
}

test.each([
  ["L1", ["lead"]],
  ["L2", ["architect", "quality"]],
  // Legal is needed by some requests only.
  ["L3", ["compliance", "security", "business"]],
  ["L3", ["compliance", "security", "business", "legal"]],
  ["EMERGENCY", ["commander", "incident"]],
] as const)("%s approved by %s is whole", (level, slots) =>
  expect(check(level, slots)).toEqual({ said: [], unknown: 0 }),
);

test.each([
  ["L1", [], ["lead"]],
  ["L2", ["architect"], ["quality"]],
  ["L2", ["architect", "architect"], ["quality"]],
  ["L3", ["legal"], ["compliance", "security", "business"]],
  ["EMERGENCY", ["commander"], ["incident"]],
] as const)("%s approved by %j lacks %j", (level, slots, lacks) =>
  expect(check(level, slots).said).toEqual(lacks.map((slot) => `APPROVAL_INCOMPLETE with 0 in the slot ${slot}`)),
);

test("one person counts once in a slot that needs two", () => {
  const text =
    "schema: qms.policy/v1\nextends: default\nlevels:\n  L1:\n    slots:\n      - { name: lead, roles: [lead-devops], min: 2 }\n";
  const policy = readPolicy(new TextEncoder().encode(text), null).compiled;
  expect(check("L1", ["lead", "lead"], { policy })).toEqual({ said: [], unknown: 0 });
  expect(check("L1", ["lead", "lead"], { policy, same: true }).said).toEqual([
    "APPROVAL_INCOMPLETE with 1 in the slot lead",
  ]);
});

test("a policy that is not known accuses nobody, and is counted", () => {
  expect(check("L2", [], { policy: null })).toEqual({ said: [], unknown: 1 });
  expect(check("L2", [], { data: { policy_sha: "8".repeat(40) } })).toEqual({ said: [], unknown: 1 });
});
