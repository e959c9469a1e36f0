import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from "js-yaml";
import { type Finding, finding, type Where } from "../findings/finding.ts";
import { findChild, startOffset } from "./locate.ts";
import { positionAt } from "./position.ts";

/** A YAML text as it was written: every scalar still a string, and the events that tell where each value stands. */
export interface YamlDocument {
  readonly value: unknown;
  readonly source: string;
  readonly events: readonly Event[];
}

/** Bounds of one file. Depth counts nested maps and lists. */
export interface ReadLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/** 64 KiB and 20 levels: what a person can review (10-manifest.md, "Reading YAML safely"). */
export const manifestLimits: ReadLimits = { maxBytes: 65_536, maxDepth: 20 };

export interface YamlReading {
  readonly document: YamlDocument | null;
  readonly findings: readonly Finding[];
}

/**
 * Characters that make a text read differently to a person and to a program: BOM, NUL, bidirectional controls; and a carriage
 * return by itself, which ends a line (and a comment) for YAML and not for git, GitHub or most editors.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is exactly what we look for
const forbiddenCharacters = /\r(?!\n)|[\u0000\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** The same, written as an escape, and what starts a terminal's escape sequence. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what we look for
const hiddenByEscape = /[\u0000\u001b\u009b\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
/** One hostile file must not flood a report; the first few places are enough to find the rest. */
const maxFindingsPerConstruct = 10;
/** Bounds the whole report of one file; each finding costs a walk to its line. */
const maxFindings = 100;

/**
 * Reads YAML with the failsafe schema: an all-digit SHA, a login `1e5` or `no` stay the strings that were written.
 * Constructs by which a file can say two things at once are refused from the event stream, before any value is used.
 * All findings of the file come back at once. Never throws for any input.
 */
export function readYaml(bytes: Uint8Array, limits: ReadLimits, path: string | null): YamlReading {
  if (bytes.length > limits.maxBytes) {
    const params = { what: `The file (${bytes.length} bytes)`, limit: `${limits.maxBytes} bytes` };
    return { document: null, findings: [finding("FILE_TOO_LARGE", params, { path, line: 1, column: 1 })] };
  }
  const source = decodeUtf8(bytes);
  if (source === null) {
    const params = { reason: "the file is not UTF-8" };
    return { document: null, findings: [finding("YAML_SYNTAX", params, { path, line: 1, column: 1 })] };
  }
  const findings: Finding[] = [];
  const forbid = (what: string, how: string, offset: number): void => {
    if (findings.length >= maxFindings) return;
    findings.push(finding("MANIFEST_YAML_FORBIDDEN", { what, how }, { path, ...positionAt(source, offset) }));
  };
  forbidCharacters(source, forbid);
  forbidDirectives(source, forbid);
  // A NUL would end the parse with nothing but its own error: read on as if it were a visible character.
  const text = findings.length > 0 ? source.replaceAll("\0", "\ufffd") : source;
  let events: Event[];
  try {
    // The parser's own count includes scalars and half-read nodes: it only guards the stack, `tooDeep` counts exactly.
    events = parseEvents(text, { maxDepth: 2 * limits.maxDepth + 4 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    findings.push(syntaxFinding(error, text, limits, path));
    return { document: null, findings };
  }
  const deep = tooDeep(events, limits.maxDepth);
  if (deep !== null) {
    findings.push(nestingFinding(limits, { path, ...positionAt(text, startOffset(deep)) }));
    return { document: null, findings };
  }
  const builder = new Builder(text, events, path, findings, forbid);
  const value = builder.build();
  return { document: value === undefined ? null : { value, source: text, events }, findings };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null; // the only thing that a fatal decoder throws for
  }
}

type Forbid = (what: string, how: string, offset: number) => void;

function forbidCharacters(source: string, forbid: Forbid): void {
  let count = 0;
  for (const match of source.matchAll(forbiddenCharacters)) {
    if (++count > maxFindingsPerConstruct) return;
    const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    forbid(`The invisible character U+${code}`, "Delete it; an editor can show invisible characters.", match.index);
  }
}

/** js-yaml drops unknown directives without a word, so they are looked for in the text: any `%` line before the document. */
function forbidDirectives(source: string, forbid: Forbid): void {
  let start = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < source.length) {
    const end = source.indexOf("\n", start);
    const line = source.slice(start, end < 0 ? source.length : end).trim();
    if (line.startsWith("%")) forbid("A directive (a line that starts with %)", "Delete the line.", start);
    else if (line !== "" && !line.startsWith("#")) return;
    if (end < 0) return;
    start = end + 1;
  }
}

function syntaxFinding(error: YAMLException, text: string, limits: ReadLimits, path: string | null): Finding {
  const where = { path, ...positionAt(text, error.mark?.position ?? 0) };
  if (error.reason.startsWith("nesting exceeded")) {
    return nestingFinding(limits, where);
  }
  return finding("YAML_SYNTAX", { reason: error.reason }, where);
}

