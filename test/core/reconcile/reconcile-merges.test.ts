import { describe, expect, test } from "vitest";
import type { DatedResult, MergeEvidence } from "../../../src/core/reconcile/merge-evidence.ts";
import { commitsToRead, reconcileMerges } from "../../../src/core/reconcile/reconcile-merges.ts";
import type { RegistrationOf } from "../../../src/core/reconcile/registered-merges.ts";
import { actions, dev, evidenceOf, mergedAt, nobody, pullOf, requires, run, sha, status } from "./evidence.ts";

interface Row {
  readonly title: string;
  readonly results?: readonly DatedResult[];
  readonly evidence?: Partial<MergeEvidence>;
  readonly registered?: RegistrationOf;
  readonly found: readonly string[];
  readonly checks?: readonly string[];
  readonly undecided?: readonly RegExp[];
}

const others = (result: (index: number) => DatedResult) =>
  [1, 2, 3].map((index) =>
    pullOf([result(index)], { number: 10 + index, headSha: sha(String(index)), mergeSha: sha(`${index + 3}`) }),
  );
const green = [run("build", "success", -5)];
const suite = (failed: readonly string[] | null, more = {}) => ({
  suites: {
    read: [{ id: 9, actor: { id: 5, login: "ann" }, branch: "main", after: sha("b"), at: mergedAt, failed, ...more }],
  },
});
const covers =
  (...checks: readonly string[]): RegistrationOf =>
  () => ({ bypass: "BYPASS-L1-20260302-090000", checks, recorded: true });
const afterwards: RegistrationOf = () => ({ bypass: "BYPASS-L1-20260302-090000", checks: null, recorded: true });
const push = (more = {}) => ({
  pushes: new Map([
    ["main", { read: [{ after: sha("c"), at: mergedAt, actor: { id: 5, login: "ann" }, forced: false, ...more }] }],
  ]),
});
const wantsPulls = (since: number | null, ...names: readonly string[]) =>
  new Map([["main", { ...requires(...names), pullRequest: { since } }]]);

