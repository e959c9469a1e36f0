import type { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { Ledger, LedgerSnapshot } from "../ports.ts";

export interface ReadEach {
  readonly snapshot: LedgerSnapshot;
  /** What the snapshot is about. */
  readonly ids: readonly string[];
  /** REMEDIATION_FAILED of what cannot be read. */
  readonly findings: readonly Finding[];
}

/** Reads all in one go, and leaves out what is damaged of one of them. Throws where nothing can be read, or only one is wanted. */
export async function readEach(ledger: Ledger, wanted: readonly string[]): Promise<ReadEach> {
  const unreadable = new Map<string, ConfigurationError>();
  const snapshot = await ledger.read(wanted, [], [], unreadable);
  const ids = wanted.filter((bypass) => !unreadable.has(bypass));
  const [first] = unreadable.values();
  // What keeps everything from being read is the ledger's trouble, not one bypass's.
  if (first !== undefined && ids.length === 0) throw first;
  const findings = [...unreadable].map(([what, { message: problem, fix: hint }]) =>
    finding("REMEDIATION_FAILED", { what, problem, hint }),
  );
  return { snapshot, ids, findings };
}
