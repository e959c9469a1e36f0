import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { Ledger, LedgerSnapshot } from "../ports.ts";

export interface ReadEach {
  readonly snapshot: LedgerSnapshot;
  /** What the snapshot is about. */
  readonly ids: readonly string[];
  /** REMEDIATION_FAILED of what cannot be read. */
  readonly findings: readonly Finding[];
}

/** Reads all in one go; where something in the ledger is damaged, all that can be read without it. */
export async function readEach(ledger: Ledger, wanted: readonly string[]): Promise<ReadEach> {
  try {
    return { snapshot: await ledger.read(wanted, []), ids: wanted, findings: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationError) || wanted.length === 1) throw error;
    const ids: string[] = [];
    const findings: Finding[] = [];
    for (const what of wanted) {
      try {
        await ledger.read([what], []);
        ids.push(what);
      } catch (one) {
        if (!(one instanceof ConfigurationError)) throw one;
        findings.push(finding("REMEDIATION_FAILED", { what, problem: one.message, hint: one.fix }));
      }
    }
    // What keeps everything from being read is the ledger's trouble, not one bypass's.
    if (ids.length === 0) throw error;
    return { snapshot: await ledger.read(ids, []), ids, findings };
  }
}
