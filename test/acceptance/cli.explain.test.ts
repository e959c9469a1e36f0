import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { examples, exampleText, git, neverShown, put, qms, root, temporaryFolder } from "./process.ts";

const judged = ["--policy", `${examples}/manifest/policy.yml`, "--people", `${examples}/facts/people.yml`];

/** The options that explain a facts example: its manifest lies among the examples. */
function optionsFor(name: string): string[] {
  const file = `${examples}/facts/valid/${name}.json`;
  const facts = JSON.parse(readFileSync(file, "utf8"));
  const manifest = `${examples}/manifest/valid/${basename(facts.pull_request.files[0].path)}`;
  return ["--facts", file, ...judged, ...(existsSync(manifest) ? ["--manifest", manifest] : [])];
}

const verdicts: Readonly<Record<string, readonly [string, number]>> = {
  "emergency-approved": ["approved", 0],
  "governance-change": ["approved", 0],
  "l1-act-after-merge": ["approved", 0],
  "l1-approved": ["approved", 0],
  "l1-pending-stale-approval": ["pending", 1],
  "l2-lookup-failed": ["error", 2],
  "l2-one-of-two": ["pending", 1],
  "l3-approved": ["approved", 0],
};

describe("explain on the examples", () => {
  const names = readdirSync(`${examples}/facts/valid`).map((name) => basename(name, ".json"));

  test("every facts example has its verdict below", () => {
    expect(names.filter((name) => !Object.hasOwn(verdicts, name))).toEqual([]);
  });

  test.each(Object.entries(verdicts))("%s: %s, in text, JSON and Markdown", (name, [verdict, code]) => {
    const text = qms(["explain", ...optionsFor(name)]);
    expect(text.code).toBe(code);
    expect(text.out.startsWith(verdict.toUpperCase())).toBe(true);
    expect(text.out).toContain("→");
    expect(text.err).toMatch(/^judged by .*policy\.yml, .*people\.yml/);
    expect(`${text.out}${text.err}`).not.toMatch(neverShown);

    const json = qms(["explain", ...optionsFor(name), "--format", "json"]);
    expect(json).toMatchObject({ code, err: "" });
    expect(JSON.parse(json.out)).toMatchObject({ schema: "qms.decision/v1", verdict });

    const markdown = qms(["explain", ...optionsFor(name), "--format", "markdown"]);
    expect(markdown).toMatchObject({ code, err: "" });
    expect(markdown.out.toLowerCase()).toContain(verdict);
  });

  test("the same facts give the same bytes, in any time zone", () => {
    const options = ["explain", ...optionsFor("l3-approved"), "--format", "json"];
    const first = qms(options, root, { TZ: "Pacific/Apia" }).out;
    expect(qms(options, root, { TZ: "America/St_Johns" }).out).toBe(first);
  });
});

