import { type AuditFinding, auditFinding } from "../core/audit/audit-finding.ts";
import { finding } from "../core/findings/finding.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { CloneOptions, CloneReading } from "./read-clone.ts";
import { branchesBehind } from "./read-segments.ts";

/** That the ledger that was judged is an earlier branch of one that goes on. */
export function continued({ continuedOn, ledger }: CloneReading, { covered }: LedgerVerification): AuditFinding[] {
  const { tip } = ledger ?? {};
  if (tip === undefined || continuedOn.length === 0) return [];
  const params = {
    branch: tip.ref,
    next: continuedOn.join(" and "),
    at: covered.lastAt ?? "?",
    option: continuedOn.join(" or "),
  };
  const about = { seq: covered.head?.seq ?? null, commits: [tip.commit] };
  return [auditFinding(finding("LEDGER_CONTINUED", params), about)];
}

/** Branches of this clone that say that they go on from one of those that were judged, are none of them, and have not been told. */
export async function otherBranches(
  { segments, continuedOn }: CloneReading,
  { history }: Pick<CloneOptions, "history">,
): Promise<readonly string[]> {
  const judged = segments.map(({ tip }) => tip.name);
  const told: string[] = [];
  for (const branch of continuedOn.length === 0 ? judged : judged.slice(0, -1)) {
    const behind = (await branchesBehind(branch, history)).map(({ name }) => name);
    const others = behind.filter((name) => !judged.includes(name));
    told.push(
      ...others.map((name) => `what was recorded on ${name}, which goes on from ${branch}: --ledger-branch ${name}`),
    );
  }
  return told;
}

/** Of the first commit of a branch that goes on from another only the files are compared, and who made it is not asked. */
export function takenOver({ segments }: CloneReading): string[] {
  return segments.slice(1).map(({ tip, segment }) => {
    const { branch = "" } = segment?.continues ?? {};
    return `who began ${tip.ref}, and the bundle of ${branch}: compare its sha256sum with ${segment?.bundle_sha256}`;
  });
}
