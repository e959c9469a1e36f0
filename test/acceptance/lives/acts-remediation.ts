import { createHash } from "node:crypto";
import { type Act, review } from "./acts-requests.ts";
import { bypassIn } from "./acts-targets.ts";
import { type Life, type LifeRequest, stateOf, tell, wait } from "./life.ts";
import { react } from "./machine.ts";

const answerers: Readonly<Record<LifeRequest["level"], readonly string[]>> = {
  L1: ["lou", "lea", "dov"],
  L2: ["ari", "qin", "quy"],
  L3: ["cora", "sec", "biz"],
  EMERGENCY: ["com", "inc", "cam"],
};

/** Keys of the checklist that wait for somebody. */
function openKeys(body: string): string[] {
  return [...body.matchAll(/- \[ \] .*`\/qms done ([a-z0-9_]+)/g)].map((match) => match[1] ?? "");
}

interface IssueView {
  readonly body: string;
  readonly state: string;
}

async function say(life: Life, login: string, issue: number, body: string): Promise<void> {
  await wait(life, life.random.int(2, 600));
  await life.walk.as(login, "POST", `issues/${issue}/comments`, { body });
  await tell(life, `${login} on issue ${issue}: ${body.slice(0, 90)}`);
}

const issueOf = (life: Life, { asked }: LifeRequest): number | null => stateOf(life, asked.id)?.issue?.number ?? null;

/** Somebody writes a command on the tracking issue: a useful one, a wrong one, or one that is not his. */
export const command: Act = async (life) => {
  const { random, walk } = life;
  const request = bypassIn(life, "used", "remediating", "completed", "registered", "closed", "active");
  const issue = request === undefined ? null : issueOf(life, request);
  if (request === undefined || issue === null) return false;
  const able = answerers[request.level];
  const login = random.pick([...able, ...able, "req", "dev", "stranger"]);
  const url = "https://docs.acme.example/evidence/7";
  const { body } = (await walk.as("dev", "GET", `issues/${issue}`)) as IssueView;
  const keys = openKeys(body);
  const key = keys.length > 0 ? random.pick(keys) : "criterion_1";
  const day = new Date((await walk.now()) + random.int(1, 12) * 86_400_000).toISOString().slice(0, 10);
  const said = random.pick([
    `/qms done ${key} ${url}`,
    `/qms done ${key} ${url}`,
    `/qms na ${key} The review was held together with another one.`,
    "/qms progress Half of it is done.",
    "/qms lesson Move the check together with what it reads.",
    "/qms verify",
    "/qms ack",
    "/qms decision The fix waits for the vendor until Thursday.",
    "/qms action The vendor was called.",
    `/qms extend ${day} The vendor needs some more days for it.`,
    "/qms found codeql class=security_critical",
    "/qms stabilized",
    "/qms frobnicate",
    "/qms record incident.linked incident_id=INC-7 url=https://incidents.acme.example/INC-7",
  ]);
  await say(life, login, issue, said);
  return true;
};

/** Everything that is owed is answered by people who may, and then verified. */
export const payUp: Act = async (life) => {
  const { random, walk } = life;
  const request = bypassIn(life, "used", "remediating", "completed");
  const issue = request === undefined ? null : issueOf(life, request);
  if (request === undefined || issue === null) return false;
  await mend(life, request);
  await react(life);
  const able = answerers[request.level];
  const login = random.pick(able);
  await say(life, "req", issue, "/qms lesson Move a check together with what it reads.");
  const { body } = (await walk.as("dev", "GET", `issues/${issue}`)) as IssueView;
  for (const key of openKeys(body))
    await say(life, random.pick(able), issue, `/qms done ${key} https://docs.acme.example/reviews/7`);
  for (const criterion of ["criterion_1", "criterion_2"])
    await say(life, login, issue, `/qms done ${criterion} https://ci.acme.example/runs/7`);
  await say(life, login, issue, "/qms verify");
  return true;
};

/** The checks are green on main: by a commit there, or by a pull request that names the bypass. */
export async function mend(life: Life, { asked, target }: LifeRequest): Promise<void> {
  const { random, walk } = life;
  const asPull = random.chance(0.5);
  const branch = asPull ? `mend-${await walk.now()}` : life.main;
  const headSha = (await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, ...(asPull ? { from: life.main } : {}), author: "dev", message: "Mend it" },
    files: { [`docs/${asked.id}.md`]: `${await walk.now()}\n` },
  })) as string;
  await green(life, headSha);
  if (asPull) {
    const pull = { title: "Mend", head: branch, base: life.main, body: `qms: ${asked.id}` };
    const { number } = (await walk.as("dev", "POST", "pulls", pull)) as { number: number };
    await wait(life, 30);
    const method = random.pick(["merge", "squash"]);
    const { sha } = (await walk.as("mia", "PUT", `pulls/${number}/merge`, { merge_method: method })) as { sha: string };
    if (random.chance(0.5)) await green(life, sha);
    await tell(life, `dev mends ${asked.id} (#${target.number}) by #${number}`);
  } else {
    life.deserved.push({ code: "UNREGISTERED_BYPASS", commit: headSha });
    await tell(life, `dev mends ${asked.id} (#${target.number}) by a commit on ${life.main}`);
  }
  await wait(life, 30);
}

