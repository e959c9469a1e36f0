/**
 * The same text, in memory of its own: what was cut out of a longer one keeps that alive, so whoever holds a few characters of each of
 * ten thousand files holds the files.
 */
export function ownText(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** Gives each text as one that was given before, or as one of its own: what ten thousand files say again is held once. */
export function textSharer(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = ownText(text);
    known.set(own, own);
    return own;
  };
}
