import { own } from "../own.ts";

/** What a manifest asks for, as far as records say it again. Null: it does not say. */
export interface ManifestRequest {
  /** Of the remediation. */
  readonly owner: string | null;
  readonly drill: boolean;
  /** Number of the target's pull request, as it is written. */
  readonly pull: string | null;
  readonly head: string | null;
  /** Branch of the target. */
  readonly base: string | null;
  /** When the override is to end at the latest, as it is written. */
  readonly expiresAt: string | null;
  /** Exact names. Null: not said, or all of an EMERGENCY. */
  readonly checks: readonly string[] | null;
  /** Merge that is registered afterwards. */
  readonly merge: string | null;
}

/**
 * @param value of a YAML document whose scalars are all strings
 * @param share see `readClaims`
 */
export function readManifestRequest(value: unknown, share: (text: string) => string): ManifestRequest {
  const [target, remediation, retroactive] = ["target", "remediation", "retroactive"].map((key) => partOf(value, key));
  const checks = partOf(value, "checks");
  return {
    owner: textOf(remediation, "owner", share),
    drill: textOf(value, "drill", share) === "true",
    pull: textOf(target, "pull_request", share),
    head: textOf(target, "head_sha", share),
    base: textOf(target, "base", share),
    expiresAt: textOf(value, "expires_at", share),
    checks: Array.isArray(checks) ? checks.map((name) => share(String(name))) : null,
    merge: textOf(retroactive, "merge_sha", share),
  };
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? own(value as Readonly<Record<string, unknown>>, key) : undefined;
}

function textOf(value: unknown, key: string, share: (text: string) => string): string | null {
  const text = partOf(value, key);
  return typeof text === "string" ? share(text) : null;
}
