// Facts of five scenarios, varied: other review ids and times, strangers who also review, lists in another order.
import { readFileSync } from "node:fs";
import { randomFrom } from "./random.mjs";

const folder = new URL("../schemas/examples/", import.meta.url);

/** Scenario → the manifest that its facts are about. */
const scenarios = {
  "l1-approved": "BYPASS-L1-20260302-090000",
  "l1-pending-stale-approval": "BYPASS-L1-20260304-141230",
  "l2-one-of-two": "BYPASS-L2-20260303-101500",
  "l3-approved": "BYPASS-L3-20260305-073000",
  "emergency-approved": "BYPASS-EM-20260312-021800",
};

/** @returns {{ scenario: string, manifest: { path: string, bytes: Uint8Array }, facts: object, bytes: Uint8Array }[]} */
export function generateFacts(count, seed) {
  const random = randomFrom(seed);
  const encoder = new TextEncoder();
  const templates = Object.entries(scenarios).map(([scenario, id]) => {
    const facts = JSON.parse(readFileSync(new URL(`facts/valid/${scenario}.json`, folder), "utf8"));
    const added = facts.pull_request.files.find((file) => file.status === "added");
    const bytes = readFileSync(new URL(`manifest/valid/${id}.yml`, folder));
    return { scenario, facts, manifest: { path: added.path, bytes } };
  });
  return Array.from({ length: count }, (_, index) => {
    const { scenario, facts: template, manifest } = templates[index % templates.length];
    const facts = structuredClone(template);
    const offset = random.below(1_000_000);
    for (const review of facts.reviews) review.id += offset;
    for (let strangers = random.below(6); strangers > 0; strangers--) {
      facts.reviews.push(strangerReview(facts, 2_000_000 + offset + strangers, random));
    }
    facts.reviews = random.shuffle(facts.reviews);
    facts.commits = random.shuffle(facts.commits);
    return { scenario, manifest, facts, bytes: encoder.encode(JSON.stringify(facts)) };
  });
}

function strangerReview(facts, id, random) {
  return {
    id,
    user: { login: `guest-${random.below(900)}`, id: 500_000 + random.below(900), type: "User" },
    state: random.pick(["APPROVED", "CHANGES_REQUESTED", "COMMENTED"]),
    submitted_at: facts.evaluated_at,
    commit_id: facts.pull_request.head_sha,
    body: "Looks fine to me.",
    editor: null,
  };
}
