import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from "js-yaml";
import { type Position, positionAt } from "./position.ts";
import type { YamlDocument } from "./read-yaml.ts";

/** Splits a JSON pointer (RFC 6901) into its unescaped tokens. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === "") return [];
  const tokens = pointer.slice(1).split("/");
  // Rules ask for hundreds of pointers per manifest, and hardly any has an escape.
  return pointer.includes("~") ? tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")) : tokens;
}

/** Joins a key or an index to a JSON pointer. */
export function pointerTo(parent: string, key: string | number): string {
  const token = String(key);
  return /[~/]/.test(token) ? `${parent}/${token.replaceAll("~", "~0").replaceAll("/", "~1")}` : `${parent}/${token}`;
}

/**
 * Where a value (or its key) stands in the text. A pointer that leads to nothing gives the place of its nearest parent
 * that exists, because that is where the missing thing has to be written.
 */
export function locate(document: YamlDocument, pointer: string, part: "key" | "value" = "value"): Position {
  const { events, source } = document;
  let index = 1;
  let offset = startOffset(events[index]);
  for (const token of pointerTokens(pointer)) {
    const found = findChild(events, source, index, token);
    if (found === null) break;
    index = found.value;
    const key = startOffset(events[found.key]);
    const value = startOffset(events[found.value]);
    // An empty value has no place of its own.
    offset = part === "key" || value < 0 ? key : value;
    // A map stands where its first key stands, a block text a line below: their own key tells a reader more.
    if (found.key !== found.value && !isInline(events[index])) offset = key;
  }
  return positionAt(source, Math.max(0, offset));
}

/** Indices of a child's key and value events; in a list both are the item's. */
export function findChild(
  events: readonly Event[],
  source: string,
  parent: number,
  token: string,
): { key: number; value: number } | null {
  const event = events[parent];
  let index = parent + 1;
  if (event?.type === EVENT_ID.SEQUENCE) {
    for (let item = 0; isOpen(events, index); item++) {
      if (String(item) === token) return { key: index, value: index };
      index = skipNode(events, index);
    }
  } else if (event?.type === EVENT_ID.MAPPING) {
    while (isOpen(events, index)) {
      const key = events[index];
      const value = skipNode(events, index);
      if (key?.type === EVENT_ID.SCALAR && key.valueStart >= 0 && getScalarValue(source, key) === token)
        return { key: index, value };
      index = skipNode(events, value);
    }
  }
  return null;
}

function isOpen(events: readonly Event[], index: number): boolean {
  const event = events[index];
  return event !== undefined && event.type !== EVENT_ID.POP;
}

function isInline(event: Event | undefined): boolean {
  if (event?.type === EVENT_ID.ALIAS) return true;
  if (event?.type !== EVENT_ID.SCALAR) return false;
  return event.style !== SCALAR_STYLE.LITERAL_BLOCK && event.style !== SCALAR_STYLE.FOLDED_BLOCK;
}

/** The index behind the node that starts at `index`. */
function skipNode(events: readonly Event[], index: number): number {
  let depth = 0;
  for (let at = index; at < events.length; at++) {
    const type = events[at]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    else if (type === EVENT_ID.POP) depth--;
    if (depth <= 0) return at + 1;
  }
  return events.length;
}

/** Offset of the first character of a node, quotes included; -1 for an empty scalar. */
export function startOffset(event: Event | undefined): number {
  if (event === undefined) return -1;
  if (event.type === EVENT_ID.SCALAR) {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    return quoted ? event.valueStart - 1 : event.valueStart;
  }
  if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  return -1;
}
