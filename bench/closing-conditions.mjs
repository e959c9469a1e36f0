// What has to be answered before a remediation of a bench repository is closed: a closing record names each.
import { readFileSync } from "node:fs";
import { readManifestVersion } from "../build/core/audit/manifest-name.js";
import { subjectAsked } from "../build/core/audit/subject-asked.js";
import { classify } from "../build/core/procedure/classify.js";
import { defaultPolicy } from "../build/core/procedure/default-policy.js";
import { readPolicy } from "../build/core/procedure/read-policy.js";
import { matchesWhen } from "../build/core/procedure/when.js";
import { criterionKey } from "../build/core/remediation/criterion-key.js";
import { conditionsOfClosing } from "../build/core/remediation/list-obligations.js";

/** The policy of the registry. */
export const POLICY = readFileSync(new URL("../schemas/examples/manifest/policy.yml", import.meta.url), "utf8");
const { compiled } = readPolicy(Buffer.from(POLICY), "policy.yml", defaultPolicy);
const conditions = conditionsOfClosing(compiled);

/** @param {string} text of a manifest @param {string} level @returns {string[]} keys of its criteria and obligations */
export function closingConditions(text, level) {
  const { request } = readManifestVersion(Buffer.from(text), true, (part) => part).name;
  const subject = subjectAsked(request, level, classify(request.input, compiled.policy));
  return [
    ...Array.from({ length: request.criteriaOfSuccess }, (_, index) => criterionKey(index)),
    ...conditions.filter(([, { when }]) => matchesWhen(when, subject)).map(([key]) => key),
  ];
}
