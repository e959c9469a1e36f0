// What people have to answer in a bench repository: before an approval, and before a remediation is closed, whose record names each.
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

const first = Object.entries(compiled.policy.obligations).filter(
  ([, { gates, satisfied_by: proof }]) => gates === "activation" && proof === undefined,
);

/**
 * @param {string} text of a manifest @param {string} level
 * @returns {{ approval: string[], closing: { key: string, by: string }[] }} keys of obligations, and of the criteria that are a condition
 *   of closing, each with the type of the record that answers it
 */
export function conditionsOf(text, level) {
  const { request } = readManifestVersion(Buffer.from(text), true, (part) => part).name;
  const subject = subjectAsked(request, level, classify(request.input, compiled.policy));
  const asked = (rows) => rows.filter(([, { when }]) => matchesWhen(when, subject));
  const criteria = Array.from({ length: request.criteriaOfSuccess }, (_, index) => criterionKey(index));
  // What the program answers, nobody answers by a command.
  const byOf = ({ owner, satisfied_by: proof }) =>
    owner === "automation" ? (proof.event ?? proof) : "obligation.done";
  return {
    approval: asked(first).map(([key]) => key),
    closing: [
      ...criteria.map((key) => ({ key, by: "obligation.done" })),
      ...asked(conditions).map(([key, row]) => ({ key, by: byOf(row) })),
    ],
  };
}
