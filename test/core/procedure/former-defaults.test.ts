import { expect, test, vi } from "vitest";
import { defaultPolicy, defaultPolicyNamed, defaultPolicySha256 } from "../../../src/core/procedure/default-policy.ts";

// As after a release whose built-in policy let L1 wait for a week.
const { first } = vi.hoisted(() => ({ first: { schema: "qms.policy/v1", levels: { L1: { request_ttl: "PT168H" } } } }));
vi.mock("../../../src/core/procedure/former-defaults.ts", () => ({ formerDefaults: [JSON.stringify(first)] }));

test("an approval is counted by the built-in policy that it names; one that names none, by the first", () => {
  expect(defaultPolicyNamed(defaultPolicySha256())).toEqual(defaultPolicy());
  expect(defaultPolicyNamed(null)).toEqual(first);
  expect(defaultPolicyNamed("f".repeat(64))).toBeNull();
});
