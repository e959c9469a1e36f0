import { createHash } from "node:crypto";
import { load } from "js-yaml";
import { type DemoRequest, demoManifest } from "../../../src/demo/demo-manifests.ts";
import { fillForm } from "../../../src/demo/fill-form.ts";
import { openTarget } from "../../../src/demo/target-pulls.ts";
import { fileOf, type Life, type LifeRequest, type LifeTarget, run, senderOf, stateOf, tell, wait } from "./life.ts";
import { react } from "./machine.ts";

/** One thing that people do. False: there is nothing of the kind to do now. */
export type Act = (life: Life) => Promise<boolean>;

interface PullView {
  readonly state: string;
  readonly merged: boolean;
  readonly head: { readonly sha: string };
}

export const pullOf = async ({ walk }: Life, number: number): Promise<PullView> =>
  (await walk.as("dev", "GET", `pulls/${number}`)) as PullView;

async function openOnes<Item>(life: Life, items: readonly Item[], numberOf: (item: Item) => number): Promise<Item[]> {
  const open: Item[] = [];
  for (const item of items) if ((await pullOf(life, numberOf(item))).state === "open") open.push(item);
  return open;
}

export const openTargets = (life: Life) => openOnes(life, life.targets, ({ number }) => number);
/** Requests that wait, seldom those whose time is over. */
export async function openRequests(life: Life): Promise<LifeRequest[]> {
  const since = life.random.chance(0.95) ? (await life.walk.now()) - 20 * 3_600_000 : 0;
  const fresh = life.requests.filter(({ askedAt }) => askedAt >= since);
  return openOnes(life, fresh, ({ asked }) => asked.number);
}

const kinds = [
  ["docs/coverage"],
  ["docs/coverage"],
  ["unit-tests"],
  ["docs/coverage", "unit-tests"],
  ["codeql"],
  ["build"],
  [],
] as const satisfies readonly LifeTarget["failing"][];

export const develop: Act = async (life) => {
  const { random, setting } = life;
  // Where only one App's word counts for a check, it is that check that this is about.
  const isAboutTests = setting.shape === "pinned" && random.chance(0.5);
  const failing = isAboutTests ? (["unit-tests"] as const) : random.pick<LifeTarget["failing"]>(kinds);
  const branch = `work-${life.targets.length}`;
  const target = await openTarget(life.walk, branch, `Change ${branch}`, failing, life.main);
  life.targets.push({ ...target, failing });
  await tell(life, `dev opens #${target.number}, failing ${failing.join(" ") || "nothing"}`);
  return true;
};

/** The level that the checks ask for. */
function levelOf(failing: LifeTarget["failing"]): LifeRequest["level"] {
  if (failing.includes("build")) return "EMERGENCY";
  if (failing.includes("codeql")) return "L3";
  return failing.includes("unit-tests") ? "L2" : "L1";
}

export const ask: Act = async (life) => {
  const { random, walk } = life;
  const asked = new Set((await openRequests(life)).map(({ target }) => target.number));
  const wanting = (await openTargets(life)).filter(({ number, failing }) => failing.length > 0 && !asked.has(number));
  if (wanting.length === 0) return false;
  const target = random.pick(wanting);
  const needed = levelOf(target.failing);
  const incident = life.incidents.at(-1);
  const level = incident !== undefined && random.chance(0.3) ? "EMERGENCY" : needed;
  if (level === "EMERGENCY" && incident === undefined) return declare(life);
  const request: Partial<DemoRequest> & Pick<DemoRequest, "level" | "checks"> = {
    ...{ level, checks: target.failing, pullRequest: target.number, headSha: target.headSha, base: life.main },
    ...(incident === undefined ? {} : { declaredAt: incident.at }),
  };
  const changes: Record<string, unknown> = {};
  if (random.chance(0.3))
    changes.expires_at = new Date((await walk.now()) + random.int(2, 40) * 3_600_000)
      .toISOString()
      .replace(".000Z", "Z");
  if (level === "EMERGENCY" && incident !== undefined) changes.incident = incidentOf(incident);
  if (random.chance(0.1)) changes.drill = true;
  // What no token of the job can post is asked for by name, or left to the program.
  if (life.setting.shape === "pinned" && target.failing.includes("unit-tests"))
    changes.override_mode = random.pick(["auto", "merge", "protection", "protection"]);
  const made =
    level === "L1" && random.chance(0.25) ? await askByForm(life, target) : await walk.ask({ ...request, changes });
  if (made === null) return true;
  life.requests.push({
    asked: made,
    level,
    target,
    text: made.text,
    amendments: 0,
    looks: 0,
    askedAt: await walk.now(),
  });
  await tell(life, `req asks for ${made.id} (#${made.number}) about #${target.number}`);
  return true;
};

