/**
 * Whether a name matches a pattern: `*` stands for any run of characters (`/` included, because check names are not paths),
 * `?` for one character, everything else for itself. Case counts. Linear time: no pattern can make it slow.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      mark = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/**
 * Whether a repository path matches a path pattern of the policy (`controls.paths`): `**` crosses folders, `*` does not.
 * A pattern without `/` matches the file name in any folder, as in CODEOWNERS and .gitignore; one that ends in `/` its whole folder.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/^\//, "");
  const whole = anchored.endsWith("/") ? `${anchored}**` : anchored;
  const segments = whole.split("/");
  const parts = path.split("/");
  if (segments.length === 1 && !pattern.startsWith("/")) {
    return whole === "**" || matchesGlob(whole, parts[parts.length - 1] ?? "");
  }
  return matchSegments(segments, 0, parts, 0);
}

function matchSegments(segments: readonly string[], s: number, parts: readonly string[], p: number): boolean {
  // Two stacks of choices would be exponential with many `**`: keep the set of reachable positions instead.
  let reachable = new Set<number>([p]);
  for (let index = s; index < segments.length; index++) {
    const segment = segments[index] ?? "";
    const next = new Set<number>();
    for (const position of reachable) {
      if (segment === "**") {
        // A trailing `**` wants something below; in the middle it may stand for no folder at all.
        const from = index === segments.length - 1 ? position + 1 : position;
        for (let end = from; end <= parts.length; end++) next.add(end);
      } else if (position < parts.length && matchesGlob(segment, parts[position] ?? "")) {
        next.add(position + 1);
      }
    }
    reachable = next;
  }
  return reachable.has(parts.length);
}
