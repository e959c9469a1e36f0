type Tree = Record<string, unknown>;

/**
 * Lays a policy over the one that it extends: maps merge deeply, lists and values replace, null removes a key
 * (20-policy-and-people.md). The inputs stay as they are.
 * @param isRemoval whether a value of the upper policy removes its key: YAML's plain `null`, `~` or nothing
 */
export function mergePolicy(base: Readonly<Tree>, over: Readonly<Tree>, isRemoval: (value: unknown) => boolean): Tree {
  const result: Tree = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (isRemoval(value)) delete result[key];
    else {
      const below = Object.hasOwn(base, key) ? base[key] : undefined;
      const merged = isMap(below) && isMap(value) ? mergePolicy(below, value, isRemoval) : value;
      // `__proto__` would change the prototype; as an own key the schema refuses it.
      Object.defineProperty(result, key, { value: merged, enumerable: true, configurable: true, writable: true });
    }
  }
  return result;
}

function isMap(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
