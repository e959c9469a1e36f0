import { appendTo, eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  BYPASS_B,
  ledgerCommitsOf,
  ledgerWith,
  lifeUntil,
  MAIN_ROOT,
  manifestOf,
  manifestText,
  ordinaryWorld,
  policyText,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import { type ImportedCommit, importCommits } from "./fast-import.ts";
import { type Ordinary, type Scenario, transactionsOf } from "./tamper-scenarios.ts";

// What was done against what was permitted: each record is well formed, and its chain fits.

const HEAD = "a".repeat(40);
const target = { pr: 512, ref: "refs/heads/main", commit: HEAD, tree: "e".repeat(40) };
const check = { name: "docs/coverage", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };
const second = { ...check, name: "lint" };

type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;

/** A life up to its end, of which some records say something else. Its manifest asks for the checks that are activated. */
const life =
  (extra: Extra, more = "") =>
  (): World => {
    const checks = extra["bypass.activated"]?.data?.checks as readonly { readonly name: string }[] | undefined;
    const names = (checks ?? [check]).map(({ name }) => `"${name}"`).join(", ");
    const text = manifestText(BYPASS_A, `checks: [${names}]\n${more}`);
    return ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A, text }]).map((commit) =>
        commit.name === "R0" ? { ...commit, files: { ".qms/policy.yml": classed } } : commit,
      ),
      events: (real) => [
        lifeUntil("remediation.verified", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, text), extra }),
      ],
    });
  };
const classed = policyText.replace("docs/*", "*");

const both = (completed: readonly string[]): Extra => ({
  "bypass.activated": { data: { checks: [check, second] } },
  "remediation.completed": { data: { checks: completed } },
});
/** The merge is in the sixth minute after nine. */
const ended = { "bypass.activated": { data: { expires_at: "2026-03-02T09:06:00.000Z" } } };
const calledLate: Extra = { ...ended, "bypass.used": { data: { after_expiry: true } } };
/** It is activated in the third minute after nine. */
const mergedAt = (at: string): Extra => ({ "bypass.used": { at } });
const early = "2026-03-02T08:57:00.000Z";
/** A life whose merge a record calls a violation of this kind. */
const calledA = (kind: string, extra: Extra) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => {
      const events = lifeUntil("remediation.verified", BYPASS_A, { ...real, extra });
      const called = eventOf("violation.recorded", 7, { bypass: BYPASS_A, main_head: real.mainHead, data: { kind } });
      return [[...events.slice(0, 7), called, ...events.slice(7)]];
    },
  });
const gate = { ...check, name: "docs", mode: "gate", gate: { check: "ci-ok", run: 7, job: 8 } };

const owed = (deadline: string, due_date: string): Extra => ({
  "remediation.opened": { data: { deadline, due_date } },
});
/** The manifest's day is earlier than the five business days of the policy. */
const dayedLife = (extra: Extra) => life(extra, "remediation:\n  owner: dev\n  target_date: 2026-03-04\n");
/** The fifth business day is Tuesday, 10 March, and ends an hour before it does in UTC. */
const holidays = `${policyText}calendar: { time_zone: Europe/Berlin, holidays: [2026-03-03] }\n`;
const inBerlin = (deadline: string) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]).map((commit) =>
      commit.name === "R0" ? { ...commit, files: { ".qms/policy.yml": holidays } } : commit,
    ),
    events: (real) => [
      lifeUntil("remediation.verified", BYPASS_A, { ...real, extra: owed(deadline, deadline.slice(0, 10)) }),
    ],
  });
const extendedTo = (deadline: string) => (): World => {
  const world = life({})();
  const about = { bypass: BYPASS_A, main_head: world.commit("M1") };
  const data = { target_date: "2026-03-13", deadline, amendment: 1 };
  const extended = eventOf("remediation.extended", 60, { ...about, key: "amendment-1", data });
  importCommits(world.folder, ledgerCommitsOf(appendTo(ledgerWith(...transactionsOf(world)), [extended])));
  return world;
};

/** Its activation saw the merge at the head of main, which was made at nine. */
const sawMerge =
  (minute: number, head = "M1") =>
  (): World =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A }]),
      main: [{ name: "M2", branch: "main", parents: ["M1"], files: { "next.txt": "next\n" } }],
      events: ({ commit, ...real }) => {
        const seen = { mainBefore: commit(head), mainHead: commit(head) };
        return [lifeUntil("remediation.verified", BYPASS_A, { ...real, minute, ...seen })];
      },
    });

