import { closeSync, mkdirSync, openSync, renameSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { readLooseRef } from "./loose.ts";
import { zeroSha } from "./objects.ts";
import { git, tryGit } from "./run-git.ts";

export interface GitRef {
  readonly ref: string;
  readonly sha: string;
  readonly type: string;
}

const plain = (ref: string): boolean => ref.startsWith("refs/") && isRefName(ref);

export async function readRef(dir: string, ref: string): Promise<string | null> {
  const loose = plain(ref) ? readLooseRef(dir, ref) : null;
  if (loose !== null) return loose;
  const { status, stdout } = await tryGit(dir, ["rev-parse", "--verify", "--quiet", "--end-of-options", ref]);
  return status === 0 ? stdout.toString().trim() : null;
}

/** Refs whose full name starts with `prefix`, as GitHub's matching-refs does (not only at a slash). */
export async function listRefs(dir: string, prefix: string): Promise<GitRef[]> {
  const out = await git(dir, ["for-each-ref", "--format=%(refname) %(objectname) %(objecttype)"]);
  return out
    .split("\n")
    .map((line) => line.split(" "))
    .flatMap(([ref = "", sha = "", type = ""]) => (ref.startsWith(prefix) && ref !== "" ? [{ ref, sha, type }] : []));
}

/**
 * Compare-and-swap: false where the ref is not at `before` any more. `before: null` = must not exist; `after: null` = delete.
 * An update takes git's own lock file, so that a push through git and an update from here exclude each other.
 */
export async function swapRef(dir: string, ref: string, before: string | null, after: string | null): Promise<boolean> {
  if (after === null || !plain(ref)) {
    const args = after === null ? ["-d", ref, before ?? zeroSha] : [ref, after, before ?? zeroSha];
    return (await tryGit(dir, ["update-ref", "--no-deref", ...args])).status === 0;
  }
  const path = join(dir, ref);
  const lock = `${path}.lock`;
  let file: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(lock, "wx");
  } catch {
    return false; // locked by another writer, or a name within another branch's name
  }
  try {
    writeSync(file, `${after}\n`);
    closeSync(file);
    if ((await readRef(dir, ref)) !== before) {
      unlinkSync(lock);
      return false;
    }
    renameSync(lock, path);
    return true;
  } catch {
    rmSync(lock, { force: true });
    return false;
  }
}

/** git check-ref-format's rules. */
export function isRefName(ref: string): boolean {
  return (
    ref.includes("/") &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what git forbids
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$|^\//.test(ref) &&
    ref.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"))
  );
}
