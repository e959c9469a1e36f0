import { own } from "../own.ts";
import { ownText } from "../text/own-text.ts";

/** What a manifest asks for, as far as records say it again. Null: it does not say. */
export interface ManifestRequest {
  readonly requester: string | null;
  /** Of the remediation. */
  readonly owner: string | null;
  readonly drill: boolean;
  /** Number of the target's pull request, as it is written. */
  readonly pull: string | null;
  readonly head: string | null;
  /** Exact names. Null: not said, or all of an EMERGENCY. */
  readonly checks: readonly string[] | null;
  /** Merge that is registered afterwards. */
  readonly merge: string | null;
}

/** @param value of a YAML document whose scalars are all strings */
export function readManifestRequest(value: unknown): ManifestRequest {
  const [target, remediation, retroactive] = ["target", "remediation", "retroactive"].map((key) => partOf(value, key));
  const checks = partOf(value, "checks");
  return {
    requester: textOf(value, "requested_by"),
    owner: textOf(remediation, "owner"),
    drill: textOf(value, "drill") === "true",
    pull: textOf(target, "pull_request"),
    head: textOf(target, "head_sha"),
    checks: Array.isArray(checks) ? checks.map((name) => ownText(String(name))) : null,
    merge: textOf(retroactive, "merge_sha"),
  };
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? own(value as Readonly<Record<string, unknown>>, key) : undefined;
}

/** A text of the document, in memory of its own; null: there is none. */
export function textOf(value: unknown, key: string): string | null {
  const text = partOf(value, key);
  return typeof text === "string" ? ownText(text) : null;
}
