import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { git, neverShown, put, qms, temporaryFolder } from "./process.ts";

const parent = temporaryFolder();
const sha = "94df8699fc3753d88a4d5259b5ae076057206679";
const me = { GIT_AUTHOR_NAME: "T", GIT_AUTHOR_EMAIL: "t@e.x", GIT_COMMITTER_NAME: "T", GIT_COMMITTER_EMAIL: "t@e.x" };

function clone(): string {
  const folder = mkdtempSync(join(parent, "c-"));
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "commit", "--quiet", "--allow-empty", "-m", "Product");
  return folder;
}
const init = (folder: string, ...args: string[]) => qms(["init", "--action-sha", sha, ...args], folder, me);

test("a fresh clone gets the registry as an orphan branch, the pinned workflows and the rulesets", () => {
  const repo = clone();
  const run = init(repo, "--check", "docs/coverage", "--check", "ci", "--person", "lea-dev:101:lead-devops");
  expect(run).toMatchObject({ code: 0, err: "" });
  expect(git(repo, "rev-list", "--count", "qms")).toBe("1");
  expect(git(repo, "ls-tree", "-r", "--name-only", "qms").split("\n")).toEqual([
    ".github/CODEOWNERS",
    ".github/workflows/qms-relay.yml",
    ".qms/people.yml",
    ".qms/policy.yml",
    ".qms/trust/README.md",
  ]);
  expect(load(git(repo, "show", "qms:.qms/people.yml"))).toMatchObject({ roles: { "lead-devops": ["lea-dev"] } });
  const decide = readFileSync(join(repo, ".github/workflows/qms-decide.yml"), "utf8");
  expect(decide).toContain(`decide.yml@${sha}\n`);
  expect(decide).not.toContain("0".repeat(40));
  // What a job may create a request's branch with: the default branch holds the registry's workflow just so.
  const relay = readFileSync(join(repo, ".github/workflows/qms-relay.yml"), "utf8");
  expect(relay.trim()).toBe(git(repo, "show", "qms:.github/workflows/qms-relay.yml"));
  const forms = readdirSync(join(repo, ".github/ISSUE_TEMPLATE")).sort();
  expect(forms).toEqual(["bypass-emergency.yml", "bypass-l1.yml", "bypass-l2.yml", "bypass-l3.yml"]);
  expect(run.out).toContain("EMPTY_ROLE");
  expect(run.out).toContain("unclassified: ci:");
  expect(run.out).toContain("must stay OFF");
  expect(git(repo, "branch", "--show-current")).toBe("main");
});

test("the second run writes nothing and says so", () => {
  const repo = clone();
  init(repo);
  const before = git(repo, "for-each-ref");
  const run = init(repo);
  expect(run).toMatchObject({ code: 0, err: "" });
  expect(run.out).toContain("Nothing to write");
  expect(run.out).not.toMatch(/^ {2}new /m);
  expect(git(repo, "for-each-ref")).toBe(before);
});

test("--dry-run writes nothing", () => {
  const repo = clone();
  expect(init(repo, "--dry-run").out).toContain("nothing was written");
  expect(git(repo, "status", "--porcelain")).toBe("");
  expect(git(repo, "branch", "--list", "qms")).toBe("");
});

test("an existing registry is left alone; what it lacks waits on a branch cut from it", () => {
  const repo = clone();
  git(repo, "switch", "--quiet", "--orphan", "qms");
  put(repo, "mine.txt", "mine");
  git(repo, "add", "mine.txt");
  git(repo, "commit", "--quiet", "-m", "Mine");
  const tip = git(repo, "rev-parse", "qms");
  git(repo, "switch", "--quiet", "main");
  expect(init(repo).code).toBe(0);
  expect(git(repo, "rev-parse", "qms")).toBe(tip);
  expect(git(repo, "rev-parse", "qms-init^")).toBe(tip);
  expect(git(repo, "show", "qms-init:mine.txt")).toBe("mine");
  expect(init(repo).out).toContain("Nothing to write");
});

test("a clone that only fetched the registry of others adds to that, on a branch cut from it", () => {
  const theirs = clone();
  init(theirs);
  const mine = mkdtempSync(join(parent, "m-"));
  git(mine, "clone", "--quiet", theirs, ".");
  const tip = git(mine, "rev-parse", "origin/qms");
  const run = init(mine);
  expect(run.code, run.err).toBe(0);
  // Nothing is missing in the registry: no branch is made, local or other.
  expect(git(mine, "for-each-ref", "--format=%(refname)", "refs/heads")).toBe("refs/heads/main");
  expect(run.out).toMatch(/kept +qms:\.qms\/policy\.yml/);
  expect(git(mine, "rev-parse", "origin/qms")).toBe(tip);
});

