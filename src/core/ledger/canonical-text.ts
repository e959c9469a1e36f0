/** Less than what canonical JSON may hold: what comes near its limit is judged the long way. */
const MAX_DEPTH = 60;

/**
 * Whether a JSON text is beyond doubt the canonical one of its value (RFC 8785), at a third of the cost of writing it anew. ECMAScript's
 * own writer is RFC 8785's for numbers and texts (3.2.2) and keeps the order of keys. So where it gives the same text, only the order
 * of the keys is left to look at, the depth, and halves of characters, which it writes as `\ud…` where RFC 8785 refuses them.
 * False says nothing: the caller then compares with `canonicalJson`.
 * @param value what `JSON.parse` made of `text`.
 */
export function isSurelyCanonical(text: string, value: unknown): boolean {
  return JSON.stringify(value) === text && !text.includes("\\ud") && hasOrderedKeys(value, 0);
}

function hasOrderedKeys(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => hasOrderedKeys(item, depth + 1));
  const map = value as Readonly<Record<string, unknown>>;
  let before: string | null = null;
  for (const key of Object.keys(map)) {
    const item = map[key];
    // By UTF-16 units, as RFC 8785 orders them.
    if (before !== null && before >= key) return false;
    before = key;
    if (typeof item === "object" && !hasOrderedKeys(item, depth + 1)) return false;
  }
  return true;
}