const rows: readonly Row[] = [
  { title: "green before the merge", results: green, found: [] },
  { title: "green in the second of the merge", results: [run("build", "success", 0)], found: [] },
  { title: "red", results: [run("build", "failure", -5)], found: ["check_not_green"], checks: ["build failure"] },
  { title: "never reported", results: [], found: ["check_not_green"], checks: ["build expected"] },
  {
    title: "still running at the merge, green afterwards",
    results: [run("build", "success", -5, { endedAt: mergedAt + 1 })],
    found: ["check_not_green"],
    checks: ["build in_progress"],
  },
  {
    title: "red at the merge, a run of it green afterwards",
    results: [run("build", "failure", -5), run("build", "success", 5)],
    found: ["check_not_green"],
  },
  {
    title: "green at the merge, red afterwards",
    results: [run("build", "success", -5), run("build", "failure", 5)],
    found: [],
  },
  {
    title: "red and then green before the merge",
    results: [run("build", "failure", -9), run("build", "success", -5)],
    found: [],
  },
  { title: "skipped", results: [run("build", "skipped", -5)], found: [] },
  { title: "neutral", results: [run("build", "neutral", -5)], found: [] },
  { title: "cancelled is not green", results: [run("build", "cancelled", -5)], found: ["check_not_green"] },
  {
    title: "a status and a check run of one name: both are required",
    results: [run("build", "success", -5), status("build", "failure", -5)],
    found: ["check_not_green"],
  },
  {
    title: "a pinned check counts from its app only",
    results: [run("build", "success", -5, { producer: { kind: "app", id: 1, name: "other" } })],
    evidence: {
      branches: new Map([["main", { ...requires(), required: [{ name: "build", appId: 15368, since: null }] }]]),
    },
    found: ["check_not_green"],
    checks: ["build expected"],
  },
  {
    title: "red, and the ruleset was changed after the merge: undecided",
    results: [run("build", "failure", -5)],
    evidence: {
      branches: new Map([["main", { ...requires(), required: [{ name: "build", appId: null, since: mergedAt + 1 }] }]]),
    },
    found: [],
    undecided: [/rules have been changed since/],
  },
  {
    title: "a merge queue: its checks are elsewhere, undecided",
    evidence: { branches: new Map([["main", { ...requires("build"), mergeQueue: true }]]) },
    found: [],
    undecided: [/queue/],
  },
  { title: "a base that is gone", evidence: { branches: new Map([["main", null]]) }, found: [] },
  {
    title: "results that could not be read are never green",
    evidence: { histories: new Map([[sha("a"), { unreadable: "the token needs checks: read" }]]) },
    found: [],
    undecided: [/could not be read/],
  },
  {
    title: "GitHub says bypass",
    results: green,
    evidence: suite(["pull_request"]),
    found: ["rule_suite"],
  },
  { title: "GitHub says bypass, without details", results: green, evidence: suite(null), found: ["rule_suite"] },
  {
    title: "GitHub says bypass of the check that a bypass names",
    results: [run("build", "failure", -5)],
    evidence: suite(["required_status_checks"]),
    registered: covers("build"),
    found: [],
  },
  {
    title: "GitHub says bypass of reviews, too, which a bypass excuses nobody from",
    results: [run("build", "failure", -5)],
    evidence: suite(["required_status_checks", "pull_request"]),
    registered: covers("build"),
    found: ["rule_suite"],
  },
  {
    title: "GitHub says bypass of something unknown beside a bypass of ours: undecided",
    results: green,
    evidence: suite(null),
    registered: covers("build"),
    found: [],
    undecided: [/rule suite 9/],
  },
  {
    title: "a bypass of one check does not excuse another",
    results: [run("build", "failure", -5), run("lint", "failure", -5)],
    evidence: { branches: new Map([["main", requires("build", "lint")]]) },
    registered: covers("build"),
    found: ["check_not_green"],
    checks: ["lint failure"],
  },
  {
    title: "registered afterwards: all of it",
    results: [run("build", "failure", -5)],
    evidence: suite(["pull_request"]),
    registered: afterwards,
    found: [],
  },
  {
    title: "GitHub says bypass of a change that nobody knows",
    results: green,
    evidence: suite(["update"], { after: sha("d") }),
    found: ["rule_suite"],
  },
  {
    title: "GitHub says bypass of a deletion: it has no commit, undecided",
    results: green,
    evidence: suite(["deletion"], { after: null }),
    found: [],
    undecided: [/deleted it/],
  },
  {
    title: "a push where pull requests are asked for, however green",
    results: green,
    evidence: { ...push(), branches: wantsPulls(null, "build"), histories: new Map([[sha("c"), { read: green }]]) },
    found: ["direct_push"],
  },
  {
    title: "a push where pull requests are asked for is the bypass; its checks are beside the point",
    results: green,
    evidence: { ...push(), branches: wantsPulls(null, "build"), histories: new Map([[sha("c"), { read: [] }]]) },
    found: ["direct_push"],
    checks: [],
  },
  {
    title: "a push before the ruleset was last changed: undecided",
    results: green,
    evidence: { ...push(), branches: wantsPulls(mergedAt + 1) },
    found: [],
    undecided: [/newer/],
  },
  {
    title: "a push of a commit whose checks are green, where only checks are asked for",
    results: green,
    evidence: { ...push(), histories: new Map([[sha("c"), { read: green }]]) },
    found: [],
  },
  {
    title: "a push of a commit whose checks are not",
    results: green,
    evidence: { ...push(), histories: new Map([[sha("c"), { read: [] }]]) },
    found: ["check_not_green", "direct_push"],
  },
  {
    title: "a push that is the merge of a pull request",
    results: green,
    evidence: { ...push({ after: sha("b") }), branches: wantsPulls(null, "build") },
    found: ["direct_push"],
  },
  {
    title: "a person's green over the red of CI",
    results: [status("build", "failure", -9), status("build", "success", -5, { producer: dev })],
    found: ["foreign_producer"],
    checks: ["build success by dev"],
  },
  {
    title: "a person's green, where CI reports everywhere else",
    results: [status("build", "success", -5, { producer: dev })],
    evidence: {},
    found: ["foreign_producer"],
  },
  {
    title: "the mark of an override that the ledger does not know",
    results: [run("build", "success", -5, { externalId: `BYPASS-L1-20260302-090000:${sha("a")}:build` })],
    found: ["foreign_producer"],
  },
  {
    title: "an original that was put back is nobody's red",
    results: [
      status("build", "failure", -9, { description: "RESTORED after BYPASS-L1-20260302-090000: failure" }),
      status("build", "success", -5, { producer: { kind: "bot", id: 9, name: "jenkins" } }),
    ],
    found: [],
  },
];

