import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readManifestVersion } from "../../../src/core/audit/manifest-name.ts";
import { subjectOf } from "../../../src/core/authorization/subject-of.ts";
import { readManifest } from "../../../src/core/manifest/read-manifest.ts";
import { classify } from "../../../src/core/procedure/classify.ts";
import type { Level } from "../../../src/core/procedure/levels.ts";
import { readPolicy } from "../../../src/core/procedure/read-policy.ts";
import { textSharer } from "../../../src/core/text/own-text.ts";

const folder = fileURLToPath(new URL("../../../schemas/examples/manifest/", import.meta.url));
const policy = readPolicy(readFileSync(`${folder}policy.yml`), null).compiled;
if (policy === null) throw new Error("the example policy has errors");
const manifests = readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
  if (!name.endsWith(".yml")) return [];
  const reading = readManifest(readFileSync(`${folder}${name}`), name, policy);
  return reading.manifest === null ? [] : [{ name, reading }];
});

describe("what an audit keeps of a manifest says of it what its whole reading says", () => {
  test.each(manifests)("$name", ({ name, reading }) => {
    const request = readManifestVersion(readFileSync(`${folder}${name}`), true, textSharer()).name?.request;
    if (request == null) throw new Error("nothing was read");
    expect(classify(request.input, policy.policy)).toEqual(reading.classification);
    const { view } = reading;
    const { trigger, criteria, regulations, drill } = subjectOf(reading, view.text("/level") as Level);
    expect({ ...request, input: null }).toEqual({
      ...{ input: null, trigger, criteria, regulations, drill },
      requester: view.text("/requested_by"),
      incident: view.text("/incident/id"),
      owner: view.text("/remediation/owner"),
      criteriaOfSuccess: view.texts("/remediation/success_criteria")?.length ?? 0,
      targetDate: view.text("/remediation/target_date"),
      pull: String(view.integer("/target/pull_request")),
      head: view.text("/target/head_sha"),
      base: view.text("/target/base"),
      expiresAt: view.text("/expires_at"),
      merge: view.text("/retroactive/merge_sha"),
      amendment: null,
    });
  });
  test("there are examples of every level, with and without what conditions ask for", () => {
    const levels = new Set(manifests.map(({ reading }) => reading.view.text("/level")));
    expect([...levels].sort()).toEqual(["EMERGENCY", "L1", "L2", "L3"]);
    expect(manifests.some(({ reading }) => reading.view.flag("/impact/security_or_compliance") === true)).toBe(true);
  });
});