/** Its remediation is completed at a commit of that name. */
const completedAt = (name: string) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: ({ commit, ...real }) => [lifeUntil("remediation.verified", BYPASS_A, { ...real, fixed: commit(name) })],
  });
const onRelease = { ...target, ref: "refs/heads/release" };
/** It is merged into a branch that never was the default one, and mended there. */
const mendedOnRelease = (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    main: [
      { name: "S1", branch: "release", parents: ["M0"], files: { "docs.txt": "docs\n" } },
      { name: "S2", branch: "release", parents: ["S1"], files: { "fix.txt": "fixed\n" } },
    ],
    events: ({ commit, ...real }) => {
      const extra = {
        "bypass.approved": { target: onRelease },
        "bypass.activated": { target: onRelease },
        "bypass.used": { data: { base: "release" } },
      };
      const merged = { mergeSha: commit("S1"), fixed: commit("S2") };
      return [lifeUntil("remediation.verified", BYPASS_A, { ...real, ...merged, extra })];
    },
  });

export const effectLife: readonly Ordinary[] = [
  { name: "a remediation that is completed on the release branch of its merge", make: mendedOnRelease },
  { name: "a merge in the minutes of the activation, which saw the branch there already", make: sawMerge(0) },
  { name: "the same with another commit behind it", make: sawMerge(0, "M2") },
  { name: "records that all name the target", make: life({ "bypass.used": { target } }) },
  { name: "a use by a squash merge, which does not name what it merged", make: () => mergedOther({}) },
  {
    name: "an override for its whole lifetime",
    make: life({ "bypass.activated": { data: { expires_at: "2026-03-05T09:03:00.000Z" } } }),
  },
  {
    name: "a remediation that is due on the manifest's day",
    make: dayedLife(owed("2026-03-05T00:00:00.000Z", "2026-03-04")),
  },
  {
    name: "a remediation that is due after a holiday, by another time zone",
    make: inBerlin("2026-03-10T23:00:00.000Z"),
  },
  { name: "a completion that writes a check in other letters", make: life(both(["Docs/Coverage", "lint"])) },
  {
    name: "a merge after the end that its record calls late",
    make: calledA("MERGED_AFTER_EXPIRY", calledLate),
  },
  { name: "a merge by a server whose clock is some minutes behind", make: life(mergedAt("2026-03-02T08:59:00.000Z")) },
  {
    name: "a merge before its activation that a record calls a violation",
    make: calledA("MERGED_BEFORE_ACTIVATION", mergedAt(early)),
  },
  {
    name: "an act that names the required check of a gate",
    make: life({
      "bypass.activated": { data: { checks: [gate, check] } },
      "override.verified": { data: { checks: ["docs", "ci-ok"] } },
    }),
  },
];

const broken = (name: string, extra: Extra): Scenario => ({
  name,
  make: life(extra),
  verdict: "fail",
  codes: ["EVENT_ACTIVATION_MISMATCH"],
  severity: "error",
});

/** Main has a second merge, of a commit that nobody asked a bypass for. */
const mergedOther = (more: Partial<ImportedCommit>): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    main: [
      { name: "X", branch: "other", parents: ["M0"], files: { "x.txt": "x\n" } },
      { name: "M2", branch: "main", parents: ["M1"], files: { "x.txt": "x\n" }, ...more },
    ],
    events: ({ commit, ...real }) => [
      lifeUntil("remediation.verified", BYPASS_A, { ...real, mergeSha: commit("M2"), mainHead: commit("M2") }),
    ],
  });

