import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { cloneHistory } from "../../../src/adapters/git/clone-history.ts";
import type { RepositoryHistory } from "../../../src/ports.ts";
import { newRepository, ordinaryWorld, removeRepository, type World } from "../../operations/audit-world.ts";
import { gitBytes, gitIn, type ImportedCommit, importCommits } from "../../operations/fast-import.ts";

let world: World;
beforeAll(() => {
  world = ordinaryWorld();
});
afterAll(() => removeRepository(world.folder));

async function read(history: RepositoryHistory, name = "qms") {
  const tip = await history.branch(name);
  if (tip === null) throw new Error(`no branch ${name}`);
  const reading = await history.history(tip);
  if (reading.outcome !== "read") throw new Error(reading.problem);
  return reading.commits;
}

test("settings of the clone itself change no byte of what is read", async () => {
  const quiet = await read(cloneHistory(world.folder));
  const settings = [
    ...["log.showSignature true", "log.follow true", "log.showRoot false", "log.mailmap true", "diff.renames copies"],
    ...[
      "diff.ignoreSubmodules all",
      "diff.noprefix true",
      "core.quotePath true",
      "color.ui always",
      "diff.relative true",
    ],
    ...["format.pretty oneline", "i18n.logOutputEncoding latin1", "log.diffMerges off", "diff.external /bin/false"],
  ];
  for (const setting of settings) gitIn(world.folder, ["config", ...setting.split(" ")]);
  writeFileSync(`${world.folder}/order`, "*.yml\n");
  gitIn(world.folder, ["config", "diff.orderFile", `${world.folder}/order`]);
  writeFileSync(`${world.folder}/.mailmap`, "Somebody Else <else@example.com> <dev@example.com>\n");
  writeFileSync(`${world.folder}/.git/info/attributes`, "* -diff filter=x text eol=crlf\n");
  expect(await read(cloneHistory(world.folder))).toEqual(quiet);
});

test("what is staged is not asked, however broken it is", async () => {
  const quiet = await read(cloneHistory(world.folder));
  writeFileSync(`${world.folder}/.git/index`, "no index");
  expect(await read(cloneHistory(world.folder))).toEqual(quiet);
});

test.skipIf(process.platform === "win32")(
  "a missing object starts no download, whatever the clone allows",
  async () => {
    const folder = newRepository();
    const proof = `${folder}/started`;
    const commits = importCommits(folder, [
      { name: "one", branch: "qms", files: { a: "1\n" } },
      { name: "two", branch: "qms", parents: ["one"], files: { a: "2\n" } },
    ]);
    const missing = commits.get("one") ?? "";
    for (const [key = "", value = ""] of [
      ["remote.origin.promisor", "true"],
      ["remote.origin.url", `ext::sh -c touch% ${proof}`],
      ["protocol.ext.allow", "always"],
    ])
      gitIn(folder, ["config", key, value]);
    rmSync(`${folder}/.git/objects/${missing.slice(0, 2)}/${missing.slice(2)}`);
    await expect(read(cloneHistory(folder))).rejects.toThrow(missing);
    expect(existsSync(proof)).toBe(false);
    // Git by itself fetches; a newer one has to be told so.
    spawnSync("git", ["-C", folder, "rev-list", "qms"], { env: { ...process.env, GIT_NO_LAZY_FETCH: "0" } });
    expect(existsSync(proof)).toBe(true);
    removeRepository(folder);
  },
);

test("a commit-graph that tells other parents is not asked", async () => {
  gitIn(world.folder, ["commit-graph", "write", "--reachable"]);
  const path = `${world.folder}/.git/objects/info/commit-graph`;
  const bytes = readFileSync(path);
  // Broken beyond its header: whoever reads it, fails or sees another history.
  bytes.fill(0, Math.floor(bytes.length / 2), bytes.length - 20);
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  expect((await read(cloneHistory(world.folder))).map(({ oid }) => oid)).toContain(world.commit("R0"));
});

test("a merge is compared with every parent, also where nothing changed", async () => {
  const commits = await read(cloneHistory(world.folder));
  const merge = commits.find(({ oid }) => oid === world.commit("R1"));
  expect(merge?.parents).toEqual([world.commit("R0"), world.commit("R1-pull")]);
  expect(merge?.changes.map(({ parent, kind }) => ({ parent, kind }))).toEqual([
    { parent: world.commit("R0"), kind: "added" },
  ]);
});

