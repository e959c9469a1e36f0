import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../../core/document/read-document.ts";
import { UnavailableError } from "../../core/findings/errors.ts";
import type { FoundFile, Registry } from "../../ports.ts";
import { codeOf, isMissing } from "../files/node-files.ts";
import { runGit } from "./run-git.ts";

/** Manifests and amendments; other files of the folder (a README) are nobody's bypass. */
const manifestName = /\.ya?ml$/;

/** The registry as a clone has it: working tree first, then the local branch, then the remote's. */
export function localRegistry(repo: string, branch: string, folder: string): Registry {
  const refs = [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`];
  const commits = new Map<string, Promise<string | null>>();
  const commitOf = (ref: string): Promise<string | null> => {
    const known = commits.get(ref) ?? resolveCommit(repo, ref);
    commits.set(ref, known);
    return known;
  };
  return {
    async find(path) {
      const bytes = await readIfThere(join(repo, path));
      if (bytes !== null) return { bytes, path, commit: null, source: "working tree" };
      for (const ref of refs) {
        const commit = await commitOf(ref);
        if (commit === null) continue;
        const { status, stdout } = await runGit(repo, ["cat-file", "blob", `${commit}:${path}`]);
        if (status === 0) return { bytes: stdout, path, commit, source: shortName(ref) };
      }
      return null;
    },
    async manifests() {
      const local = await listTree(join(repo, folder), folder);
      if (local !== null) return local;
      for (const ref of refs) {
        const commit = await commitOf(ref);
        if (commit === null) continue;
        const found = await readBranch(repo, commit, shortName(ref), folder);
        if (found.length > 0) return found;
      }
      return [];
    },
  };
}

async function resolveCommit(repo: string, ref: string): Promise<string | null> {
  const { status, stdout } = await runGit(repo, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  return status === 0 ? stdout.toString().trim() : null;
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//, "");
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw new UnavailableError(`${path} cannot be read (${codeOf(error)}).`, "Check the path and its permissions.", {
      cause: error,
    });
  }
}

async function listTree(root: string, folder: string): Promise<FoundFile[] | null> {
  let entries: import("node:fs").Dirent[];
  try {
    entries = await readdir(root, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return null;
    throw new UnavailableError(
      `${root} cannot be listed (${codeOf(error)}).`,
      "Check the folder and its permissions.",
      { cause: error },
    );
  }
  const named = entries
    .filter((entry) => !entry.isDirectory() && manifestName.test(entry.name))
    .map((entry) => ({ path: join(entry.parentPath, entry.name), regular: entry.isFile() }))
    .sort((a, b) => compareText(a.path, b.path));
  const files: FoundFile[] = [];
  for (const { path, regular } of named) {
    const inside = path
      .slice(root.length + 1)
      .split("\\")
      .join("/");
    const found = { path: `${folder}/${inside}`, commit: null, source: "working tree" };
    // A link is told, not followed: it can show a reviewer one text and the program another.
    if (regular) files.push({ ...found, bytes: await readFile(path) });
    else files.push({ ...found, bytes: new Uint8Array(), irregular: "a symbolic link or special file" });
  }
  return files;
}

/** All manifests of a commit in two git processes, however many there are. */
async function readBranch(repo: string, commit: string, source: string, folder: string): Promise<FoundFile[]> {
  const listing = await runGit(repo, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", `${folder}/`]);
  if (listing.status !== 0) return [];
  const entries = listing.stdout
    .toString()
    .split("\0")
    .flatMap((line) => {
      const [meta = "", path = ""] = line.split("\t");
      const [mode = "", type = "", oid = ""] = meta.split(" ");
      if (!manifestName.test(path)) return [];
      const regular = type === "blob" && mode.startsWith("100");
      return [{ path, oid, irregular: regular ? null : type === "commit" ? "a submodule" : "a symbolic link" }];
    });
  const regular = entries.filter((entry) => entry.irregular === null);
  const batch = await runGit(repo, ["cat-file", "--batch"], regular.map((entry) => `${entry.oid}\n`).join(""));
  const files: FoundFile[] = [];
  let offset = 0;
  for (const { path, irregular } of entries) {
    if (irregular !== null) {
      files.push({ bytes: new Uint8Array(), path, commit, source, irregular });
      continue;
    }
    const end = batch.stdout.indexOf(10, offset);
    const size = Number(batch.stdout.subarray(offset, end).toString().split(" ")[2]);
    if (!Number.isInteger(size))
      throw new UnavailableError(
        `git does not have the content of ${path} at ${commit}.`,
        "Fetch the branch completely (no partial clone).",
      );
    files.push({ bytes: batch.stdout.subarray(end + 1, end + 1 + size), path, commit, source });
    offset = end + 1 + size + 1;
  }
  return files;
}
