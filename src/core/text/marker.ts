/**
 * The hidden mark of a comment or issue of ours. It only tells which of *our own* texts is meant: in anybody else's it means nothing,
 * so whoever looks for it also looks at the author (reference-github.md).
 */
export function markerOf(kind: string, about: string): string {
  return `<!-- qms-bypass:${kind}:${about.replace(/[^A-Za-z0-9/._-]/g, "_")} -->`;
}

/** Whether a body is the one that `markerOf` marked: it stands on the first line, where nobody's quoted text gets to. */
export function hasMarker(body: string, marker: string): boolean {
  return body.startsWith(marker);
}
