import { describe, expect, test } from "vitest";
import { type BypassState, initialState } from "../../../src/core/ledger/bypass-state.ts";
import { startFold } from "../../../src/core/ledger/fold-bypass.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import type { ObligationReading } from "../../../src/core/remediation/list-obligations.ts";
import { planCompletion, redChecks } from "../../../src/core/remediation/plan-completion.ts";
import { planOverdue } from "../../../src/core/remediation/plan-overdue.ts";
import { readTrackingCommand } from "../../../src/core/remediation/tracking-commands.ts";
import { example } from "../../support/fixture.ts";
import { eventOf } from "../ledger/fixture.ts";
import { ids, policyOf } from "./tracking-fixture.ts";

const merge = "a".repeat(40);
const head = "b".repeat(40);
const manifestOf = (level: keyof typeof ids, edit = (text: string) => text) =>
  readManifest(new TextEncoder().encode(edit(example(`manifest/valid/${ids[level]}.yml`))), null, policyOf());

function foldOf(change: object & { readonly activation?: object }) {
  const fold = startFold(ids.L1);
  if (change.activation !== undefined) {
    const data = { activation: 1, checks: [], ...change.activation };
    const event = eventOf("bypass.activated", 1, { bypass: ids.L1, data });
    fold.entries.push({ path: "ledger/1", seq: 1, event, event_sha256: "" });
  }
  fold.state = { ...initialState, lifecycle: "used", remediation: "open", ...change } as BypassState;
  return fold;
}

const activation = (...checks: readonly (readonly [name: string, kind: string, pin?: number])[]) => ({
  number: 1,
  event: "",
  at: "2026-03-02T09:00:00.000Z",
  expires_at: "2026-03-05T09:00:00.000Z",
  checks: checks.map(([name, kind, pin]) => ({ name, kind, mode: "check", app_id: pin ?? null })),
  manifest: null,
  target: null,
  ended: "used",
});
const result = (name: string, state: string, kind: "status" | "check_run" = "status", more: object = {}) => ({
  name,
  state,
  kind,
  appId: null,
  description: null,
  externalId: null,
  creator: null,
  id: 1,
  ...more,
});

