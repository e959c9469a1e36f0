/** Deeper than anything that the ledger writes; beyond it a hostile file could exhaust the stack. */
const MAX_DEPTH = 64;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Nearly every text of a record: nothing to escape, nothing to look for. Halves the time of verifying a ledger. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * The one text of a JSON value: RFC 8785. Keys in the order of their UTF-16 units, no white space, numbers and strings as
 * ECMAScript writes them (RFC 8785, 3.2.2), so `-0` is `0` and only what must be escaped is.
 * @throws TypeError for what JSON cannot say in one way: NaN, infinities, undefined, holes in a list, lone surrogates, objects that
 * are neither plain nor lists, more than 64 levels. In a value of ours that is a bug; a reader of foreign text catches it.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return writeString(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (depth === MAX_DEPTH) throw new TypeError(`more than ${MAX_DEPTH} levels`);
      return Array.isArray(value) ? writeList(value, depth) : writeMap(value as Record<string, unknown>, depth);
    default:
      throw new TypeError(`${typeof value} is no JSON value`);
  }
}

function writeString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw new TypeError("a text with half a character (a lone surrogate)");
  return JSON.stringify(text);
}

function writeList(list: readonly unknown[], depth: number): string {
  let text = "[";
  // By index: map and join would skip a hole in silence.
  for (let index = 0; index < list.length; index++) text += `${index === 0 ? "" : ","}${write(list[index], depth + 1)}`;
  return `${text}]`;
}

function writeMap(map: Record<string, unknown>, depth: number): string {
  const prototype = Object.getPrototypeOf(map);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("an object that is no plain map");
  let text = "{";
  const keys = Object.keys(map);
  // Without a comparator sort compares UTF-16 units, which is RFC 8785's order, whatever the machine's language; and so does `<`.
  if (!areSorted(keys)) keys.sort();
  for (const key of keys) {
    text += `${text === "{" ? "" : ","}${writeString(key)}:${write(map[key], depth + 1)}`;
  }
  return `${text}}`;
}

/** What was parsed from a canonical text is, and to sort costs more than to look. */
function areSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index++) if ((keys[index - 1] ?? "") > (keys[index] ?? "")) return false;
  return true;
}