describe("one merge", () => {
  test.each(rows)("$title", ({ title, results = [], evidence, registered = nobody, found, checks, undecided = [] }) => {
    const more = title.includes("everywhere else") ? others((index) => status("build", "success", -index - 5)) : [];
    const pull = pullOf(results);
    const all = evidenceOf([pull, ...more], evidence);
    const said = reconcileMerges(all, (asked) =>
      asked.mergeSha === pull.mergeSha && asked.number === pull.number ? registered(asked) : null,
    );
    expect(said.unregistered.map((item) => item.found)).toEqual(found.length === 0 ? [] : [found]);
    if (checks !== undefined) {
      const names = said.unregistered[0]?.checks.map(({ name, state, by }) =>
        by === null ? `${name} ${state}` : `${name} ${state} by ${by}`,
      );
      expect(names).toEqual(checks);
    }
    expect(said.undecided.map(({ why }) => why)).toEqual(undecided.map((pattern) => expect.stringMatching(pattern)));
  });

  test("a person's green is undecided where too few merges show who reports the check", () => {
    const said = reconcileMerges(evidenceOf([pullOf([status("build", "success", -5, { producer: dev })])]), nobody);
    expect(said.unregistered).toEqual([]);
    expect(said.undecided).toMatchObject([{ why: expect.stringMatching(/too few merges/) }]);
  });

  test("a machine account that reports every time is the usual producer, although it is a user", () => {
    const pulls = others((index) => status("build", "success", -index - 5, { producer: dev }));
    expect(reconcileMerges(evidenceOf(pulls), nobody)).toMatchObject({ unregistered: [], undecided: [] });
  });
});

describe("what has to be read", () => {
  const first = (pulls: ReturnType<typeof others>) => {
    const { histories: _, ...rest } = evidenceOf(pulls);
    return rest;
  };

  test("nothing where the checks were green by whom they are always green", () => {
    expect(commitsToRead(first(others((index) => run("build", "success", -index - 5))), nobody)).toEqual([]);
  });

  test("the head whose result is red, is newer than the merge, or is nobody's usual one", () => {
    const usual = others((index) => run("build", "success", -index - 5, { producer: actions }));
    const odd = [
      run("build", "failure", -5),
      run("build", "success", 5),
      status("build", "success", -5, { producer: dev }),
    ];
    const pulls = odd.map((result, index) =>
      pullOf([result], { number: 20 + index, headSha: sha("def"[index] ?? "") }),
    );
    expect(commitsToRead(first([...usual, ...pulls]), nobody)).toEqual([sha("d"), sha("e"), sha("f")]);
  });
});

describe("what one merge brought, by one commit", () => {
  const lower = (more = {}) =>
    pullOf([run("build", "failure", -5)], { number: 7, headSha: sha("a"), mergedHead: sha("d"), ...more });
  const upper = (results: readonly DatedResult[], more = {}) =>
    pullOf(results, { number: 8, headSha: sha("d"), mergedHead: sha("d"), ...more });
  const numbers = (pulls: readonly ReturnType<typeof pullOf>[], registered: RegistrationOf = nobody) =>
    reconcileMerges(evidenceOf(pulls), registered).unregistered.map(({ pull }) => pull);

  test("of a stack, rules were asked of the head that was merged", () => {
    expect(numbers([lower(), upper(green)])).toEqual([]);
    expect(commitsToRead(evidenceOf([lower(), upper(green)]), nobody)).not.toContain(sha("a"));
    // A green lower one excuses nothing.
    expect(numbers([lower({ results: green }), upper([run("build", "failure", -5)])])).toEqual([8]);
  });

  test("two at the same commit are one merge, and the one that the ledger accounts for stands for both", () => {
    const red = [run("build", "failure", -5)];
    const both = [upper(red), upper(red, { number: 9 })];
    expect(numbers(both)).toEqual([8]);
    const ofNine: RegistrationOf = (pull) => (pull.number === 9 ? covers("build")(pull) : null);
    expect(numbers(both, ofNine)).toEqual([]);
    expect(reconcileMerges(evidenceOf(both), ofNine).registered).toBe(1);
  });

  test("where none of them is the head that was merged, each is judged", () => {
    expect(numbers([lower(), lower({ number: 9 })])).toEqual([7, 9]);
  });
});
