import { writingBranches } from "../core/audit/default-branches.ts";
import { compareText } from "../core/document/read-document.ts";
import type { LedgerEntry } from "../core/ledger/build-record.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { RepositoryHistory } from "../ports.ts";

type Former = NonNullable<Verified["default_branch"]["former"]>;

interface News {
  /** The new records. */
  readonly entries: readonly LedgerEntry[];
  /** Approved commits of bypasses that were read, and that no record calls used. */
  readonly waiting: readonly string[];
  /** Merges that new records name, and that the default branch does not have. */
  readonly merges: readonly string[];
  readonly history: RepositoryHistory;
}

/**
 * The branches that were the default one before, which go on, or stand still, beside it: what was seen of them stays in them, and nothing
 * that waits comes into them unnoticed.
 * @returns them with their heads of now; or why that is not so, as a text
 */
export async function auditNewFormer(
  { names, bypasses, default_branch }: Pick<Verified, "names" | "bypasses" | "default_branch">,
  { entries, waiting, merges, history }: News,
): Promise<Former | string> {
  const noted = new Map((default_branch.former ?? []).map(({ branch, commit }) => [branch, commit]));
  const writers = new Set([...default_branch.writers, ...writingBranches(entries).keys()]);
  const former: Former[number][] = [];
  for (const branch of [...writers].sort(compareText)) {
    if (branch === names.default_branch) continue;
    const tip = await history.branch(branch);
    if (tip === null) return `${branch}, from which records were written, is gone`;
    if (tip.diverged !== null) return `${tip.ref} and ${tip.diverged} have gone different ways`;
    const before = noted.get(branch);
    if (before === undefined) return `records were written from ${branch}, and it was not looked at`;
    const { commit } = tip;
    const behind = await history.behind([before, ...waiting, ...merges], commit);
    if (!behind.has(before)) return `${branch} does not have the commit that was verified`;
    const gained = await history.commitsSince(commit, before);
    if (gained === null) return `what ${branch} has gained cannot be read`;
    const comesIn =
      bypasses.targets.some((target) => gained.has(target.commit)) || waiting.some((one) => behind.has(one));
    if (comesIn) return `the commit of a bypass is merged into ${branch}, and no record says that it was used`;
    const merge = merges.find((one) => behind.has(one));
    if (merge !== undefined) return `the merge ${merge}, which a record names, is in ${branch}`;
    former.push({ branch, commit });
  }
  const used = entries.find(
    ({ event: { type, data } }) => type === "bypass.used" && former.some(({ branch }) => branch === data.base),
  );
  return used === undefined ? former : `record ${used.seq} names a merge into ${used.event.data.base}`;
}
