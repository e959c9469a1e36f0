/** A commit as git signs it: everything but the signature, and the signature. */
export interface SignedCommit {
  /** What the signature is about. */
  readonly payload: Buffer;
  /** The armored signature; null: there is none. */
  readonly signature: string | null;
  /** Name, e-mail, time and offset as written: a claim, unless the signature is of somebody who vouches for it. */
  readonly author: string;
  /** More than one signature, which no git writes: which of them would count? */
  readonly isAmbiguous: boolean;
}

const LF = 10;
const SPACE = 32;

/**
 * Takes the signature out of a commit (gitformat-signature). In a repository of SHA-256 objects the header is `gpgsig-sha256`. As git
 * does, headers that begin with `gpgsig` belong to no payload, so that a commit can carry one for each kind of object id.
 * @param oid 40 or 64 digits: says which header is this commit's own
 */
export function splitCommit(bytes: Uint8Array, oid: string): SignedCommit {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own = oid.length === 64 ? "gpgsig-sha256 " : "gpgsig ";
  const kept: Buffer[] = [];
  const signature: string[] = [];
  let [author, signatures, within] = ["", 0, "other" as "other" | "own" | "foreign"];
  let at = 0;
  while (at < whole.length) {
    const end = whole.indexOf(LF, at);
    const next = end < 0 ? whole.length : end + 1;
    // The first empty line ends the headers: the message may say what it likes.
    if (whole[at] === LF) break;
    const isContinued = whole[at] === SPACE;
    if (!isContinued)
      within = startsWith(whole, at, own) ? "own" : startsWith(whole, at, "gpgsig") ? "foreign" : "other";
    if (within === "own") {
      if (!isContinued) signatures++;
      signature.push(whole.toString("latin1", at + (isContinued ? 1 : own.length), next));
    } else if (within === "other") {
      kept.push(whole.subarray(at, next));
      if (startsWith(whole, at, "author ")) author = whole.toString("utf8", at + 7, end < 0 ? next : end);
    }
    at = next;
  }
  if (signatures === 0) return { payload: whole, signature: null, author, isAmbiguous: false };
  kept.push(whole.subarray(at));
  return { payload: Buffer.concat(kept), signature: signature.join(""), author, isAmbiguous: signatures > 1 };
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
