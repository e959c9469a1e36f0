import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPackage } from "./find-package.ts";
import type { Narrator } from "./narrator.ts";
import { type AskedRequest, openWalk, type Walk } from "./open-walk.ts";
import { payTheDebt } from "./pay-the-debt.ts";
import { type Play, playBypass } from "./play-bypass.ts";

export interface DemoSettings {
  /** Where everything stays to be looked at; null: nothing is kept. */
  readonly keep: string | null;
  /** The Node that runs the actions. */
  readonly node?: string;
  readonly color: boolean;
}

/** Something did not go as the demo says it goes: then the program is wrong, not the viewer. */
class DemoFailure extends Error {}

/**
 * Runs an L1 and an L2 bypass from request to report through the built actions, on the embedded sandbox. Every answer that it prints
 * came out of a process; where one is not what was expected the demo stops and says so.
 */
export async function runDemo(tell: Narrator, settings: DemoSettings): Promise<void> {
  const dir = settings.keep ?? mkdtempSync(join(tmpdir(), "qms-demo-"));
  mkdirSync(dir, { recursive: true });
  const walk = await openWalk({
    dir: join(dir, "github"),
    // Minutes pass between the steps of people; it ends before now, so that a report made now has seen all of it.
    now: new Date(Date.now() - 15 * 60_000).toISOString(),
    seed: { statuses: { "docs/coverage": "failure" }, checkRuns: { "unit-tests": "success", build: "success" } },
    ...(settings.node === undefined ? {} : { node: settings.node }),
  });
  try {
    const play = playBypass(walk, tell);
    await firstBypass(walk, play, tell, dir);
    await secondBypass(walk, play, tell, dir);
    await payTheDebt(walk, play, tell);
    audit(walk, tell, dir, settings);
    tell.title("Where everything lies");
    if (settings.keep === null) {
      tell.see("Nothing was kept. `npm start -- --keep DIR` keeps the clone, the report and what people saw.");
    } else {
      tell.see(`${join(dir, "clone")}: a clone with the branches main, qms and qms-ledger`);
      tell.see(`${join(dir, "pages")}: what people saw (job summaries, comments, the tracking issues)`);
      tell.see(`${join(dir, "report")}: the daily report`);
      tell.see(`look again: node bin/qms-bypass.mjs verify --repo ${join(dir, "clone")}`);
    }
  } finally {
    await walk.close();
    if (settings.keep === null) rmSync(dir, { recursive: true, force: true });
  }
}

async function firstBypass(walk: Walk, play: Play, tell: Narrator, dir: string): Promise<void> {
  const { number } = walk.target;
  tell.title("A check stands in the way");
  tell.act("dev", `wants to merge pull request #${number}; main requires docs/coverage, unit-tests and build.`);
  const refused = await play.merge("dev", number);
  expect(!refused.merged, "GitHub merged in spite of a failing check");
  tell.see(`GitHub: ${firstLine(refused.message)}`, "bad");

  tell.title("L1: one file asks, one lead answers");
  const asked = await walk.ask({ level: "L1", checks: ["docs/coverage"] });
  tell.act("req", `opens pull request #${asked.number} against the branch qms with one file: ${asked.path}`);
  tell.see(
    `it names #${number}, one commit (${walk.target.headSha.slice(0, 10)}), one check, the reason, the risk, a date`,
  );
  expect((await play.validate(asked)).outputs.verdict === "pending", "the request should wait");
  await play.approve("qin", asked, "Looks fine to me.");
  const wrong = await play.validate(asked);
  expect(wrong.outputs.verdict === "pending", "a wrong approver must not count");
  tell.see(`NOT_IN_ROLE: ${findRow(wrong.summary, "NOT_IN_ROLE")}`, "bad");
  await play.approve("lea", asked, "Fine for a week, I read the two symbols.");
  const approved = await play.validate(asked);
  expect(approved.outputs.merged === "true", "an approved request should be merged by validate");
  tell.see("validate recorded who approved what and merged the manifest; activate follows in the same run:", "dim");
  const active = await play.activate(asked);
  expect(active.exitCode === 0, "the override should take effect");
  keepPages(dir, asked, { validate: approved.summary, activate: active.summary });
  await mergeAndSettle(walk, play, tell, dir, asked, number);
}

