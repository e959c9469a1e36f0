import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Walk, WalkStep } from "../../../src/demo/open-walk.ts";
import { activate, merged, mergeTarget, settle } from "./override-world.ts";
import { fix, issueOf, replies, say, sync, url, used } from "./sync-world.ts";
import { makeTeam } from "./team-world.ts";
import { commentsOf, later, ledgerTypes, walkForTest, willBeFound } from "./walk-world.ts";

/** A commit of the registry branch, by its code owner. */
const changeRegistry = (walk: Walk, files: Readonly<Record<string, string>>) =>
  walk.sandbox.admin("commit", walk.repository, { branch: "qms", author: "ann", message: "Change it", files });

const titles = (step: WalkStep) => step.annotations.map((item) => item.title);

test("one command that the record does not take keeps no other from being recorded, and its author is told", async () => {
  const { walk, id, issue } = await used();
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await say(walk, "req", issue, "/qms progress Half a character: \ud800");
  await say(walk, "req", issue, "/qms progress Half of the symbols.");
  const step = await sync(walk);
  expect([step.exitCode, step.outputs.verdict], step.log).toEqual([1, "findings"]);
  expect(titles(step)).toEqual(["RECORD_REFUSED"]);
  expect(step.annotations[0]?.message).toMatch(new RegExp(`${id}: remediation\\.progress of .*#issuecomment-\\d+`));
  expect((await ledgerTypes(walk)).slice(-2)).toEqual(["obligation.done", "remediation.progress"]);
  expect((await replies(walk, issue)).at(-1)?.body).toContain("the record does not take it");
  const again = await sync(walk);
  expect([again.outputs.verdict, again.log], again.log).toEqual([
    "ok",
    expect.stringContaining("nothing had to be done"),
  ]);
});

test("a manifest that is not the approved one any more is worked on by nobody", async () => {
  const { walk, id, issue } = await used();
  willBeFound(walk, "MANIFEST_ALTERED");
  await sync(walk);
  const [, month] = /-2026(\d\d)/.exec(id) ?? [];
  const path = `.qms/bypasses/2026/${month}/${id}.yml`;
  const { content } = (await walk.as("dev", "GET", `contents/${path}?ref=qms`)) as { content: string };
  const text = Buffer.from(content, "base64").toString("utf8");
  await changeRegistry(walk, { [path]: text.replace(/owner: req/, "owner: mia") });
  await fix(walk);
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  const before = [await ledgerTypes(walk), (await issueOf(walk, issue)).body];
  const step = await sync(walk);
  expect([step.exitCode, titles(step)], step.log).toEqual([1, ["REMEDIATION_MANIFEST"]]);
  expect([await ledgerTypes(walk), (await issueOf(walk, issue)).body]).toEqual(before);
});

test("a commit of the registry that is about something else changes no issue", async () => {
  const { walk, issue } = await used();
  await sync(walk);
  const before = await issueOf(walk, issue);
  await changeRegistry(walk, { "README.md": "Hello.\n" });
  expect((await sync(walk)).log).toContain("nothing had to be done");
  expect(await issueOf(walk, issue)).toEqual(before);
});

test("what was merged into another branch is completed by that branch, not by the default one", async () => {
  const walk = await walkForTest({ seed: { checkRuns: { build: "success" } } });
  const asked = await merged(walk);
  await activate(walk, asked);
  const main = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release/1.0", sha: main });
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { base: "release/1.0" });
  await mergeTarget(walk);
  expect((await settle(walk, "closed")).outputs.state).toBe("used");
  await walk.step("open-remediation", { inputs: { operation: "open" } });
  await fix(walk);
  expect((await sync(walk)).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
  await fix(walk, "success", "release/1.0");
  expect((await sync(walk)).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(walk)).toContain("remediation.completed");
});

test("where that branch is gone, the default branch counts once the merge is in it", async () => {
  const walk = await walkForTest({ seed: { checkRuns: { build: "success" } } });
  const asked = await merged(walk);
  await activate(walk, asked);
  const main = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/release", sha: main });
  await walk.as("dev", "PATCH", `pulls/${walk.target.number}`, { base: "release" });
  await mergeTarget(walk);
  await settle(walk, "closed");
  await walk.step("open-remediation", { inputs: { operation: "open" } });
  await walk.as("boss", "POST", "git/refs", { ref: "refs/heads/kept", sha: await headOf(walk, "release") });
  await walk.as("boss", "DELETE", "git/refs/heads/release");
  await fix(walk);
  expect((await sync(walk)).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(walk)).not.toContain("remediation.completed");
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const now = new Date(await walk.now()).toISOString();
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", bare, "-c", "user.name=x", "-c", "user.email=x@x.example", ...args], {
      encoding: "utf8",
      // Of the sandbox's day: a commit of a later time than the record of it is told.
      env: { ...process.env, GIT_AUTHOR_DATE: now, GIT_COMMITTER_DATE: now },
    }).trim();
  const tree = git("merge-tree", "--write-tree", "main", "kept");
  const merge = git("commit-tree", tree, "-p", "main", "-p", "kept", "-m", "Merge back");
  git("update-ref", "refs/heads/main", merge);
  await walk.as("dev", "POST", `statuses/${merge}`, { state: "success", context: "docs/coverage" });
  expect((await sync(walk)).outputs.verdict).toBe("ok");
  expect(await ledgerTypes(walk)).toContain("remediation.completed");
});

