// Runs the committed bundle as a process with the Node that runs this file: on the runners' Node 24, and wherever one wants to know.
// No dependency: works in a clone without node_modules. Last line: `judge: N passed, N failed`; exit 1 if anything failed.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = "schemas/examples";
const policy = ["--policy", `${examples}/manifest/policy.yml`];
const people = ["--people", `${examples}/facts/people.yml`];
const l2 = ["--manifest", `${examples}/manifest/valid/BYPASS-L2-20260303-101500.yml`];

/** Arguments, exit code, and what the result must hold. */
const cases = [
  [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
  [["--help"], 0, /Usage: qms-bypass/],
  [["explain", "--help"], 0, /Example:/],
  [["validate", `${examples}/manifest/valid/BYPASS-L3-20260305-073000.yml`, ...policy], 0, /1 file, 0 errors/],
  [["validate", `${examples}/manifest/invalid/many-errors.yml`, ...policy], 1, /many-errors\.yml:\d+:\d+/],
  [["validate", "--format", "json", `${examples}/manifest/invalid/many-errors.yml`, ...policy], 1, /"code": "/],
  [["validate", `${examples}/policy/valid/large-organisation.yml`], 0, /0 errors/],
  [["validate", "no-such-file.yml"], 2, /no-such-file\.yml/],
  [["validate", "--nonsense"], 2, /--nonsense/],
  [["explain", "--facts", `${examples}/facts/valid/l2-one-of-two.json`, ...l2, ...policy, ...people], 1, /^PENDING/],
  [
    [
      "explain",
      "--facts",
      `${examples}/facts/valid/l2-one-of-two.json`,
      "--as-if",
      "approve:qin",
      ...l2,
      ...policy,
      ...people,
    ],
    0,
    /^APPROVED/,
  ],
  [
    ["explain", "--facts", `${examples}/facts/valid/l2-lookup-failed.json`, ...l2, ...policy, ...people],
    2,
    /LOOKUP_FAILED/,
  ],
  [["deadline", "--start", "2026-11-20T17:59:00Z", "--business-days", "5", ...policy], 0, /2026-11-27/],
];

let failed = 0;
for (const [args, exit, wanted] of cases) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/qms-bypass.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
    input: "",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const text = status === 2 ? `${stdout}${stderr}` : stdout;
  const trace = /^\s+at .+:\d+:\d+\)?$/m.test(`${stdout}${stderr}`);
  if (status === exit && wanted.test(text) && !trace) continue;
  failed++;
  process.stdout.write(
    `FAILED qms-bypass ${args.join(" ")}: exit ${status}, wanted ${exit} and ${wanted}\n${stdout}${stderr}\n`,
  );
}
process.stdout.write(`judge: ${cases.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
