import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPackage } from "../../../src/demo/find-package.ts";
import { openTarget } from "../../../src/demo/target-pulls.ts";
import { verifyNoted } from "../../../src/operations/verify-since.ts";
import { verifyOptions } from "../../operations/verify-options.ts";
import { type Act, openRequests, openTargets, review } from "./acts-requests.ts";
import { fileOf, type Life, tell, wait } from "./life.ts";
import { react } from "./machine.ts";

/** A change of the registry by its ordinary way: a pull request, a quality coordinator's review, and a person's merge. */
async function change(life: Life, what: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const { random, walk } = life;
  const branch = `rules-${await walk.now()}`;
  await walk.sandbox.admin("commit", walk.repository, { branch, from: "qms", author: "boss", message: what, files });
  const pull = (await walk.as("boss", "POST", "pulls", { title: what, head: branch, base: "qms" })) as {
    number: number;
  };
  await tell(life, `boss proposes #${pull.number}: ${what}`);
  await react(life);
  await review(life, pull.number, random.pick(["qin", "quy"]), "APPROVE", "In order.");
  await react(life);
  await wait(life, 20);
  const method = random.pick(["merge", "squash"]);
  const said = (await walk.as("boss", "PUT", `pulls/${pull.number}/merge`, { merge_method: method }, 405)) as {
    merged?: boolean;
    message?: string;
  };
  await tell(life, `boss merges #${pull.number} by ${method}: ${said.merged === true ? "merged" : said.message}`);
  return true;
}

const peoplePath = ".qms/people.yml";
const policyPath = ".qms/policy.yml";

/** Somebody leaves, comes back, loses a role, or his certificate ends. */
export const changePeople: Act = async (life) => {
  const { random, walk } = life;
  const text = fileOf(life, "qms", peoplePath);
  if (text === null) return false;
  const day = new Date((await walk.now()) + random.int(1, 4) * 86_400_000).toISOString().slice(0, 10);
  const login = random.pick(["lea", "lou", "ari", "qin", "cora", "sec", "com", "inc", "mia"]);
  const person = new RegExp(
    `(  ${login}:\\n    github: .*\\n    status: )(\\w+)(\\n    certifications: \\{ qms_bypass_procedures_basic: )([0-9-]+)`,
  );
  const [what, next] = random.pick([
    [
      `${login} leaves or comes back`,
      text.replace(person, (_, a, status, b, c) => `${a}${status === "active" ? "suspended" : "active"}${b}${c}`),
    ],
    [`a certificate of ${login} ends on ${day}`, text.replace(person, (_, a, b, c) => `${a}${b}${c}${day}`)],
    [`${login} has a certificate again`, text.replace(person, (_, a, b, c) => `${a}${b}${c}2036-12-31`)],
    [`${login} holds no role`, text.replace(new RegExp(`^(  [a-z-]+: \\[.*?)\\b${login}, `, "gm"), "$1")],
    [
      `dev is a lead`,
      text.includes("  dev:")
        ? text
        : text
            .replace(
              "roles:\n",
              `  dev:\n    github: { login: dev, id: 200 }\n    status: active\n    certifications: { qms_bypass_procedures_basic: 2036-12-31 }\nroles:\n`,
            )
            .replace("lead-qa: [", "lead-qa: [dev, "),
    ],
  ] as const);
  return next === text ? false : change(life, what, { [peoplePath]: next });
};

