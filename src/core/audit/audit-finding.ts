import type { Finding } from "../findings/finding.ts";
import type { LedgerFinding } from "../ledger/verify-walk.ts";
import type { CommitLines } from "./check-commit-dates.ts";

/** A finding of an audit: what the ledger's verification says, and who claims to be the author of the commit in question. */
export interface AuditFinding extends LedgerFinding {
  /** Name, e-mail, time and offset of the author line of the first commit that is named, as written: a claim. Null: none is known. */
  readonly author: string | null;
  /** When what it is about was over, as the ledger writes instants. Null: it goes on, or it has no time. */
  readonly until: string | null;
}

/** Gives a finding what it is about. Its author is looked up at the end, of the few commits that are named (`withAuthors`). */
export function auditFinding(item: Finding, about: Partial<AuditFinding> = {}): AuditFinding {
  return { ...item, bypass: null, seq: null, commits: [], actor: null, author: null, until: null, ...about };
}

/** Adds who claims to be the author of the first commit that each finding names. */
export function withAuthors(
  findings: readonly AuditFinding[],
  lines: ReadonlyMap<string, CommitLines>,
): readonly AuditFinding[] {
  return findings.map((item) => ({ ...item, author: lines.get(item.commits[0] ?? "")?.author ?? null }));
}