const headOf = async (walk: Walk, branch: string) =>
  (await walk.sandbox.admin("head", walk.repository, branch)) as string;

test("an id that nobody knows is refused; a known one is told with its state", async () => {
  const { walk, id } = await used();
  const unknown = await sync(walk, { inputs: { "bypass-id": "BYPASS-L1-20260101-000000" } });
  expect([unknown.exitCode, unknown.outputs.verdict], unknown.log).toEqual([1, "error"]);
  expect(unknown.annotations[0]?.message).toContain("knows no bypass");
  const known = await sync(walk, { inputs: { "bypass-id": id } });
  expect(JSON.parse(known.outputs.result ?? "{}")).toMatchObject({ bypass: id, state: "remediating" });
  await fix(walk);
  const completed = await sync(walk, { inputs: { "bypass-id": id } });
  expect(JSON.parse(completed.outputs.result ?? "{}")).toMatchObject({ bypass: id, state: "completed" });
});

test("a dry run says what it would do, and does nothing", async () => {
  const { walk, id, issue } = await used();
  await fix(walk);
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await say(walk, "ari", issue, "/qms verify");
  const before = [await ledgerTypes(walk), await issueOf(walk, issue), await commentsOf(walk, issue)];
  const step = await sync(walk, { inputs: { "dry-run": "true" } });
  expect(step.outputs.verdict, step.log).toBe("ok");
  const planned = [
    `Record remediation.completed of ${id}`,
    `Record obligation.done of ${id}`,
    `Answer on #${issue}`,
    `Bring #${issue} up to date: body`,
    "Open the record issue",
  ];
  expect(JSON.parse(step.outputs.result ?? "{}")).toMatchObject({ planned, events: [], updated: [] });
  for (const one of planned) expect(step.log).toContain(`would: ${one}`);
  expect([await ledgerTypes(walk), await issueOf(walk, issue), await commentsOf(walk, issue)]).toEqual(before);
  await later(walk);
  expect((await sync(walk)).outputs.verdict).toBe("ok");
  expect((await ledgerTypes(walk)).slice(-2)).toEqual(["remediation.completed", "obligation.done"]);
});

test("where a team cannot be looked up, the answer says that, and not that somebody holds nothing", async () => {
  const { walk, issue } = await used();
  await makeTeam(walk, ["lou"]);
  await say(walk, "lou", issue, `/qms done 5_day_review ${url}`);
  await say(walk, "lou", issue, "/qms ack");
  const step = await sync(walk);
  expect(step.outputs.verdict, step.log).toBe("ok");
  const said = await replies(walk, issue);
  expect(said).toHaveLength(2);
  for (const { body } of said) expect(body).toContain("could not be looked up");
});

const broken = (walk: Walk, ...queries: readonly string[]) =>
  Promise.all(
    queries.map((query) =>
      walk.sandbox.admin("addFault", { kind: "status", status: 404, operation: `graphql/${query}`, times: 50 }),
    ),
  );

test("what breaks one part keeps no other from its turn: what was done is in the outputs, and all that broke is told", async () => {
  const { walk, id, issue } = await used();
  await walk.as("boss", "PATCH", `issues/${issue}`, { title: "Mine" });
  await broken(walk, "RecordIssue");
  const first = await sync(walk);
  expect([first.exitCode, first.outputs.verdict, first.outputs.updated], first.log).toEqual([
    1,
    "error",
    JSON.stringify([id]),
  ]);
  expect(titles(first)).toEqual(["GITHUB_REFUSED"]);
  expect((await issueOf(walk, issue)).title).toContain(id);

  const other = await used();
  await broken(other.walk, "TrackingIssues");
  const second = await sync(other.walk);
  expect([second.exitCode, second.outputs.verdict], second.log).toEqual([1, "error"]);
  const all = (await other.walk.as("dev", "GET", "issues?state=all")) as { title: string }[];
  expect(all.map(({ title }) => title)).toContain("Record of the bypass procedure: what belongs to no single bypass");

  await broken(other.walk, "RecordIssue");
  const both = await sync(other.walk);
  expect(titles(both)).toEqual(["GITHUB_REFUSED", "GITHUB_REFUSED"]);
  expect(both.log).toContain("RecordIssue");
  expect(both.log).toContain("TrackingIssues");
});
