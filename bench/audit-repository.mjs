// A repository as years of use leave it, by `git fast-import`: main, a registry with drafts and merges, a ledger of legal lives.
// The same options give the same commits, to the id.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { APPROVERS, generateLedger } from "./audit-ledger.mjs";
import { POLICY } from "./closing-conditions.mjs";
import { datedManifests } from "./dated-manifests.mjs";
import { randomFrom } from "./random.mjs";

const START = Date.UTC(2023, 0, 2) / 1000;
const HOUR = 3600;
const YEARS = 3 * 365 * 86_400;
export const REPOSITORY = { name: "acme/payments", id: 700_123 };

/**
 * @param {{ folder: string, seed: number, registryCommits: number, manifests: number, drafts: number, events: number,
 *   life: "whole" | "approved" }} options drafts: versions of each manifest before the one that is approved
 * @returns {Promise<{ versions: number, events: number, ledgerCommits: number, last: number }>} last: epoch milliseconds of the
 *   last event
 */
export async function makeAuditRepository({ folder, seed, registryCommits, manifests, drafts, events, life }) {
  mkdirSync(folder, { recursive: true });
  await git(folder, ["init", "--quiet", "--initial-branch=main", "."]);
  const kinds = randomFrom(seed + 2);
  const kindOf = () => {
    const draw = kinds.below(20);
    return life === "approved" ? "approved" : draw < 2 ? "refused" : draw < 4 ? "expired" : "used";
  };
  const requests = datedManifests(manifests, seed, START, YEARS).map((request) => ({ ...request, kind: kindOf() }));
  const marks = await fastImport(folder, "product", productCommits(requests, registryCommits, drafts, seed));
  const lives = requests.map((request, index) => ({
    ...request,
    merge: marks.get(index + 1),
    // What was merged next has mended it; behind the last request the one that comes an hour later (`productCommits`).
    fix: marks.get(index + 2),
    fixedAt: (requests[index + 1]?.at ?? requests.at(-1).at + HOUR) + 1800,
    registryHead: marks.get(request.sawMark ?? 0) ?? null,
    manifest: { ...request.manifest, commit: marks.get(request.foundMark ?? 0) ?? request.manifest.commit },
  }));
  const ledger = generateLedger(lives, { events, seed, repository: REPOSITORY, root: marks.get(requests.length + 2) });
  await fastImport(folder, "ledger", ledger.commits);
  await git(folder, ["repack", "-adq"]);
  const versions = requests.filter(isMerged).length * (drafts + 1);
  return { versions, events, ledgerCommits: ledger.total, last: ledger.last };
}

/** Who holds the roles of the slots, in the order in which the ledger names them. */
const certified = [
  "qms_bypass_procedures_basic",
  "incident_response_protocols",
  "compliance_awareness_training",
  "security_impact_assessment",
].map((name) => `${name}: 2099-12-31`);
const people = `schema: qms.people/v1
people:
${APPROVERS.map((login, at) => `  ${login}: { github: { login: ${login}, id: ${101 + at} }, status: active, certifications: { ${certified.join(", ")} } }\n`).join("")}  gus: { github: { login: gus, id: 110 }, status: active }
roles:
  lead-devops: [lea, gus]
  core-architect: [lea, gus]
  qms-compliance-coordinator: [lea, gus]
  commander: [lea, gus]
  qms-quality-coordinator: [ada, gus]
  security-lead: [ada, gus]
  incident-commander: [ada, gus]
  business-stakeholder: [bo, gus]
  legal: [cy, gus]
  executive: [gus]
`;

const isMerged = ({ kind }) => kind !== "refused";

/** main, its root, one merge for each bypass and another one, then the registry. Marks 1 to n are the merges, then that one and the root. */
function* productCommits(requests, registryCommits, drafts, seed) {
  const random = randomFrom(seed + 1);
  const root = requests.length + 2;
  yield commit("main", root, START, [], "Begin", [["README.md", "payments\n"]]);
  for (const [index, { at }] of [...requests, { at: requests.at(-1).at + HOUR }].entries()) {
    yield commit("main", index + 1, at + 1800, [index === 0 ? root : index], `Merge ${index}`, [
      [`src/${index % 97}.txt`, `${index}\n`],
    ]);
  }
  let mark = root + 1;
  let tip = mark;
  yield commit("qms", mark, START, [], "Policy", [
    [".qms/policy.yml", POLICY],
    [".qms/people.yml", people],
  ]);
  const perRequest = drafts === 0 ? 1 : drafts + 2;
  const merged = requests.filter(isMerged);
  const fillers = Math.max(0, registryCommits - 1 - merged.length * perRequest);
  let filled = 0;
  for (const [index, request] of merged.entries()) {
    const { path, text, at } = request;
    const base = tip;
    const due = Math.floor((fillers * (index + 1)) / merged.length);
    for (; filled < due; filled++) {
      const name = `docs/${random.below(64)}/${random.below(64)}.md`;
      yield commit("qms", ++mark, at - 600, [tip], `Note ${filled}`, [[name, `${filled}\n`]]);
      tip = mark;
    }
    // What records saw at the head of the registry: before the merge, and with it.
    request.sawMark = tip;
    if (drafts === 0) {
      yield commit("qms", ++mark, at + 900, [tip], `Request ${index} (squashed)`, [[path, text]]);
      tip = mark;
      request.foundMark = tip;
      continue;
    }
    let head = base;
    for (let draft = 0; draft <= drafts; draft++) {
      const content = draft === drafts ? text : `${text}# draft ${draft}\n`;
      yield commit(`pull-${index % 50}`, ++mark, at, [head], `Request ${index}`, [[path, content]]);
      head = mark;
    }
    yield commit("qms", ++mark, at + 900, [tip, head], `Merge request ${index}`, [[path, text]]);
    tip = mark;
    request.foundMark = tip;
  }
}

/** One commit of a fast-import stream. Files: path and text, null deletes. */
export function commit(branch, mark, at, parents, message, files) {
  const who = `Dev <dev@example.com> ${at} +0000`;
  let text = parents.length === 0 ? `reset refs/heads/${branch}\n` : "";
  text += `commit refs/heads/${branch}\nmark :${mark}\nauthor ${who}\ncommitter ${who}\n${data(message)}`;
  for (const [index, parent] of parents.entries()) text += `${index === 0 ? "from" : "merge"} :${parent}\n`;
  for (const [path, content] of files) {
    text += content === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(content)}`;
  }
  return `${text}\n`;
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function fastImport(folder, name, commits) {
  const marks = `${folder}/.git/bench-${name}.marks`;
  const child = spawn("git", ["fast-import", "--quiet", "--force", "--done", `--export-marks=${marks}`], {
    cwd: folder,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  let batch = "";
  for (const text of commits) {
    batch += text;
    if (batch.length < 1 << 20) continue;
    if (!child.stdin.write(batch)) await once(child.stdin, "drain");
    batch = "";
  }
  child.stdin.end(`${batch}done\n`);
  const [status] = await ended;
  if (status !== 0) throw new Error(`git fast-import ended with ${status}`);
  return new Map(
    readFileSync(marks, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" "))
      .map(([mark, oid]) => [Number(mark.slice(1)), oid]),
  );
}

async function git(folder, args) {
  const child = spawn("git", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}`);
}