/** The same by the request form: a run makes the branch, and the requester opens its pull request. */
async function askByForm(life: Life, target: LifeTarget): Promise<LifeRequest["asked"] | null> {
  const { walk } = life;
  if (life.isDown) return null;
  const at = await walk.now();
  const about = { repository: walk.repository, pullRequest: target.number, headSha: target.headSha };
  const wish = demoManifest({ level: "L1", at, ...about, checks: target.failing, calendar: walk.calendar });
  const body = fillForm("L1", load(wish.text) as Record<string, unknown>, { "Head commit": null });
  const title = "Level 1 Bypass Request - the reference moves to its own package";
  const issue = (await walk.as("req", "POST", "issues", { title, body })) as { number: number };
  await tell(life, `req files the form as issue #${issue.number}`);
  const event = { name: "issues", payload: { action: "opened", issue: { number: issue.number } } };
  const step = await run(life, "request-bypass", { event });
  const id = step.outputs["bypass-id"] ?? "";
  // Killed, or refused: nothing came of it.
  if (id === "" || step.exitCode !== 0) return null;
  const branch = `qms-request/${id}`;
  const path = wish.path.replace(wish.id, id);
  const text = fileOf(life, branch, path);
  // A token may make no branch from a registry whose relay the default branch does not have: the answer says what to add by hand.
  if (text === null) return null;
  const headSha = (await walk.sandbox.admin("head", walk.repository, branch)) as string;
  const pull = (await walk.as("req", "POST", "pulls", { title: "Bypass", head: branch, base: "qms" })) as {
    number: number;
  };
  return { id, path, text, branch, headSha, number: pull.number };
}

const incidentOf = ({ id, at }: Life["incidents"][number]) => ({
  ...{ id, url: `https://incidents.acme.example/${id}`, declared_at: at, commander: "inc" },
  criteria: ["complete_production_outage"],
  evidence: { complete_production_outage: { url: "https://status.acme.example/incidents/2291" } },
  war_room: "https://meet.acme.example/war-room",
});

export const declare: Act = async (life) => {
  const { walk, random, incidents } = life;
  if (incidents.length > 3) return false;
  const id = `INC-${2291 + incidents.length}`;
  const login = random.pick(["inc", "ian"]);
  incidents.push({ id, at: new Date(await walk.now()).toISOString().replace(/\.\d+Z$/, "Z") });
  await tell(life, `${login} declares ${id}`);
  const sender = senderOf(life, login);
  if (!life.isDown)
    await run(life, "apply-override", {
      actor: sender.login,
      event: { name: "workflow_dispatch", payload: { sender } },
      inputs: {
        ...(random.chance(0.15) ? { drill: "true" } : {}),
        operation: "declare",
        "incident-id": id,
        reason: "Checkout is down.",
      },
    });
  return true;
};

/** Who fills the slots of a level. */
const slots: Readonly<Record<LifeRequest["level"], readonly (readonly string[])[]>> = {
  L1: [["lea", "lou", "dov", "qua"]],
  L2: [
    ["ari", "aro"],
    ["qin", "quy"],
  ],
  L3: [
    ["cora", "coby"],
    ["sec", "sol"],
    ["biz", "bea"],
    ["leg", "lex"],
  ],
  EMERGENCY: [
    ["com", "cam"],
    ["inc", "ian"],
  ],
};

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export async function review(life: Life, number: number, login: string, event: string, body: string): Promise<void> {
  // In the same second as a push it would count as older.
  await wait(life, life.random.int(2, 900));
  await life.walk.as(login, "POST", `pulls/${number}/reviews`, { event, body });
  await tell(life, `${login} ${event} #${number}`);
}

