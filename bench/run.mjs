// `npm run bench`: prints the figures of bench/README.md. `--node PATH` measures the cold start with another Node (the runner's: 24).
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { cpus, loadavg, release, type } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchActionStart, benchRequests } from "./actions.mjs";
import { benchColdStart } from "./cold-start.mjs";
import { reportVerify } from "./verify-report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    node: { type: "string", default: process.execPath },
    only: { type: "string" },
    size: { type: "string" },
    rounds: { type: "string" },
    keep: { type: "string" },
  },
});
if (values.only === "verify" && !(Number(values.size ?? 1) >= 0.1)) {
  process.stderr.write(
    `--size ${values.size} is too small for --only verify: from 0.1 on there are events enough for each bypass.\n`,
  );
  process.exit(2);
}
if (!existsSync(`${root}dist/index.js`)) throw new Error("dist/ is missing: run `npm run build` first");
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], { cwd: root });
const { benchDecide } = await import("./decide.mjs");
const { benchValidate } = await import("./validate.mjs");

const ms = (value) => `${value < 10 ? value.toFixed(3) : value.toFixed(0)} ms`;
const say = (text) => process.stdout.write(`${text}\n`);
const row = (what, measured, goal, met) => say(`${met ? "met   " : "MISSED"}  ${what}: ${measured} (goal ${goal})`);

say(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${type()} ${release()}, Node ${process.version}`);

if (values.only === "signatures") {
  await signatures();
  process.exit();
}
if (values.only === "sync") {
  await sync();
  process.exit();
}
if (values.only === "verify") {
  await audit();
  process.exit();
}

const validated = benchValidate();
say(
  `validate: ${validated.count} manifests of ${validated.meanBytes.toFixed(0)} bytes: floor ${ms(validated.floor)}, ours ${ms(validated.ours)}`,
);
row(
  "validate against js-yaml and the compiled validator alone",
  `${validated.ratio.toFixed(2)}×`,
  "≤ 1.5×",
  validated.ratio <= 1.5,
);

const decided = benchDecide();
say(
  `decide: ${decided.count} facts files; with reading facts and manifest: mean ${ms(decided.file.mean)}, p99 ${ms(decided.file.p99)}`,
);
row("decide", `mean ${ms(decided.decide.mean)}, p99 ${ms(decided.decide.p99)}`, "< 1 ms each", decided.decide.mean < 1);

await signatures();

const cold = benchColdStart(values.node);
say(`cold start, Node ${cold.node}, median of ${cold.runs}: empty script ${ms(cold.empty)}`);
row("--version", `${ms(cold.version)}, ${cold.versionRatio.toFixed(2)}×`, "≤ 3.5×", cold.versionRatio <= 3.5);
row("validate FILE", `${ms(cold.validate)}, ${cold.validateRatio.toFixed(2)}×`, "≤ 3.5×", cold.validateRatio <= 3.5);

for (const { name, ms: time, ratio } of benchActionStart(values.node)) {
  row(`start of ${name}`, `${ms(time)}, ${ratio.toFixed(2)}×`, "≤ 3.5×", ratio <= 3.5);
}

const requests = await benchRequests(values.node);
row("requests of validate to decide", String(requests.decide), "≤ 8", requests.decide <= 8);
row("requests of validate to record, post and merge", String(requests.record), "≤ 6", requests.record <= 6);
row("requests of activate", String(requests.activate), "≤ 20", requests.activate <= 20);
row("requests of open", String(requests.open), "≤ 10", requests.open <= 10);
row("requests of sweep, nothing to do", String(requests.idleSweep), "≤ 3", requests.idleSweep <= 3);
say(`requests of sweep with one active bypass: ${requests.sweep}`);
say(`requests of request-bypass, form to comment: ${requests.request}`);
say(`requests of sync with one open remediation, nothing to do: ${requests.idleSync}`);
say(`requests of settle: ${requests.settle}, with nothing to do ${requests.idle}`);

const size = statSync(`${root}dist/index.js`).size / 1_048_576;
row("dist/index.js", `${size.toFixed(2)} MiB`, "≤ 2.5 MB", size * 1.048576 <= 2.5);

await sync();
await audit();

async function signatures() {
  const { benchSignatures } = await import("./signatures.mjs");
  const { count, ours, floor, ratio } = benchSignatures();
  say(`signatures: ${count} of SSH, Ed25519: node:crypto alone ${ms(floor)}, ours ${ms(ours)}`);
  row(
    `${count} SSH signatures, processor`,
    `${ms(ours)}, ${ratio.toFixed(2)}× node:crypto alone`,
    "≤ 4 s",
    ours <= 4000,
  );
}

/** Over thousands of open remediations; alone with `--only sync`, smaller with `--size 0.1`. */
async function sync() {
  const { benchSync } = await import("./sync.mjs");
  const [count, rounds] = [Math.round(5000 * Number(values.size ?? 1)), Number(values.rounds ?? 3)];
  say(`load before: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors`);
  const done = await benchSync({ count, rounds, node: values.node, say });
  for (const operation of ["sync", "all"]) {
    const { requests, each, byName, megabytes, ours, floor } = done[operation];
    say(`${operation}: ${byName.map(([name, times]) => `${name} ${times}`).join(", ")}; ${megabytes.toFixed(0)} MB`);
    const figures = `${requests} requests, ${each.toFixed(4)} each`;
    if (operation === "sync") row(`sync of ${count}, nothing changed`, figures, "≤ 0.05 each", each <= 0.05);
    else say(`all of ${count}, nothing changed: ${figures}`);
    say(
      `${operation}: ${ours.toFixed(1)} s, the same requests bare ${floor.toFixed(1)} s: ${(ours / floor).toFixed(2)}×`,
    );
  }
  say(`load after: ${loadavg()[0]?.toFixed(1)}`);
}

/** Last, because it takes minutes; alone with `--only verify`, smaller with `--size 0.1`, which is the smallest that has events enough. */
async function audit() {
  const { benchVerify } = await import("./verify.mjs");
  const [size, rounds] = [Number(values.size ?? 1), Number(values.rounds ?? 3)];
  say(`load before: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors`);
  reportVerify(await benchVerify({ size, rounds, keep: values.keep ?? null, say }), size, say, row);
  say(`load after: ${loadavg()[0]?.toFixed(1)}`);
}
