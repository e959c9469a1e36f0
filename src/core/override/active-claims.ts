import { readStateFile } from "../remediation/read-standing.ts";

/** Who is said to be active on a commit. Nothing of it is believed: it only tells where to look. */
export interface ActiveClaim {
  readonly bypass: string;
  /** Number of the pull request that asked for it; null: the entry does not say. */
  readonly request: number | null;
}

/** The claims of `active/<sha>.json`; null where this program did not write it. */
export function readActiveClaims(bytes: Uint8Array): readonly ActiveClaim[] | null {
  const listed = readStateFile(bytes)?.bypasses;
  if (!Array.isArray(listed)) return null;
  const claims = (listed as readonly unknown[]).map((entry) => {
    const { bypass, request } = (entry ?? {}) as { readonly bypass?: unknown; readonly request?: unknown };
    const number = Number.isSafeInteger(request) && Number(request) > 0 ? Number(request) : null;
    return typeof bypass === "string" ? { bypass, request: number } : null;
  });
  return claims.every((claim) => claim !== null) ? claims : null;
}
