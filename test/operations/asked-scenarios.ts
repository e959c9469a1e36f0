import { eventOf } from "../core/ledger/fixture.ts";
import {
  BYPASS_A,
  lifeUntil,
  MAIN_MERGE,
  manifestOf,
  manifestText,
  ordinaryWorld,
  registryCommitsOf,
  type World,
} from "./audit-world.ts";
import type { Ordinary, Scenario } from "./tamper-scenarios.ts";

// Records against what their manifest asks for. People approved its bytes, and every hash fits.

const HEAD = "a".repeat(40);
const asks = (more = "", pull = 512) =>
  manifestText(
    BYPASS_A,
    `  head_sha: ${HEAD}\nchecks:\n  - docs/coverage\nremediation:\n  owner: dev\n${more}`,
  ).replace("512", String(pull));

type Extra = NonNullable<Parameters<typeof lifeUntil>[2]["extra"]>;

const policy = `schema: qms.policy/v1
extends: default
checks:
  - { match: "docs/*", class: code_quality_minor }
`;

/** One bypass that was used, under a manifest that says all of it. */
const world =
  (text: string, extra: Extra = {}) =>
  (): World =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A, text }]).map((commit) =>
        commit.name === "R0" ? { ...commit, files: { ".qms/policy.yml": policy } } : commit,
      ),
      events: (real) => [
        lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest: manifestOf(BYPASS_A, text), extra }),
      ],
    });

const registers = `retroactive:\n  merge_sha: ${MAIN_MERGE}\n`;

/** One merge that was registered afterwards. */
const registered = (
  checks: readonly string[],
  approved: readonly string[] = ["request.accepted", "review.completed", "bypass.approved"],
  isRefused = false,
  { text = asks(registers), isNamed = true } = {},
): (() => World) => {
  return () =>
    ordinaryWorld({
      registry: registryCommitsOf([{ id: BYPASS_A, text }]).map((commit) =>
        commit.name === "R0" ? { ...commit, files: { ".qms/policy.yml": policy } } : commit,
      ),
      events: (real) => {
        const manifest = manifestOf(BYPASS_A, text);
        const life = lifeUntil("remediation.opened", BYPASS_A, { ...real, manifest });
        const about = { bypass: BYPASS_A, main_head: real.mainHead, manifest, key: real.mergeSha };
        const data = { merge_sha: real.mergeSha, checks };
        const target = { pr: 512, ref: "refs/heads/main", commit: HEAD, tree: "e".repeat(40) };
        const { manifest: _, ...nameless } = about;
        const found = isNamed ? { ...about, target, manifest: { ...manifest, commit: real.registryHead } } : nameless;
        return [
          [
            ...life.slice(0, 3).filter(({ type }) => approved.includes(type)),
            ...(isRefused ? [eventOf("bypass.refused", 4, { ...about, target: asked, key: "refused" })] : []),
            eventOf("bypass.registered", 5, { ...found, data }),
            ...life.filter(({ type }) => type === "bypass.used" || type === "remediation.opened"),
          ],
        ];
      },
    });
};

/** A request that is about an incident, and what the record of its acceptance says of it. */
const aboutIncident = asks("incident:\n  id: INC-4711\n");
const acceptedAs = (data: Readonly<Record<string, unknown>>, more: Extra[string] = {}): Extra => ({
  "request.accepted": { manifest: manifestOf(BYPASS_A, aboutIncident), ...more, data },
});
const asAsked = { level: "L1", severity: "S4", checks: ["docs/coverage"], incident_id: "INC-4711" };

const drill = { "request.accepted": { data: { drill: true } } };
const check = { name: "security/scan", kind: "status", mode: "check", app_id: null, conclusion: "failure", url: null };

export const askedLife: readonly Ordinary[] = [
  {
    name: "a request that is accepted as what its manifest asks for",
    make: world(
      aboutIncident,
      acceptedAs(asAsked, {
        target: { pr: 512, ref: "refs/heads/main", commit: "b".repeat(40), tree: "e".repeat(40) },
      }),
    ),
  },
  {
    name: "a request that was accepted before its record said how severe it is",
    make: world(aboutIncident, acceptedAs({})),
  },
  {
    name: "an activation on the branch and to the end that its manifest asks for",
    make: world(asks("expires_at: 2026-03-05T10:00:00+01:00\n").replace("target:\n", "target:\n  base: main\n")),
  },
  { name: "a bypass whose records say what its manifest asks for", make: world(asks()) },
  {
    name: "a drill by its manifest, with an owner in other letters",
    make: world(asks("drill: true\n").replace("owner: dev", "owner: Dev"), drill),
  },
  { name: "a merge that is registered with the checks of its manifest", make: registered(["docs/coverage", "lint"]) },
  { name: "a drill that its record does not call one", make: world(asks("drill: true\n")) },
];

/** Which checks it names is not compared with all of them; that L1 asked for all is. */
const allAtL1: Scenario = {
  name: "a manifest of L1 that names all checks",
  make: world(asks().replace("checks:\n  - docs/coverage", "checks: all")),
  verdict: "fail",
  codes: ["APPROVAL_BELOW_LEVEL"],
  severity: "error",
  commits: (made) => [made.commit("R0")],
};

