// Deciding: the pure function alone, and the whole way from the bytes of a facts file and its manifest.
import { readFileSync } from "node:fs";
import { decide } from "../build/core/authorization/decide.js";
import { readFacts } from "../build/core/facts/read-facts.js";
import { readManifest } from "../build/core/manifest/read-manifest.js";
import { readPeople } from "../build/core/procedure/read-people.js";
import { readPolicy } from "../build/core/procedure/read-policy.js";
import { generateFacts } from "./facts.mjs";
import { mean, quantile } from "./statistics.mjs";

const example = (path) => readFileSync(new URL(`../schemas/examples/${path}`, import.meta.url));
/** What the shipped facts are decided as; a benchmark of refusals would say nothing. */
const expected = {
  "l1-approved": "approved",
  "l1-pending-stale-approval": "pending",
  "l2-one-of-two": "pending",
  "l3-approved": "approved",
  "emergency-approved": "approved",
};

/** @returns {{ count: number, decide: { mean: number, p99: number }, file: { mean: number, p99: number } }} milliseconds each */
export function benchDecide(count = 10_000) {
  const policy = readPolicy(example("manifest/policy.yml"), ".qms/policy.yml");
  const people = readPeople(example("facts/people.yml"), ".qms/people.yml", policy.compiled, Date.UTC(2026, 2, 12));
  const tool = { name: "qms-bypass", version: "bench" };
  const times = { decide: [], file: [] };
  const all = generateFacts(count, 20_261_123);
  for (const [index, { scenario, manifest, bytes }] of [...all.slice(0, 1000), ...all].entries()) {
    const start = performance.now();
    const { facts, findings } = readFacts(bytes, "facts.json");
    if (facts === null) throw new Error(`${scenario}: ${JSON.stringify(findings)}`);
    const reading = readManifest(manifest.bytes, manifest.path, policy.compiled);
    const between = performance.now();
    const decision = decide({
      facts,
      manifest: reading,
      policy,
      people,
      peopleAtOpening: null,
      registryBranch: facts.registry_branch ?? "qms",
      tool,
    });
    const end = performance.now();
    if (decision.verdict !== expected[scenario]) {
      throw new Error(`${scenario}: ${decision.verdict}, not ${expected[scenario]}: ${decision.summary}`);
    }
    if (index < 1000) continue; // the first thousand compile
    times.decide.push(end - between);
    times.file.push(end - start);
  }
  const summary = (values) => ({ mean: mean(values), p99: quantile(values, 0.99) });
  return { count, decide: summary(times.decide), file: summary(times.file) };
}
