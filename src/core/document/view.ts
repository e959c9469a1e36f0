import type { Finding } from "../findings/finding.ts";
import { pointerTokens } from "./locate.ts";

/** Rules ask every manifest for the same few hundred pointers. */
const known = new Map<string, readonly string[]>();

function tokensOf(pointer: string): readonly string[] {
  const found = known.get(pointer);
  if (found !== undefined) return found;
  const tokens = pointerTokens(pointer);
  // Lists and maps of a file make pointers of their own: no file may fill the memory with them.
  if (known.size < 1000) known.set(pointer, tokens);
  return tokens;
}

/**
 * A look at a value that may be invalid: each getter answers only for fields that are there, have the type asked for and
 * raised no finding yet. So every rule can run on every file, and all errors come back at once, none twice.
 */
export class View {
  readonly value: unknown;
  private readonly bad: ReadonlySet<string>;

  constructor(value: unknown, findings: readonly Finding[] = []) {
    this.value = value;
    this.bad = new Set(
      findings.flatMap((item) => (item.severity === "error" && item.pointer !== null ? [item.pointer] : [])),
    );
  }

  /** The value at a pointer, or undefined where it is missing or has a finding of its own. */
  get(pointer: string): unknown {
    if (this.bad.size > 0 && this.isBad(pointer)) return undefined;
    let current = this.value;
    for (const token of tokensOf(pointer)) {
      if (typeof current !== "object" || current === null || !Object.hasOwn(current, token)) return undefined;
      current = (current as Record<string, unknown>)[token];
    }
    return current;
  }

  text(pointer: string): string | null {
    const value = this.get(pointer);
    return typeof value === "string" ? value : null;
  }

  integer(pointer: string): number | null {
    const value = this.get(pointer);
    return typeof value === "number" && Number.isInteger(value) ? value : null;
  }

  flag(pointer: string): boolean | null {
    const value = this.get(pointer);
    return typeof value === "boolean" ? value : null;
  }

  /** The texts of a list; entries of another type are left out. Null where there is no list. */
  texts(pointer: string): readonly string[] | null {
    const value = this.get(pointer);
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : null;
  }

  list(pointer: string): readonly unknown[] {
    const value = this.get(pointer);
    return Array.isArray(value) ? value : [];
  }

  map(pointer: string): Readonly<Record<string, unknown>> | null {
    const value = this.get(pointer);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  }

  has(pointer: string): boolean {
    return this.get(pointer) !== undefined;
  }

  private isBad(pointer: string): boolean {
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf("/", end - 1)) {
      if (this.bad.has(pointer.slice(0, end))) return true;
    }
    return false;
  }
}
