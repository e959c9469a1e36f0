/**
 * Whether a path has a name that git gives no entry of a tree: a checkout would leave the folder, or write into git's own, which some
 * systems also call `git~1`.
 */
export function hasRefusedName(path: string): boolean {
  return /(?:^|\/)(?:\.{0,2}|\.git|git~1)(?:\/|$)/i.test(path);
}

/**
 * What no tree of git's own making shows, by path: a path that one comparison of two trees names twice (it stands twice in one of them,
 * or out of order, so two readers see two contents), and names that git refuses.
 * @param changes of one commit against one parent
 */
export function strangePaths(changes: Iterable<{ readonly path: string }>): Map<string, string> {
  const seen = new Set<string>();
  const strange = new Map<string, string>();
  for (const { path } of changes) {
    if (seen.has(path)) strange.set(path, "stands twice in one tree, or out of git's order");
    else if (hasRefusedName(path)) strange.set(path, "has a name that git refuses");
    seen.add(path);
  }
  return strange;
}