test("names that are no UTF-8, with line feeds and quotes, keep their identity", async () => {
  const folder = newRepository();
  importCommits(folder, [
    {
      name: "a",
      branch: "odd",
      files: {
        '"\\377.yml"': "1",
        '"\\376.yml"': "2",
        '"\\\\xff.yml"': "5",
        '"a\\\\\\377.yml"': "6",
        '"line\\nfeed \\"q\\".yml"': "3",
        ":colon": "4",
      },
    },
  ]);
  const [commit] = await read(cloneHistory(folder), "odd");
  expect(commit?.changes.map(({ path }) => path).sort()).toEqual([
    ":colon",
    "\\\\xff.yml",
    "\\xfe.yml",
    "\\xff.yml",
    "a\\\\\\xff.yml",
    'line\nfeed "q".yml',
  ]);
  removeRepository(folder);
});

test("a history that several gits compare is the one that one git tells, roots and merges included", async () => {
  const folder = newRepository();
  const commits: ImportedCommit[] = [];
  for (let index = 0; index < 10_500; index++) {
    // With a second root, and its merge.
    const isRoot = index === 0 || index === 5248;
    const parents = index === 5249 ? ["c5247", "c5248"] : [`c${index - 1}`];
    commits.push({
      name: `c${index}`,
      branch: "qms",
      parents: isRoot ? [] : parents,
      files: { [`f${index % 7}`]: index % 3 === 0 ? `${index}` : "the same" },
    });
  }
  importCommits(folder, commits);
  const raw = gitBytes(folder, [
    ...["log", "--topo-order", "--reverse", "-m", "--root", "--raw", "--no-abbrev", "--no-renames"],
    ...["--format=commit %H", "qms"],
  ]).toString();
  const lines = raw.split("\n").filter((line) => line.startsWith(":"));
  const there = await read(cloneHistory(folder));
  expect(there.flatMap(({ changes }) => changes)).toHaveLength(lines.length);
  const files = new Map<string, string | null>();
  for (const { parents, changes } of there)
    for (const { path, blob, parent } of changes) if ((parent ?? null) === (parents[0] ?? null)) files.set(path, blob);
  for (const path of gitIn(folder, ["ls-tree", "--name-only", "qms"]).split("\n"))
    expect(files.get(path)).toBe(gitIn(folder, ["rev-parse", `qms:${path}`]));
  expect(there.map(({ oid }) => oid)).toEqual(
    gitIn(folder, ["rev-list", "--topo-order", "--reverse", "qms"]).split("\n"),
  );
  removeRepository(folder);
});

test("contents of any size come back as they are, what is missing is left out", async () => {
  const folder = newRepository();
  const big = Buffer.alloc(3_000_000, "0123456789\n");
  importCommits(folder, [{ name: "a", branch: "main", files: { big: new Uint8Array(big), empty: "", nul: "a\0b\n" } }]);
  const id = (path: string) => gitIn(folder, ["rev-parse", `main:${path}`]);
  const ids = [id("big"), id("empty"), "f".repeat(40), id("nul"), "main:nul", "main:none"];
  const contents = await cloneHistory(folder).contents(ids);
  expect(Buffer.from(contents.get(id("big")) ?? []).equals(big)).toBe(true);
  expect(contents.get(id("empty"))).toHaveLength(0);
  expect(Buffer.from(contents.get("main:nul") ?? []).toString()).toBe("a\0b\n");
  expect([...contents.keys()]).toHaveLength(4);
  removeRepository(folder);
});

describe("which branch is meant", () => {
  let folder = "";
  afterEach(() => removeRepository(folder));
  const clone = () => {
    folder = newRepository();
    removeRepository(folder);
    world.git("clone", "--quiet", world.folder, folder);
    return cloneHistory(folder);
  };

  test("the remote-tracking one where there is no other", async () => {
    const history = clone();
    expect(await history.branch("qms")).toMatchObject({
      ref: "origin/qms",
      commit: world.commit("R2"),
      diverged: null,
    });
    expect(await history.branch("none")).toBeNull();
    expect(await history.defaultBranch()).toBe("main");
  });

  test("the remote-tracking one where the local one only lies behind", async () => {
    const history = clone();
    gitIn(folder, ["branch", "--no-track", "qms", world.commit("R1")]);
    expect(await history.branch("qms")).toMatchObject({ ref: "origin/qms", commit: world.commit("R2") });
  });

  test("the local one where it has something of its own, and whether both have", async () => {
    const history = clone();
    importCommits(folder, [{ name: "x", branch: "qms", parents: [world.commit("R1")], files: { x: "x" } }]);
    expect(await history.branch("qms")).toMatchObject({ ref: "qms", diverged: "origin/qms" });
  });
});

