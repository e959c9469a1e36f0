import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readRef } from "../git/refs.ts";
import { git } from "../git/run-git.ts";
import { matchesName } from "../rules/ref-pattern.ts";
import { type BypassActor, type Ruleset, type RulesetRule, ruleTypes } from "../state/rules.ts";
import { findRepo, type Repo, type Role, sameLogin, type World } from "../state/world.ts";
import { createUser } from "./people.ts";

export interface RepositoryInput {
  /** owner/name */
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly ownerType?: "User" | "Organization";
  /** login → role */
  readonly roles?: Readonly<Record<string, Role>>;
}

export interface RulesetInput {
  readonly name: string;
  readonly include: readonly string[];
  readonly rules: readonly RulesetRule[];
  readonly target?: Ruleset["target"];
  readonly exclude?: readonly string[];
  readonly enforcement?: Ruleset["enforcement"];
  readonly bypassActors?: readonly BypassActor[];
}

export function repoNamed(world: World, fullName: string): Repo {
  const [owner = "", name = ""] = fullName.split("/");
  const repo = findRepo(world, owner, name);
  if (repo === undefined) throw new Error(`no repository ${fullName}`);
  return repo;
}

function newRepo(world: World, input: RepositoryInput, dir: string, parent: Repo | null): Repo {
  const [owner = "", name = ""] = input.name.split("/");
  const repo: Repo = {
    id: world.nextId(),
    owner: createUser(world, { login: owner, type: input.ownerType ?? "Organization" }),
    name,
    formerNames: [],
    dir,
    parent,
    private: input.private ?? true,
    createdAt: world.now(),
    defaultBranch: input.defaultBranch ?? "main",
    pushedAt: world.now(),
    hasIssues: true,
    hasHooks: false,
    mergeMethods: new Set(["merge", "squash"]),
    // GitHub's default for new repositories.
    actionsMayApprove: false,
    collaborators: new Map(),
    protections: new Map(),
    rulesets: [],
    ruleSuites: [],
    inheritedRulesets: () =>
      world.orgRulesets.filter(
        (ruleset) =>
          ruleset.organization !== null &&
          sameLogin(ruleset.organization, owner) &&
          ruleset.repositories.some((pattern) => pattern === "~ALL" || matchesName(pattern, repo.name)),
      ),
    queue: [],
    issues: new Map(),
    gone: new Map(),
    pinned: [],
    pulls: new Map(),
    labels: [],
    milestones: [],
    statuses: [],
    suites: [],
    checkRuns: [],
    activities: [],
    dispatches: [],
    deliveries: [],
    runs: [],
  };
  for (const [login, role] of Object.entries(input.roles ?? {}))
    repo.collaborators.set(createUser(world, { login }).id, role);
  world.repos.push(repo);
  return repo;
}

const dirOf = (world: World, fullName: string): string => join(world.dir, "repos", `${fullName}.git`);

export async function createRepository(world: World, input: RepositoryInput): Promise<Repo> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(input.name)) throw new Error(`not owner/name: ${input.name}`);
  const dir = dirOf(world, input.name);
  await mkdir(dir, { recursive: true });
  await git(dir, [
    "init",
    "--quiet",
    "--bare",
    "--template=",
    `--initial-branch=${input.defaultBranch ?? "main"}`,
    dir,
  ]);
  return newRepo(world, input, dir, null);
}

/** The former name leads to it from now on. */
export function renameRepository(world: World, fullName: string, name: string): void {
  const repo = repoNamed(world, fullName);
  repo.formerNames.push(`${repo.owner.login}/${repo.name}`);
  repo.name = name;
}

/** As an administrator sets it: one that exists. */
export async function setDefaultBranch(repo: Repo, branch: string): Promise<void> {
  if ((await readRef(repo.dir, `refs/heads/${branch}`)) === null) throw new Error(`no branch ${branch}`);
  await git(repo.dir, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  repo.defaultBranch = branch;
}

/** A fork: its own repository with the parent's branches. */
export async function forkRepository(world: World, parent: Repo, owner: string): Promise<Repo> {
  const name = `${owner}/${parent.name}`;
  const dir = dirOf(world, name);
  await mkdir(dir, { recursive: true });
  await git(dir, ["init", "--quiet", "--bare", "--template=", `--initial-branch=${parent.defaultBranch}`, dir]);
  await git(dir, ["fetch", "--quiet", parent.dir, "refs/heads/*:refs/heads/*"]);
  return newRepo(
    world,
    { name, private: parent.private, defaultBranch: parent.defaultBranch, ownerType: "User" },
    dir,
    parent,
  );
}

export function newRuleset(world: World, input: RulesetInput, organization: string | null = null): Ruleset {
  for (const { type } of input.rules)
    if (!ruleTypes.has(type)) throw new Error(`the sandbox does not know the rule ${type}`);
  const at = world.now();
  return {
    id: world.nextId(),
    organization,
    repositories: ["~ALL"],
    target: "branch",
    enforcement: "active",
    exclude: [],
    bypassActors: [],
    createdAt: at,
    updatedAt: at,
    ...input,
  };
}

export function addRuleset(world: World, repo: Repo, input: RulesetInput): Ruleset {
  const ruleset = newRuleset(world, input);
  repo.rulesets.push(ruleset);
  return ruleset;
}

/** A ruleset of an organization, for all of its repositories or for the named ones. */
export function addOrgRuleset(
  world: World,
  organization: string,
  input: RulesetInput & { readonly repositories?: readonly string[] },
): Ruleset {
  const ruleset = newRuleset(world, input, organization);
  world.orgRulesets.push(ruleset);
  return ruleset;
}
