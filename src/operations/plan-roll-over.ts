import { treeAfter } from "../core/audit/own-changes.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { planSegment, type SegmentPlan } from "../core/ledger/plan-segment.ts";
import type { SegmentEnd } from "../generated/types/segment.ts";
import type { Verify } from "../generated/types/verify.ts";
import { needLedger } from "./need-ledger.ts";
import { readClone } from "./read-clone.ts";
import { auditClone, type VerifyOptions } from "./verify-repository.ts";

/** A new branch that goes on from the ledger of a clone. */
export interface RollOver extends SegmentPlan {
  readonly repository: { readonly name: string; readonly id: number };
  readonly continues: SegmentEnd;
  /** Ids of the files that it takes over, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Path and instant of the last record. */
  readonly last: string;
  readonly lastAt: string;
}

/**
 * Plans a new branch behind the ledger of a clone. Only behind one that passes: what is wrong with a ledger would have to be looked for
 * on two branches from then on.
 * @param to name of the new branch
 * @returns the plan; or the verification, where it does not pass
 * @throws ConfigurationError for a name that is taken, or a ledger that cannot be gone on from; UnavailableError for a clone without a whole one
 */
export async function planRollOver(to: string, options: VerifyOptions): Promise<RollOver | Verify> {
  const { history, ledgerBranch } = options;
  if ((await history.branch(to)) !== null) {
    throw new ConfigurationError(`There is a branch ${to} already.`, "Name another one with --to.");
  }
  const clone = await readClone(options, "hashed");
  const { result, ledger } = await auditClone(clone, options);
  const { folds, covered } = needLedger(ledger, options, clone);
  if (result.verdict !== "pass") return result;
  const part = clone.segments.at(-1);
  const last = result.repository === null ? undefined : clone.walked?.walk.entries.at(-1);
  const { head } = covered;
  if (part === undefined || last === undefined || head === null || result.repository === null) {
    throw new ConfigurationError(
      `${ledgerBranch} does not say whose ledger it is.`,
      "See to it that the README.md of its first commit names the repository.",
    );
  }
  if (part.tip.diverged !== null) {
    throw new ConfigurationError(
      `${part.tip.ref} and ${part.tip.diverged} have gone different ways.`,
      `Fetch, and see which one is the ledger: git log ${part.tip.diverged}`,
    );
  }
  const tree = treeAfter(part.commits);
  const plan = planSegment(folds.values(), tree, last.path);
  const { seq, event_sha256, link_sha256 } = head;
  return {
    ...plan,
    repository: result.repository,
    continues: { branch: ledgerBranch, commit: part.tip.commit, seq, event_sha256, link_sha256 },
    files: new Map(plan.paths.flatMap((path) => (tree.has(path) ? [[path, tree.get(path) ?? ""] as const] : []))),
    last: last.path,
    lastAt: covered.lastAt ?? "",
  };
}