async function secondBypass(walk: Walk, play: Play, tell: Narrator, dir: string): Promise<void> {
  tell.title("L2: two people, and a commit that moves in between");
  const target = await openTarget(walk);
  tell.act("dev", `opens pull request #${target.number}; unit-tests fails on it.`);
  const asked = await walk.ask({
    level: "L2",
    checks: ["unit-tests"],
    pullRequest: target.number,
    headSha: target.headSha,
  });
  tell.act("req", `asks for a bypass of unit-tests at level L2 in pull request #${asked.number}.`);
  await play.approve("ari", asked, "The architecture is sound.");
  expect((await play.validate(asked)).outputs.verdict === "pending", "one of two approvals should wait");
  const moved = await pushToTarget(walk, target.branch);
  tell.act("dev", `pushes one more commit to #${target.number}.`);
  await play.approve("qin", asked, "Documented and dated.");
  const denied = await play.validate(asked);
  expect(denied.outputs.verdict === "denied", "an approval is for one commit only");
  await correctManifest(walk, asked, moved);
  tell.act("req", `writes the new commit ${moved.slice(0, 10)} into the manifest and pushes.`);
  const stale = await play.validate(asked);
  expect(stale.outputs.verdict === "pending", "approvals of other content must not count");
  tell.see(`STALE_MANIFEST: ${findRow(stale.summary, "STALE_MANIFEST")}`, "bad");
  await play.approve("ari", asked, "Read it again, still sound.");
  await play.approve("qin", asked, "Documented and dated, for the new commit.");
  const approved = await play.validate(asked);
  expect(approved.outputs.merged === "true", "two fresh approvals should be enough");
  const active = await play.activate(asked);
  expect(active.exitCode === 0, "the override should take effect");
  keepPages(dir, asked, { validate: approved.summary, activate: active.summary });
  await mergeAndSettle(walk, play, tell, dir, asked, target.number);
}

async function mergeAndSettle(
  walk: Walk,
  play: Play,
  tell: Narrator,
  dir: string,
  asked: AskedRequest,
  number: number,
): Promise<void> {
  const merged = await play.merge("dev", number);
  expect(merged.merged, `GitHub should merge now: ${merged.message}`);
  tell.act("dev", `merges #${number}: GitHub lets it through.`);
  const settled = await play.settle(number);
  expect(settled.exitCode === 0, "settle should restore the original results");
  const tracked = await play.track(asked.id);
  expect(tracked.exitCode === 0, "the tracking issue should be open");
  const issues = (await walk.as("dev", "GET", "issues?state=open")) as readonly {
    title: string;
    body: string;
    number: number;
    pull_request?: object;
  }[];
  const issue = issues.find((item) => item.pull_request === undefined && item.title.includes(asked.id));
  expect(issue !== undefined, "there should be a tracking issue");
  tell.see(`issue #${issue?.number}: ${issue?.title}`, "dim");
  keepPages(dir, asked, { settle: settled.summary, issue: issue?.body ?? "" });
}

