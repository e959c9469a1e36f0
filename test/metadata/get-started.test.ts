import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "./source-files.ts";

const page = readFileSync(`${root}docs/get-started.md`, "utf8");
const folder = mkdtempSync(join(tmpdir(), "qms-get-started-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8" });

test("every block of docs/get-started.md works, in order, from an empty repository to a validated request", () => {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  expect(blocks.length).toBeGreaterThan(5);
  git("init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
  git("clone", "--quiet", "origin.git", "repo");
  const identity = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com"];
  git("-C", "repo", "switch", "--quiet", "-c", "main");
  git("-C", "repo", ...identity, "commit", "--quiet", "--allow-empty", "-m", "Product");
  git("-C", "repo", "push", "--quiet", "origin", "main");
  const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", blocks.join("\n")], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: folder,
      QMS: root.replace(/\/$/, ""),
      REPO: join(folder, "repo"),
      GIT_AUTHOR_NAME: "Dev",
      GIT_AUTHOR_EMAIL: "dev@example.com",
      GIT_COMMITTER_NAME: "Dev",
      GIT_COMMITTER_EMAIL: "dev@example.com",
      NO_COLOR: "1",
    },
  });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toContain("3 files, 0 errors");
  const pushed = git("--git-dir=origin.git", "ls-tree", "-r", "--name-only", "bypass/docs", ".qms/bypasses");
  expect(pushed).toMatch(/^\.qms\/bypasses\/\d{4}\/\d{2}\/BYPASS-L1-\d{8}-\d{6}\.yml\n$/);
});

test("links of docs/get-started.md lead somewhere", () => {
  const links = [...page.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !existsSync(join(root, "docs", link)))).toEqual([]);
});
