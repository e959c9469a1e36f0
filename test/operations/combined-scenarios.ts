import type { LedgerEvent } from "../../src/generated/types/event.ts";
import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  BYPASS_B,
  lifeUntil,
  manifestOf,
  manifestText,
  ordinaryWorld,
  policyText,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// What no single record shows: two bypasses of one pull request, records of two kinds together.

const LINKS = "BYPASS-L1-20260302-090001";
const linksText = manifestText(LINKS, 'checks: ["docs/links"]\n');
const linksCheck = {
  name: "docs/links",
  kind: "status",
  mode: "check",
  app_id: null,
  conclusion: "failure",
  url: null,
};
const friday = Date.UTC(2026, 2, 6, 12);
const both = registryCommitsOf([
  { id: BYPASS_A, kind: "squash" },
  { id: LINKS, kind: "squash", text: linksText },
]);

type Real = Parameters<NonNullable<NonNullable<Parameters<typeof ordinaryWorld>[0]>["events"]>>[0];

/** The life of the second bypass of A's pull request, which is activated three minutes behind nine; A is merged at twenty-six. */
const linksUntil = (until: string, real: Real, minute = 0, expires_at?: string): LedgerEvent[] =>
  lifeUntil(until, LINKS, {
    ...real,
    minute,
    manifest: manifestOf(LINKS, linksText),
    extra: {
      "request.accepted": { data: { checks: ["docs/links"] } },
      "bypass.activated": { data: { checks: [linksCheck], ...(expires_at === undefined ? {} : { expires_at }) } },
      "bypass.used": { at: "2026-03-02T09:26:00.000Z" },
    },
  });
const ofLinks = (type: string, minute: number, { mainHead }: Real, data: object = {}): LedgerEvent =>
  eventOf(type, minute, { bypass: LINKS, main_head: mainHead, data: { ...data } });
const overAt = (minute: number, real: Real): LedgerEvent[] => [
  ofLinks("bypass.expired", minute, real),
  ofLinks("bypass.deactivated", minute + 1, real, { activation: 1, reason: "expired" }),
  ofLinks("override.restored", minute + 2, real, { checks: ["docs/links"] }),
];

/** Both are for one commit, which A says was merged; of the second one it is not said, and it is over at a minute behind nine. */
const mergedByOther = (minute: number, expires_at?: string) => (): World =>
  ordinaryWorld({
    registry: both,
    events: (real) => [
      linksUntil("override.verified", real, 0, expires_at),
      ...(minute < 26 ? [overAt(minute, real)] : []),
      lifeUntil("remediation.verified", BYPASS_A, { ...real, minute: 20 }),
      ...(minute < 26 ? [] : [overAt(minute, real)]),
    ],
  });
/** The second one is said to be suspended ten minutes before the merge, and to have expired behind it. */
const mergedSuspended = (): World =>
  ordinaryWorld({
    registry: both,
    events: (real) => [
      [
        ...linksUntil("override.verified", real, 0, "2026-03-02T10:00:00.000Z"),
        ofLinks("bypass.deactivated", 15, real, { activation: 1, reason: "suspended" }),
        ofLinks("override.restored", 16, real, { checks: ["docs/links"] }),
      ],
      lifeUntil("remediation.verified", BYPASS_A, { ...real, minute: 20 }),
      [ofLinks("bypass.expired", 60, real)],
    ],
  });
/** Each is used by the merge. */
const mergedByBoth = (): World =>
  ordinaryWorld({
    registry: both,
    events: (real) => [
      linksUntil("override.verified", real),
      lifeUntil("remediation.verified", BYPASS_A, { ...real, minute: 20 }),
      linksUntil("remediation.verified", real, 40).slice(6),
    ],
  });

/** A, which is suspended, and said to have had no effect while it was; it goes on for as long as the level lets a new override live. */
const goneOnAnew = (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => {
      const short = { "bypass.activated": { data: { expires_at: "2026-03-02T11:00:00.000Z" } } };
      const life = lifeUntil("override.verified", BYPASS_A, { ...real, extra: short });
      const { manifest, target } = life.find(({ type }) => type === "bypass.activated") ?? {};
      if (manifest === undefined || target === undefined) throw new Error("nothing is activated");
      const of = (type: string, minute: number, data: object = {}, more: object = {}): LedgerEvent =>
        eventOf(type, minute, { bypass: BYPASS_A, main_head: real.mainHead, data: { ...data }, ...more });
      return [
        [
          ...life,
          of("bypass.deactivated", 10, { reason: "suspended" }),
          of("override.restored", 11),
          of("override.ineffective", 12),
          of("bypass.activated", 20, { activation: 2 }, { manifest, target, key: "2" }),
        ],
      ];
    },
  });

