import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A commit to be written: its files by path, null deletes. Parents are names of commits before it, or full ids. */
export interface ImportedCommit {
  readonly name: string;
  readonly branch: string;
  readonly parents?: readonly string[];
  readonly files: Readonly<
    Record<string, string | Uint8Array | null | { readonly mode: string; readonly data: string }>
  >;
  readonly message?: string;
  /** Seconds since 1970. */
  readonly at?: number;
  /** Of the author line, where it differs. */
  readonly authoredAt?: number;
  readonly author?: string;
}

/** git in a folder, isolated from everybody's configuration; throws where git refuses. */
export function gitIn(
  folder: string,
  args: readonly string[],
  input: string | Uint8Array = "",
  more: NodeJS.ProcessEnv = {},
): string {
  return gitBytes(folder, args, input, more).toString().trim();
}

/** The same, with all that it prints, to the byte. */
export function gitBytes(
  folder: string,
  args: readonly string[],
  input: string | Uint8Array = "",
  more: NodeJS.ProcessEnv = {},
): Buffer {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always"];
  const env = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: "2026-03-02T12:00:00Z",
    GIT_COMMITTER_DATE: "2026-03-02T12:00:00Z",
    ...more,
  };
  const result = spawnSync("git", [...identity, ...args], { cwd: folder, env, input, maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}

/** Writes commits into a repository, in one process, and returns their ids by name. */
export function importCommits(folder: string, commits: readonly ImportedCommit[]): Map<string, string> {
  const marks = new Map<string, number>();
  const parts: (string | Uint8Array)[] = [];
  const refOf = (name: string) => (marks.has(name) ? `:${marks.get(name)}` : name);
  for (const [index, commit] of commits.entries()) {
    const {
      name,
      branch,
      parents = [],
      files,
      message = name,
      at = 1_772_442_000 + index,
      authoredAt = at,
      author = "Dev <dev@example.com>",
    } = commit;
    marks.set(name, index + 1);
    if (parents.length === 0) parts.push(`reset refs/heads/${branch}\n`);
    parts.push(
      `commit refs/heads/${branch}\nmark :${index + 1}\nauthor ${author} ${authoredAt} +0000\ncommitter ${author} ${at} +0000\n`,
    );
    parts.push(`data ${Buffer.byteLength(message)}\n${message}\n`);
    for (const [at, parent] of parents.entries()) parts.push(`${at === 0 ? "from" : "merge"} ${refOf(parent)}\n`);
    for (const [path, file] of Object.entries(files)) {
      if (file === null) {
        parts.push(`D ${path}\n`);
        continue;
      }
      const { mode, data } = typeof file === "object" && "mode" in file ? file : { mode: "100644", data: file };
      const bytes = Buffer.from(data as string);
      parts.push(`M ${mode} inline ${path}\ndata ${bytes.length}\n`, bytes, "\n");
    }
    parts.push("\n");
  }
  parts.push("done\n");
  gitIn(
    folder,
    ["fast-import", "--quiet", "--force", "--done", "--export-marks=.git/test-marks"],
    Buffer.concat(parts.map((part) => Buffer.from(part))),
  );
  const written = new Map<string, string>();
  for (const line of readFileSync(`${folder}/.git/test-marks`, "utf8").trim().split("\n")) {
    const [mark = "", oid = ""] = line.split(" ");
    const name = [...marks].find(([, number]) => `:${number}` === mark)?.[0];
    if (name !== undefined) written.set(name, oid);
  }
  return written;
}