export const effectScenarios: readonly Scenario[] = [
  ...(
    [
      ["by the merge that needs it", "M1", "EVENT_ACTIVATION_MISMATCH"],
      ["at a commit of before the merge", "M0", "EVENT_ACTIVATION_MISMATCH"],
      ["at a commit that is not in main", "M0-pull", "EVENT_TARGET_UNREACHABLE"],
    ] as const
  ).map(
    ([where, commit, code]): Scenario => ({
      ...broken(`a remediation that is completed ${where}`, {}),
      make: completedAt(commit),
      codes: [code],
    }),
  ),
  broken("an end that gives the approved commit another tree", {
    "bypass.deactivated": { target: { ...target, tree: "f".repeat(40) } },
  }),
  ...(
    [
      [
        "an override beyond the lifetime of its level",
        life({ "bypass.activated": { data: { expires_at: "2026-03-05T09:14:00.000Z" } } }),
      ],
      [
        "a remediation that is due a day after the fifth business day",
        life(owed("2026-03-11T00:00:00.000Z", "2026-03-10")),
      ],
      [
        "a remediation that is due a day after the manifest's",
        dayedLife(owed("2026-03-06T00:00:00.000Z", "2026-03-05")),
      ],
      ["a remediation that is due when another time zone has the day after", inBerlin("2026-03-11T00:00:00.000Z")],
    ] as const
  ).map(([name, make]): Scenario => {
    return { name, make, verdict: "fail", codes: ["DEADLINE_TOO_LATE"], severity: "error" };
  }),
  broken("a remediation of another merge than the one that used the bypass", {
    "remediation.opened": { data: { merge_sha: "b".repeat(40) } },
  }),
  {
    ...broken(
      "a remediation whose last day is weeks behind its deadline",
      owed("2026-03-10T00:00:00.000Z", "2026-04-09"),
    ),
    codes: ["DEADLINE_TOO_LATE"],
  },
  {
    ...broken("a review for other bytes than those that were approved", {
      "review.completed": { manifest: manifestOf(BYPASS_A, "other: bytes") },
    }),
    codes: ["APPROVAL_WITHOUT_REVIEW"],
  },
  {
    name: "an extension that no amendment grants",
    make: extendedTo("2026-03-14T00:00:00.000Z"),
    verdict: "fail",
    codes: ["EXTENSION_NOT_GRANTED"],
    severity: "error",
  },
  {
    name: "a use by a merge of another commit, which another bypass or none excused",
    make: () => mergedOther({ parents: ["M1", "X"] }),
    verdict: "fail",
    codes: ["MERGE_OF_ANOTHER_COMMIT"],
    severity: "error",
    commits: (world) => [world.commit("M2")],
  },
  {
    name: "a use by a commit that the branch had an hour before the activation",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => {
          const extra = { "bypass.used": { data: { merge_sha: MAIN_ROOT } } };
          const late = { minute: 60, mainBefore: real.mainHead };
          return [lifeUntil("remediation.verified", BYPASS_A, { ...real, ...late, extra })];
        },
      }),
    verdict: "fail",
    codes: ["MERGE_OF_SOMETHING_ELSE"],
    severity: "error",
    commits: () => [MAIN_ROOT],
  },
  {
    name: "a use by the merge of an hour before the activation, at which the branch stood then",
    make: sawMerge(60),
    verdict: "fail",
    codes: ["MERGE_OF_SOMETHING_ELSE"],
    severity: "error",
    commits: (world) => [world.commit("M1")],
  },
  {
    name: "the same with another commit behind it",
    make: sawMerge(60, "M2"),
    verdict: "fail",
    codes: ["MERGE_OF_SOMETHING_ELSE"],
    severity: "error",
    commits: (world) => [world.commit("M1")],
  },
  {
    name: "a use by the merge of another bypass",
    make: () =>
      ordinaryWorld({
        events: (real) => [
          lifeUntil("remediation.verified", BYPASS_A, { ...real, extra: { "bypass.used": { target } } }),
          lifeUntil("remediation.verified", BYPASS_B, {
            ...{ ...real, minute: 60 },
            extra: {
              "bypass.activated": { target: { ...target, pr: 600 } },
              "bypass.used": { target: { ...target, pr: 600 } },
            },
          }),
        ],
      }),
    verdict: "fail",
    codes: ["MERGE_OF_SOMETHING_ELSE", "EVENT_MANIFEST_MISMATCH"],
    severity: "error",
    commits: (world) => [world.commit("M1")],
  },
  broken("a result posted on another commit", { "override.posted": { data: { sha: "b".repeat(40) } } }),
  {
    ...broken("a result posted for another check", { "override.posted": { data: { check: "security/scan" } } }),
    codes: ["EVENT_ACTIVATION_MISMATCH", "MISSING_RESTORE"],
  },
  broken("a restore of a check that was never overridden", {
    "override.restored": { data: { checks: ["docs/coverage", "lint"] } },
  }),
  broken("a use by the merge of another pull request", { "bypass.used": { target: { ...target, pr: 600 } } }),
  broken("a use by the merge of another commit", { "bypass.used": { target: { ...target, commit: "b".repeat(40) } } }),
  broken("a use on another branch than was permitted", {
    "bypass.activated": { target: { ...target, ref: "refs/heads/release" } },
  }),
  broken("a merge after the end that nobody calls late", ended),
  broken("a merge that is called late, and is no violation", calledLate),
  broken("a merge before its activation that nobody calls a violation", mergedAt(early)),
  broken("a completion without a check that was set aside", both(["lint"])),
];
