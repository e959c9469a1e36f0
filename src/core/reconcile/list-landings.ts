import type { MergedPull } from "./merge-evidence.ts";
import type { RegistrationOf } from "./registered-merges.ts";

/**
 * The merges of a window, each once. GitHub marks every pull request as merged whose commits a merge brought, by the same merge commit: of a
 * stack the lower ones, and whatever else was open at the same commit. Rules were asked of the one whose head was merged; of several at
 * that commit, the one that the ledger accounts for stands for all.
 */
export function listLandings(pulls: readonly MergedPull[], registrationOf: RegistrationOf): readonly MergedPull[] {
  const groups = new Map<string, MergedPull[]>();
  for (const pull of pulls) {
    const key = pull.mergeSha === null ? `#${pull.number}` : `${pull.base} ${pull.mergeSha}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pull]);
    else group.push(pull);
  }
  return [...groups.values()].flatMap((group) => {
    const merged = group.filter(({ headSha, mergedHead, mergeSha }) => headSha === (mergedHead ?? mergeSha));
    const [first] = merged;
    // Nobody can say which one it was: each is judged.
    if (group.length === 1 || first === undefined) return group;
    return [merged.find((pull) => registrationOf(pull) !== null) ?? first];
  });
}
