import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isRefName, readRef, swapRef } from "../../sandbox/git/refs.ts";
import { git, tryGit } from "../../sandbox/git/run-git.ts";
import { startSeeded } from "./support.ts";

test("a ref moves only from where the caller saw it, and git agrees", async () => {
  const { admin } = await startSeeded();
  const dir = admin.repositoryDir("acme/payments");
  const [main, feature] = [
    (await readRef(dir, "refs/heads/main")) ?? "",
    (await readRef(dir, "refs/heads/feature")) ?? "",
  ];
  expect(await swapRef(dir, "refs/heads/main", feature, feature)).toBe(false);
  expect(await swapRef(dir, "refs/heads/main", null, feature)).toBe(false);
  expect(await git(dir, ["rev-parse", "main"])).toBe(main);
  expect(await swapRef(dir, "refs/heads/main", main, feature)).toBe(true);
  expect(await git(dir, ["rev-parse", "main"])).toBe(feature);
  expect(await swapRef(dir, "refs/heads/main/below", null, main)).toBe(false);
  expect(await swapRef(dir, "refs/heads/gone", main, null)).toBe(false);
});

test("a packed ref is still compared, and a lock of git's is respected", async () => {
  const { admin } = await startSeeded();
  const dir = admin.repositoryDir("acme/payments");
  const main = (await readRef(dir, "refs/heads/main")) ?? "";
  await git(dir, ["pack-refs", "--all"]);
  expect(await readRef(dir, "refs/heads/main")).toBe(main);
  expect(await swapRef(dir, "refs/heads/main", null, main)).toBe(false);
  writeFileSync(join(dir, "refs/heads/main.lock"), "");
  expect(await swapRef(dir, "refs/heads/main", main, main)).toBe(false);
});

test("what is written without git is what git reads: fsck finds nothing, and names are judged alike", async () => {
  const { admin } = await startSeeded();
  const dir = admin.repositoryDir("acme/payments");
  await admin.commit("acme/payments", {
    branch: "feature",
    author: "dev",
    message: "order",
    files: { "a/x": "1", "a-b": "2", "a.c": "3", a0: "4", "src/app.ts": null },
  });
  const { status, stdout, stderr } = await tryGit(dir, ["fsck", "--strict", "--no-dangling"]);
  expect([status, stdout.toString(), stderr]).toEqual([0, "", ""]);
  expect(await git(dir, ["ls-tree", "-r", "--name-only", "feature"])).toBe("README.md\na-b\na.c\na/x\na0");
  for (const ref of [
    "refs/heads/a",
    "refs/heads/a..b",
    "refs/heads/.a",
    "refs/heads/a.lock",
    "refs/heads/a b",
    "refs/heads/a/",
    "refs/heads/ü",
    "refs/heads/a@{b",
  ])
    expect([ref, isRefName(ref)]).toEqual([ref, (await tryGit(dir, ["check-ref-format", ref])).status === 0]);
});
