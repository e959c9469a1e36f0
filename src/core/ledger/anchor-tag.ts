import type { Instant } from "../time/instant.ts";
import { utcDayOf } from "./event-instant.ts";
import type { Anchor } from "./verify-walk.ts";

/** Below `refs/tags/`. */
export const anchorTagFolder = "qms-anchor";

/**
 * Name of the tag that keeps the ledger's head of a day (50-ledger.md, "Anchors"): of the UTC day, as the server has it. A tag holds on
 * to the history that it names, so that a clone brings the records along even where the branch was written anew.
 */
export function anchorTagOf(at: Instant): string {
  return `${anchorTagFolder}/${utcDayOf(at)}`;
}

/** Options with the anchors that the tags of a clone are, behind those that were given; the oldest name first. */
export function withAnchorTags<T extends { readonly anchors: readonly Anchor[] }>(
  options: T,
  { anchorTags }: { readonly anchorTags: ReadonlyMap<string, string> },
): T {
  const tags = [...anchorTags].sort(([left], [right]) => (left < right ? -1 : 1));
  const seen = tags.map(([name, commit]): Anchor => ({ source: `tag ${name}`, isTag: true, commit }));
  return { ...options, anchors: [...options.anchors, ...seen] };
}

const none = `anchor tags: none was read below ${anchorTagFolder}/ (git fetch --tags brings those of the repository, git fsck tells of broken ones)`;
const behind = "whether records behind the newest anchor tag were cut off";

/** What the tags among some anchors leave open, in words. */
export function unprovenByTags(anchors: readonly Anchor[]): readonly string[] {
  const newest = anchors.findLast(({ isTag }) => isTag === true);
  if (newest === undefined) return [none];
  if (anchors.some(({ isTag }) => isTag !== true)) return [];
  return [
    `${behind} (${newest.source}), or tags moved or taken away: an anchor kept elsewhere tells, by --expect-anchor`,
  ];
}

/** Whether a line of an earlier verification is one of these: the tags of today say it anew. */
export function isAboutTags(line: string): boolean {
  return line === none || line.startsWith(behind);
}
