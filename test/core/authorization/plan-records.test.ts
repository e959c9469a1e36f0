import { expect, test } from "vitest";
import { checkApprovals } from "../../../src/core/audit/check-approvals.ts";
import { checkApprovers } from "../../../src/core/audit/check-approvers.ts";
import { decide } from "../../../src/core/authorization/decide.ts";
import { planRecords } from "../../../src/core/authorization/plan-records.ts";
import { draftEvent } from "../../../src/core/ledger/draft-event.ts";
import { foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { defaultPolicySha256 } from "../../../src/core/procedure/default-policy.ts";
import { parseInstant } from "../../../src/core/time/instant.ts";
import type { EventRun, EventTarget, LedgerEvent } from "../../../src/generated/types/event.ts";
import type { TargetFacts } from "../../../src/generated/types/facts.ts";
import { baseWorld, digestOf, editManifest, inputOf, type World } from "../../support/fixture.ts";
import { entriesOf, eventOf } from "../ledger/fixture.ts";

const title = "title: Docs coverage is 78 % while the API reference moves";

/** A request and what is on record about it. */
class Request {
  readonly world: World = baseWorld("L1");
  readonly events: LedgerEvent[] = [];
  targetRef: EventTarget | null = null;

  get fold() {
    const bypass = /^id: (\S+)$/m.exec(this.world.manifest)?.[1] ?? "";
    const { fold, findings } = foldBypass(bypass, entriesOf(this.events));
    expect(findings).toEqual([]);
    return fold;
  }

  /** What the trusted job adds to the record now, by type. */
  record(): string[] {
    const input = inputOf(this.world);
    const { facts, manifest, policy, people } = input;
    if (manifest === null || policy.compiled === null || people.compiled === null) throw new Error("the base world");
    const contents = planRecords({
      ...{
        decision: decide(input),
        facts,
        manifest,
        policy: policy.compiled,
        people: people.compiled,
        fold: this.fold,
      },
      manifestRef: {
        ...{ path: manifest.path ?? "", commit: "c".repeat(40), blob: "b".repeat(40), sha256: manifest.sha256 },
      },
      ...{
        targetRef: this.targetRef,
        repositoryId: 1,
        pullUrl: "https://github.example/acme/payments/pull/42",
        withdrawn: false,
      },
    });
    const provenance = {
      ...{ at: parseInstant(facts.evaluated_at) ?? 0, repositoryId: 1, mainHead: "9".repeat(40), runUrl: "" },
      automation: { id: 2, login: "bot" },
      run: eventOf("checkpoint").run as EventRun,
    };
    this.events.push(...contents.map((content) => draftEvent(provenance, content)));
    return contents.map(({ type }) => type);
  }
}

test("what was approved, changed and approved, and changed back is approved once more on record", () => {
  const request = new Request();
  const first = digestOf(request.world.manifest);
  expect(request.record()).toContain("bypass.approved");
  expect(request.events.at(-1)?.data.default_policy_sha256).toBe(defaultPolicySha256());
  expect(request.record()).toEqual([]);
  editManifest(request.world, title, "title: Docs coverage moves for a while");
  // The reviewer wrote the new digest into the same review.
  expect(request.record()).toEqual(["review.completed", "bypass.approved"]);
  expect(request.fold.state.manifest?.sha256).not.toBe(first);
  expect(request.record()).toEqual([]);
  editManifest(request.world, "title: Docs coverage moves for a while", title);
  expect(request.record()).toEqual(["bypass.approved"]);
  expect(request.fold.state.manifest?.sha256).toBe(first);
  expect(request.record()).toEqual([]);
  const problems = () =>
    [checkApprovers, checkApprovals].flatMap((check) => check([request.fold])).map(({ code, seq }) => `${code} ${seq}`);
  expect(problems()).toEqual([]);
  // Without the record of that review the number was carried over.
  request.events.splice(
    request.events.findLastIndex(({ type }) => type === "review.completed"),
    1,
  );
  const second = request.events.findIndex(({ type }) => type === "bypass.approved") + 2;
  expect(problems()).toEqual([`APPROVAL_WITHOUT_REVIEW ${second}`, `APPROVAL_REPLAY ${second}`]);
});

test("a request that somebody merged before it was decided about is approved without the target that has moved since", () => {
  for (const moved of [{}, { head_sha: "f".repeat(40) }, { base: "release" }]) {
    const request = new Request();
    const { facts } = request.world;
    const target = facts.target as TargetFacts;
    Object.assign(target, moved);
    Object.assign(facts, { phase: "act", merged_at: facts.evaluated_at });
    request.targetRef = {
      ...{ pr: target.number, ref: `refs/heads/${target.base}`, commit: target.head_sha, tree: "e".repeat(40) },
    };
    expect(request.record()).toContain("bypass.approved");
    const targetOf = (type: string) => request.events.find((event) => event.type === type)?.target;
    expect(targetOf("bypass.approved")).toEqual(Object.keys(moved).length === 0 ? request.targetRef : undefined);
    expect(targetOf("request.accepted")).toEqual(request.targetRef);
  }
});

test("an approval that a correction took off the record is recorded again where it still holds", () => {
  const request = new Request();
  request.record();
  const approved = request.events.find(({ type }) => type === "bypass.approved");
  const { bypass } = request.fold;
  request.events.push(eventOf("correction", 60, { bypass, supersedes: approved?.id ?? "" }));
  expect(request.fold.state.lifecycle).toBe("requested");
  expect(request.record()).toEqual(["bypass.approved"]);
  expect(request.fold.state.lifecycle).toBe("approved");
});
