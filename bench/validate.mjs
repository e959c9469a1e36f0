// Reading and judging manifests, against the floor that nobody can go below with these parts: js-yaml and the compiled validator
// alone, on the same texts, in the same process, in turns.
import { readFileSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { readManifest } from "../build/core/manifest/read-manifest.js";
import { readPolicy } from "../build/core/procedure/read-policy.js";
import { validate } from "../build/generated/validators/manifest.js";
import { generateManifests } from "./manifests.mjs";
import { median } from "./statistics.mjs";

/** @returns {{ floor: number, ours: number, ratio: number, count: number, meanBytes: number }} medians of the rounds, milliseconds */
export function benchValidate(count = 10_000, rounds = 7) {
  const manifests = generateManifests(count, 20_261_123);
  const policy = readPolicy(
    readFileSync(new URL("../schemas/examples/manifest/policy.yml", import.meta.url)),
    "policy.yml",
  ).compiled;
  const floor = () => {
    for (const { text, path } of manifests) {
      if (!validate(load(text, { schema: CORE_SCHEMA }))) throw new Error(`the floor refuses ${path}`);
    }
  };
  const ours = () => {
    for (const { bytes, path } of manifests) {
      const { manifest, findings } = readManifest(bytes, path, policy);
      if (manifest === null) throw new Error(`${path}: ${JSON.stringify(findings)}`);
    }
  };
  const times = { floor: [], ours: [] };
  for (let round = 0; round <= rounds; round++) {
    const pair = { floor: timeOf(floor), ours: timeOf(ours) };
    if (round === 0) continue; // the first round compiles
    times.floor.push(pair.floor);
    times.ours.push(pair.ours);
  }
  return {
    count,
    meanBytes: manifests.reduce((sum, { bytes }) => sum + bytes.length, 0) / count,
    floor: median(times.floor),
    ours: median(times.ours),
    ratio: median(times.ours.map((time, index) => time / times.floor[index])),
  };
}

function timeOf(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
