import { type Finding, finding } from "../findings/finding.ts";

/** By mergeStateStatus; GitHub says BEHIND only where the base wants branches up to date. */
const states: Readonly<Record<string, { readonly what: string; readonly cure: string; readonly why: string }>> = {
  BEHIND: {
    what: "A branch that is behind",
    cure: "Update the branch",
    why: "no mode cures being behind: what would be merged was never checked",
  },
  DIRTY: {
    what: "A branch that conflicts with",
    cure: "Resolve the conflicts",
    why: "no mode cures a conflict: what would be merged is not there yet",
  },
};

/** Whether only a new commit on the branch lets the target merge: it would end every override of the approved one. Null: it needs none. */
export function needsNewHead(status: string, number: number, base: string): Finding | null {
  const state = states[status];
  if (state === undefined) return null;
  const hint = `${state.cure} of #${number}, and ask again for its new head.`;
  return finding("MODE_UNSUPPORTED", { what: `${state.what} ${base}`, why: state.why, hint });
}
