// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub's expressions, not ours
// zizmor, offline and pedantic, over every workflow, template and action: `node test/judges/zizmor.mjs ZIZMOR`. One verdict per file, and
// one per control: a weakness put into a copy that it has to see. What it is told to pass over stands in the file, with the reason.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [binary] = process.argv.slice(2);
const root = fileURLToPath(new URL("../../", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "qms-zizmor-"));
const say = (line) => process.stdout.write(`${line}\n`);
const inputs = [".github", "templates", "actions", "action.yml"];

const filesBelow = (path) =>
  statSync(join(copy, path)).isDirectory()
    ? readdirSync(join(copy, path)).flatMap((name) => filesBelow(`${path}/${name}`))
    : [path];

function audit(paths) {
  const options = [
    "--offline",
    "--no-progress",
    "--quiet",
    "--persona=pedantic",
    "--collect=all",
    "--strict-collection",
  ];
  const { status, stdout, stderr, error } = spawnSync(binary, [...options, "--format=json-v1", ...paths], {
    cwd: copy,
    encoding: "utf8",
  });
  // 0 = nothing, 11 to 14 = findings by severity; the rest = it could not run.
  if (error !== undefined || !(status === 0 || (status >= 11 && status <= 14)))
    throw error ?? new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout)
    .filter(({ ignored }) => !ignored)
    .map(({ ident, desc, locations }) => ({
      ident,
      desc,
      path: locations[0].symbolic.key.Local.given_path,
      line: locations[0].concrete.location.start_point.row + 1,
    }));
}

const controls = [
  [".github/workflows/track.yml", "    name: open\n", "", "anonymous-definition"],
  [
    ".github/workflows/ci.yml",
    "run: .ci/run",
    'run: echo "${{ github.event.pull_request.title }}"',
    "template-injection",
  ],
  [".github/workflows/report.yml", /actions\/checkout@[0-9a-f]{40}/, "actions/checkout@v6", "unpinned-uses"],
  [".github/workflows/track.yml", "permissions: {}", "permissions: write-all", "excessive-permissions"],
  ["templates/default/.github/workflows/qms-decide.yml", /# zizmor: ignore.*/, "", "dangerous-triggers"],
  [
    "templates/default/.github/workflows/qms-settle.yml",
    /secrets:\n(?: {6}.*\n)+/,
    "secrets: inherit\n",
    "secrets-inherit",
  ],
  [
    "templates/registry/.github/workflows/qms-relay.yml",
    '"$NUMBER" in',
    '"${{ github.head_ref }}" in',
    "template-injection",
  ],
];

let passed = 0;
let failed = 0;
const judge = (good, name) => {
  if (good) passed++;
  else failed++;
  say(`${good ? "ok" : "FAILED"} ${name}`);
};
try {
  for (const path of inputs) cpSync(join(root, path), join(copy, path), { recursive: true });
  const paths = inputs
    .flatMap(filesBelow)
    .filter((path) => /(?:\/workflows\/[^/]+|(?:^|\/)action)\.ya?ml$/.test(path))
    .sort();
  const findings = audit(paths);
  for (const path of paths) {
    const own = findings.filter((finding) => finding.path === path);
    for (const { line, ident, desc } of own) say(`${path}:${line} ${desc} [${ident}]`);
    judge(own.length === 0, path);
  }
  const strays = findings.filter(({ path }) => !paths.includes(path));
  if (strays.length > 0) throw new Error(`findings about other files: ${JSON.stringify(strays)}`);
  for (const [path, right, wrong, ident] of controls) {
    const file = join(copy, path);
    const text = readFileSync(file, "utf8");
    const weak = text.replace(right, () => wrong);
    if (weak === text) throw new Error(`control: ${path} has no ${right}`);
    writeFileSync(file, weak);
    judge(
      audit([path]).some((finding) => finding.ident === ident),
      `sees ${ident} in ${path}`,
    );
    writeFileSync(file, text);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
say(`judge: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
