// A day's increment: what `qms-bypass verify --since` takes from its start to its end, against git alone reading the same objects.
//   node bench/verify-incremental.mjs [FOLDER ...]   (repositories that `npm run bench -- --only verify --keep DIR` left in DIR; built first)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeAuditRepository } from "./audit-repository.mjs";
import { median } from "./statistics.mjs";

const once = fileURLToPath(new URL("./verify-since-once.mjs", import.meta.url));
const command = fileURLToPath(new URL("../bin/qms-bypass.mjs", import.meta.url));
const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_FLUSH: "0" };
const DAY = 86_400_000;
const ROUNDS = 7;

/** The shapes of `verify`: 100,000 commits of the registry, 50,000 events. */
const shapes = {
  registry: { registryCommits: 100_000, manifests: 5_000, drafts: 1, events: 23_000, life: "approved" },
  ledger: { registryCommits: 0, manifests: 1_600, drafts: 0, events: 50_000, life: "whole" },
};

const given = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), "qms-since-"));
try {
  const folders = given.length > 0 ? given : Object.keys(shapes).map((name) => join(root, name));
  for (const [index, folder] of folders.entries()) {
    if (given.length === 0) await makeAuditRepository({ folder, seed: 20_261_127, ...Object.values(shapes)[index] });
    say(folder, measure(folder));
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** Sets the branches a day back, writes the note there, and verifies what the day brought. */
function measure(folder) {
  const heads = Object.fromEntries(["qms-ledger", "qms", "main"].map((name) => [name, git(folder, "rev-parse", name)]));
  const last = Number(git(folder, "log", "-1", "--format=%ct", "qms-ledger")) * 1000;
  const note = join(root, "verified.json");
  const before = Object.fromEntries(
    Object.keys(heads).map((name) => [name, git(folder, "rev-list", "-1", `--before=${(last - DAY) / 1000}`, name)]),
  );
  // Every record names a head of main, and the merges of the last day are named by records of that day.
  try {
    for (const [name, commit] of Object.entries(before)) git(folder, "update-ref", `refs/heads/${name}`, commit);
    run(folder, "save", note, last - DAY);
  } finally {
    for (const [name, commit] of Object.entries(heads)) git(folder, "update-ref", `refs/heads/${name}`, commit);
  }
  const [ours, cpus, modules, floors, empties] = [[], [], [], [], []];
  let said = null;
  for (let round = 0; round < ROUNDS; round++) {
    const [ms, result] = timed(() => verify(folder, note));
    ours.push(ms);
    cpus.push(processorOf());
    if (result.verdict !== "pass" || result.since?.reread !== null)
      throw new Error(`${folder}: ${JSON.stringify(result)}`);
    const [unbundled, out] = timed(() => run(folder, "since", note, last + 3_600_000));
    said = out;
    modules.push(unbundled);
    if (out.verdict !== "pass" || out.reread !== null) throw new Error(`${folder}: ${JSON.stringify(out)}`);
    if (out.events !== result.covered.ledger.events) throw new Error(`${folder}: the command read other records`);
    floors.push(timed(() => floorOf(folder, before))[0]);
    empties.push(timed(() => execFileSync(process.execPath, ["-e", ""], { env }))[0]);
  }
  const medians = Object.entries({ ours, cpu: cpus, modules, floor: floors, empty: empties });
  return { ...said, ...Object.fromEntries(medians.map(([name, values]) => [name, median(values)])) };
}

/** What a person runs, from `dist`, as of now. */
function verify(folder, note) {
  const of = ["--repo", folder, "--default-branch", "main", "--format", "json"];
  return timesOf(process.execPath, command, "verify", "--since", note, ...of);
}

/** The same operation from the modules in `build`, as of a time of the generated life: it says how long the work itself took. */
function run(folder, what, note, asOf) {
  return timesOf(process.execPath, once, what, folder, note, String(asOf));
}

/** Runs a command, leaves its times of the processors beside, and reads the JSON that it prints. */
function timesOf(...words) {
  const script = `TIMEFORMAT="%U %S"; { time "$@" 2>&3; } 3>&2 2> "${root}/times"`;
  return JSON.parse(execFileSync("bash", ["-c", script, "bash", ...words], { env, encoding: "utf8" }));
}

/** Processor time of the last run and of every git that it started, in milliseconds: on a busy machine the clock tells about the others too. */
function processorOf() {
  const [user, system] = readFileSync(`${root}/times`, "utf8").trim().split(" ").map(Number);
  return (user + system) * 1000;
}

/** One log of each branch since the note, and one cat-file of what they brought. */
function floorOf(folder, before) {
  const log = (name, ...under) =>
    git(
      folder,
      "-c",
      "core.commitGraph=false",
      "log",
      "-m",
      "--raw",
      "--no-abbrev",
      "--format=%H",
      `${before[name]}..${name}`,
      ...under,
    );
  const raw = [log("qms-ledger"), log("qms", "--", ".qms/bypasses"), log("main", "--", ".qms")].join("\n");
  const ids = [...raw.matchAll(/^:\d{6} \d{6} [0-9a-f]+ ([0-9a-f]{40}) [AM]/gm)].map(([, id]) => id);
  const list = join(root, "ids");
  writeFileSync(list, `${ids.join("\n")}\n`);
  execFileSync("sh", ["-c", `git cat-file --batch --buffer < "${list}" > /dev/null`], { cwd: folder, env });
}

function git(folder, ...args) {
  return execFileSync("git", args, { cwd: folder, env, encoding: "utf8", maxBuffer: 1 << 28 }).trim();
}

function timed(work) {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}

function say(folder, { ours, cpu, modules, floor, empty, commits, events, inside, noteBytes }) {
  const ms = (value) => `${value.toFixed(0)} ms`;
  process.stdout.write(
    `${folder}: since a day before, ${events} events in ${commits} commits; note ${(noteBytes / 1024).toFixed(0)} KiB\n` +
      `  qms-bypass verify --since ${ms(ours)} (processors ${ms(cpu)}), goal ≤ 300 ms: ${ours <= 300 ? "met" : "missed"}\n` +
      `  the modules of build/ instead of dist/: ${ms(modules)}, of which the work itself ${ms(inside)}\n` +
      `  floor: git ${ms(floor)} + an empty script ${ms(empty)}; ratio ${(ours / (floor + empty)).toFixed(2)}×\n`,
  );
}
