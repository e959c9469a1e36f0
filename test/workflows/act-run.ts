import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { StepOptions, Walk } from "../../src/demo/open-walk.ts";
import { root } from "../metadata/source-files.ts";

/** A user's clone in which `act` can start the workflows that we ship. */
export interface ActClone {
  readonly walk: Walk;
  readonly dir: string;
  /** Brings the clone up to what the sandbox holds now. */
  pull(): void;
  run(workflow: string, event: NonNullable<StepOptions["event"]>, actor?: string): Promise<ActRun>;
  remove(): void;
}

export interface ActRun {
  readonly exitCode: number;
  /** What act and the steps wrote, without colours. */
  readonly log: string;
}

const ours = "qms-bypass/qms-bypass";
const commit = "0".repeat(40);

/** act knows neither `$/` nor `queue`; it takes a workflow from the clone, and an action from a repository whose folder it is told. */
const inActsTerms = (text: string): string =>
  text
    .replaceAll(/uses: \$\/(actions\/[a-z-]+)/g, `uses: ${ours}/$1@${commit}`)
    .replaceAll(/^ +queue: max\n/gm, "")
    .replaceAll(/uses: qms-bypass\/qms-bypass\/(\.github\/workflows\/[a-z]+\.yml)@0{40}\b/g, "uses: ./$1");

/** Foreign actions that cannot be fetched here: what each does instead. */
const standIns: Readonly<Record<string, string>> = {
  "actions/create-github-app-token": 'console.log("::error::nobody gave an App"); process.exitCode = 1;',
  "actions/upload-artifact": 'console.log("kept", require("node:fs").statSync(process.env.INPUT_PATH).size, "bytes");',
};

/**
 * @param act path of nektos/act
 * @param node folder of the Node that runs the actions
 */
export async function openActClone(walk: Walk, act: string, node: string): Promise<ActClone> {
  const home = mkdtempSync(join(tmpdir(), "qms-act-"));
  const dir = join(home, "clone");
  const bare = (await walk.sandbox.admin("repositoryDir", walk.repository)) as string;
  const git = (...args: string[]): string => execFileSync("git", ["-C", dir, ...args], { encoding: "utf8" }).trim();
  execFileSync("git", ["clone", "--quiet", "--branch", "main", bare, dir]);
  for (const folder of [".github/workflows", "templates/default/.github/workflows"]) {
    for (const file of readdirSync(join(root, folder))) {
      const copy = join(dir, ".github/workflows", file);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, inActsTerms(readFileSync(join(root, folder, file), "utf8")));
    }
  }
  const local = foreignActions(join(dir, ".github/workflows")).map(([uses, name]) => {
    const folder = join(home, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "action.yml"),
      "name: stand-in\ndescription: stand-in\nruns: { using: node24, main: main.js }\n",
    );
    writeFileSync(join(folder, "main.js"), standIns[name] ?? "process.exitCode = 1;");
    return `--local-repository=${uses}=${folder}`;
  });
  const product = join(home, "product");
  for (const part of ["actions", "dist", "package.json"])
    cpSync(join(root, part), join(product, part), { recursive: true });
  let runs = 100;
  return {
    walk,
    dir,
    pull: () => git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"),
    remove: () => rmSync(home, { recursive: true, force: true }),
    run: async (workflow, event, actor = "req") => {
      runs += 1;
      const sha = (await walk.sandbox.admin("head", walk.repository, "main")) as string;
      const { token } = (await walk.sandbox.admin("workflowToken", walk.repository, permissionsOf(workflow))) as {
        token: string;
      };
      const payload = {
        repository: { id: walk.repositoryId, full_name: walk.repository, default_branch: "main" },
        ...event.payload,
      };
      writeFileSync(join(home, "event.json"), JSON.stringify(payload));
      const variables = {
        GITHUB_API_URL: walk.sandbox.apiUrl,
        GITHUB_GRAPHQL_URL: walk.sandbox.graphqlUrl,
        GITHUB_SERVER_URL: walk.sandbox.url,
        GITHUB_REPOSITORY: walk.repository,
        GITHUB_REPOSITORY_ID: String(walk.repositoryId),
        GITHUB_REF: "refs/heads/main",
        GITHUB_ACTOR_ID: String(walk.people[actor] ?? 1),
        GITHUB_TRIGGERING_ACTOR: actor,
        GITHUB_RUN_ID: String(runs),
        GITHUB_WORKFLOW_REF: `${walk.repository}/.github/workflows/${workflow}@refs/heads/main`,
        GITHUB_WORKFLOW_SHA: sha,
        // act reads the commit from a variable of this name.
        SHA_REF: sha,
      };
      return start(
        act,
        dir,
        { PATH: `${node}${delimiter}${process.env.PATH ?? ""}`, HOME: home, XDG_CACHE_HOME: home },
        [
          event.name,
          `--workflows=.github/workflows/${workflow}`,
          `--eventpath=${join(home, "event.json")}`,
          `--actor=${actor}`,
          `--secret=GITHUB_TOKEN=${token}`,
          `--action-cache-path=${join(home, "cache")}`,
          "--platform=ubuntu-latest=-self-hosted",
          "--action-offline-mode",
          "--no-cache-server",
          "--log-prefix-job-id",
          `--local-repository=${ours}@${commit}=${product}`,
          ...local,
          ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`),
        ],
      );
    },
  };
}

/** `owner/name@commit` and `owner/name` of every foreign action in a folder of workflows, checkout excepted: act does that itself. */
function foreignActions(folder: string): [string, string][] {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/uses: ((actions\/[a-z-]+)@[0-9a-f]{40})/g)]);
  return [...new Map(found.map(([, uses = "", name = ""]) => [uses, name]))].filter(
    ([, name]) => name !== "actions/checkout",
  );
}

/** Everything that the jobs of a template ask for: act has one token for a run. */
function permissionsOf(workflow: string): Record<string, string> {
  const text = readFileSync(join(root, "templates/default/.github/workflows", workflow), "utf8");
  const lines = [...text.matchAll(/^ {6}([a-z-]+): (read|write) #/gm)];
  const union: Record<string, string> = {};
  for (const [, name = "", level = ""] of lines) if (union[name] !== "write") union[name] = level;
  return union;
}

function start(act: string, cwd: string, env: Record<string, string>, args: readonly string[]): Promise<ActRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(act, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ exitCode: code ?? 1, log: stripVTControlCharacters(log) });
    });
  });
}