/** Other numbers, another calendar, other classes. */
export const changePolicy: Act = async (life) => {
  const { random, walk } = life;
  const text = fileOf(life, "qms", policyPath);
  if (text === null) return false;
  const day = new Date((await walk.now()) + random.int(1, 4) * 86_400_000).toISOString().slice(0, 10);
  const [head = ""] = text.split("levels:\n");
  const levels = random.pick([
    "  L1: { max_lifetime: PT24H }\n",
    "  L1: { max_lifetime: PT72H, request_ttl: PT12H }\n",
    "  L1: { slots: [{ name: lead, roles: [lead-devops, lead-frontend, lead-backend, lead-qa], min: 2 }] }\n",
    "  L2: { remediation_limit: { business_days: 4 }, max_lifetime: PT10H }\n",
    "  L2: { slots: [{ name: quality, roles: [qms-quality-coordinator] }, { name: architect, roles: [core-architect, lead-devops] }] }\n",
    "",
  ]);
  const calendar = random.pick([
    `{ time_zone: Europe/Berlin, holidays: [${day}] }`,
    "{ time_zone: Asia/Tokyo }",
    "{ time_zone: America/New_York }",
    "{ time_zone: Europe/Berlin }",
  ]);
  const next = `${head.replace(/calendar: \{.*\}/, `calendar: ${calendar}`)}${levels === "" ? "" : `levels:\n${levels}`}`;
  return next === text ? false : change(life, `calendar ${calendar}; levels ${levels.trim()}`, { [policyPath]: next });
};

/** What else a branch has: a README that is edited, a relay of a newer version, owners. */
export const editReadme: Act = async (life) => {
  const now = await life.walk.now();
  const owners = fileOf(life, "qms", ".github/CODEOWNERS") ?? "";
  const [what, path, text] = life.random.pick([
    ["Explain the registry", "README.md", `# Registry\n\nAs of ${now}.\n`],
    ["A newer relay", ".github/workflows/relay.yml", `# ${now}\nname: qms relay\n`],
    ["Say who owns what", ".github/CODEOWNERS", `# As of ${now}.\n${owners}`],
  ] as const);
  return change(life, what, { [path]: text });
};

/** A merge is taken back by a pull request of its own. */
export const revert: Act = async (life) => {
  const { random, walk } = life;
  const onMain = life.targets.filter(({ branch }) => fileOf(life, life.main, `src/${branch}.ts`) !== null);
  if (onMain.length === 0) return false;
  const { branch, number } = random.pick(onMain);
  const target = await openTarget(walk, `revert-${branch}-${await walk.now()}`, `Revert #${number}`, [], life.main);
  await walk.sandbox.admin("commit", walk.repository, {
    ...{ branch: target.branch, author: "dev", message: `Revert #${number}`, files: { [`src/${branch}.ts`]: null } },
  });
  const { head } = (await walk.as("dev", "GET", `pulls/${target.number}`)) as { head: { sha: string } };
  for (const context of ["docs/coverage", "codeql"])
    await walk.as("boss", "POST", `statuses/${head.sha}`, { context, state: "success" });
  const jobs = ["unit-tests", "build"].map((name) => ({ name, conclusion: "success" }));
  await walk.sandbox.admin("reportCi", walk.repository, head.sha, jobs);
  await wait(life, 60);
  const said = (await walk.as("mia", "PUT", `pulls/${target.number}/merge`, {}, 405)) as { merged?: boolean };
  await tell(life, `mia reverts #${number} by #${target.number}: ${said.merged === true ? "merged" : "refused"}`);
  return true;
};

/** An administrator merges past the checks, where the rules spare him; later somebody registers that. */
export const mergePast: Act = async (life) => {
  const { random, walk } = life;
  if (!life.setting.sparesAdministrators) return false;
  const waiting = new Set((await openRequests(life)).map(({ target }) => target.number));
  const red = (await openTargets(life)).filter(({ number, failing }) => failing.length > 0 && !waiting.has(number));
  if (red.length === 0) return false;
  const target = random.pick(red);
  const { sha } = (await walk.as("boss", "PUT", `pulls/${target.number}/merge`, {})) as { sha: string };
  life.past.push({ target, sha });
  life.deserved.push({ code: "UNREGISTERED_BYPASS", commit: sha });
  await tell(life, `boss merges #${target.number} past its checks`);
  return true;
};

