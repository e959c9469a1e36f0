import { expect, test } from "vitest";
import { identityOf } from "../../../src/core/reporting/identity-of.ts";
import { inputOf } from "../remediation/tracking-fixture.ts";

const titleOf = (edit: (text: string) => string): string | null => {
  const { fold, manifest, policy } = inputOf("EMERGENCY", { edit });
  return identityOf(fold, manifest, "EMERGENCY", policy).title;
};

test("a title is told, but not of what the manifest or a criterion of the policy makes confidential", () => {
  const breach = (text: string) => text.replaceAll("complete_production_outage", "active_security_breach_response");
  const flag = (text: string) => text.replace(/^title:/m, "confidential: true\ntitle:");
  expect(titleOf((text) => text)).toMatch(/\w/);
  expect([titleOf(flag), titleOf(breach)]).toEqual([null, null]);
});
