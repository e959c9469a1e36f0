// The sandbox against another emulator of GitHub, written by others: `node test/judges/emulate.mjs FOLDER`, where FOLDER holds
// node_modules/emulate. The shared scenarios run against both. One verdict per step: both answer alike, or differ as it is written down.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { scenarios } from "./emulate-scenarios.mjs";

const [folder] = process.argv.slice(2);
const root = fileURLToPath(new URL("../../", import.meta.url));
const people = ["boss", "dev"];

/** The sandbox as the demo runs it: a process, spoken to over HTTP only. */
async function startSandbox() {
  const child = spawn(process.execPath, [join(root, "sandbox/start.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { url, api_url, admin_secret } = JSON.parse(line);
  const admin = async (name, ...args) => {
    const reply = await fetch(`${url}/_sandbox/${name}`, {
      method: "POST",
      headers: { authorization: `sandbox ${admin_secret}` },
      body: JSON.stringify({ args }),
    });
    if (!reply.ok) throw new Error(`${name}: ${await reply.text()}`);
    return (await reply.json()).result;
  };
  await admin("createRepository", { name: "acme/payments", roles: { boss: "admin", dev: "write" } });
  const first = { branch: "main", author: "boss", message: "First", files: { "README.md": "# payments\n" } };
  await admin("commit", "acme/payments", first);
  const tokens = {};
  for (const login of people) tokens[login] = (await admin("personToken", login)).token;
  return {
    url: api_url,
    tokens,
    // Every call of a scenario is one that GitHub would accept and that the sandbox implements.
    complaints: async () => {
      const { unlisted, violations } = await admin("journal");
      return [...unlisted, ...violations].map((entry) => JSON.stringify(entry));
    },
    close: async () => {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

async function startEmulate() {
  const { createEmulator } = await import(pathToFileURL(join(folder, "node_modules/emulate/dist/api.js")).href);
  const tokens = Object.fromEntries(people.map((login) => [login, `token_${login}`]));
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: Object.fromEntries(people.map((login) => [tokens[login], { login, scopes: ["repo", "user"] }])),
      github: {
        users: people.map((login) => ({ login })),
        orgs: [
          { login: "acme", members: people.map((login) => ({ login, role: login === "boss" ? "admin" : "member" })) },
        ],
        repos: [{ owner: "acme", name: "payments", auto_init: true, private: true }],
      },
    },
  });
  const side = { url: emulator.url, tokens, close: () => emulator.close() };
  const headers = { authorization: `token ${tokens.boss}` };
  const body = JSON.stringify({ permission: "push" });
  await fetch(`${side.url}/repos/acme/payments/collaborators/dev`, { method: "PUT", headers, body });
  return side;
}

/** `a.b`, `a[].b`, `[].b`: the value, or the list of values. */
function pick(value, path) {
  const [head, ...rest] = path.split(".");
  const tail = rest.join(".");
  const list = head.endsWith("[]");
  const name = list ? head.slice(0, -2) : head;
  const inner = name === "" ? value : value?.[name];
  if (list) return Array.isArray(inner) ? inner.map((item) => (tail === "" ? item : pick(item, tail))) : null;
  return (tail === "" ? inner : pick(inner, tail)) ?? null;
}

const fill = (text, kept) => text.replace(/\{(\w+)\}/g, (hole, name) => kept[name] ?? hole);

async function run(side, { who = "boss", do: [method, path, body], show, keep = {} }, kept) {
  const reply = await fetch(`${side.url}/repos/acme/payments${fill(path, kept)}`, {
    method,
    headers: { authorization: `token ${side.tokens[who]}` },
    ...(body === undefined ? {} : { body: fill(JSON.stringify(body), kept) }),
  });
  const text = await reply.text();
  const value = text === "" ? null : JSON.parse(text);
  for (const [name, field] of Object.entries(keep)) kept[name] = pick(value, field);
  const shown = reply.ok ? show.map((field) => [field, pick(value, field)]) : [];
  return { http: reply.status, ...Object.fromEntries(shown) };
}

const say = (line) => process.stdout.write(`${line}\n`);
let passed = 0;
let failed = 0;
const judge = (good, name, detail = "") => {
  if (good) passed += 1;
  else failed += 1;
  if (!good) say(`FAILED ${name}${detail}`);
};

const [ours, theirs] = [await startSandbox(), await startEmulate()];
const [ourKept, theirKept] = [{}, {}];
for (const [name, steps] of Object.entries(scenarios)) {
  let agreed = 0;
  for (const [at, step] of steps.entries()) {
    const [one, other] = [await run(ours, step, ourKept), await run(theirs, step, theirKept)];
    const same = JSON.stringify(one) === JSON.stringify(other);
    const title = `${name} ${at}: ${step.do[0]} ${step.do[1]}`;
    const both = `\n  sandbox ${JSON.stringify(one)}\n  emulate ${JSON.stringify(other)}`;
    // What is written down as different and is not any more is to be taken out.
    if (step.differs === undefined) judge(same, title, both);
    else judge(!same && step.differs.here === one.http, `${title} (written down: ${step.differs.why})`, both);
    if (same) agreed += 1;
  }
  say(`${name}: ${agreed} of ${steps.length} answers alike`);
}
const complaints = await ours.complaints();
judge(complaints.length === 0, "the sandbox's own contract", `\n  ${complaints.join("\n  ")}`);
// A comparison that cannot see a difference means nothing: other files of the same branch must not look alike.
const file = (path) => ({ do: ["GET", `/contents/${path}?ref=work`], show: ["sha"] });
const [left, right] = [await run(ours, file("src/app.txt"), {}), await run(theirs, file("src/deep/er/plain.txt"), {})];
judge(left.http === 200 && right.http === 200 && left.sha !== right.sha, "the control: different files look different");
await Promise.all([ours.close(), theirs.close()]);
say(`judge: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
