import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { CommitLines } from "../../core/audit/check-commit-dates.ts";
import type { CloneState } from "../../core/audit/history.ts";
import { UnavailableError } from "../../core/findings/errors.ts";
import type { BranchTip, HistoryReading, RepositoryHistory } from "../../ports.ts";
import { codeOf, isMissing } from "../files/node-files.ts";
import { commitRelations } from "./commit-relations.ts";
import { readChanges } from "./read-changes.ts";
import { readCommits } from "./read-commits.ts";
import { type BranchIds, readIds } from "./read-ids.ts";
import { readMerges } from "./read-merges.ts";
import { readGroups, readObjects } from "./read-objects.ts";
import { type CloneRefs, readRefs } from "./read-refs.ts";
import { runGit } from "./run-git.ts";
import { unopened, unreadable } from "./unreadable.ts";

/** Where the clone lies, its refs, and what it promises to fetch when somebody asks. */
interface Clone {
  readonly folder: string;
  readonly refs: CloneRefs;
  readonly isPartial: boolean;
  /** Objects that a partial clone left behind; empty for a full one. */
  readonly absent: ReadonlySet<string>;
}

/**
 * The history of a full clone. A fixed number of git processes, however long it is; every answer is read once.
 * @param heads branches that are taken to end at these commits, as they did once
 */
