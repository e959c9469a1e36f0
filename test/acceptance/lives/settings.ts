import { execFileSync } from "node:child_process";
import { peopleYaml, policyYaml } from "../../../sandbox/seed/governance.ts";
import type { Walk } from "../../../src/demo/open-walk.ts";
import { admin, adminToken, mainRuleset, requires, scanner } from "../walk/modes-world.ts";
import type { Random } from "./random.ts";

/** How main is protected: by what a token of the job can post, by a check of somebody else's App, or by one job of its own CI. */
export type Shape = "plain" | "pinned" | "gated";

export interface Setting {
  readonly shape: Shape;
  readonly protection: "classic" | "ruleset";
  /** Administrators may merge past it. */
  readonly sparesAdministrators: boolean;
  /** One of the roles is a team's. */
  readonly hasTeam: boolean;
  /** The admin App is let past the ruleset, for merges. */
  readonly sparesApp: boolean;
}

/** The App whose token may read who is in a team. */
const reader = 4243;
/** The App of GitHub Actions. */
const actions = 15368;

export function pickSetting(random: Random): Setting {
  const shape = random.pick<Shape>(["plain", "plain", "pinned", "pinned", "gated"]);
  const protection = random.pick(["classic", "ruleset"] as const);
  return {
    ...{ shape, protection },
    hasTeam: random.chance(0.25),
    sparesAdministrators: protection === "classic" && random.chance(0.5),
    sparesApp: shape === "pinned" && protection === "ruleset" && random.chance(0.7),
  };
}

/** Files of the registry that the setting needs. */
export const registryFilesOf = ({ shape, hasTeam }: Setting): Readonly<Record<string, string>> => ({
  ...(shape === "gated" ? { ".qms/policy.yml": `${policyYaml}gates: [ci-ok]\n` } : {}),
  ...(hasTeam
    ? { ".qms/people.yml": peopleYaml().replace(/^( {2}lead-frontend: ).*$/m, "$1{ team: acme/leads }") }
    : {}),
});

const all = ["docs/coverage", "codeql", "unit-tests", "build"];

/** The rules of main, where they are not the seeded ones. */
export async function setUp(walk: Walk, setting: Setting): Promise<void> {
  const { shape, protection, sparesApp, hasTeam } = setting;
  if (hasTeam) {
    await walk.sandbox.admin("createApp", { id: reader, slug: "qms-members" });
    await walk.sandbox.admin("createTeam", "acme", "leads", ["lou", "stranger"], ["mia"]);
  }
  if (shape === "pinned") {
    await walk.sandbox.admin("createApp", { id: scanner, slug: "scanner" });
    await walk.sandbox.admin("createApp", { id: admin, slug: "qms-admin" });
  }
  if (protection === "classic") return protectBranch(walk, setting, "main");
  await walk.as("boss", "PUT", `rulesets/${await mainRuleset(walk)}`, {
    rules: [{ type: "deletion" }, { type: "non_fast_forward" }, requires(requiredChecks(setting))],
    bypass_actors: sparesApp ? [{ actor_id: admin, actor_type: "Integration", bypass_mode: "pull_request" }] : [],
  });
}

const requiredChecks = ({ shape }: Setting): (readonly [string, number | null])[] =>
  shape === "gated"
    ? [["ci-ok", actions]]
    : all.map((name) => [name, shape === "pinned" && name === "unit-tests" ? scanner : null]);

/** Classic protection. A ruleset goes along with the default branch by itself. */
export async function protectBranch(walk: Walk, setting: Setting, branch: string): Promise<void> {
  await walk.sandbox.admin("protect", walk.repository, branch, {
    ...{ strict: false, enforceAdmins: !setting.sparesAdministrators, reviews: null },
    checks: requiredChecks(setting).map(([context, app]) => ({ context, app_id: app })),
  });
}

/** What the workflows of such a repository hand to a job: the tokens of its Apps. Those of the admin App act for the job. */
export async function tokensFor(walk: Walk, { shape, hasTeam }: Setting, action: string, operation: string) {
  const inputs: Record<string, string> = {};
  const tokens: string[] = [];
  if (hasTeam && action !== "audit-report") {
    const issued = await walk.sandbox.admin("installationToken", reader, walk.repository, { members: "read" });
    inputs["members-token"] = (issued as { token: string }).token;
  }
  if (shape === "pinned" && (action === "apply-override" || operation === "reconcile")) {
    const merely = { administration: "read", metadata: "read" };
    inputs["admin-token"] = await adminToken(walk, ...(operation === "reconcile" ? [merely] : []));
    tokens.push(inputs["admin-token"]);
  }
  return { inputs, tokens };
}

/** The rules of a branch as an administrator sees them, without what any change of them changes. One ruleset is for all default branches. */
export async function rulesOf(walk: Walk, { protection }: Setting, branch: string): Promise<string> {
  if (protection === "classic") return JSON.stringify(await walk.as("boss", "GET", `branches/${branch}/protection`));
  const ruleset = (await walk.as("boss", "GET", `rulesets/${await mainRuleset(walk)}`)) as object;
  return JSON.stringify({ ...ruleset, created_at: null, updated_at: null });
}

interface Job {
  readonly name: string;
  readonly conclusion: string;
}

/**
 * The repository as people of this setting have it: `unit-tests` is reported by its own App, or what others say by a status is a job of the
 * one CI, behind which the gate stands.
 */
export function withCi(walk: Walk, { shape }: Setting): Walk {
  if (shape === "plain") return walk;
  /** By commit: what statuses would say. */
  const said = new Map<string, Map<string, string>>();
  const saidOf = (sha: string) => said.get(sha) ?? said.set(sha, new Map()).get(sha) ?? new Map<string, string>();
  const { admin: order } = walk.sandbox;
  const runGated = async (repository: string, sha: string, jobs: readonly Job[]) => {
    const others = [...saidOf(sha)].map(([name, conclusion]) => ({ name, conclusion }));
    const before = [...others, ...jobs];
    const conclusion = before.some((job) => job.conclusion === "failure") ? "failure" : "success";
    const gate = { name: "ci-ok", conclusion, needs: before.map(({ name }) => name) };
    const dir = (await order("repositoryDir", repository)) as string;
    const args = ["--git-dir", dir, "for-each-ref", "--points-at", sha, "--format=%(refname:lstrip=2)", "refs/heads/"];
    const [branch = "main"] = execFileSync("git", args, { encoding: "utf8" }).split("\n");
    return order("runCi", repository, "dev", { branch, sha, jobs: [...before, gate] });
  };
  const wrapped = async (name: string, ...rest: readonly unknown[]): Promise<unknown> => {
    if (name !== "reportCi") return order(name, ...rest);
    const [repository, sha, jobs] = rest as [string, string, readonly Job[]];
    if (shape === "gated") return runGated(repository, sha, jobs);
    await order(
      "reportCi",
      repository,
      sha,
      jobs.filter((job) => job.name === "unit-tests"),
      scanner,
    );
    return order(
      "reportCi",
      repository,
      sha,
      jobs.filter((job) => job.name !== "unit-tests"),
    );
  };
  const as: Walk["as"] = async (login, method, path, body, allow) => {
    const [, sha = ""] = /^statuses\/([0-9a-f]{40})$/.exec(path) ?? [];
    if (shape !== "gated" || method !== "POST" || sha === "") return walk.as(login, method, path, body, allow);
    const { context, state } = body as { context: string; state: string };
    saidOf(sha).set(context, state);
    return null;
  };
  return { ...walk, as, sandbox: { ...walk.sandbox, admin: wrapped } };
}
