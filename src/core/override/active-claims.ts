import { readStateFile } from "../remediation/read-standing.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** Who is said to be active on a commit. Nothing of it is believed: it only tells where to look. */
export interface ActiveClaim {
  readonly bypass: string;
  /** Number of the pull request that asked for it; null: the entry does not say. */
  readonly request: number | null;
  /** Number of the pull request that it covers; null: the entry does not say. */
  readonly target: number | null;
  /** When its time is over; null: the entry does not say. */
  readonly expiresAt: Instant | null;
}

/** The claims of `active/<sha>.json`; null where this program did not write it. */
export function readActiveClaims(bytes: Uint8Array): readonly ActiveClaim[] | null {
  const listed = readStateFile(bytes)?.bypasses;
  if (!Array.isArray(listed)) return null;
  const claims = (listed as readonly unknown[]).map((entry) => {
    const { bypass, request, target, expires_at } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof bypass !== "string") return null;
    const pr = numberOf((target as { readonly pr?: unknown } | null | undefined)?.pr);
    return { bypass, request: numberOf(request), target: pr, expiresAt: parseInstant(String(expires_at)) };
  });
  return claims.every((claim) => claim !== null) ? claims : null;
}

function numberOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;
}