/** A notice of a minute behind nine, recorded when four hours later a limit was called missed. */
const toldAt = (minute: number) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => {
      const of = (type: string, at: number, data: object): LedgerEvent =>
        eventOf(type, at, { bypass: BYPASS_A, main_head: real.mainHead, data: { ...data } });
      return [
        lifeUntil("remediation.opened", BYPASS_A, real),
        [of("violation.recorded", 240, { kind: "obligation_overdue:board_notification" })],
        [of("notification.sent", minute, { audience: "board", rule: "board", channel: "mail" })],
      ];
    },
  });

/** An override of six days, and a policy that allows it: of the day before, or of days later, when another approval has seen the old one. */
const longAllowed = (isBefore: boolean) => (): World => {
  const long = `${policyText}levels: { L1: { max_lifetime: P10D } }\n`;
  const [first, ...manifests] = registryCommitsOf([
    { id: BYPASS_A, kind: "squash" },
    { id: BYPASS_B, kind: "squash" },
  ]);
  if (first === undefined) throw new Error("the registry has no first commit");
  const changed = { name: "P1", branch: "qms", parents: ["R2"], files: { ".qms/policy.yml": long } };
  return ordinaryWorld({
    registry: isBefore
      ? [{ ...first, files: { ".qms/policy.yml": long } }, ...manifests]
      : [first, ...manifests, changed],
    events: (real) => [
      lifeUntil("override.verified", BYPASS_A, {
        ...real,
        extra: { "bypass.activated": { data: { expires_at: "2026-03-08T09:00:00.000Z" } } },
      }),
    ],
    late: ({ mainHead, registryHead }) => ({
      events: lifeUntil("bypass.approved", BYPASS_B, { mergeSha: mainHead, mainHead, registryHead, minute: 4 * 1440 }),
      day: "2026-03-06",
    }),
  });
};

export const combinedLife: readonly Ordinary[] = [
  { name: "an override for as long as the policy of its day lets it live", make: longAllowed(true), asOf: friday },
  { name: "a notice by a run that began before another one", make: toldAt(200) },
  { name: "two bypasses of one pull request, which are used by its merge", make: mergedByBoth },
  {
    name: "two bypasses of one pull request, one of them over before its merge",
    make: mergedByOther(12, "2026-03-02T09:12:00.000Z"),
  },
];

export const combinedScenarios: readonly Scenario[] = [
  {
    name: "a bypass that is said to have expired, and was in force when another one of its pull request was used",
    make: mergedByOther(60, "2026-03-02T10:00:00.000Z"),
    options: () => ({ asOf: friday }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    commits: (world) => [world.commit("M1"), "a".repeat(40)],
    severity: "error",
  },
  {
    name: "an override that had no effect while it was suspended, and goes on for longer than it had",
    make: goneOnAnew,
    verdict: "fail",
    codes: ["DEADLINE_TOO_LATE"],
    severity: "error",
  },
  {
    name: "a notice that is told late, and says that it was sent before its limit",
    make: toldAt(20),
    verdict: "fail",
    codes: ["BACKDATED_RECORD"],
    severity: "error",
  },
  {
    name: "an override for longer than its policy lets it live, which one of days later allows",
    make: longAllowed(false),
    options: () => ({ asOf: friday }),
    verdict: "fail",
    codes: ["DEADLINE_TOO_LATE"],
    severity: "error",
  },
  {
    name: "a bypass that is said to have expired before another one of its pull request was used, and had time",
    make: mergedByOther(12),
    verdict: "fail",
    codes: ["EVENT_ACTIVATION_MISMATCH"],
    severity: "error",
  },
  {
    name: "a bypass that is said to have been suspended when another one of its pull request was used",
    make: mergedSuspended,
    options: () => ({ asOf: friday }),
    verdict: "fail",
    codes: ["MERGE_WITHOUT_EVENT"],
    severity: "error",
  },
];
