/** Sets a field below a map, making the maps on the way. Any key is data, also `__proto__`. */
export function assignField(fields: Record<string, unknown>, tokens: readonly string[], value: unknown): void {
  let current = fields;
  for (const token of tokens.slice(0, -1)) {
    const next = Object.hasOwn(current, token) ? current[token] : undefined;
    if (typeof next === "object" && next !== null) current = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      define(current, token, made);
      current = made;
    }
  }
  define(current, tokens.at(-1) ?? "", value);
}

function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