test("where the registry is the default branch, init says what that costs", () => {
  const theirs = clone();
  const mine = mkdtempSync(join(parent, "d-"));
  git(mine, "clone", "--quiet", theirs, ".");
  const run = init(mine, "--registry-branch", "main");
  expect(run.code, run.err).toBe(0);
  expect(run.out).toContain("Conflict: main is the default branch too. A request would wait for the very checks");
  expect(git(mine, "rev-parse", "main-init^")).toBe(git(mine, "rev-parse", "main"));
  expect(git(mine, "ls-tree", "-r", "--name-only", "main-init").split("\n")).toContain(".qms/policy.yml");
});

test("a dirty tree keeps its changes, its index and its own workflows", () => {
  const repo = clone();
  init(repo);
  writeFileSync(join(repo, ".github/workflows/qms-settle.yml"), "mine: true\n");
  put(repo, "staged.txt", "x");
  git(repo, "add", "staged.txt");
  const run = init(repo);
  expect(run.out).toMatch(/kept, differs +\.github\/workflows\/qms-settle\.yml/);
  expect(readFileSync(join(repo, ".github/workflows/qms-settle.yml"), "utf8")).toBe("mine: true\n");
  expect(git(repo, "diff", "--cached", "--name-only")).toBe("staged.txt");
});

test("a link in the place of .github is not followed, and nothing is written", () => {
  const repo = clone();
  const outside = mkdtempSync(join(parent, "o-"));
  symlinkSync(outside, join(repo, ".github"));
  expect(init(repo)).toMatchObject({ code: 2, out: "" });
  expect(existsSync(join(outside, "workflows"))).toBe(false);
  expect(git(repo, "branch", "--list", "qms")).toBe("");
});

test("required checks come from a ruleset; one that targets all branches is a conflict", () => {
  const repo = clone();
  const rules = [
    { type: "required_status_checks", parameters: { required_status_checks: [{ context: "lint: # {x}" }] } },
  ];
  put(repo, "r.json", JSON.stringify({ conditions: { ref_name: { include: ["~ALL"] } }, rules }));
  expect(init(repo, "--ruleset", "r.json").out).toContain("targets all branches");
  expect(load(git(repo, "show", "qms:.qms/policy.yml"))).toMatchObject({
    checks: [{ match: "lint: # {x}", class: "code_quality_minor" }],
  });
});

test.each([
  ["a tag as pin", ["--action-sha", "v1"]],
  ["forty zeros as pin", ["--action-sha", "0".repeat(40)]],
  ["a login with markup", ["--person", "<b>x</b>:1:lead-devops"]],
  ["an id twice", ["--person", "a:1:legal", "--person", "b:1:legal"]],
  ["a check with an escape sequence", ["--check", "a\u001b[31m"]],
  ["one branch for both", ["--ledger-branch", "qms"]],
])("%s is refused before anything is written", (_, args) => {
  const repo = clone();
  const run = init(repo, ...args);
  expect(run).toMatchObject({ code: 2, out: "" });
  expect(run.err).toContain("→");
  expect(run.err).not.toMatch(neverShown);
  expect(git(repo, "status", "--porcelain")).toBe("");
});

test("without a pin, in a bare repository and outside of one it says what to do", () => {
  const bare = mkdtempSync(join(parent, "b-"));
  expect(init(bare)).toMatchObject({ code: 2, out: "" });
  git(bare, "init", "--quiet", "--bare");
  expect(init(bare).err).toContain("--bare");
  expect(qms(["init"], clone(), me).err).toContain("--action-sha is missing");
});

test("other names of branches reach rulesets and workflows; the branch that is checked out cannot become the registry", () => {
  const repo = clone();
  expect(init(repo, "--registry-branch", "main")).toMatchObject({ code: 2, out: "" });
  expect(init(repo, "--registry-branch", "qms-ledger", "--ledger-branch", "book").code).toBe(0);
  expect(readFileSync(join(repo, "qms-rulesets/registry.json"), "utf8")).toContain('"refs/heads/qms-ledger"');
  expect(readFileSync(join(repo, "qms-rulesets/ledger.json"), "utf8")).toContain('"refs/heads/book"');
  const settle = readFileSync(join(repo, ".github/workflows/qms-settle.yml"), "utf8");
  const relay = readFileSync(join(repo, ".github/workflows/qms-relay.yml"), "utf8");
  expect(relay).toContain("base.ref == 'qms-ledger'");
  const inputs = { "registry-branch": "qms-ledger", "ledger-branch": "book" };
  expect(load(settle)).toMatchObject({ jobs: { settle: { with: inputs }, track: { with: inputs } } });
});
