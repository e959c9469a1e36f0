import { noteAfter } from "../core/audit/note/write-note.ts";
import { compareText } from "../core/document/read-document.ts";
import { withAnchorTags } from "../core/ledger/anchor-tag.ts";
import { seedAfter } from "../core/ledger/walk-seed.ts";
import type { Verified } from "../generated/types/verified.ts";
import { goneRefs } from "./audit-merges.ts";
import type { VerifiedRepository, VerifyOptions } from "./verify-repository.ts";

/**
 * The note of a verification that read everything; null where it did not pass, or where this clone holds two states of a branch: then
 * there is nothing that a later verification could rest on.
 */
export async function noteOf(
  { result, clone, basis }: VerifiedRepository,
  options: Pick<
    VerifyOptions,
    "history" | "asOf" | "anchors" | "ledgerBranch" | "registryBranch" | "folder" | "policyPath"
  >,
): Promise<Verified | null> {
  const { ledger, registry, walked } = clone;
  const { mainBranch, signatures } = basis;
  if (result.verdict !== "pass" || ledger === null || registry === null || walked === null) return null;
  if (basis.registry === null || mainBranch === null) return null;
  const main = await options.history.branch(mainBranch);
  if (main === null || [main, ledger.tip, registry.tip].some(({ diverged }) => diverged !== null)) return null;
  const tips = await Promise.all([...basis.former].sort(compareText).map((name) => options.history.branch(name)));
  if (tips.some((tip) => tip === null || tip.diverged !== null)) return null;
  const former = tips.flatMap((tip) => (tip === null ? [] : [{ branch: tip.name, commit: tip.commit }]));
  const earlier = clone.segments.slice(0, -1).map(({ tip, commits }) => ({ tip, commit: commits.at(-1)?.oid ?? "" }));
  if (earlier.some(({ tip, commit }) => tip.diverged !== null || tip.commit !== commit)) return null;
  const { walk } = walked;
  const seed = seedAfter(walk);
  if (seed === null || walk.headCommit !== ledger.tip.commit) return null;
  const folds = [...walk.folds.values()];
  return noteAfter(null, {
    ...{ asOf: options.asOf, seed, entries: walk.entries, folds, signatures, result },
    names: {
      ledger_branch: options.ledgerBranch,
      registry_branch: options.registryBranch,
      default_branch: mainBranch,
      folder: options.folder,
      policy: options.policyPath,
    },
    earlier: earlier.map(({ tip, commit }) => ({ branch: tip.name, commit })).reverse(),
    registry: { ...basis.registry, commit: registry.tip.commit },
    mainCommit: main.commit,
    former,
    gone: await goneRefs(folds, mainBranch, options.history),
    anchors: withAnchorTags(options, clone.state).anchors.filter((_, index) => result.anchors[index]?.agrees === true),
  });
}