describe("a remediation is completed", () => {
  const used = { at: "2026-03-02T10:00:00.000Z", merge_sha: merge };
  const one = { used, activation: activation(["docs/coverage", "status"]) };
  const pinned = { used, activation: activation(["build", "check_run", 15368]) };
  const pinnedStatus = { used, activation: activation(["docs/coverage", "status", 15368]) };
  const unit = { name: "unit", kind: "check_run", mode: "gate", app_id: null, conclusion: "skipped" };
  const skippedThen = { used, activation: { ...activation(), checks: [unit] } };
  const own = (creator: string) => result("docs/coverage", "success", "status", { creator });
  const all = (text: string) => text.replace("checks:\n  - docs/coverage", "checks: all");
  // [what it shows, state, results, head, checks recorded or null]
  const rows: readonly (readonly [string, object, ReturnType<typeof result>[], string, readonly string[] | null])[] = [
    ["by a green check on a later commit", one, [result("docs/coverage", "success")], head, ["docs/coverage"]],
    ["not by a skipped one, which GitHub counts as passed", one, [result("docs/coverage", "skipped")], head, null],
    ["not by a neutral one", one, [result("docs/coverage", "neutral")], head, null],
    [
      "by the run of the pull request where the branch's own was skipped",
      one,
      [result("docs/coverage", "skipped"), result("docs/coverage", "success")],
      head,
      ["docs/coverage"],
    ],
    [
      "not by what an override of some bypass posted",
      one,
      [result("docs/coverage", "success", "status", { description: "BYPASSED by BYPASS-L1-20260101-000000" })],
      head,
      null,
    ],
    [
      "not by a check run that an override posted",
      { used, activation: activation(["build", "check_run"]) },
      [result("build", "success", "check_run", { externalId: `BYPASS-EM-20260101-000000:${"c".repeat(40)}:build` })],
      head,
      null,
    ],
    [
      "by the app that the requirement is pinned to",
      pinned,
      [result("build", "success", "check_run", { appId: 15368 })],
      head,
      ["build"],
    ],
    ["not by another app", pinned, [result("build", "success", "check_run", { appId: 7 })], head, null],
    ["not by a person under the name of a pinned status", pinnedStatus, [own("dev")], head, null],
    ["by the app's own status", pinnedStatus, [own("github-actions[bot]")], head, ["docs/coverage"]],
    [
      "by a status in other case, as GitHub compares",
      one,
      [result("Docs/Coverage", "success")],
      head,
      ["Docs/Coverage"],
    ],
    [
      "that was skipped behind a gate: by being skipped again",
      skippedThen,
      [result("unit", "skipped", "check_run")],
      head,
      ["unit"],
    ],
    ["… or by running", skippedThen, [result("unit", "success", "check_run")], head, ["unit"]],
    ["… and not by failing", skippedThen, [result("unit", "failure", "check_run")], head, null],
    ["not by the bypass's own merge", one, [result("docs/coverage", "success")], merge, null],
    ["not while it is red", one, [result("docs/coverage", "failure")], head, null],
    ["not while it runs", one, [result("docs/coverage", "pending")], head, null],
    ["not where nobody reported it", one, [], head, null],
    ["not by another kind of one name", one, [result("docs/coverage", "success", "check_run")], head, null],
    [
      "not by one of two",
      { used, activation: activation(["docs/coverage", "status"], ["unit-tests", "check_run"]) },
      [result("docs/coverage", "success")],
      head,
      null,
    ],
    [
      "registered: by the names of the manifest, of either kind",
      { used, registered: true },
      [result("docs/coverage", "success", "check_run")],
      head,
      ["docs/coverage"],
    ],
    ["not where the use is not on record", { lifecycle: "active" }, [result("docs/coverage", "success")], head, null],
    ["ended unused: nothing was set aside", { lifecycle: "expired" }, [], head, []],
    ["ended unused, but something stands", { lifecycle: "expired", unrestored: ["docs/coverage"] }, [], head, null],
  ];
  test.each(rows)("%s", (_, state, results, at, checks) => {
    const events = planCompletion(foldOf(state), manifestOf("L1"), results, at);
    expect(events.map(({ data }) => data.checks)).toEqual(checks === null ? [] : [checks]);
  });

  test("registered for all checks: by all that the branch reports", () => {
    const state = { used, registered: true };
    const green = [result("a", "success"), result("b", "skipped")];
    const manifest = manifestOf("L1", all);
    expect(planCompletion(foldOf(state), manifest, green, head)).toHaveLength(1);
    expect(planCompletion(foldOf(state), manifest, [...green, result("c", "failure")], head)).toEqual([]);
    expect(planCompletion(foldOf(state), manifest, [], head)).toEqual([]);
    expect(planCompletion(foldOf(state), manifest, [result("b", "skipped")], head)).toEqual([]);
  });
});

describe("a completed remediation is open again", () => {
  const used = { at: "2026-03-02T10:00:00.000Z", merge_sha: merge };
  const completed = { used, remediation: "completed", activation: activation(["docs/coverage", "status"]) };
  const pinned = { ...completed, activation: activation(["build", "check_run", 15368]) };
  // [what it shows, state, results, names that are red]
  const rows: readonly (readonly [string, object, ReturnType<typeof result>[], readonly string[]])[] = [
    ["by a check that fails", completed, [result("docs/coverage", "failure")], ["docs/coverage"]],
    ["… in other words", completed, [result("docs/coverage", "error")], ["docs/coverage"]],
    ["not by one that passes", completed, [result("docs/coverage", "success")], []],
    ["not by one that runs", completed, [result("docs/coverage", "pending")], []],
    ["not by one that was cancelled", completed, [result("docs/coverage", "cancelled")], []],
    ["not by one that was skipped", completed, [result("docs/coverage", "skipped")], []],
    ["not by one that nobody reported", completed, [], []],
    ["not by another check", completed, [result("build", "failure")], []],
    ["not by another app", pinned, [result("build", "failure", "check_run", { appId: 7 })], []],
    ["not where nothing was merged", { ...completed, used: null }, [result("docs/coverage", "failure")], []],
  ];
  test.each(rows)("%s", (_, state, results, red) => {
    expect(redChecks(foldOf(state), manifestOf("L1"), results)).toEqual(red);
  });
});

