import type { Finding } from "../findings/finding.ts";
import type { LedgerFinding } from "../ledger/verify-walk.ts";

/** A finding of an audit: what the ledger's verification says, and who claims to be the author of the commit in question. */
export interface AuditFinding extends LedgerFinding {
  /** Author line of the first commit that is named, as written; null where none is named or known. */
  readonly author: string | null;
}

/** Gives a finding what it is about. */
export function auditFinding(item: Finding, about: Partial<AuditFinding> = {}): AuditFinding {
  return { ...item, bypass: null, seq: null, commits: [], actor: null, author: null, ...about };
}