function audit(walk: Walk, tell: Narrator, dir: string, settings: DemoSettings): void {
  tell.title("What an auditor has: git clone");
  const clone = join(dir, "clone");
  const bare = join(dir, "github", "repos", `${walk.repository}.git`);
  execFileSync("git", ["clone", "--quiet", bare, clone], { stdio: ["ignore", "ignore", "pipe"] });
  const run = (args: readonly string[], wanted: number): void => {
    tell.act("audit", `qms-bypass ${args.join(" ")}`);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(findPackage(), "bin/qms-bypass.mjs"), ...args, "--repo", clone],
      { encoding: "utf8", env: { ...process.env, ...(settings.color ? {} : { NO_COLOR: "1" }) } },
    );
    tell.raw(stdout === "" ? stderr : stdout);
    expect(status === wanted, `qms-bypass ${args.join(" ")} ended with ${status}, not ${wanted}: ${stderr}`);
  };
  run(["status"], 0);
  run(["verify"], 0);
  run(["report", "daily"], 0);
  if (settings.keep !== null) run(["report", "daily", "--out", join(dir, "report")], 0);

  tell.title("And if somebody edits the record?");
  const ledger = ["-C", clone, "-c", "user.name=mallory", "-c", "user.email=m@example.com"];
  execFileSync("git", [...ledger, "switch", "--quiet", "qms-ledger"]);
  const [event = ""] = execFileSync("git", [...ledger, "ls-files", "ledger/*bypass.approved*"], {
    encoding: "utf8",
  }).split("\n");
  const text = execFileSync("git", [...ledger, "show", `HEAD:${event}`], { encoding: "utf8" });
  writeFileSync(join(clone, event), text.replace('"login":"lea"', '"login":"boss"'));
  execFileSync("git", [...ledger, "commit", "--quiet", "-am", "Tidy up"]);
  tell.act("?", `changes who approved in ${event} and commits that as "Tidy up".`);
  run(["verify"], 1);
  execFileSync("git", [...ledger, "reset", "--quiet", "--hard", "HEAD~1"]);
}

/** A second pull request of a developer, with results of CI. */
async function openTarget(walk: Walk) {
  const branch = "provider-switch";
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    from: "main",
    author: "dev",
    message: "Switch the payment provider",
    files: { "src/provider.ts": "export const provider = 'new';\n" },
  })) as string;
  const pull = (await walk.as("dev", "POST", "pulls", {
    title: "Switch the payment provider",
    head: branch,
    base: "main",
  })) as { number: number };
  await reportResults(walk, headSha);
  return { number: pull.number, headSha, branch };
}

async function pushToTarget(walk: Walk, branch: string): Promise<string> {
  const sha = (await walk.sandbox.admin("commit", walk.repository, {
    branch,
    author: "dev",
    message: "Name the provider in the log",
    files: { "src/log.ts": "export const log = true;\n" },
  })) as string;
  await reportResults(walk, sha);
  return sha;
}

async function reportResults(walk: Walk, sha: string): Promise<void> {
  await walk.as("boss", "POST", `statuses/${sha}`, { context: "docs/coverage", state: "success" });
  await walk.sandbox.admin("reportCi", walk.repository, sha, [
    { name: "unit-tests", conclusion: "failure" },
    { name: "build", conclusion: "success" },
  ]);
}

async function correctManifest(walk: Walk, asked: AskedRequest, headSha: string): Promise<void> {
  await walk.sandbox.admin("advance", 60_000);
  await walk.sandbox.admin("commit", walk.repository, {
    branch: asked.branch,
    author: "req",
    message: "Name the commit that is meant now",
    files: { [asked.path]: asked.text.replace(/^( *head_sha: ).*$/m, `$1${headSha}`) },
  });
}

function keepPages(dir: string, asked: AskedRequest, pages: Readonly<Record<string, string>>): void {
  mkdirSync(join(dir, "pages"), { recursive: true });
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(dir, "pages", `${asked.id}-${name}.md`), text);
}

/** The row of a table that names a code, without its markup. */
function findRow(markdown: string, code: string): string {
  const row = markdown.split("\n").find((line) => line.includes(`\`${code}\``)) ?? "";
  const cells = row.split("|").map((cell) => cell.trim());
  return cells
    .slice(3, 5)
    .join(" ")
    .replaceAll("\\", "")
    .replaceAll(/&#?\w+;/g, "");
}

const firstLine = (text: string): string => text.split("\n").find((line) => line.trim() !== "") ?? "";

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw new DemoFailure(`The demo did not go as it says: ${otherwise}.`);
}
