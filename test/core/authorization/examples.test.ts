import { describe, expect, test } from "vitest";
import { readFacts } from "../../../src/core/facts/read-facts.ts";
import type { Decision } from "../../../src/generated/types/decision.ts";
import { baseWorld, decideAfter, decideWorld, editManifest, example, type World } from "../../support/fixture.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The world of an example facts file: the manifest that it adds, the examples' policy and people. */
function worldOf(name: string): World {
  const reading = readFacts(bytes(example(`facts/valid/${name}.json`)), `${name}.json`);
  if (reading.facts === null) throw new Error(JSON.stringify(reading.findings));
  const path = reading.facts.pull_request.files[0]?.path ?? "";
  const isManifest = path.includes("/bypasses/");
  return {
    ...baseWorld("L1"),
    facts: structuredClone(reading.facts) as World["facts"],
    manifest: isManifest ? example(`manifest/valid/${path.split("/").pop()}`) : "",
    manifestPath: path,
    policy: example("manifest/policy.yml"),
  };
}

/** Which example decision the facts file of which name leads to. */
const pairs = [
  ["l1-approved", "l1-approved"],
  ["l1-pending-stale-approval", "l1-pending"],
  ["l2-one-of-two", "l2-pending-one-of-two"],
  ["l2-lookup-failed", "l2-error"],
  ["l3-approved", "l3-approved"],
  ["emergency-approved", "emergency-approved"],
  ["governance-change", "governance-change"],
] as const;

describe("the examples of facts and decisions belong together", () => {
  test.each(pairs)("facts %s lead to decision %s", (facts, name) => {
    const made = decideWorld(worldOf(facts));
    const wanted = JSON.parse(example(`decision/valid/${name}.json`)) as Decision;
    const substance = ({ verdict, bypass, level, required_level, tree, candidates, criteria }: Decision) => ({
      verdict,
      bypass,
      level,
      required_level,
      tree: tree.map(({ slot, status, by, eligible }) => ({ slot, status, by, eligible })),
      candidates: candidates.map(({ person, login, id, review_id, code }) => ({ person, login, id, review_id, code })),
      criteria: criteria.map(({ criterion, slot, status, by }) => ({ criterion, slot, status, by })),
    });
    expect(substance(made)).toEqual(substance(wanted));
    const weighing = ({ findings }: Decision) =>
      findings.filter((item) => item.severity === "error").map((item) => item.code);
    expect(weighing(made).sort()).toEqual(weighing(wanted).sort());
  });

  test("the act after the merge is approved", () => {
    expect(decideWorld(worldOf("l1-act-after-merge"))).toMatchObject({ verdict: "approved" });
  });
});

test("facts of another version are refused before anything in them is read", () => {
  const text = example("facts/valid/l1-approved.json").replace("qms.facts/v1", "qms.facts/v2");
  const reading = readFacts(bytes(text), "facts.json");
  expect(reading.facts).toBeNull();
  expect(reading.findings.map((item) => item.code)).toEqual(["SCHEMA_VERSION"]);
});

describe("the criteria of L3", () => {
  const statusOf = (decision: Decision, criterion: string) =>
    decision.criteria.find((item) => item.criterion === criterion)?.status;

  test("wait for the reviews of their slots", () => {
    const decision = decideAfter("L3", ({ facts }) => {
      facts.reviews = facts.reviews.filter((review) => review.user?.login === "cora");
    });
    expect(decision.criteria.map(({ status, by }) => `${status} ${by}`)).toEqual([
      "open null",
      "open null",
      "yes cora",
      "yes cora",
    ]);
  });

  const notApplicable = (world: World): void => {
    editManifest(world, /regulations:\n.*\n/, "");
    editManifest(
      world,
      /legal_assessment: >-\n(?: {2}.*\n)+/,
      "consultations: { legal: { not_applicable: Neither personal data nor a regulation nor a contract is concerned. } }\n",
    );
    editManifest(world, "compliance_implications: [PCI DSS 4.0 req. 6.3.3]", "compliance_implications: []");
    world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login !== "leg");
  };

  test("legal is stated as not applicable, and approved with the manifest", () => {
    const decision = decideAfter("L3", notApplicable);
    expect(decision.verdict).toBe("approved");
    expect(statusOf(decision, "legal_compliance_impact_manageable")).toBe("not_applicable");
  });

  test("what is stated as not applicable waits for the approvals, too", () => {
    const decision = decideAfter("L3", (world) => {
      notApplicable(world);
      world.facts.reviews = world.facts.reviews.filter((review) => review.user?.login !== "biz");
    });
    expect(decision.verdict).toBe("pending");
    expect(statusOf(decision, "legal_compliance_impact_manageable")).toBe("open");
  });

  test("a plan with a gap is not comprehensive, whoever approved it", () => {
    const decision = decideAfter("L3", (world) => editManifest(world, "due: 2026-03-11 }", "due: 2026-13-11 }"));
    expect(decision.verdict).toBe("denied");
    expect(statusOf(decision, "remediation_plan_comprehensive")).toBe("no");
    expect(statusOf(decision, "business_justification_compelling")).toBe("yes");
  });
});

describe("who could fill what is open", () => {
  test("only those who hold the role, are active, certified and had no hand in it", () => {
    const decision = decideAfter("L2", (world) => {
      world.facts.reviews = [];
      world.facts.target?.authors.push({ login: "quy", id: 116 });
      world.people = world.people.replace(/(login: aro, id: 115 }\n {4}status:) active/, "$1 suspended");
    });
    expect(decision.tree.map((slot) => slot.eligible)).toEqual([["ari"], ["qin"]]);
    expect(decision.verdict).toBe("pending");
  });

  test("nobody who approves already is asked again, unless the approval does not count", () => {
    const decision = decideAfter("L2", ({ facts }) => {
      for (const review of facts.reviews) if (review.user?.login === "qin") review.state = "DISMISSED";
    });
    expect(decision.tree.map((slot) => slot.eligible)).toEqual([[], ["qin", "quy"]]);
  });
});
