import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../git/run-git.ts";
import type { BypassActor, Ruleset, RulesetRule } from "../state/rules.ts";
import { findRepo, type Repo, type Role, type World } from "../state/world.ts";
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
    dir,
    parent,
    private: input.private ?? true,
    createdAt: world.now(),
    defaultBranch: input.defaultBranch ?? "main",
    pushedAt: world.now(),
    hasIssues: true,
    mergeMethods: new Set(["merge", "squash"]),
    // GitHub's default for new repositories.
    actionsMayApprove: false,
    collaborators: new Map(),
    protections: new Map(),
    rulesets: [],
    issues: new Map(),
    pinned: [],
    pulls: new Map(),
    labels: [],
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

const known = new Set(["deletion", "non_fast_forward", "creation", "update", "pull_request", "required_status_checks"]);

export function addRuleset(world: World, repo: Repo, input: RulesetInput): Ruleset {
  for (const { type } of input.rules)
    if (!known.has(type)) throw new Error(`the sandbox does not enforce the rule ${type}`);
  const ruleset: Ruleset = {
    id: world.nextId(),
    enforcement: "active",
    exclude: [],
    bypassActors: [],
    createdAt: world.now(),
    ...input,
  };
  repo.rulesets.push(ruleset);
  return ruleset;
}
