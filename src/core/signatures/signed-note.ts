import { sign } from "node:crypto";
import { attempt, Malformed } from "./malformed.ts";
import { isKeyName, type NoteKey, type NoteSigner, strictBase64 } from "./note-key.ts";
import { verifyEd25519 } from "./public-key.ts";

/** A note as https://c2sp.org/signed-note writes it. Its text says nothing until a key that counts is known to have signed it. */
export interface SignedNote {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** 8 lower-case hex digits. */
  readonly hash: string;
  readonly bytes: Buffer;
}

/** What the signatures of a note show by the keys that count. */
export type NoteJudgement<Key> =
  /** No key that counts is named. */
  | { readonly state: "foreign" }
  /** A line names this key and is not its signature: the whole note is to be rejected. */
  | { readonly state: "invalid"; readonly key: Key }
  /** Each of these keys signed the text. */
  | { readonly state: "good"; readonly keys: readonly Key[] };

const MAX_NOTE = 65_536;
/** The specification wants at least 16; more would only cost time. */
const MAX_SIGNATURES = 16;
const MARK = "— ";

/** Reads a note, strictly. */
export function readSignedNote(note: string): SignedNote | { readonly problem: string } {
  return attempt(() => {
    if (note.length > MAX_NOTE) throw new Malformed(`it is longer than ${MAX_NOTE} characters`);
    if (!isNoteText(note)) throw new Malformed("it has a control character, or is no text");
    const blank = note.lastIndexOf("\n\n");
    if (blank < 0) throw new Malformed("no blank line separates text and signatures");
    const lines = note.slice(blank + 2).split("\n");
    if (lines.pop() !== "") throw new Malformed("its last line does not end");
    if (lines.length === 0) throw new Malformed("it has no signature");
    if (lines.length > MAX_SIGNATURES) throw new Malformed(`it has more than ${MAX_SIGNATURES} signatures`);
    return { text: note.slice(0, blank + 1), signatures: lines.map(readSignature) };
  });
}

function readSignature(line: string): NoteSignature {
  if (!line.startsWith(MARK)) throw new Malformed("a line behind its text is no signature");
  const [name = "", packed, ...more] = line.slice(MARK.length).split(" ");
  const bytes = packed === undefined || more.length > 0 ? null : strictBase64(packed);
  if (!isKeyName(name) || bytes === null || bytes.length < 5) {
    throw new Malformed("a signature line is not a dash, a name, and Base64 of hash and signature");
  }
  return { name, hash: bytes.subarray(0, 4).toString("hex"), bytes: bytes.subarray(4) };
}

/**
 * Judges the signatures of a note. Those of other keys are passed over, also where they share the name or the hash with one that counts.
 * @param keys those that count, by `<name>+<hash>`
 */
export function judgeNote<Key extends NoteKey>(
  { text, signatures }: SignedNote,
  keys: ReadonlyMap<string, Key>,
): NoteJudgement<Key> {
  const data = Buffer.from(text);
  const good = new Set<Key>();
  for (const { name, hash, bytes } of signatures) {
    const key = keys.get(`${name}+${hash}`);
    if (key === undefined) continue;
    if (!verifyEd25519(key.key, data, bytes)) return { state: "invalid", key };
    good.add(key);
  }
  return good.size === 0 ? { state: "foreign" } : { state: "good", keys: [...good] };
}

/**
 * A note with one signature.
 * @param text ends with a newline
 * @throws Error for a text that no note can have, which is a bug of its maker
 */
export function signNote(text: string, { name, hash, secret }: NoteSigner): string {
  if (!text.endsWith("\n") || !isNoteText(text)) throw new Error("not the text of a note");
  const signature = Buffer.concat([Buffer.from(hash, "hex"), sign(null, Buffer.from(text), secret)]);
  return `${text}\n${MARK}${name} ${signature.toString("base64")}\n`;
}

/** Unicode without a control character of ASCII but the newline. */
function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return !/[\x00-\x09\x0b-\x1f]|\p{Cs}/u.test(text);
}
