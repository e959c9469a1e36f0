import { afterEach, expect, test, vi } from "vitest";
import { defaultPolicySha256, digestDefaults } from "../../src/core/procedure/default-policy.ts";
import { defaultPolicyText } from "../../src/generated/default-policy.ts";
import type { Verify } from "../../src/generated/types/verify.ts";
import { appendTo, eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  BYPASS_B,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  ordinaryWorld,
  registryCommitsOf,
  removeRepository,
} from "./audit-world.ts";
import { importCommits } from "./fast-import.ts";
import { goOn, verifyAt, verifyWhole } from "./since-cuts.ts";
import { certifiedUntil } from "./slot-scenarios.ts";
import { transactionsOf } from "./tamper-scenarios.ts";

// After a release whose built-in policy let an override live longer, took architects as leads, and let anybody with a word declare.

vi.mock("../../src/core/procedure/former-defaults.ts", async () => {
  const { defaultPolicyText: text } = await import("../../src/generated/default-policy.ts");
  const policy = JSON.parse(text);
  policy.levels.L1.max_lifetime = "PT120H";
  policy.levels.L1.slots[0].roles.push("architect");
  policy.levels.EMERGENCY.slots[1].roles.push("architect");
  return { formerDefaults: [JSON.stringify(policy)] };
});
const today = defaultPolicySha256();
const { formerDefaults } = await import("../../src/core/procedure/former-defaults.ts");
const [former = ""] = digestDefaults(formerDefaults, defaultPolicyText).keys();

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeRepository));

const people = (role: string): string => `schema: qms.people/v1
people:
  lea: { github: { login: lea, id: 101 }, status: active, ${certifiedUntil("2026-12-31")} }
  leo: { github: { login: leo, id: 102 }, status: active }
  kim: { github: { login: kim, id: 103 }, status: active, ${certifiedUntil("2026-12-31")} }
roles:
  lead-devops: [kim${role === "lead-devops" ? ", lea" : ""}]
  architect: [${role === "lead-devops" ? "leo" : "lea"}]
`;

interface Life {
  /** What the approval of A names; null: nothing. */
  readonly named: string | null;
  /** What the approval of another bypass names, three days before. */
  readonly before?: string;
  /** Role that lea has, who approves. */
  readonly role?: string;
  readonly hours?: number;
  /** Whom an emergency is declared by. */
  readonly declaredBy?: { readonly id: number; readonly login: string };
}

const LATER = 3 * 24 * 60;
const worldOf = ({ named, before, role = "lead-devops", hours = 72, declaredBy }: Life) => {
  const [root, ...rest] = registryCommitsOf([
    { id: BYPASS_B, kind: "squash" },
    { id: BYPASS_A, kind: "squash" },
  ]);
  if (root === undefined) throw new Error("no registry");
  const rules = { ...root.files, ".qms/people.yml": people(role) };
  const naming = (digest: string | null | undefined, more = {}) => ({
    "bypass.approved": { data: { ...more, ...(digest == null ? {} : { default_policy_sha256: digest }) } },
  });
  const kim = { id: 103, login: "kim" };
  const byKim = {
    ...naming(before, { approvers: [{ slot: "lead", ...kim, review_id: 9 }] }),
    "review.completed": { actor: { ...kim, role: "lead-devops", kind: "human" as const }, data: { review_id: 9 } },
  };
  const world = ordinaryWorld({
    registry: [{ ...root, files: rules }, ...rest],
    events: ({ commit, ...real }) => [
      lifeUntil("bypass.approved", BYPASS_B, { ...real, registryHead: commit("R0"), extra: byKim }),
    ],
  });
  const main = world.commit("M1");
  const real = { mergeSha: main, mainHead: main, mainBefore: world.commit("M0"), minute: LATER };
  const expires = new Date(Date.UTC(2026, 2, 5, 9, 3) + hours * 3_600_000).toISOString();
  const life = [
    ...lifeUntil("bypass.approved", BYPASS_A, { ...real, registryHead: world.commit("R1"), extra: naming(named) }),
    ...lifeUntil("override.verified", BYPASS_A, {
      ...{ ...real, registryHead: world.commit("R2") },
      extra: { "bypass.activated": { data: { expires_at: expires } } },
    }).slice(3),
    ...(declaredBy === undefined
      ? []
      : [
          eventOf("incident.declared", LATER + 20, {
            ...{ bypass: "PROCEDURE", key: "act", main_head: main },
            actor: { ...declaredBy, role: "architect", kind: "human" },
          }),
        ]),
  ];
  folders.push(world.folder);
  const cut = { ledger: world.git("rev-parse", "qms-ledger"), registry: world.commit("R1") };
  importCommits(world.folder, ledgerCommitsOf(appendTo(ledgerWith(...transactionsOf(world)), life, "2026-03-05")));
  return { folder: world.folder, cut };
};
const asOf = Date.UTC(2026, 2, 5, 10);
const codesOf = ({ findings }: Verify): string[] => findings.map(({ code, seq }) => `${code} ${seq}`);

/** By the whole history, and by what is new since the life began; both say the same. */
async function verified(life: Life): Promise<readonly string[]> {
  const { folder, cut } = worldOf(life);
  const note = await verifyAt(folder, cut, {});
  const { result } = await verifyWhole(folder, { asOf });
  expect(result.covered.ledger?.events).toBeGreaterThan(8);
  if (note === null) throw new Error("no note");
  const { result: since } = await goOn(folder, note, { asOf });
  expect(codesOf(since)).toEqual(codesOf(result));
  return codesOf(result);
}
const leo = { id: 102, login: "leo" };

test.each<readonly [string, Life]>([
  ["an end that the built-in policy gave which the approval names", { named: former, hours: 120 }],
  ["the same where no record named any yet", { named: null, hours: 120 }],
  ["one by today's", { named: today, before: today }],
  ["one by today's, recorded before any approval named it", { named: former, before: former }],
  ["an approver whom that one took", { named: former, role: "architect" }],
  ["an emergency declared by whom that one let", { named: former, declaredBy: leo }],
])("it finds nothing: %s", async (_, life) => expect(await verified(life)).toEqual([]));

test.each<readonly [string, Life, readonly string[]]>([
  [
    "an end by a built-in policy that had gone for days",
    { named: today, before: today, hours: 120 },
    ["DEADLINE_TOO_LATE 7"],
  ],
  ["an end that none gave", { named: former, hours: 121 }, ["DEADLINE_TOO_LATE 7"]],
  [
    "an emergency by a role of one that had gone for days",
    { named: today, before: today, declaredBy: leo },
    ["ACTOR_NOT_ENTITLED 10"],
  ],
  [
    "an approver by a role of one that had gone for days, by its name",
    { named: former, before: today, role: "architect" },
    ["APPROVER_NOT_ENTITLED 6"],
  ],
  ["the same without a name", { named: null, before: today, role: "architect" }, ["APPROVER_NOT_ENTITLED 6"]],
])("it finds %s", async (_, life, expected) => expect(await verified(life)).toEqual(expected));
