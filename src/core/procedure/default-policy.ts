import { defaultPolicyText } from "../../generated/default-policy.ts";
import type { Policy } from "../../generated/types/policy.ts";
import { sha256Hex } from "../document/read-document.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import { formerDefaults } from "./former-defaults.ts";

/** The built-in policy: procedure.md, number for number. A fresh copy, because a merge and a test may change it. */
export function defaultPolicy(): Policy {
  return JSON.parse(defaultPolicyText) as Policy;
}

/** Texts of built-in policies by their digests, the oldest first. */
export function digestDefaults(
  former: readonly string[],
  now: string = defaultPolicyText,
): ReadonlyMap<string, string> {
  return new Map([...former, now].map((text) => [digestOf(JSON.parse(text)), text]));
}

/** Of the canonical JSON, so that no blank of the source changes it. */
function digestOf(policy: unknown): string {
  return sha256Hex(new TextEncoder().encode(canonicalJson(policy)));
}

let known: ReadonlyMap<string, string> | null = null;
let current: string | null = null;

/** Names the built-in policy of this version in a record. */
export function defaultPolicySha256(): string {
  current ??= digestOf(defaultPolicy());
  return current;
}

/** Digests of the built-in policies, the oldest first and this version's last. */
export function defaultDigests(): readonly string[] {
  known ??= digestDefaults(formerDefaults);
  return [...known.keys()];
}

/**
 * The built-in policy that a record names.
 * @param sha256 null: a record of before they named one, which was the first
 * @returns null: this version does not know it
 */
export function defaultPolicyNamed(sha256: string | null): Policy | null {
  known ??= digestDefaults(formerDefaults);
  const text = sha256 === null ? [...known.values()][0] : known.get(sha256);
  return text === undefined ? null : (JSON.parse(text) as Policy);
}
