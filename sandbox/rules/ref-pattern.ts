/** GitHub's fnmatch with FNM_PATHNAME on a whole name: `*` stops at a slash, a doubled star with a slash does not. */
export function matchesName(pattern: string, name: string): boolean {
  const source = pattern.replace(/\*\*\/|\*|\?|[.+^${}()|\\]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "*") return "[^/]*";
    return token === "?" ? "[^/]" : `\\${token}`;
  });
  return new RegExp(`^${source}$`).test(name);
}