function nestingFinding(limits: ReadLimits, where: Where): Finding {
  const params = { what: "The nesting of maps and lists", limit: `${limits.maxDepth} levels` };
  return finding("FILE_TOO_LARGE", params, where);
}

/** The first map or list that lies deeper than the limit. */
function tooDeep(events: readonly Event[], maxDepth: number): Event | null {
  let depth = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) depth--;
    else if ((event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) && ++depth > maxDepth) return event;
  }
  return null;
}

/** Builds plain strings, arrays and objects from the events, and refuses what they must not contain. */
class Builder {
  private index = 0;
  private readonly source: string;
  private readonly events: readonly Event[];
  private readonly path: string | null;
  private readonly findings: Finding[];
  private readonly forbid: Forbid;

  constructor(source: string, events: readonly Event[], path: string | null, findings: Finding[], forbid: Forbid) {
    this.source = source;
    this.events = events;
    this.path = path;
    this.findings = findings;
    this.forbid = forbid;
  }

  build(): unknown {
    const [first] = this.events;
    if (first === undefined) {
      const params = { reason: "the file holds no document" };
      this.findings.push(finding("YAML_SYNTAX", params, { path: this.path, line: 1, column: 1 }));
      return undefined;
    }
    this.index = 1;
    const value = this.node();
    if (this.index + 1 < this.events.length) {
      const next = this.events.slice(this.index + 1).find((event) => event.type === EVENT_ID.DOCUMENT);
      if (next) this.forbid("A second document", "Keep one document per file.", this.secondDocumentOffset());
    }
    return value;
  }

  private node(): unknown {
    const event = this.events[this.index++];
    if (event === undefined) return "";
    if (event.type === EVENT_ID.SCALAR) {
      if (event.anchorStart >= 0 || event.tagStart >= 0) this.refuseProperties(event);
      return event.valueStart < 0 ? "" : this.scalar(event);
    }
    if (event.type === EVENT_ID.MAPPING) {
      if (event.anchorStart >= 0 || event.tagStart >= 0) this.refuseProperties(event);
      return this.mapping();
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      if (event.anchorStart >= 0 || event.tagStart >= 0) this.refuseProperties(event);
      return this.sequence();
    }
    if (event.type === EVENT_ID.ALIAS) {
      this.forbid("An alias (*name)", "Write the value out.", event.anchorStart - 1);
      return "";
    }
    return "";
  }

  /** Only a double-quoted text can hold what its source does not show: `"\u202e"` is as forbidden as the character itself. */
  private scalar(event: ScalarEvent): string {
    const value = getScalarValue(this.source, event);
    const quoted = event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    // Where the source shows the character itself, it was found there.
    if (
      quoted &&
      hiddenByEscape.test(value) &&
      !hiddenByEscape.test(this.source.slice(event.valueStart, event.valueEnd))
    ) {
      this.forbid("An escape for an invisible or control character", "Write plain text.", startOffset(event));
    }
    return value;
  }

  private sequence(): unknown[] {
    const items: unknown[] = [];
    while (this.events[this.index] !== undefined && this.events[this.index]?.type !== EVENT_ID.POP)
      items.push(this.node());
    this.index++;
    return items;
  }

  private mapping(): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    const self = this.index - 1;
    for (;;) {
      const event = this.events[this.index];
      if (event === undefined || event.type === EVENT_ID.POP) break;
      const offset = Math.max(0, startOffset(event));
      const key = this.node();
      if (typeof key !== "string") {
        this.forbid("A map or list as a key", "Use a plain word as the key.", offset);
        this.node();
        continue;
      }
      if (key === "<<" && event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN) {
        this.forbid("A merge key (<<)", "Write the merged fields out.", offset);
      }
      const value = this.node();
      if (Object.hasOwn(map, key)) {
        this.refuseDuplicate(key, offset, self);
      } else if (key === "__proto__") {
        // A plain assignment would change the prototype instead of adding a key that the schema then refuses.
        Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        map[key] = value;
      }
    }
    this.index++;
    return map;
  }

  private refuseDuplicate(key: string, offset: number, map: number): void {
    if (this.findings.length >= maxFindings) return;
    const first = findChild(this.events, this.source, map, key);
    const params = { key, first: positionAt(this.source, startOffset(this.events[first?.key ?? 0])).line };
    this.findings.push(finding("DUPLICATE_KEY", params, { path: this.path, ...positionAt(this.source, offset) }));
  }

  private refuseProperties(event: { anchorStart: number; tagStart: number }): void {
    if (event.anchorStart >= 0)
      this.forbid("An anchor (&name)", "Write the value out where it is needed.", event.anchorStart - 1);
    if (event.tagStart >= 0)
      this.forbid("An explicit tag (!…)", "Delete the tag; the schema says what type a field has.", event.tagStart);
  }

  private secondDocumentOffset(): number {
    const match = /^---(?=\s|$)/gm;
    const marks = [...this.source.matchAll(match)].map((found) => found.index);
    const [document] = this.events;
    const explicit = document?.type === EVENT_ID.DOCUMENT && document.explicitStart;
    return marks[explicit ? 1 : 0] ?? this.source.length;
  }
}