describe("explain --as-if", () => {
  const suppose = (name: string, ...wishes: string[]) =>
    qms(["explain", ...optionsFor(name), ...wishes.flatMap((wish) => ["--as-if", wish])]);

  test("the missing approval completes level 2, by key or by login; the supposed review has no number", () => {
    expect(suppose("l2-one-of-two", "approve:qin")).toMatchObject({
      code: 0,
      err: expect.stringContaining("hypothetical: approve:qin"),
    });
    const json = qms(["explain", ...optionsFor("l2-one-of-two"), "--as-if", "approve:QIN", "--format", "json"]);
    const decision = JSON.parse(json.out);
    expect(decision).toMatchObject({ verdict: "approved" });
    expect(decision.candidates.find((item: { review_id: number | null }) => item.review_id === null)).toMatchObject({
      code: "OK",
    });
  });

  test("somebody without the role changes nothing, and a veto stops what was approved", () => {
    expect(suppose("l2-one-of-two", "approve:lea").code).toBe(1);
    expect(suppose("l1-approved", "request-changes:lou").code).toBe(1);
    expect(suppose("l1-approved", "dismiss:lea").code).toBe(1);
    expect(suppose("l1-pending-stale-approval", "approve:lea").code).toBe(0);
  });

  test("an approval never makes an outage a decision", () => {
    expect(suppose("l2-lookup-failed", "approve:ari", "approve:qin").code).toBe(2);
  });

  test.each([
    ["approv:qin", /does not understand "approv:qin"/],
    ["approve:", /does not understand/],
    ["constructor:qin", /does not understand/],
    ["approve:qim", /names "qim", who is not in people\.yml[\s\S]*Did you mean "qi/],
    ["approve:__proto__", /who is not in people\.yml/],
  ])("%s is refused: exit 2", (wish, sentence) => {
    const run = suppose("l2-one-of-two", wish);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(sentence);
    expect(run.err).not.toMatch(neverShown);
  });
});

describe("explain on broken input is an error, never a refusal: exit 2", () => {
  const folder = temporaryFolder();

  test.each(readdirSync(`${examples}/facts/invalid`).filter((name) => name.endsWith(".json")))("%s", (name) => {
    const file = `schemas/examples/facts/invalid/${name}`;
    const run = qms(["explain", "--facts", file, ...judged]);
    expect(run.code).toBe(2);
    expect(run.out).toMatch(new RegExp(`error [A-Z_]+ ${file}:\\d+:\\d+`));
    expect(run.err).toBe("Nothing was decided: the facts file has errors.\n");
    expect(run.out).not.toMatch(neverShown);
  });

  test.each([
    ["empty.json", ""],
    ["list.json", "[]"],
    ["null.json", "null"],
    ["number.json", "7"],
    ["deep.json", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["proto.json", '{"__proto__": {"schema": "qms.facts/v1"}}'],
    ["bytes.json", new Uint8Array([0x7b, 0xff, 0x7d])],
  ])("%s", (name, content) => {
    const run = qms(["explain", "--facts", put(folder, name, content), ...judged], folder);
    expect(run.code).toBe(2);
    expect(`${run.out}${run.err}`).not.toMatch(neverShown);
    expect(run.out).toMatch(/error [A-Z_]+/);
  });

  test("--format json says error, too", () => {
    const run = qms(["explain", "--facts", "empty.json", ...judged, "--format", "json"], folder);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.out)).toMatchObject({ verdict: "error", findings: [{ code: "JSON_SYNTAX" }] });
  });

  test("people.yml with an error decides nothing", () => {
    put(folder, "people.yml", exampleText("facts/people.yml").replaceAll("status: active", "status: yes"));
    const options = optionsFor("l1-approved").map((item) => (item.endsWith("people.yml") ? "people.yml" : item));
    const run = qms(["explain", ...options], folder);
    expect(run.code).toBe(2);
    expect(run.out).toContain("POLICY_INVALID");
  });
});

describe("explain looks in the clone for what is not named", () => {
  const repo = temporaryFolder();
  git(repo, "init", "-q", "-b", "main");
  put(repo, "README.md", "code\n");
  git(repo, "add", ".");
  git(repo, "commit", "-qm", "code");
  git(repo, "checkout", "-q", "--orphan", "qms");
  git(repo, "rm", "-rfq", ".");
  mkdirSync(`${repo}/.qms`);
  put(repo, ".qms/policy.yml", exampleText("manifest/policy.yml"));
  put(repo, ".qms/people.yml", exampleText("facts/people.yml"));
  git(repo, "add", ".");
  git(repo, "commit", "-qm", "registry");
  const commit = git(repo, "rev-parse", "qms").slice(0, 10);
  git(repo, "checkout", "-q", "main");
  const facts = `${examples}/facts/valid/l1-approved.json`;
  const manifest = ["--manifest", `${examples}/manifest/valid/BYPASS-L1-20260302-090000.yml`];

  test("from the branch qms, naming its commit on stderr", () => {
    const run = qms(["explain", "--facts", facts, ...manifest], repo);
    expect(run.code).toBe(0);
    expect(run.err).toContain(`.qms/policy.yml of qms at ${commit}`);
    expect(run.err).toContain(`.qms/people.yml of qms at ${commit}`);
    expect(qms(["explain", "--facts", facts, ...manifest, "--repo", repo, "--quiet"])).toMatchObject({
      code: 0,
      err: "",
    });
  });

  test("from the working tree first, where it has them", () => {
    mkdirSync(`${repo}/.qms`);
    put(repo, ".qms/policy.yml", `${exampleText("manifest/policy.yml")}status: retired\n`);
    const run = qms(["explain", "--facts", facts, ...manifest], repo);
    expect(run.code).toBe(1);
    expect(run.out).toContain("POLICY_NOT_ACTIVE");
    expect(run.err).toContain(".qms/policy.yml of the working tree");
    expect(run.err).toContain(`.qms/people.yml of qms at ${commit}`);
  });

  test("a manifest that is nowhere is named, with the option that gives it", () => {
    const run = qms(["explain", "--facts", facts], repo);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toMatch(/BYPASS-L1-20260302-090000\.yml is neither[\s\S]*--manifest FILE/);
  });

  test("another registry branch that does not exist has no people", () => {
    const run = qms(["explain", "--facts", facts, ...manifest, "--registry-branch", "registry"], repo);
    expect(run).toMatchObject({ code: 2, out: "" });
    expect(run.err).toContain("There is no .qms/people.yml");
  });
});
