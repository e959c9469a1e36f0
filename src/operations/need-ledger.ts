import { UnavailableError } from "../core/findings/errors.ts";
import { attachDeclarations } from "../core/ledger/declarations.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { CloneOptions, CloneReading } from "./read-clone.ts";

/**
 * The ledger of a clone, for what cannot be said without one; every emergency with its declaration.
 * @throws UnavailableError where it is not there or not whole: a report about half a ledger would look like a whole one.
 */
export function needLedger(
  ledger: LedgerVerification | null,
  { ledgerBranch }: Pick<CloneOptions, "ledgerBranch">,
  clone: CloneReading,
): LedgerVerification {
  if (ledger !== null) {
    attachDeclarations(ledger.folds.values(), ledger.folds.get("PROCEDURE"));
    return ledger;
  }
  if (clone.ledger === null) {
    throw new UnavailableError(
      `There is no branch ${ledgerBranch} in this clone.`,
      `git fetch origin ${ledgerBranch}; where the ledger has another name, use --ledger-branch.`,
    );
  }
  const [missing] = clone.segmentFindings;
  if (missing !== undefined) throw new UnavailableError(missing.message, missing.fix);
  throw new UnavailableError(
    `The history of ${clone.ledger.tip.ref} is not whole in this clone.`,
    "Fetch the rest (git fetch --unshallow, no filter). qms-bypass verify says what is missing.",
  );
}
