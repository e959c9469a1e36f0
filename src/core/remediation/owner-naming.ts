import type { BypassAmended, BypassApproved, LedgerEvent } from "../../generated/types/event.ts";

/**
 * Commit of the people.yml by which those were approved who own a remediation: of the last amendment that names an owner, else of the
 * request. A login there has the number that it had when people agreed to it, whatever it is called since.
 * @param events of one bypass that hold, in their order
 * @returns null: no record says
 */
export function ownerNamedAt(events: readonly LedgerEvent[]): string | null {
  return events.reduce(ownerNamedAfter, null);
}

/** The same after one more event. */
export function ownerNamedAfter(before: string | null, { type, data }: LedgerEvent): string | null {
  const isNamed =
    type === "bypass.approved" ||
    (type === "bypass.amended" && (data as unknown as BypassAmended).changes.owner !== undefined);
  return isNamed ? ((data as Partial<BypassApproved>).people_sha ?? null) : before;
}