/** Every check says that it is in order. */
export async function green(life: Life, sha: string): Promise<void> {
  const { walk } = life;
  for (const context of ["docs/coverage", "codeql"])
    await walk.as("boss", "POST", `statuses/${sha}`, { context, state: "success" });
  const jobs = ["unit-tests", "build"].map((name) => ({ name, conclusion: "success" }));
  await walk.sandbox.admin("reportCi", walk.repository, sha, jobs);
}

/** An amendment: a later end, another owner, a later day. */
export const amend: Act = async (life) => {
  const { random, walk } = life;
  const request = bypassIn(life, "active", "used", "remediating", "approved");
  if (request === undefined) return false;
  const { asked, level } = request;
  const now = await walk.now();
  const iso = (ms: number) => new Date(now + ms).toISOString();
  const changes = random.pick([
    `expires_at: ${iso(random.int(1, 60) * 3_600_000).replace(/\.\d+Z/, "Z")}`,
    "remediation: { owner: mia }",
    `remediation: { target_date: ${iso(random.int(2, 12) * 86_400_000).slice(0, 10)} }`,
  ]);
  request.amendments += 1;
  const number = request.amendments;
  const branch = `amend/${asked.id}-${number}`;
  const text = `schema: qms.amendment/v1\namends: ${asked.id}\nnumber: ${number}\nrequested_by: req\nreason: The reviewers of the package are away until Wednesday, so that the merge has to wait for them.\nchanges: { ${changes} }\n`;
  await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch, from: "qms", author: "req", message: `Amend ${asked.id}` },
    files: { [asked.path.replace(/\.yml$/, `.amend-${number}.yml`)]: text },
  });
  const pull = (await walk.as("req", "POST", "pulls", { title: "Amendment", head: branch, base: "qms" })) as {
    number: number;
  };
  await tell(life, `req amends ${asked.id}: ${changes} (#${pull.number})`);
  await react(life);
  const digest = createHash("sha256").update(text).digest("hex");
  const able = {
    L1: ["lea", "ari", "qin"],
    L2: ["ari", "qin", "cora", "sec", "biz", "leg"],
    L3: ["cora", "sec", "biz", "leg", "com", "inc"],
    EMERGENCY: ["com", "inc"],
  }[level];
  for (const login of random.shuffle(able)) {
    const { state } = (await walk.as("dev", "GET", `pulls/${pull.number}`)) as { state: string };
    if (state !== "open") break;
    await review(life, pull.number, login, "APPROVE", `In order.\n\nqms-digest: sha256:${digest}`);
    await react(life);
  }
  return true;
};