/** One of the people who may answers for it, or all of them in some order. */
export const approve: Act = async (life) => {
  const { random } = life;
  // After two times nobody looks at what stays as it is.
  const open = (await openRequests(life)).filter(({ looks }) => looks < 2);
  if (open.length === 0) return false;
  const request = random.chance(0.7) ? (open.at(-1) ?? random.pick(open)) : random.pick(open);
  request.looks += 1;
  const { asked, level, text } = request;
  const wanted = random.shuffle(slots[level]).map((people) => random.pick(people));
  const some = random.chance(0.75) ? wanted : wanted.slice(0, 1);
  const digest = `\n\nqms-digest: sha256:${digestOf(text)}`;
  for (const login of some) {
    // Whoever holds two roles answers once.
    await review(
      life,
      asked.number,
      login,
      "APPROVE",
      `Read, and in order.${level.startsWith("L3") || level === "EMERGENCY" || random.chance(0.3) ? digest : ""}`,
    );
    if (random.chance(0.8)) await react(life);
  }
  if (level === "L3" && random.chance(0.8)) await consult(life);
  return true;
};

/** What L3 has to have ready before it is active. */
export const consult: Act = async (life) => {
  const { random, walk } = life;
  const open = (await openRequests(life)).filter(({ level }) => level === "L3");
  if (open.length === 0) return false;
  const { asked } = random.pick(open);
  for (const answer of random.shuffle([
    "response_team_on_standby https://roster.acme.example/7",
    "rollback_plans_validated https://ci.acme.example/runs/7",
  ])) {
    const login = random.pick(["sec", "sol"]);
    await wait(life, random.int(5, 300));
    await walk.as(login, "POST", `issues/${asked.number}/comments`, { body: `/qms done ${answer}` });
    await tell(life, `${login} answers on #${asked.number}: ${answer}`);
    await react(life);
  }
  return true;
};

/** Somebody without a role for it, or the requester himself. */
export const approveWrongly: Act = async (life) => {
  const open = await openRequests(life);
  if (open.length === 0) return false;
  const { asked } = life.random.pick(open);
  const login = life.random.pick(["stranger", "dev", "exe", "mia", "lea", "ari", "boss"]);
  await review(life, asked.number, login, "APPROVE", "Looks good to me.");
  return true;
};

export const objectOrWithdraw: Act = async (life) => {
  const { random, walk } = life;
  const open = await openRequests(life);
  if (open.length === 0) return false;
  const { asked, level } = random.pick(open);
  if (random.chance(0.5)) {
    await review(
      life,
      asked.number,
      random.pick(random.pick(slots[level])),
      "REQUEST_CHANGES",
      "The plan is too thin.",
    );
    return true;
  }
  const reviews = (await walk.as("dev", "GET", `pulls/${asked.number}/reviews`)) as readonly {
    id: number;
    state: string;
  }[];
  const given = reviews.filter(({ state }) => state === "APPROVED" || state === "CHANGES_REQUESTED");
  if (given.length === 0) return false;
  const { id } = random.pick(given);
  await walk.as("boss", "PUT", `pulls/${asked.number}/reviews/${id}/dismissals`, { message: "Taken back." });
  await tell(life, `boss dismisses review ${id} of #${asked.number}`);
  return true;
};

/** The requester writes the request anew: the commit that is meant now, other words, or what it said before. */
export const correct: Act = async (life) => {
  const { random, walk } = life;
  const open = await openRequests(life);
  if (open.length === 0) return false;
  const request = random.pick(open);
  const { asked, target } = request;
  const meant = request.text.replace(/^( *head_sha: ).*$/m, `$1${target.headSha}`);
  const texts = [meant, asked.text, meant.replace("low; lou", "low; Lou"), `${meant}# Read over once more.\n`];
  const text = meant === request.text ? random.pick(texts) : meant;
  if (text === request.text) return false;
  request.text = text;
  request.looks = 0;
  await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch: asked.branch, author: "req", message: "Say what is meant" },
    files: { [asked.path]: text },
  });
  await tell(life, `req corrects ${asked.id}`);
  return true;
};

/** The request is withdrawn, or taken up again. */
export const withdraw: Act = async (life) => {
  const { random, walk } = life;
  const [request] = random.shuffle(life.requests);
  if (request === undefined) return false;
  const { asked } = request;
  const { state, merged } = await pullOf(life, asked.number);
  if (merged || (state === "closed" && stateOf(life, asked.id) === null)) return false;
  const next = state === "open" ? "closed" : "open";
  await walk.as("req", "PATCH", `pulls/${asked.number}`, { state: next });
  await tell(life, `req makes #${asked.number} ${next}`);
  return true;
};
