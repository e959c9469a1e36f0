import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

/**
 * git's loose objects, read and written here: a process per object would make the sandbox ten times slower.
 * The repository is git's own; everything that is packed falls back to git.
 */
export interface LooseObject {
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly content: Buffer;
}

const pathOf = (dir: string, sha: string): string => join(dir, "objects", sha.slice(0, 2), sha.slice(2));

/** Null: not there as a loose object. */
export function readLoose(dir: string, sha: string): LooseObject | null {
  let packed: Buffer;
  try {
    packed = readFileSync(pathOf(dir, sha));
  } catch {
    return null;
  }
  const raw = inflateSync(packed);
  const end = raw.indexOf(0);
  const type = raw.subarray(0, raw.indexOf(32)).toString() as LooseObject["type"];
  return { type, content: raw.subarray(end + 1) };
}

let written = 0;

/** Writes an object as git would, and returns its name. */
export function writeLoose(dir: string, type: LooseObject["type"], content: Buffer): string {
  const raw = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const sha = createHash("sha1").update(raw).digest("hex");
  const path = pathOf(dir, sha);
  mkdirSync(join(path, ".."), { recursive: true });
  written += 1;
  const temporary = `${path}.${process.pid}.${written}`;
  writeFileSync(temporary, deflateSync(raw, { level: 1 }));
  renameSync(temporary, path);
  return sha;
}

/** The ref's file, or null: not there, or packed. */
export function readLooseRef(dir: string, ref: string): string | null {
  try {
    const text = readFileSync(join(dir, ref), "utf8").trim();
    return /^[0-9a-f]{40}$/.test(text) ? text : null;
  } catch {
    return null;
  }
}
