import type { BypassApproved } from "../../generated/types/event.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { defaultDigests } from "../procedure/default-policy.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { BEFORE_MS, placesSeen } from "./about-that-day.ts";

/** Which of the built-in policies records rest on, by their digests. Releases follow each other, and so do these. */
export interface BuiltIns {
  /**
   * By which one an approval is counted: the one that it names, or a later one that records had named more than a day before. What has
   * gone nobody can choose, neither by its name nor by saying nothing, which is the first.
   */
  readonly behind: (digest: string | null, at: Instant) => string | null;
  /** Those that what was done about an instant may rest on, up to today's; null: one that this version does not know may be among them. */
  readonly about: (at: Instant) => readonly string[] | null;
}

/** What approvals say of them: no other record names one. */
export function builtInsOf(entries: readonly LedgerEntry[], known: readonly string[] = defaultDigests()): BuiltIns {
  const named = entries.flatMap(({ event: { type, at, data } }) => {
    const { default_policy_sha256: digest = null } = data as Partial<BypassApproved>;
    const isApproval = type === "bypass.approved" || type === "bypass.amended";
    return isApproval ? [{ at: parseInstant(at) ?? 0, place: placeIn(known, digest) }] : [];
  });
  const later = named.reduce((first, { at, place }) => (place < 0 ? Math.min(first, at) : first), Infinity);
  // The version with the unknown one was in use from some time between the approval before it and its first.
  const knownUntil = named.reduce((last, { at }) => (at < later ? Math.max(last, at) : last), 0);
  const seen = placesSeen(named.filter(({ place }) => place >= 0));
  const floorAt = (at: Instant): number => seen(at - BEFORE_MS, at).first;
  return {
    behind(digest, at) {
      const place = placeIn(known, digest);
      return place < 0 ? digest : (known[Math.max(place, floorAt(at))] ?? null);
    },
    about: (at) => (later < Infinity && at > knownUntil ? null : known.slice(floorAt(at))),
  };
}

/** Whether an approval may rest on another one than today's. */
export function isFormer(digest: string | null): boolean {
  return placeIn(defaultDigests(), digest) < defaultDigests().length - 1;
}

/** -1: it is not known. A record without a name is of before they had one. */
function placeIn(known: readonly string[], digest: string | null): number {
  return digest === null ? 0 : known.indexOf(digest);
}
