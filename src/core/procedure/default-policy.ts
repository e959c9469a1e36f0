import { defaultPolicyText } from "../../generated/default-policy.ts";
import type { Policy } from "../../generated/types/policy.ts";

/** The built-in policy: procedure.md, number for number. A fresh copy, because a merge and a test may change it. */
export function defaultPolicy(): Policy {
  return JSON.parse(defaultPolicyText) as Policy;
}