/** Its severity alone would not ask for more; validate-bypass refuses what does not answer. */
const silentAtL1: Scenario = {
  ...allAtL1,
  name: "a manifest of L1 that does not say whether security is involved",
  make: world(asks().replace(/^impact: .*\n/m, "")),
};

const broken = (name: string, make: () => World): Scenario => ({
  name,
  make,
  verdict: "fail",
  codes: ["EVENT_MANIFEST_MISMATCH"],
  severity: "error",
  path: manifestOf(BYPASS_A).path,
  commits: (made) => [made.commit("R0")],
});

/** What an approval is for; a manifest that asks for something else was approved as that. */
const approvedFor = (target: Partial<typeof asked> = {}): Extra => ({
  "bypass.approved": { target: { ...asked, ...target } },
});
const asked = { pr: 512, ref: "refs/heads/main", commit: HEAD, tree: "e".repeat(40) };

const unapproved = (name: string, approved: readonly string[] | undefined, isRefused = false): Scenario => ({
  name,
  make: registered(["docs/coverage"], approved, isRefused),
  verdict: "fail",
  codes: ["REGISTRATION_NOT_APPROVED"],
  severity: "error",
  commits: (made) => [made.commit("R0")],
});

export const askedScenarios: readonly Scenario[] = [
  ...(
    [
      ["at another level", acceptedAs({ ...asAsked, level: "L2" })],
      ["as less severe", acceptedAs({ ...asAsked, severity: "S3" })],
      ["for other checks", acceptedAs({ ...asAsked, checks: ["lint"] })],
      ["for another incident", acceptedAs({ ...asAsked, incident_id: "INC-4712" })],
      ["for another pull request", acceptedAs(asAsked, { target: { ...asked, pr: 513 } })],
    ] as const
  ).map(
    ([how, extra]): Scenario => ({
      ...broken(`a request that is accepted ${how} than its manifest asks for`, world(aboutIncident, extra)),
      commits: () => [manifestOf(BYPASS_A).commit],
    }),
  ),
  {
    ...broken(
      "a request that has the approved bytes under another path",
      world(asks(), { "request.accepted": { manifest: manifestOf(BYPASS_A, asks(), ".qms/bypasses/2026/03/x.yml") } }),
    ),
    commits: () => [manifestOf(BYPASS_A).commit],
  },
  allAtL1,
  silentAtL1,
  broken("a used bypass that a record calls a drill, and its manifest does not", world(asks(), drill)),
  broken(
    "an activation for another pull request than its manifest asks for",
    world(asks("", 513), approvedFor({ pr: 513 })),
  ),
  broken(
    "an activation on another branch than its manifest asks for",
    world(asks().replace("target:\n", "target:\n  base: release\n"), approvedFor({ ref: "refs/heads/release" })),
  ),
  ...(
    [
      ["commit", { commit: "b".repeat(40) }],
      ["pull request", { pr: 513 }],
      ["branch", { ref: "refs/heads/release" }],
    ] as const
  ).map(
    ([what, target]): Scenario => ({
      ...broken(
        `an approval for another ${what} than its manifest asks for`,
        world(asks().replace("target:\n", "target:\n  base: main\n"), approvedFor(target)),
      ),
      commits: () => [manifestOf(BYPASS_A).commit],
    }),
  ),
  {
    ...broken(
      "an approval that names another blob than that of the bytes it approves",
      world(asks(), {
        "bypass.approved": { manifest: { ...manifestOf(BYPASS_A, asks()), blob: "b".repeat(40) } },
      }),
    ),
    commits: () => [manifestOf(BYPASS_A).commit],
  },
  broken("an activation that ends later than its manifest asks for", world(asks("expires_at: 2026-03-04T09:00:00Z\n"))),
  unapproved("a merge that is registered under a request that nobody approved", ["request.accepted"]),
  unapproved("a merge that is registered and that nobody had asked for", []),
  unapproved("a merge that is registered under an approval that was refused since", undefined, true),
  {
    ...unapproved("a merge that is registered under no manifest", undefined),
    make: registered(["docs/coverage"], undefined, false, { isNamed: false }),
    commits: () => [MAIN_MERGE],
  },
  broken("an activation under a request that registers a merge afterwards", world(asks(registers))),
  broken("a registration that leaves out a check", registered(["lint"])),
  broken(
    "a merge that is registered under a request for an override",
    registered(["docs/coverage"], undefined, false, { text: asks() }),
  ),
  broken(
    "an activation for another commit than its manifest asks for",
    world(asks().replace(HEAD, "b".repeat(40)), approvedFor({ commit: "b".repeat(40) })),
  ),
  broken(
    "an activation of a check that its manifest does not ask for",
    world(asks(), {
      "bypass.activated": { data: { checks: [check] } },
      "override.restored": { data: { checks: [check.name] } },
    }),
  ),
  broken(
    "a remediation of another owner than its manifest names",
    world(asks(), { "remediation.opened": { data: { owner: "eve" } } }),
  ),
];
