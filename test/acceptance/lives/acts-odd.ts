import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { green } from "./acts-remediation.ts";
import { type Act, openRequests, openTargets, pullOf, review } from "./acts-requests.ts";
import { bypassIn } from "./acts-targets.ts";
import { fileOf, type Life, stateOf, tell, wait } from "./life.ts";
import { react } from "./machine.ts";

/** What is odd, and in order all the same: nobody did anything that the procedure forbids. */

/** The branch that `/qms extend` made is opened by whoever asked, and the level above looks at it. */
export const openExtension: Act = async (life) => {
  const { random, walk } = life;
  const args = ["--git-dir", life.bare, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/qms-request/"];
  const branches = execFileSync("git", args, { encoding: "utf8" }).split("\n");
  const pulls = (await walk.as("dev", "GET", "pulls?state=all&per_page=100")) as readonly { head: { ref: string } }[];
  const fresh = branches.filter((name) => name.includes(".amend-") && !pulls.some(({ head }) => head.ref === name));
  if (fresh.length === 0) return false;
  const branch = random.pick(fresh);
  const [, id = "", n = ""] = /([^/]+)\.amend-(\d+)$/.exec(branch) ?? [];
  const request = life.requests.find(({ asked }) => asked.id === id);
  if (request === undefined) return false;
  request.amendments = Math.max(request.amendments, Number(n));
  const pull = (await walk.as("req", "POST", "pulls", { title: "Later", head: branch, base: "qms" })) as {
    number: number;
  };
  await tell(life, `req opens #${pull.number} for ${branch}`);
  await react(life);
  const text = fileOf(life, branch, request.asked.path.replace(/\.yml$/, `.amend-${n}.yml`)) ?? "";
  const digest = createHash("sha256").update(text).digest("hex");
  for (const login of ["lea", "ari", "qin", "cora", "sec", "biz", "leg", "com", "inc"]) {
    if ((await pullOf(life, pull.number)).state !== "open") break;
    await review(life, pull.number, login, "APPROVE", `In order.\n\nqms-digest: sha256:${digest}`);
    if (random.chance(0.5)) await react(life);
  }
  return true;
};

/** Somebody closes a tracking issue early, opens it again, edits a comment or takes it away. */
export const touchIssue: Act = async (life) => {
  const { random, walk } = life;
  const request = bypassIn(life, "used", "remediating", "completed", "closed");
  const issue = request === undefined ? undefined : stateOf(life, request.asked.id)?.issue?.number;
  if (issue === undefined) return false;
  const comments = (await walk.as("dev", "GET", `issues/${issue}/comments`)) as readonly {
    id: number;
    body: string;
    user: { login: string };
  }[];
  const commands = comments.filter(({ body }) => body.startsWith("/qms"));
  const comment = commands.length > 0 ? random.pick(commands) : null;
  const how = random.pick(["close", "open", "edit", "delete"]);
  if (how === "close" || how === "open") {
    await walk.as("req", "PATCH", `issues/${issue}`, { state: how === "close" ? "closed" : "open" });
  } else if (comment === null) return false;
  else if (how === "edit") {
    const files = `issues/comments/${comment.id}`;
    await walk.as("boss", "PATCH", files, { body: `${comment.body} Again.` });
  } else await walk.sandbox.admin("deleteComment", walk.repository, comment.id);
  await tell(life, `${how}: issue ${issue}`);
  return true;
};

/** CI runs again on a commit: a real result comes after what was posted. */
export const runChecksAgain: Act = async (life) => {
  const { random, walk } = life;
  const open = await openTargets(life);
  if (open.length === 0) return false;
  const { headSha, failing, number } = random.pick(open);
  const jobs = (["unit-tests", "build"] as const).map((name) => ({
    name,
    conclusion: failing.includes(name) ? "failure" : "success",
  }));
  await walk.sandbox.admin("reportCi", walk.repository, headSha, jobs);
  if (failing.includes("docs/coverage"))
    await walk.as("boss", "POST", `statuses/${headSha}`, { context: "docs/coverage", state: "failure" });
  await tell(life, `CI runs again on #${number}`);
  return true;
};

/** A person presses the button of a request himself. */
export const mergeRequest: Act = async (life) => {
  const open = await openRequests(life);
  if (open.length === 0) return false;
  const { asked } = life.random.pick(open);
  const said = (await life.walk.as("mia", "PUT", `pulls/${asked.number}/merge`, {}, 405)) as { merged?: boolean };
  await tell(life, `mia merges the request #${asked.number}: ${said.merged === true ? "merged" : "refused"}`);
  return true;
};

/** The same commit in another pull request, or the target goes to another branch. */
export const moveTarget: Act = async (life) => {
  const { random, walk } = life;
  const open = await openTargets(life);
  if (open.length === 0) return false;
  const { number, branch, headSha } = random.pick(open);
  const name = `release-${await walk.now()}`;
  if (random.chance(0.5)) {
    await walk.as("boss", "POST", "git/refs", { ref: `refs/heads/${name}`, sha: await headOfMain(life) });
    await walk.as("dev", "PATCH", `pulls/${number}`, { base: name });
    await tell(life, `dev moves #${number} to ${name}`);
    await wait(life, random.int(60, 600));
    await react(life);
    await walk.as("dev", "PATCH", `pulls/${number}`, { base: life.main });
    await tell(life, `dev moves #${number} back to ${life.main}`);
    return true;
  }
  await walk.as("boss", "POST", "git/refs", { ref: `refs/heads/${name}`, sha: headSha });
  await walk.as("dev", "POST", "pulls", { title: `Also ${branch}`, head: name, base: life.main });
  await tell(life, `dev opens ${name} at the commit of #${number}`);
  return true;
};

/** A pull request on top of another one, green: when it is merged, both are. */
export const stack: Act = async (life) => {
  const { random, walk } = life;
  const open = await openTargets(life);
  if (open.length === 0) return false;
  const below = random.pick(open);
  const branch = `above-${await walk.now()}`;
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, from: below.branch, author: "dev", message: "Go on from there" },
    files: { [`docs/${branch}.md`]: "# More\n" },
  })) as string;
  const pull = { title: `On top of #${below.number}`, head: branch, base: life.main };
  const { number } = (await walk.as("dev", "POST", "pulls", pull)) as { number: number };
  await green(life, headSha);
  life.targets.push({ number, branch, headSha, failing: [] });
  await tell(life, `dev opens #${number} on top of #${below.number}`);
  await wait(life, 60);
  if (random.chance(0.5)) return true;
  const said = (await walk.as("mia", "PUT", `pulls/${number}/merge`, {}, 405)) as { merged?: boolean };
  await tell(life, `mia merges #${number}: ${said.merged === true ? "merged" : "refused"}`);
  return true;
};

const headOfMain = async ({ walk, main }: Life): Promise<string> =>
  (await walk.sandbox.admin("head", walk.repository, main)) as string;