export function cloneHistory(repo: string, heads: ReadonlyMap<string, string> = new Map()): RepositoryHistory {
  const clone = once(async () => {
    const { refs, ...rest } = await openClone(repo);
    return { ...rest, refs: setBack(refs, heads) };
  });
  const tips = new Map<string, Promise<BranchTip | null>>();
  const ids = new Map<string, Promise<BranchIds | null>>();
  const branch: RepositoryHistory["branch"] = (name) => {
    const known = tips.get(name) ?? clone().then(({ refs }) => resolveBranch(repo, refs, name));
    tips.set(name, known);
    return known;
  };
  const idsOf = (name: string): Promise<BranchIds | null> => {
    const known =
      ids.get(name) ??
      branch(name).then(async (tip) => (tip === null ? null : readIds(repo, headOf(tip, (await clone()).refs))));
    ids.set(name, known);
    return known;
  };
  const readEach: RepositoryHistory["readEach"] = async (names, take) => {
    const { absent } = await clone();
    const asked = absent.size === 0 ? null : names.flatMap((name, index) => (absent.has(name) ? [] : [index]));
    let next = 0;
    const skipTo = (end: number): void => {
      while (next < end) take(null, next++);
    };
    const wanted = asked === null ? names : asked.map((index) => names[index] ?? "");
    const problem = await readObjects(repo, wanted, (object, answer) => {
      skipTo(asked?.[answer] ?? answer);
      take(object?.type === "blob" ? object.bytes : null, next++);
    });
    if (problem !== null) throw unreadable(repo, "objects", problem);
    skipTo(names.length);
  };
  return {
    async state() {
      const { folder, refs, isPartial } = await clone();
      const [shallow, grafts] = await Promise.all([
        readLines(join(folder, "shallow")),
        readLines(join(folder, "info", "grafts")),
      ]);
      const grafted = grafts.filter((line) => !line.startsWith("#")).map((line) => line.split(" ")[0] ?? "");
      return { shallow, grafted, isPartial, replaced: refs.replaced, anchorTags: refs.anchorTags } satisfies CloneState;
    },
    branch,
    async branchNames() {
      const { refs } = await clone();
      return [...new Set([...refs.local.keys(), ...refs.remote.keys()])];
    },
    async defaultBranch() {
      const { refs } = await clone();
      if (refs.originHead !== null) return refs.originHead;
      return ["main", "master"].find((name) => refs.local.has(name) || refs.remote.has(name)) ?? null;
    },
    async history(tip, under = [], since?): Promise<HistoryReading> {
      const { commits, problem } = await readCommits(
        repo,
        since === undefined ? [tip.commit] : [tip.commit, `^${since}`],
      );
      if (problem !== null) return { outcome: "unreadable", problem };
      return readChanges(repo, commits, under);
    },
    async commitsOf(name) {
      return (await idsOf(name))?.all ?? null;
    },
    async lineOf(name) {
      return (await idsOf(name))?.line ?? [];
    },
    ...commitRelations(repo),
    async landings(name) {
      const { folder, refs } = await clone();
      const head = refs.remote.get(name) ?? refs.local.get(name);
      if (head === undefined || (await readLines(join(folder, "shallow"))).length > 0) return null;
      const args = ["rev-list", "--first-parent", "--timestamp", "--stdin"];
      const { status, stdout } = await runGit(repo, args, `${head}\n`);
      if (status !== 0) return null;
      return stdout
        .toString()
        .split("\n")
        .filter(Boolean)
        .map((line) => Number(line.split(" ", 1)[0]) * 1000);
    },
    async reachable(ids, commits) {
      const args = ["rev-list", "--objects", "--no-object-names", "--missing=allow-any", "--stdin"];
      const { stdout } = await runGit(repo, args, `${commits.join("\n")}\n`);
      const there = new Set(stdout.toString().split("\n"));
      return ids.filter((id) => there.has(id));
    },
    async contents(ids) {
      const { absent } = await clone();
      const all = [...new Set(ids)];
      const contents = new Map<string, Uint8Array>();
      // In a partial clone a path may lead through a folder that is not there, and git ends at the first of them: one at a time.
      const alone = absent.size === 0 ? [] : all.filter((name) => name.includes(":"));
      const names = alone.length === 0 ? all : all.filter((name) => !name.includes(":"));
      await readEach(names, (bytes, index) => {
        // A copy: a slice of a few bytes would keep its whole chunk alive.
        if (bytes !== null) contents.set(names[index] ?? "", Buffer.from(bytes));
      });
      for (const name of alone) {
        await readObjects(repo, [name], (object) => {
          if (object?.type === "blob") contents.set(name, Buffer.from(object.bytes));
        });
      }
      return contents;
    },
    async contentsInTurn(groups, take, takeTree) {
      const { absent } = await clone();
      if (absent.size > 0) {
        for await (const names of groups) for (const [id, bytes] of await this.contents(names)) take(bytes, id);
        return;
      }
      const asked: string[] = [];
      async function* told(): AsyncGenerator<readonly string[]> {
        for await (const names of groups) {
          asked.push(...names);
          yield names;
        }
      }
      const problem = await readGroups(repo, told(), (object, index) => {
        if (object?.type === "blob") take(object.bytes, asked[index] ?? "");
        else if (object?.type === "tree") takeTree?.(object.bytes, asked[index] ?? "");
      });
      if (problem !== null) throw unreadable(repo, "objects", problem);
    },
    async entriesAt(commit, folder) {
      const args = ["ls-tree", "-r", "-t", "-z", "--full-tree", commit, "--", `${folder}/`];
      const { status, stdout } = await runGit(repo, args);
      const files = new Map<string, string>();
      const trees = new Map<string, string>();
      if (status !== 0) return { files, trees };
      trees.set("", `${commit}^{tree}`);
      for (const entry of stdout.toString().split("\0")) {
        const tab = entry.indexOf("\t");
        const [, type, id] = entry.slice(0, Math.max(0, tab)).split(" ");
        if (id === undefined) continue;
        if (type === "blob") files.set(entry.slice(tab + 1), id);
        else if (type === "tree") trees.set(entry.slice(tab + 1), id);
      }
      return { files, trees };
    },
    readEach,
    async eachCommit(commits, take) {
      const problem = await readObjects(repo, commits, (object, index) =>
        take(object?.type === "commit" ? object.bytes : null, index),
      );
      if (problem !== null) throw unreadable(repo, "commits", problem);
    },
    async mergesOf(name, commits) {
      const tip = await this.branch(name);
      return tip === null ? new Map() : readMerges(repo, [headOf(tip, (await clone()).refs)], commits);
    },
    async lines(commits) {
      const lines = new Map<string, CommitLines>();
      await readObjects(repo, commits, (object, index) => {
        if (object?.type === "commit") lines.set(commits[index] ?? "", linesOf(object.bytes));
      });
      return lines;
    },
  };
}

