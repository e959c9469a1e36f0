import { readLoose, readLooseRef, writeLoose } from "./loose.ts";
import { git, tryGit } from "./run-git.ts";

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Epoch seconds. */
  readonly at: number;
}

export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly path: string;
  readonly size: number | null;
}

/** `sha: null` removes the path. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

export const zeroSha = "0".repeat(40);
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

type ObjectKind = "commit" | "tree" | "blob";

/** Full SHAs and full ref names of loose objects, and paths below them, without a process. Null: git must be asked. */
function resolveLoose(dir: string, rev: string, type: ObjectKind | undefined): { readonly sha: string | null } | null {
  const colon = rev.indexOf(":");
  if (colon >= 0) {
    const tree = resolveLoose(dir, rev.slice(0, colon), "tree")?.sha ?? null;
    const found = tree === null ? null : walkTree(dir, tree, rev.slice(colon + 1));
    return found === null || found.sha === null || type === undefined || found.type === type ? found : { sha: null };
  }
  const sha = /^[0-9a-f]{40}$/.test(rev)
    ? rev
    : rev.startsWith("refs/") && !rev.includes("..")
      ? readLooseRef(dir, rev)
      : null;
  const object = sha === null ? null : readLoose(dir, sha);
  if (sha === null || object === null) return null;
  if (type === undefined || object.type === type) return { sha };
  if (type === "tree" && object.type === "commit") return { sha: object.content.subarray(5, 45).toString() };
  return null;
}

/** The entry at a path; sha null: there is none. Null: a tree on the way is packed. */
function walkTree(
  dir: string,
  tree: string,
  path: string,
): { readonly sha: string | null; readonly type: string } | null {
  let at = { sha: tree, type: "tree" };
  for (const name of path.split("/").filter((part) => part !== "")) {
    const object = at.type === "tree" ? readLoose(dir, at.sha) : undefined;
    if (object === null) return null;
    const entry = object === undefined ? undefined : parseTree(object.content).find((one) => one.name === name);
    if (entry === undefined) return { sha: null, type: "blob" };
    at = { sha: entry.sha, type: typeOf(entry.mode) };
  }
  return at;
}