describe("what is late", () => {
  const at = (text: string) => Date.parse(text);
  const deadline = "2026-03-09T23:00:00.000Z";
  const issue = { repository: "acme/payments", number: 7, deadline };
  const row = (change: Partial<ObligationReading>): ObligationReading => ({
    key: "5_day_review",
    text: "Hold the review",
    owner: "level_role",
    due: { kind: "at", at: at("2026-03-07T14:00:00Z") },
    state: "open",
    answeredAt: null,
    gates: "closure",
    evidence: [],
    satisfiedBy: null,
    ...change,
  });
  const limit = (inclusive: boolean) =>
    ({
      kind: "limit",
      limit: { deadline: at("2026-03-07T14:00:00Z"), inclusive, dueDate: null, calendarExpired: false },
    }) as never;
  // [what it shows, state, obligations, now, kinds]
  const rows: readonly (readonly [string, object, ObligationReading[], string, readonly string[]])[] = [
    ["nothing a moment before the deadline", { issue }, [], "2026-03-09T22:59:59.999Z", []],
    ["the remediation at its deadline", { issue }, [], deadline, ["remediation_deadline_missed"]],
    ["not what is completed", { issue, remediation: "completed" }, [], "2026-04-01T00:00:00Z", []],
    ["an obligation at its instant", {}, [row({})], "2026-03-07T14:00:00Z", ["obligation_overdue:5_day_review"]],
    ["not before it", {}, [row({})], "2026-03-07T13:59:59.999Z", []],
    ["not an elapsed limit at its very end", {}, [row({ due: limit(true) })], "2026-03-07T14:00:00Z", []],
    [
      "an elapsed limit a moment later",
      {},
      [row({ due: limit(true) })],
      "2026-03-07T14:00:00.001Z",
      ["obligation_overdue:5_day_review"],
    ],
    [
      "a business day at its midnight",
      {},
      [row({ due: limit(false) })],
      "2026-03-07T14:00:00Z",
      ["obligation_overdue:5_day_review"],
    ],
    ["not what was answered", {}, [row({ state: "na" })], "2026-04-01T00:00:00Z", []],
    ["not what the program owes", {}, [row({ owner: "automation" })], "2026-04-01T00:00:00Z", []],
    [
      "not what waits for something",
      {},
      [row({ due: { kind: "before", event: "remediation.verified" } })],
      "2026-04-01T00:00:00Z",
      [],
    ],
  ];
  test.each(rows)("%s", (_, state, obligations, now, kinds) => {
    const events = planOverdue(ids.L1, obligations, foldOf(state), at(now));
    expect(events.map(({ data }) => data.kind)).toEqual(kinds);
  });
  test.each([
    ["2026-03-07T13:59:59Z", []],
    ["2026-03-07T14:00:00Z", ["obligation_overdue:5_day_review"]],
  ])("nothing that a command may have answered in time which is not judged yet: given %s", (since, kinds) => {
    const now = at("2026-04-01T00:00:00Z");
    const late: object = { issue };
    const events = planOverdue(ids.L1, [row({ due: limit(false) })], foldOf(late), now, at(since));
    expect(events.map(({ data }) => data.kind)).toEqual(["remediation_deadline_missed", ...kinds]);
  });
});

describe("a command on the tracking issue", () => {
  test.each([
    ["/qms ack", { verb: "ack" }],
    ["/qms verify\nThank you all.", { verb: "verify" }],
    ["/qms progress  Half of it. \r\nMore talk", { verb: "progress", text: "Half of it." }],
    ["/qms lesson x", { verb: "lesson", text: "x" }],
    [
      "/qms deliver executive_summary https://docs.acme.example/s",
      { verb: "deliver", kind: "executive_summary", evidence: "https://docs.acme.example/s" },
    ],
    [
      "/qms done 5_day_review https://x.example/",
      { verb: "done", key: "5_day_review", evidenceKind: "url", evidence: "https://x.example/" },
    ],
  ])("%j is understood", (body, command) => {
    expect(readTrackingCommand(body)).toEqual({ command });
  });

  test.each([
    "/qms",
    "/qms verify now",
    "/qms progress",
    "/qms progress    ",
    `/qms progress ${"x".repeat(2001)}`,
    "/qms Verify",
    "/qms deliver executive_summary",
    "/qms deliver Executive https://x.example/",
    "/qms deliver kind http://x.example/",
    "/qms done",
    "/qms frobnicate",
    "/qms constructor x",
  ])("%j is told how it would be right", (body) => {
    const reading = readTrackingCommand(body);
    expect(reading.command).toBeNull();
    if (reading.command === null) expect([reading.problem, reading.form]).not.toContain("");
  });
});