/** As branches of origin, as a job's checkout has them: findings name them so. */
function setBack(refs: CloneRefs, heads: ReadonlyMap<string, string>): CloneRefs {
  const [local, remote] = [new Map(refs.local), new Map(refs.remote)];
  for (const [name, commit] of heads) {
    remote.set(name, commit);
    local.delete(name);
  }
  // Of tags nothing tells when they came: most were made behind what is set back to. A whole verification has judged them.
  return { ...refs, local, remote, ...(heads.size > 0 ? { anchorTags: new Map() } : {}) };
}

/** Only the header of a commit is ours to read, the message is foreign. */
function linesOf(commit: Uint8Array): CommitLines {
  const text = Buffer.from(commit).toString();
  const end = text.indexOf("\n\n");
  const header = (end < 0 ? text : text.slice(0, end)).split("\n");
  const find = (name: string): string =>
    header.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? "";
  const parents = header.flatMap((line) => (line.startsWith("parent ") ? line.slice(7) : []));
  return { parents, author: find("author"), committer: find("committer") };
}

/** Where both have gone on, what was pushed: commits of nobody but this clone must not hide that others were taken away there. */
function headOf({ name, commit, diverged }: BranchTip, { remote }: CloneRefs): string {
  return diverged === null ? commit : (remote.get(name) ?? commit);
}

async function openClone(repo: string): Promise<Clone> {
  const place = await runGit(repo, ["rev-parse", "--git-common-dir"]);
  if (place.status === null) throw new UnavailableError("git was not found.", "Install git 2.38 or later.");
  if (place.status !== 0) throw unopened(repo, place.stderr);
  const partial = "^(remote\\..*\\.promisor|extensions\\.partialclone)$";
  const [refs, promised] = await Promise.all([readRefs(repo), runGit(repo, ["config", "--get-regexp", partial])]);
  const tips = [...refs.local.values(), ...refs.remote.values()];
  const absent = promised.status === 0 ? await readAbsent(repo, tips) : new Set<string>();
  return { folder: resolve(repo, place.stdout.toString().trim()), refs, isPartial: promised.status === 0, absent };
}

/** What a partial clone would fetch when asked. It is never asked: a download in the middle of a proof is none of the clone. */
async function readAbsent(repo: string, tips: readonly string[]): Promise<Set<string>> {
  const args = ["rev-list", "--objects", "--no-object-names", "--missing=print", "--stdin"];
  const { stdout } = await runGit(repo, args, `${tips.join("\n")}\n`);
  return new Set(
    stdout
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("?"))
      .map((line) => line.slice(1)),
  );
}

/**
 * The local branch, as long as it has something of its own. A local branch that only lies behind is a checkout that nobody pulled:
 * to judge a fresh ledger by it would accuse everybody.
 */
async function resolveBranch(repo: string, refs: CloneRefs, name: string): Promise<BranchTip | null> {
  const broken = [`refs/heads/${name}`, `refs/remotes/origin/${name}`].find((ref) => refs.broken.has(ref));
  if (broken !== undefined) throw unreadable(repo, "refs", `ignoring broken ref ${broken}`);
  const local = refs.local.get(name);
  const remote = refs.remote.get(name);
  const at = (ref: string, commit: string): BranchTip => ({ name, ref, commit, diverged: null, common: null });
  if (local === undefined) return remote === undefined ? null : at(`origin/${name}`, remote);
  if (remote === undefined || remote === local) return at(name, local);
  const base = await runGit(repo, ["merge-base", local, remote]);
  const common = base.status === 0 ? base.stdout.toString().trim() : null;
  if (common === local) return at(`origin/${name}`, remote);
  return common === remote ? at(name, local) : { ...at(name, local), diverged: `origin/${name}`, common };
}

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8"))
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  } catch (error) {
    if (isMissing(error)) return [];
    throw new UnavailableError(`${path} cannot be read (${codeOf(error)}).`, "Check its permissions.", {
      cause: error,
    });
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
