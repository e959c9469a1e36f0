// The audit of a whole clone against what git alone needs to read the same objects, and against one git process for each file.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeAuditRepository } from "./audit-repository.mjs";
import { median } from "./statistics.mjs";

const once = fileURLToPath(new URL("./verify-once.mjs", import.meta.url));
const FOLDER = ".qms/bypasses";
/** The default, so that floor and audit follow the same history. */
const LOG = ["log", "--full-history", "-m", "--no-renames", "--no-abbrev", "--raw", "-z", "--format=%H"];
const SAMPLE = 5;

/** Two shapes: a registry of many commits, a ledger of many events; each also at a tenth of its size. */
const shapes = {
  registry: (part) => ({
    registryCommits: Math.round(100_000 * part),
    manifests: Math.round(5_000 * part),
    drafts: 1,
    events: Math.round(26_000 * part),
    life: "approved",
  }),
  ledger: (part) => ({
    ...{ registryCommits: 0, manifests: Math.round(1_600 * part), drafts: 0 },
    ...{ events: Math.round(50_000 * part), life: "whole" },
  }),
};

/**
 * @param {{ rounds?: number, size?: number, keep?: string | null, say?: (text: string) => void }} options size: 1, or a part of it to try the
 *   benchmark itself; keep: a folder where the repositories stay, for the next run of the same size
 * @returns {Promise<Record<"registry" | "ledger", { made: object, audit: object, floor: object, naive: object, tenth: object, monthly: object | null }>>}
 */
export async function benchVerify({ rounds = 3, size = 1, keep = null, say = () => undefined } = {}) {
  const root = keep ?? mkdtempSync(join(tmpdir(), "qms-bench-"));
  try {
    const results = {};
    for (const [name, shape] of Object.entries(shapes)) {
      const [folder, small] = [join(root, name), join(root, `${name}-tenth`)];
      say(`making the ${name} repository and one of a tenth, where they are not there yet`);
      const made = await madeOnce(folder, shape(size));
      const madeSmall = await madeOnce(small, shape(size / 10));
      const [audits, floors, tenths] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        audits.push(auditOf("verify", folder, made));
        floors.push(floorOf(folder));
        tenths.push(auditOf("verify", small, madeSmall));
      }
      results[name] = {
        made,
        audit: middle(audits),
        floor: middle(floors),
        tenth: middle(tenths),
        naive: naiveOf(folder, name),
        monthly: name === "ledger" ? auditOf("monthly", folder, made) : null,
      };
    }
    return results;
  } finally {
    if (keep === null) rmSync(root, { recursive: true, force: true });
  }
}

/** @throws Error where the folder has a repository of another shape: its figures would be told as those of this one */
async function madeOnce(folder, shape) {
  const note = `${folder}/.git/bench-made.json`;
  const seed = 20_261_127;
  if (existsSync(note)) {
    const known = JSON.parse(readFileSync(note, "utf8"));
    if (JSON.stringify(known.shape) === JSON.stringify(shape)) return known.made;
    throw new Error(
      `${folder} has a repository of another size or version: ${JSON.stringify(known.shape)}. Delete it.`,
    );
  }
  const made = await makeAuditRepository({ folder, seed, ...shape });
  const commits = Number(git(folder, "rev-list", "--count", "qms"));
  const known = { shape, made: { ...made, registryCommits: commits } };
  writeFileSync(note, JSON.stringify(known));
  return known.made;
}

function git(folder, ...args) {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
}

/** The run whose processor time is the median: on a busy machine the clock tells about the others too. */
function middle(runs) {
  const wanted = median(runs.map(({ cpu }) => cpu));
  return runs.reduce((best, run) => (Math.abs(run.cpu - wanted) < Math.abs(best.cpu - wanted) ? run : best));
}

/** Seconds by the clock and of the processors, git's included; peak memory of Node in MiB. Anything but a clean pass throws. */
function auditOf(what, folder, { last, events }) {
  const day = 86_400_000;
  const { wall, cpu, out } = timed(process.execPath, [once, what, folder, String(last + day)], folder);
  const said = JSON.parse(out);
  if (said.verdict !== "pass" || said.findings !== 0) throw new Error(`${what} of ${folder}: ${out}`);
  if (what === "verify" && said.events !== events) throw new Error(`${said.events} events were read, not ${events}`);
  return { wall, cpu, rss: said.rss };
}

/** One log for each branch and one cat-file of the objects that the audit reads; what is between them is not counted. */
function floorOf(folder) {
  const ledger = timed("git", [...isolated, ...LOG, "qms-ledger"], folder);
  const registry = timed("git", [...isolated, ...LOG, "qms", "--", FOLDER], folder);
  const ids = [...recordsAndHeads(ledger.out), ...blobs(registry.out).map(({ blob }) => blob)];
  writeFileSync(`${folder}/.git/bench-ids`, `${[...new Set(ids)].join("\n")}\n`);
  const read = timed("sh", ["-c", "git cat-file --batch --buffer < .git/bench-ids > /dev/null"], folder);
  const parts = [ledger, registry, read];
  return { wall: sum(parts.map(({ wall }) => wall)), cpu: sum(parts.map(({ cpu }) => cpu)) };
}

/** What a script does that asks git about one file after the other: was it ever changed? Sampled, and multiplied. */
function naiveOf(folder, name) {
  const [branch, under] = name === "registry" ? ["qms", FOLDER] : ["qms-ledger", "ledger"];
  const files = execFileSync("git", ["ls-tree", "-r", "--name-only", branch, under], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  })
    .trim()
    .split("\n");
  const asked = Array.from(
    { length: SAMPLE },
    (_, index) => files[Math.floor(((index + 0.5) * files.length) / SAMPLE)],
  );
  const runs = asked.map((file) => timed("git", [...isolated, ...LOG, branch, "--", file], folder));
  const each = { wall: sum(runs.map(({ wall }) => wall)) / SAMPLE, cpu: sum(runs.map(({ cpu }) => cpu)) / SAMPLE };
  return { files: files.length, each, wall: each.wall * files.length, cpu: each.cpu * files.length };
}

const isolated = ["--no-replace-objects", "-c", "core.commitGraph=false"];

/** Runs a command; bash counts the processor time of everything that it starts. */
function timed(command, args, cwd) {
  const times = `${cwd}/.git/bench-times`;
  const script = `TIMEFORMAT="%R %U %S"; { time "$@" 2>&3; } 3>&2 2> "${times}"`;
  const out = execFileSync("bash", ["-c", script, "bash", command, ...args], {
    cwd,
    encoding: "latin1",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", GIT_FLUSH: "0" },
  });
  const [wall, user, system] = readFileSync(times, "utf8").trim().split(" ").map(Number);
  return { wall, cpu: user + system, out };
}

/** `:<mode> <mode> <oid> <oid> <status>\0<path>\0` */
function blobs(raw) {
  return [...raw.matchAll(/:\d{6} \d{6} [0-9a-f]+ ([0-9a-f]+) ([AM])\0([^\0]*)\0/g)].map(([, blob, , path]) => ({
    blob,
    path,
  }));
}

function recordsAndHeads(raw) {
  const heads = new Map();
  const records = [];
  // The log goes backwards: the first version of a projection that it shows is the last one.
  for (const { blob, path } of blobs(raw)) {
    if (path.startsWith("ledger/")) records.push(blob);
    else if (!heads.has(path)) heads.set(path, blob);
  }
  return [...records, ...heads.values()];
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
