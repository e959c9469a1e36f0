import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { readManifest } from "../../src/core/manifest/read-manifest.ts";
import { examplePolicy } from "../schemas/example-files.ts";
import { examples, exampleText, git, neverShown, put, qms, temporaryFolder } from "./process.ts";

const policy = ["--policy", `${examples}/manifest/policy.yml`];
const answers = `${examples}/manifest/valid/BYPASS-L1-20260302-090000.yml`;
/** Tomorrow is within every limit, whatever day it is, even when midnight comes while the tests run. */
const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const inTime = ["--set", `remediation.target_date=${soon}`];
const idOf = (text: string): string => /^id: (\S+)$/m.exec(text)?.[1] ?? "";

describe("new prints a manifest (--out -)", () => {
  const folder = temporaryFolder();
  const bases = [
    ["L1", "BYPASS-L1-20260302-090000"],
    ["L2", "BYPASS-L2-20260303-101500"],
    ["L3", "BYPASS-L3-20260305-073000"],
    ["EMERGENCY", "BYPASS-EM-20260312-021800"],
  ] as const;

  test.each(bases)("%s from the answers of an old request: valid, with an id of this second", (level, name) => {
    // The old dates lie in the past of the new id.
    const text = exampleText(`manifest/valid/${name}.yml`).replace(
      /(due|target_date): \d{4}-\d\d-\d\d/g,
      `$1: ${soon}`,
    );
    put(folder, "answers.yml", text.replace(/^expires_at: .*\n/m, ""));
    const before = Math.floor(Date.now() / 1000) * 1000;
    const run = qms(["new", "--level", level, "--from", "answers.yml", "--out", "-", ...policy], folder);
    expect(run).toMatchObject({ code: 0, err: "" });
    const reading = readManifest(new TextEncoder().encode(run.out), null, examplePolicy("manifest/policy.yml"));
    expect(reading.findings).toEqual([]);
    const at =
      /^BYPASS-(?:L\d|EM)-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(idOf(run.out))?.slice(1).map(Number) ?? [];
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = at;
    const made = Date.UTC(year, month - 1, day, hour, minute, second);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
    expect(idOf(run.out)).not.toBe(name);
  });

  test("words that other YAML readers take for numbers stay what was written, in any reader", () => {
    const odd = exampleText("manifest/valid/BYPASS-L1-20260306-111111.yml");
    put(folder, "odd.yml", odd);
    const run = qms(["new", "--level", "L1", "--from", "odd.yml", "--out", "-", ...policy, ...inTime], folder);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(load(run.out)).toMatchObject({
      requested_by: "1e5",
      incident: { id: "4711" },
      target: { base: "no", head_sha: "1234567890123456789012345678901234567890", pull_request: expect.any(Number) },
    });
  });

  test("--set gives single fields, with their types; a list takes the flag several times and replaces what --from said", () => {
    const set = [
      "--set",
      "target.pull_request=7",
      "--set",
      "checks=docs/links",
      "--set",
      "checks=docs/spelling",
      "--set",
      "title=A title with = in it",
    ];
    const run = qms(["new", "--level", "L1", "--from", answers, "--out", "-", ...policy, ...inTime, ...set]);
    expect(run.code).toBe(0);
    const value = load(run.out);
    expect(value).toMatchObject({ target: { pull_request: 7 }, title: "A title with = in it" });
    expect(value).toMatchObject({ checks: ["docs/links", "docs/spelling"] });
  });

  test("what is missing is listed with its choices: exit 2, because there is nobody to ask", () => {
    const run = qms(["new", "--level", "L2", "--out", "-", ...policy]);
    expect(run).toMatchObject({ code: 2, out: "" });
    for (const name of [
      "title",
      "severity (S1, S2, S3, S4)",
      "assessment.technical.complexity_score",
      "mitigation.phased_rollout",
    ])
      expect(run.err).toContain(name);
    expect(run.err).not.toContain("security_review");
    expect(run.err).not.toMatch(neverShown);
  });

  test("a manifest with errors is shown and not written: exit 1", () => {
    const target = `${folder}/never.yml`;
    const run = qms([
      "new",
      "--level",
      "L1",
      "--from",
      answers,
      "--out",
      target,
      ...policy,
      ...inTime,
      "--set",
      "severity=S2",
    ]);
    expect(run).toMatchObject({ code: 1, out: "" });
    expect(run.err).toContain("LEVEL_TOO_LOW");
    expect(run.err).toContain("Nothing was written");
    expect(existsSync(target)).toBe(false);
  });

  test("a file that is there is never overwritten", () => {
    put(folder, "there.yml", "mine\n");
    const run = qms(["new", "--level", "L1", "--from", answers, "--out", "there.yml", ...policy, ...inTime], folder);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(readFileSync(`${folder}/there.yml`, "utf8")).toBe("mine\n");
  });

  test.each([
    [["--set", "checks"], /--set does not understand "checks"/],
    [["--set", "__proto__.polluted=1"], /--set does not understand/],
    [["--set", "target..base=x"], /--set does not understand/],
    [["--set", "target.__proto__.x=1"], /--set does not understand/],
    [["--from", "nothing.yml"], /There is no file nothing\.yml/],
    [["--from", "."], /is a folder/],
  ])("%j is wrong usage: exit 2", (extra, sentence) => {
    const run = qms(["new", "--level", "L1", "--out", "-", ...extra], folder);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
    expect(run.err).not.toMatch(neverShown);
  });

  test.each([
    ["broken", "a: [1\n", /YAML_SYNTAX bad\.yml:2:1\n {2}This is not valid YAML/],
    ["a list", "- a\n", /holds no map of fields/],
    ["an alias", "a: &a [x]\nb: *a\n", /MANIFEST_YAML_FORBIDDEN bad\.yml:1:4\n {2}An anchor/],
    ["a duplicate", "a: 1\na: 2\n", /DUPLICATE_KEY bad\.yml:2:1\n {2}The key "a" stands twice/],
    ["empty", "", /holds no document/],
  ])("answers that are %s: exit 2, with the place", (_, text, sentence) => {
    const run = qms(["new", "--level", "L1", "--out", "-", "--from", put(folder, "bad.yml", text)], folder);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
    expect(run.err).not.toMatch(neverShown);
  });

  test("answers with a prototype key are an unknown field: exit 1", () => {
    put(
      folder,
      "proto.yml",
      `__proto__: { level: L3 }\n${exampleText("manifest/valid/BYPASS-L1-20260302-090000.yml")}`,
    );
    const run = qms(["new", "--level", "L1", "--out", "-", "--from", "proto.yml", ...policy, ...inTime], folder);
    expect(run).toMatchObject({ code: 1, out: "" });
    expect(run.err).toContain('"__proto__" is not a field');
    expect(run.err).not.toMatch(neverShown);
  });

  test.each(["l1", "EM", "5", ""])("level %j is none: exit 2", (level) => {
    const run = qms(["new", "--level", level, "--out", "-"]);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain("L1, L2, L3, EMERGENCY");
  });
});

