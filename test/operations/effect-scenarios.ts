import { eventOf } from "../core/ledger/fixture.ts";
import { BYPASS_A, lifeUntil, ordinaryWorld, registryCommitsOf, type World } from "./audit-world.ts";
import type { ImportedCommit } from "./fast-import.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// What was done against what was permitted: each record is well formed, and its chain fits.

const HEAD = "a".repeat(40);
const target = { pr: 512, ref: "refs/heads/main", commit: HEAD, tree: "e".repeat(40) };
const check = { name: "docs/coverage", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };
const second = { ...check, name: "lint" };

type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;

/** A life up to its end, of which some records say something else. */
const life = (extra: Extra) => (): World =>
  ordinaryWorld({
    registry: registryCommitsOf([{ id: BYPASS_A }]),
    events: (real) => [lifeUntil("remediation.verified", BYPASS_A, { ...real, extra })],
  });

const both = (completed: readonly string[]): Extra => ({
  "bypass.activated": { data: { checks: [check, second] } },
  "remediation.completed": { data: { checks: completed } },
});
/** The merge is in the sixth minute after nine. */
const ended = { "bypass.activated": { data: { expires_at: "2026-03-02T09:06:00.000Z" } } };
/** It is activated in the third minute after nine. */
const mergedAt = (at: string): Extra => ({ "bypass.used": { at } });
const early = "2026-03-02T08:57:00.000Z";
const gate = { ...check, name: "docs", mode: "gate", gate: { check: "ci-ok", run: 7, job: 8 } };

export const effectLife: readonly Ordinary[] = [
  { name: "records that all name the target", make: life({ "bypass.used": { target } }) },
  { name: "a use by a squash merge, which does not name what it merged", make: () => mergedOther({}) },
  { name: "a completion that writes a check in other letters", make: life(both(["Docs/Coverage", "lint"])) },
  {
    name: "a merge after the end that its record calls late",
    make: life({ ...ended, "bypass.used": { data: { after_expiry: true } } }),
  },
  { name: "a merge by a server whose clock is some minutes behind", make: life(mergedAt("2026-03-02T08:59:00.000Z")) },
  {
    name: "a merge before its activation that a record calls a violation",
    make: () =>
      ordinaryWorld({
        registry: registryCommitsOf([{ id: BYPASS_A }]),
        events: (real) => {
          const events = lifeUntil("remediation.verified", BYPASS_A, { ...real, extra: mergedAt(early) });
          const kind = "MERGED_BEFORE_ACTIVATION";
          const called = eventOf("violation.recorded", 7, {
            bypass: BYPASS_A,
            main_head: real.mainHead,
            data: { kind },
          });
          return [[...events.slice(0, 7), called, ...events.slice(7)]];
        },
      }),
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
  {
    name: "a use by a merge of another commit, which another bypass or none excused",
    make: () => mergedOther({ parents: ["M1", "X"] }),
    verdict: "fail",
    codes: ["MERGE_OF_ANOTHER_COMMIT"],
    severity: "error",
    commits: (world) => [world.commit("M2")],
  },
  broken("a result posted on another commit", { "override.posted": { data: { sha: "b".repeat(40) } } }),
  broken("a result posted for another check", { "override.posted": { data: { check: "security/scan" } } }),
  broken("a restore of a check that was never overridden", {
    "override.restored": { data: { checks: ["docs/coverage", "lint"] } },
  }),
  broken("a use by the merge of another pull request", { "bypass.used": { target: { ...target, pr: 600 } } }),
  broken("a use by the merge of another commit", { "bypass.used": { target: { ...target, commit: "b".repeat(40) } } }),
  broken("a use on another branch than was permitted", {
    "bypass.activated": { target: { ...target, ref: "refs/heads/release" } },
  }),
  broken("a merge after the end that nobody calls late", ended),
  broken("a merge before its activation that nobody calls a violation", mergedAt(early)),
  broken("a completion without a check that was set aside", both(["lint"])),
];