test("an audit's worth of reading takes at most twelve git processes, however long the history is", async () => {
  const folder = newRepository();
  const log = `${folder}/log`;
  writeFileSync(`${folder}/git`, `#!/bin/sh\necho "$@" >> ${log}\nexec ${gitPath()} "$@"\n`, { mode: 0o755 });
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before}`;
  try {
    const { verifyRepository } = await import("../../../src/operations/verify-repository.ts");
    const { result } = await verifyRepository({
      ...{
        history: cloneHistory(world.folder),
        registryBranch: "qms",
        ledgerBranch: "qms-ledger",
        folder: ".qms/bypasses",
      },
      ...{ policyPath: ".qms/policy.yml", defaultBranch: null, anchors: [], asOf: Date.UTC(2026, 2, 2, 12) },
    });
    expect(result.verdict).toBe("pass");
  } finally {
    process.env.PATH = before;
  }
  const calls = readFileSync(log, "utf8").trim().split("\n");
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(12);
  removeRepository(folder);
});

function gitPath(): string {
  const found = (process.env.PATH ?? "").split(delimiter).find((folder) => {
    try {
      return readFileSync(`${folder}/git`).length > 0;
    } catch {
      return false;
    }
  });
  return `${found}/git`;
}

describe("refs that git cannot read are said, not taken for branches that are not there", () => {
  const damaged = (damage: (folder: string) => void): RepositoryHistory => {
    const folder = newRepository();
    damagedFolders.push(folder);
    importCommits(folder, [{ name: "a", branch: "qms-ledger", files: { "README.md": "x" } }]);
    damage(folder);
    return cloneHistory(folder);
  };
  const damagedFolders: string[] = [];
  afterEach(() => damagedFolders.splice(0).forEach(removeRepository));

  test("packed-refs with a line that is none", async () => {
    const history = damaged((folder) => {
      gitIn(folder, ["pack-refs", "--all"]);
      appendFileSync(`${folder}/.git/packed-refs`, "zzz \u001b[31m no line\n");
    });
    await expect(history.branch("qms-ledger")).rejects.toMatchObject({
      name: "UnavailableError",
      message: expect.stringContaining("fatal: unexpected line in .git/packed-refs"),
      fix: expect.stringContaining("clone anew"),
    });
  });

  test.each([
    ["heads/qms-ledger", "garbage\n"],
    ["heads/qms-ledger", ""],
    ["remotes/origin/qms-ledger", "garbage\n"],
  ])("refs/%s that holds %j", async (ref, text) => {
    const history = damaged((folder) => {
      mkdirSync(dirname(`${folder}/.git/refs/${ref}`), { recursive: true });
      writeFileSync(`${folder}/.git/refs/${ref}`, text);
    });
    await expect(history.branch("qms-ledger")).rejects.toThrow(`ignoring broken ref refs/${ref}`);
    // Another branch is not concerned.
    expect(await history.branch("qms")).toBeNull();
  });

  test("objects that are gone, as those of alternates that were moved: the branch is there, its history is not", async () => {
    const history = damaged((folder) => {
      rmSync(`${folder}/.git/objects`, { recursive: true });
      mkdirSync(`${folder}/.git/objects/pack`, { recursive: true });
    });
    const tip = await history.branch("qms-ledger");
    expect(tip).not.toBeNull();
    if (tip === null) return;
    expect(await history.history(tip)).toMatchObject({
      outcome: "unreadable",
      problem: expect.stringContaining(tip.commit),
    });
  });
});

describe("a repository that git does not open is not called a folder without one", () => {
  const folders: string[] = [];
  afterEach(() => folders.splice(0).forEach(removeRepository));

  test.each([
    ["a line of its settings that is none", "[broken\n", "fatal: bad config line"],
    ["an extension that is not known", "[core]\nrepositoryformatversion = 1\n[extensions]\nodd = true\n", "odd"],
    ["another version of the format", "[core]\nrepositoryformatversion = 9\n", "fatal: Expected git repo version <= 1"],
  ])("%s", async (_, settings, words) => {
    const folder = newRepository();
    folders.push(folder);
    appendFileSync(`${folder}/.git/config`, settings);
    await expect(cloneHistory(folder).branch("qms")).rejects.toMatchObject({
      name: "UnavailableError",
      message: expect.stringMatching(`^git cannot open ${folder}: .*${words}`),
      fix: expect.stringContaining("Clone anew"),
    });
  });

  test("a folder in no repository, a file, and none at all, are", async () => {
    for (const folder of ["/", process.execPath, "/nonexistent"])
      await expect(cloneHistory(folder).branch("qms")).rejects.toThrow(`${folder} is no git repository.`);
  });
});
