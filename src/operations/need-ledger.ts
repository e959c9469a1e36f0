import { ConfigurationError, UnavailableError } from "../core/findings/errors.ts";
import { attachDeclarations } from "../core/ledger/declarations.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import type { LedgerVerification } from "../core/ledger/verify-ledger.ts";
import type { CloneOptions, CloneReading } from "./read-clone.ts";

/**
 * The ledger of a clone, for what cannot be said without one; every emergency with its declaration.
 * @throws UnavailableError where it is not there or not whole: a report about half a ledger would look like a whole one; so
 * ConfigurationError where it goes on on another branch
 */
export function needLedger(
  ledger: LedgerVerification | null,
  { ledgerBranch }: Pick<CloneOptions, "ledgerBranch">,
  clone: CloneReading,
): LedgerVerification {
  const [next, another] = clone.continuedOn;
  if (next !== undefined) {
    const known =
      another === undefined ? `${next} goes on from it` : `${clone.continuedOn.join(" and ")} go on from it`;
    throw new ConfigurationError(
      `${ledgerBranch} is an earlier branch of the ledger: ${known}, with all that was recorded since.`,
      another === undefined
        ? `Use --ledger-branch ${next} (input ledger-branch), which reads the earlier one too. If nobody rolled the ledger over, find out who made ${next}, and delete it.`
        : `Find out which of them is the ledger, delete the other, and name the one with --ledger-branch (input ledger-branch).`,
    );
  }
  if (ledger !== null) {
    refuseGaps(ledger, clone.ledger?.tip.ref ?? ledgerBranch);
    attachDeclarations(ledger.folds.values(), ledger.folds.get("PROCEDURE"));
    return ledger;
  }
  if (clone.ledger === null) {
    throw new UnavailableError(
      `There is no branch ${ledgerBranch} in this clone.`,
      `git fetch origin ${ledgerBranch}:refs/remotes/origin/${ledgerBranch} (only a remote called origin is read); where the ledger has another name, use --ledger-branch.`,
    );
  }
  const [missing] = clone.segmentFindings;
  if (missing !== undefined) throw new UnavailableError(missing.message, missing.fix);
  throw new UnavailableError(`The history of ${clone.ledger.tip.ref} is not whole in this clone.`, cloneAnew);
}

const cloneAnew = "Clone anew, without --depth and --filter. qms-bypass verify says what is missing.";

/** A clone with `--filter` has the commits of all records, and of some, or of all, no content. */
function refuseGaps({ findings }: LedgerVerification, ref: string): void {
  const gaps = findings.filter(({ code, path }) => code === "OBJECTS_MISSING" && parseRecordPath(path ?? "") !== null);
  const [first] = gaps;
  if (first === undefined) return;
  const many = gaps.length === 1 ? "1 record" : `${gaps.length} records`;
  const which =
    gaps.length === 1 ? `is not in this clone: ${first.path}` : `are not in this clone, the first is ${first.path}`;
  throw new UnavailableError(`${many} of ${ref} ${which}.`, cloneAnew);
}