/** Full object name of a revision, or null; with `type` only where it is that (`commit`, `tree`: peeled from tags and commits). */
export async function resolveRev(dir: string, rev: string, type?: ObjectKind): Promise<string | null> {
  if (rev.startsWith("-") || rev === "") return null;
  const quick = resolveLoose(dir, rev, type);
  if (quick !== null) return quick.sha;
  // `commit:path` cannot be peeled: the suffix would be part of the path.
  const peeled = type !== undefined && !rev.includes(":");
  const name = peeled ? `${rev}^{${type}}` : rev;
  const { status, stdout } = await tryGit(dir, ["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
  const sha = stdout.toString().trim().split("\n").at(-1) ?? "";
  if (status !== 0 || !/^[0-9a-f]{40}$/.test(sha)) return null;
  if (peeled) return sha;
  // A full SHA "resolves" even where the object is missing.
  const found = await objectType(dir, sha);
  return found === null || (type !== undefined && found !== type) ? null : sha;
}

export async function objectType(dir: string, sha: string): Promise<TreeEntry["type"] | "tag" | null> {
  const loose = readLoose(dir, sha);
  if (loose !== null) return loose.type;
  const { status, stdout } = await tryGit(dir, ["cat-file", "-t", sha]);
  return status === 0 ? (stdout.toString().trim() as TreeEntry["type"]) : null;
}

function parseSignature(line: string): Signature {
  const [, name = "", email = "", at = "0"] = /^(.*?) ?<([^>]*)> (\d+)/.exec(line) ?? [];
  return { name, email, at: Number(at) };
}

/** The raw commit object: no pretty format can hide a header. */
export async function readCommit(dir: string, sha: string): Promise<GitCommit> {
  const loose = readLoose(dir, sha);
  const raw = loose?.type === "commit" ? loose.content.toString() : await git(dir, ["cat-file", "commit", sha]);
  const end = raw.indexOf("\n\n");
  const header = raw.slice(0, end).split("\n");
  const values = (key: string) =>
    header.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  return {
    sha,
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parseSignature(values("author")[0] ?? ""),
    committer: parseSignature(values("committer")[0] ?? ""),
    message: raw.slice(end + 2).replace(/\n$/, ""),
  };
}

export async function readTree(dir: string, sha: string, recursive = false): Promise<TreeEntry[]> {
  const tree = await resolveRev(dir, sha, "tree");
  if (tree === null) throw new Error(`no tree ${sha}`);
  const entries: TreeEntry[] = [];
  for (const entry of await readTreeLevel(dir, tree)) {
    entries.push(entry);
    if (!recursive || entry.type !== "tree") continue;
    for (const below of await readTree(dir, entry.sha, true))
      entries.push({ ...below, path: `${entry.path}/${below.path}` });
  }
  return entries;
}

const typeOf = (mode: string): TreeEntry["type"] =>
  mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";

function parseTree(content: Buffer): { readonly mode: string; readonly sha: string; readonly name: string }[] {
  const entries: { mode: string; sha: string; name: string }[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    entries.push({
      mode: content.subarray(at, space).toString().padStart(6, "0"),
      sha: content.subarray(end + 1, end + 21).toString("hex"),
      name: content.subarray(space + 1, end).toString(),
    });
    at = end + 21;
  }
  return entries;
}

async function readTreeLevel(dir: string, sha: string): Promise<TreeEntry[]> {
  const content = readLoose(dir, sha)?.content ?? (await tryGit(dir, ["cat-file", "tree", sha])).stdout;
  const entries: TreeEntry[] = [];
  for (const { mode, sha: oid, name } of parseTree(content)) {
    const type = typeOf(mode);
    const size = type === "blob" ? ((await readBlob(dir, oid))?.length ?? null) : null;
    entries.push({ mode, type, sha: oid, path: name, size });
  }
  return entries;
}

export async function readBlob(dir: string, sha: string): Promise<Buffer | null> {
  const loose = readLoose(dir, sha);
  if (loose !== null) return loose.type === "blob" ? loose.content : null;
  const { status, stdout } = await tryGit(dir, ["cat-file", "blob", sha]);
  return status === 0 ? stdout : null;
}

export async function writeBlob(dir: string, content: Buffer): Promise<string> {
  return writeLoose(dir, "blob", content);
}

/** A tree from a base (null: empty) and changes. */
export async function writeTree(dir: string, base: string | null, changes: readonly TreeChange[]): Promise<string> {
  const entries = new Map<string, { mode: string; sha: string }>();
  const below = new Map<string, TreeChange[]>();
  for (const { path, mode, sha } of base === null ? [] : await readTree(dir, base)) entries.set(path, { mode, sha });
  for (const { path, mode, sha } of changes) {
    const slash = path.indexOf("/");
    const name = slash < 0 ? path : path.slice(0, slash);
    if (slash < 0 && sha === null) entries.delete(name);
    else if (slash < 0 && sha !== null) entries.set(name, { mode, sha });
    else below.set(name, [...(below.get(name) ?? []), { path: path.slice(slash + 1), mode, sha }]);
  }
  for (const [name, inside] of below) {
    const known = entries.get(name);
    const sha = await writeTree(dir, known?.mode === "040000" ? known.sha : null, inside);
    if (sha === emptyTree) entries.delete(name);
    else entries.set(name, { mode: "040000", sha });
  }
  // git orders folders as if their names ended with a slash.
  const key = ([name, { mode }]: [string, { mode: string }]) => Buffer.from(mode === "040000" ? `${name}/` : name);
  const lines = [...entries]
    .sort((a, b) => Buffer.compare(key(a), key(b)))
    .flatMap(([name, { mode, sha }]) => [Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`), Buffer.from(sha, "hex")]);
  return writeLoose(dir, "tree", Buffer.concat(lines));
}

export async function writeCommit(
  dir: string,
  commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Signature;
    readonly committer?: Signature;
  },
): Promise<string> {
  const { author } = commit;
  const person = (role: string, { name, email, at }: Signature) =>
    `${role} ${clean(name)} <${clean(email)}> ${at} +0000`;
  const header = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    person("author", author),
    person("committer", commit.committer ?? author),
  ];
  return writeLoose(dir, "commit", Buffer.from(`${header.join("\n")}\n\n${commit.message.replace(/\n*$/, "\n")}`));
}

/** As git does: names cannot hold what ends them. */
const clean = (text: string): string => text.replace(/[<>\n]/g, "");
