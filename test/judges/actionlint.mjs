// actionlint over every workflow and template: `node test/judges/actionlint.mjs ACTIONLINT`. One verdict per file, and one per control:
// a mistake put into the copy that it has to see, else its silence means nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyWorkflows } from "./workflow-copy.mjs";

const [binary] = process.argv.slice(2);
const root = fileURLToPath(new URL("../../", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "qms-actionlint-"));
const say = (line) => process.stdout.write(`${line}\n`);

/** GitHub knows `queue` since 2026-05, actionlint 1.7.12 does not. Nothing else is passed over. */
const unknownToIt = /^unexpected key "queue" for "concurrency" section\./;

function lint(paths) {
  const { status, stdout, stderr, error } = spawnSync(binary, ["-no-color", "-format", "{{json .}}", ...paths], {
    cwd: copy,
    encoding: "utf8",
  });
  // 1 = problems; more = it could not run.
  if (error !== undefined || status === null || status > 1) throw error ?? new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout || "[]").filter(({ message }) => !unknownToIt.test(message));
}

const controls = [
  [".github/workflows/decide.yml", "merge-when-approved: $", "merge-if-approved: $"],
  [".github/workflows/report.yml", "fetch-depth: 0", "fetch-deep: 0"],
  [".github/workflows/report.yml", "if-no-files-found:", "if-no-file-found:"],
  ["templates/default/.github/workflows/qms-decide.yml", "      pull-request: $", "      pull-requests: $"],
  ["templates/default/.github/workflows/qms-decide.yml", "ledger-token: $", "ledger-tokens: $"],
  ["templates/default/.github/workflows/qms-settle.yml", "needs.settle.outputs.state", "needs.settle.outputs.stat"],
  ["templates/registry/.github/workflows/qms-relay.yml", "types: [submitted", "types: [submited"],
];

let passed = 0;
let failed = 0;
const judge = (good, name) => {
  if (good) passed++;
  else failed++;
  say(`${good ? "ok" : "FAILED"} ${name}`);
};
try {
  const paths = copyWorkflows(root, copy);
  const problems = lint(paths);
  for (const path of paths) {
    const own = problems.filter(({ filepath }) => filepath === path);
    for (const { line, column, message, kind } of own) say(`${path}:${line}:${column} ${message} [${kind}]`);
    judge(own.length === 0, path);
  }
  for (const [path, right, wrong] of controls) {
    const file = join(copy, path);
    const text = readFileSync(file, "utf8");
    if (!text.includes(right)) throw new Error(`control: ${path} has no "${right}"`);
    writeFileSync(
      file,
      text.replace(right, () => wrong),
    );
    judge(lint([path]).length > 0, `sees ${wrong} in ${path}`);
    writeFileSync(file, text);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
say(`judge: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
