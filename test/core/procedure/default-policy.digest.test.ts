import { expect, test } from "vitest";
import { defaultPolicy, defaultPolicyNamed, defaultPolicySha256 } from "../../../src/core/procedure/default-policy.ts";
import { formerDefaults } from "../../../src/core/procedure/former-defaults.ts";

test("the built-in policy is the pinned one: after a release, put that of the release into former-defaults.ts before you pin another", () => {
  expect(defaultPolicySha256()).toBe("3fef3c24773360ddce1ecbfc5c4c22dfcc79c9bf159250d17a657e9f2804c3bd");
});

test("records that name no built-in policy are of the first one", () => {
  expect(defaultPolicyNamed(null)).toEqual(
    formerDefaults.length === 0 ? defaultPolicy() : JSON.parse(formerDefaults[0] ?? ""),
  );
});
