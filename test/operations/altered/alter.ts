/** JSON, as a record holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One field of a record made another. */
export interface Alteration {
  /** Its path with `.`; whatever place of a list is `[]`. */
  readonly field: string;
  readonly how: "other" | "later" | "earlier" | "left out" | "one fewer";
  readonly value: Json;
}

type Path = readonly (string | number)[];

const DAY = 86_400_000;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const date = /^\d{4}-\d\d-\d\d$/;
const hex = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Every way to make one field of a record another: a time later and earlier, a number, word, commit or link another one, a field left
 * out, a list with one entry fewer. Of a list only the first entry is altered. Whether the form still allows it is for the caller to ask.
 * @param seen values that the same field has in other records of the type: words of an enumeration cannot be invented
 */
export function alterations(event: Json, seen: (field: string) => readonly Json[]): Alteration[] {
  const all: Alteration[] = [];
  const add = (how: Alteration["how"], path: Path, value: Json | undefined): void => {
    all.push({ field: fieldOf(path), how, value: replaced(event, path, value) });
  };
  const visit = (value: Json, path: Path): void => {
    if (path.length > 0) add("left out", path, undefined);
    if (isList(value)) {
      if (value.length > 1) add("one fewer", path, value.slice(1));
      const [first] = value;
      if (first !== undefined) visit(first, [...path, 0]);
    } else if (value !== null && typeof value === "object") {
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    } else if (typeof value === "string" && (instant.test(value) || date.test(value))) {
      const moved = (days: number): string =>
        new Date(Date.parse(value) + days * DAY).toISOString().slice(0, instant.test(value) ? undefined : 10);
      add("later", path, moved(3));
      add("earlier", path, moved(-3));
    } else {
      for (const other of othersOf(value, seen(fieldOf(path)))) add("other", path, other);
    }
  };
  visit(event, []);
  return all;
}

/** Values that every field had in some records, for `alterations`. */
export function valuesSeen(events: readonly Json[]): Map<string, Json[]> {
  const seen = new Map<string, Json[]>();
  const visit = (value: Json, path: Path): void => {
    if (isList(value)) for (const inner of value) visit(inner, [...path, 0]);
    else if (value !== null && typeof value === "object")
      for (const [name, inner] of Object.entries(value)) visit(inner, [...path, name]);
    else {
      const known = seen.get(fieldOf(path)) ?? [];
      if (!known.includes(value)) seen.set(fieldOf(path), [...known, value]);
    }
  };
  for (const event of events) visit(event, []);
  return seen;
}

/** One other value that the form may allow, the likeliest first. */
function othersOf(value: Json, seen: readonly Json[]): Json[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1000];
  if (typeof value !== "string") return [];
  if (hex.test(value)) return [value.replaceAll(/./g, (digit) => (digit === "e" ? "d" : "e"))];
  const others = seen.filter((other) => typeof other === "string" && other !== value);
  return [...others.slice(0, 1), /^https:/.test(value) ? `${value}0` : `${value}x`];
}

function fieldOf(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

function replaced(whole: Json, [part, ...rest]: Path, value: Json | undefined): Json {
  if (part === undefined) return value ?? null;
  if (isList(whole)) {
    if (rest.length === 0 && value === undefined) return whole.filter((_, index) => index !== part);
    return whole.map((inner, index) => (index === part ? replaced(inner, rest, value) : inner));
  }
  const entries = Object.entries(whole as { readonly [name: string]: Json }).flatMap(([name, inner]) => {
    if (name !== part) return [[name, inner] as const];
    if (rest.length === 0 && value === undefined) return [];
    return [[name, replaced(inner, rest, value)] as const];
  });
  return Object.fromEntries(entries);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
