import { cloneHistory } from "../../src/adapters/git/clone-history.ts";
import type { VerifyOptions } from "../../src/operations/verify-repository.ts";

/** A clone with the names that every world here uses, looked at while the ordinary one is in order. */
export function verifyOptions(folder: string, more: Partial<VerifyOptions> = {}): VerifyOptions {
  return {
    history: cloneHistory(folder),
    registryBranch: "qms",
    ledgerBranch: "qms-ledger",
    folder: ".qms/bypasses",
    policyPath: ".qms/policy.yml",
    peoplePath: ".qms/people.yml",
    defaultBranch: null,
    anchors: [],
    asOf: Date.UTC(2026, 2, 2, 12),
    ...more,
  };
}