describe("new in a clone", () => {
  const folder = temporaryFolder();
  const repo = `${folder}/repo`;
  const request = `${folder}/request`;
  mkdirSync(repo);
  git(repo, "init", "-q", "-b", "main");
  put(repo, "README.md", "code\n");
  git(repo, "add", ".");
  git(repo, "commit", "-qm", "code");
  git(repo, "checkout", "-q", "--orphan", "qms");
  git(repo, "rm", "-rfq", ".");
  mkdirSync(`${repo}/.qms`);
  put(repo, ".qms/policy.yml", exampleText("manifest/policy.yml"));
  git(repo, "add", ".");
  git(repo, "commit", "-qm", "registry");
  git(repo, "checkout", "-q", "main");
  git(repo, "worktree", "add", "-q", "../request", "-b", "bypass/docs", "qms");
  const make = (at: string) => qms(["new", "--repo", at, "--level", "L1", "--from", answers, ...inTime], folder);
  const month = () => `${request}/.qms/bypasses/${new Date().toISOString().slice(0, 7).replace("-", "/")}`;

  test("in a working tree cut from qms it is written to the folder of its month, and the path is the result", () => {
    const run = make("request");
    expect(run.code).toBe(0);
    const path = run.out.trim();
    const text = readFileSync(path, "utf8");
    const [, year, month] = /^BYPASS-L1-(\d{4})(\d\d)/.exec(idOf(text)) ?? [];
    expect(path).toBe(`${request}/.qms/bypasses/${year}/${month}/${idOf(text)}.yml`);
    expect(run.err).toMatch(/Next: commit this one file[\s\S]*qms-digest: sha256:[0-9a-f]{64}\n$/);
    expect(qms(["validate", "--repo", request])).toMatchObject({ code: 0 });
  });

  test("ids that are taken are passed over, second by second", () => {
    const now = Math.floor(Date.now() / 1000) * 1000;
    for (let second = 0; second < 30; second++) {
      const iso = new Date(now + second * 1000).toISOString();
      const id = `BYPASS-L1-${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 19).replaceAll(":", "")}`;
      if (!existsSync(`${month()}/${id}.yml`)) writeFileSync(`${month()}/${id}.yml`, "taken: yes\n");
    }
    const taken = readdirSync(month());
    const run = make("request");
    expect(run.code).toBe(0);
    expect(taken).not.toContain(basename(run.out.trim()));
    expect(basename(run.out.trim()) > (taken.sort().at(-1) ?? "")).toBe(true);
  });

  test("on a branch cut from main it refuses and says how to make the right one: exit 2", () => {
    const run = make("repo");
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(/not on a branch cut from qms[\s\S]*git worktree add/);
    expect(run.err).not.toMatch(neverShown);
    expect(existsSync(`${repo}/.qms`)).toBe(false);
  });

  test("outside of git, and in a clone without the registry branch: exit 2", () => {
    const bare = `${folder}/bare`;
    mkdirSync(bare);
    expect(make("bare")).toMatchObject({ code: 2, out: "" });
    git(bare, "init", "-q", "-b", "main");
    expect(make("bare").err).toContain("not a working tree with commits");
    git(bare, "commit", "-q", "--allow-empty", "-m", "first");
    const run = make("bare");
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain("no branch qms");
  });

  test("a registry branch by another name", () => {
    git(repo, "branch", "registry", "qms");
    git(repo, "worktree", "add", "-q", "../other", "-b", "bypass/other", "registry");
    const options = [
      "new",
      "--repo",
      "other",
      "--registry-branch",
      "registry",
      "--level",
      "L1",
      "--from",
      answers,
      ...inTime,
    ];
    expect(qms(options, folder)).toMatchObject({ code: 0, err: expect.stringContaining("against registry") });
  });
});
