import { expect, test } from "vitest";
import { checkDeadlines } from "../../../src/core/audit/check-deadlines.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { defaultPolicySha256 } from "../../../src/core/procedure/default-policy.ts";
import { readDefaultPolicy } from "../../../src/core/procedure/read-policy.ts";
import { BYPASS, entriesOf, eventOf, lifeOf, manifest } from "../ledger/fixture.ts";

// L1 lives for 72 h; the fixture activates in the third minute after nine on 2 March. Five minutes are allowed for servers' clocks.

const limit = "2026-03-05T09:08:00.000Z";
const beyond = "2026-03-05T09:08:00.001Z";

interface Amended {
  readonly minute: number;
  readonly expires_at: string;
  /** Whether approval and amendment name the built-in policy, as they do since amendments are held to the lifetime when they are recorded. */
  readonly names: readonly [approval: boolean, amendment: boolean];
  readonly place?: number;
}

function codesOf({ minute, expires_at, names: [approval, amendment], place = 6 }: Amended): string[] {
  const digest = { default_policy_sha256: defaultPolicySha256() };
  const approvers = [{ slot: "lead", id: 101, login: "lea", review_id: 8 }];
  const rules = { decision_sha256: "5".repeat(64), policy_sha: "1".repeat(40), people_sha: "1".repeat(40) };
  const data = { number: 1, changes: { expires_at }, approvers, ...rules, ...(amendment ? digest : {}) };
  const life = lifeOf().map((event) =>
    event.type === "bypass.approved" && approval ? { ...event, data: { ...event.data, ...digest } } : event,
  );
  const events = [...life.slice(0, place), eventOf("bypass.amended", minute, { manifest, data })];
  const { fold, findings } = foldBypass(BYPASS, entriesOf(events));
  expect(findings).toEqual([]);
  const policies = [readDefaultPolicy().compiled].filter((policy) => policy !== null);
  const checked = checkDeadlines([fold], { policiesAbout: () => policies, requestOf: () => null });
  expect(checked.unknown).toBe(0);
  return checked.findings.map(({ code, seq }) => `${code} ${seq}`);
}

test.each<readonly [string, Amended, readonly string[]]>([
  ["an end within the lifetime", { minute: 120, expires_at: limit, names: [true, true] }, []],
  ["one beyond it", { minute: 120, expires_at: beyond, names: [true, true] }, ["DEADLINE_TOO_LATE 7"]],
  [
    "one beyond it, a minute after the activation",
    { minute: 7, expires_at: beyond, names: [true, true] },
    ["DEADLINE_TOO_LATE 7"],
  ],
  [
    "one beyond it, that says nothing of its version",
    { minute: 7, expires_at: beyond, names: [true, false] },
    ["DEADLINE_TOO_LATE 7"],
  ],
  [
    "any end before the activation, which is held itself",
    { minute: 3, expires_at: beyond, names: [true, true], place: 3 },
    [],
  ],
  ["any end about the activation, on an old record", { minute: 60, expires_at: beyond, names: [false, false] }, []],
  [
    "one beyond it, on an old record of hours later",
    { minute: 120, expires_at: beyond, names: [false, false] },
    ["DEADLINE_TOO_LATE 7"],
  ],
])("%s", (_, amended, expected) => expect(codesOf(amended)).toEqual(expected));