export const register: Act = async (life) => {
  const { random, walk } = life;
  if (life.past.length === 0) return false;
  const { target, sha } = random.pick(life.past);
  if (target.failing.includes("codeql") || target.failing.includes("build")) return false;
  if (life.requests.some((request) => request.target === target && request.isRetroactive === true)) return false;
  const level = target.failing.includes("unit-tests") ? "L2" : "L1";
  const changes = { retroactive: { merge_sha: sha, merged_by: "boss" } };
  const about = { pullRequest: target.number, headSha: target.headSha };
  const asked = await walk.ask({ level, checks: target.failing, ...about, base: life.main, changes });
  const askedAt = await walk.now();
  life.requests.push({ asked, level, target, text: asked.text, amendments: 0, looks: 0, askedAt, isRetroactive: true });
  await tell(life, `req registers #${target.number} as ${asked.id} (#${asked.number})`);
  return true;
};

/** Somebody takes another login; people.yml has the former one for a while. */
export const rename: Act = async (life) => {
  const { random, walk } = life;
  const name = random.pick(["lea", "lou", "ari", "qin", "cora", "sec", "com", "inc"]);
  const before = life.logins.get(name) ?? name;
  const login = `${name}-${life.logins.size}${before === name ? "" : "b"}`;
  await walk.sandbox.admin("renameUser", before, login);
  life.logins.set(name, login);
  await tell(life, `${before} is called ${login} from now on`);
  const text = fileOf(life, "qms", peoplePath);
  if (text === null || random.chance(0.5)) return true;
  const next = text.replace(`login: ${before},`, `login: ${login},`);
  // Nobody wrote down the name before this one: there is nothing to propose.
  if (next === text) return true;
  await react(life);
  return change(life, `${before} is called ${login}`, { [peoplePath]: next });
};

/** Somebody joins the team that holds a role, leaves it, or is invited and has not answered. */
export const changeTeam: Act = async (life) => {
  const { random, walk, logins } = life;
  if (!life.setting.hasTeam) return false;
  const [first, second, third] = random.shuffle(["lou", "stranger", "mia", "dev"]).map((one) => logins.get(one) ?? one);
  const members = random.chance(0.5) ? [first, second] : [first];
  await walk.sandbox.admin("createTeam", "acme", "leads", members, [third]);
  await tell(life, `the team is ${members.join(" and ")}, and ${third} is invited`);
  return true;
};

/** The ledger goes on on a branch of the new year, and from now on the workflows name that one. */
export const rollOver: Act = async (life) => {
  const year = new Date(await life.walk.now()).getUTCFullYear();
  const next = `qms-ledger-${year}`;
  if (life.ledgerBranch === next || fileOf(life, life.ledgerBranch, "README.md") === null || life.rolled >= 1)
    return false;
  const dir = mkdtempSync(join(tmpdir(), "qms-life-roll-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", dir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  try {
    execFileSync("git", ["clone", "--quiet", `file://${life.bare}`, dir], { stdio: "ignore" });
    git("config", "user.name", "boss");
    git("config", "user.email", "210+boss@users.noreply.github.com");
    // The command goes by the clock of its machine, for which everything here is long late; people wait until nothing is open.
    const asOf = Date.now();
    const { result } = await verifyNoted(verifyOptions(dir, { asOf, ledgerBranch: life.ledgerBranch }));
    if (result.findings.some(({ severity }) => severity === "error")) return false;
    const args = [
      join(findPackage(), "bin/qms-bypass.mjs"),
      "roll-over",
      "--repo",
      dir,
      "--ledger-branch",
      life.ledgerBranch,
      "--to",
      next,
      "--bundle",
      join(dir, "old.bundle"),
    ];
    const done = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (done.status !== 0) {
      life.broken.push(`roll-over: ${done.stdout} ${done.stderr}`);
      return true;
    }
    git("push", "--quiet", "origin", next);
    life.ledgerBranch = next;
    life.rolled += 1;
    life.notes.length = 0;
    await tell(life, `boss rolls the ledger over to ${next}`);
    return true;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
