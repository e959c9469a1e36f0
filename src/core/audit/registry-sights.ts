import type { BypassApproved, LedgerEvent } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { holdingsOf } from "./holdings.ts";

/** A commit at which a record saw the head of the registry. */
export interface RegistrySight {
  readonly commit: string;
  readonly seq: number;
  /** Path of the record. */
  readonly path: string;
  readonly event: LedgerEvent;
}

/** What is acted on as the registry has it then: such a record names the head. */
export const actsAtHead: ReadonlySet<string> = new Set(["bypass.activated", "bypass.registered"]);

/**
 * Where records saw the registry, in the ledger's order: where policy and people were read, and where an activation or a registration
 * found its manifest. The commit that an approval names beside them is the request's own, and a squash leaves it out of the branch.
 */
export function registrySights(folds: Iterable<BypassFold>): RegistrySight[] {
  const sights: RegistrySight[] = [];
  for (const fold of folds) {
    for (const { seq, path, event } of holdingsOf(fold)) {
      const { policy_sha, people_sha } = event.data as Partial<BypassApproved>;
      const heads = new Set([policy_sha, people_sha]);
      if (actsAtHead.has(event.type)) heads.add(event.manifest?.commit);
      for (const commit of heads) if (typeof commit === "string") sights.push({ commit, seq, path, event });
    }
  }
  return sights.sort((one, other) => one.seq - other.seq);
}
