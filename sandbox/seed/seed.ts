import { commitFiles } from "../admin/commit.ts";
import { createUser } from "../admin/people.ts";
import { protect } from "../admin/protection.ts";
import { addRuleset, createRepository } from "../admin/repositories.ts";
import { reportCi } from "../state/check-runs.ts";
import { openPull } from "../state/open-pull.ts";
import type { Repo, World } from "../state/world.ts";
import { cast, codeOwners, peopleYaml, policyYaml } from "./governance.ts";

export interface SeedOptions {
  /** owner/name. Default `acme/payments`. */
  readonly name?: string;
  /** How `main` requires its checks. Default `classic`. */
  readonly protection?: "classic" | "ruleset";
  /** Replaces the seed's own .qms/policy.yml, .qms/people.yml or CODEOWNERS, by path. */
  readonly registryFiles?: Readonly<Record<string, string>>;
  /** Further files of `main`, by path, e.g. the workflows that are dispatched. */
  readonly mainFiles?: Readonly<Record<string, string>>;
  /** Commit statuses and check runs that `main` requires, and what the feature branch reports. */
  readonly statuses?: Readonly<Record<string, "success" | "failure" | "error" | "pending">>;
  readonly checkRuns?: Readonly<Record<string, string>>;
  /** Pins the required check runs to GitHub Actions. Default false. */
  readonly pinned?: boolean;
}

export interface Seeded {
  readonly repository: string;
  /** The feature pull request. */
  readonly target: { readonly number: number; readonly headSha: string; readonly branch: string };
  readonly people: Readonly<Record<string, number>>;
}

/** Base branches of users: required checks on `main`, by classic protection or by a ruleset. */
function protectMain(
  world: World,
  repo: Repo,
  options: SeedOptions,
  statuses: readonly string[],
  runs: readonly string[],
): void {
  const app = options.pinned === true ? 15368 : null;
  if (options.protection === "ruleset") {
    const checks = [
      ...statuses.map((context) => ({ context })),
      ...runs.map((context) => (app === null ? { context } : { context, integration_id: app })),
    ];
    addRuleset(world, repo, {
      name: "main",
      include: ["~DEFAULT_BRANCH"],
      rules: [
        { type: "deletion" },
        { type: "non_fast_forward" },
        {
          type: "required_status_checks",
          parameters: { strict_required_status_checks_policy: false, required_status_checks: checks },
        },
      ],
    });
    return;
  }
  protect(world, repo, "main", {
    strict: false,
    enforceAdmins: true,
    reviews: null,
    checks: [
      ...statuses.map((context) => ({ context, app_id: null })),
      ...runs.map((context) => ({ context, app_id: app })),
    ],
  });
}

/** The registry branch's rules, as `init` will write them (00-flow.md): code owners, `qms/bypass`, no force, no deletion. */
function protectRegistry(world: World, repo: Repo): void {
  addRuleset(world, repo, {
    name: "qms registry",
    include: ["refs/heads/qms"],
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: 1,
          require_code_owner_review: true,
          dismiss_stale_reviews_on_push: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: "qms/bypass" }],
        },
      },
    ],
  });
  addRuleset(world, repo, {
    name: "qms ledger",
    include: ["refs/heads/qms-ledger"],
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      { type: "required_linear_history" },
      { type: "required_signatures" },
    ],
  });
  addRuleset(world, repo, {
    name: "qms anchors",
    target: "tag",
    include: ["refs/tags/qms-anchor/*"],
    rules: [{ type: "deletion" }, { type: "update" }],
  });
}

/** A repository as the product meets it: required checks on `main`, the registry branch, a pull request that fails two of three. */
export async function seedDemo(world: World, options: SeedOptions = {}): Promise<Seeded> {
  const repository = options.name ?? "acme/payments";
  for (const [login, { id }] of Object.entries(cast)) createUser(world, { login, id });
  const roles = Object.fromEntries(Object.entries(cast).map(([login, { access }]) => [login, access]));
  const repo = await createRepository(world, { name: repository, roles });
  const statuses = options.statuses ?? { "docs/coverage": "failure" };
  const checkRuns = options.checkRuns ?? { "unit-tests": "failure", build: "success" };
  await commitFiles(world, repo, {
    branch: "main",
    author: "dev",
    message: "Payments service",
    files: { "README.md": "# Payments\n", "src/app.ts": "export const total = 1;\n", ...options.mainFiles },
  });
  await commitFiles(world, repo, {
    branch: "qms",
    author: "boss",
    message: "Registry of bypasses",
    from: null,
    files: {
      ".github/CODEOWNERS": codeOwners(),
      ".qms/policy.yml": policyYaml,
      ".qms/people.yml": peopleYaml(),
      ...options.registryFiles,
    },
  });
  protectMain(world, repo, options, Object.keys(statuses), Object.keys(checkRuns));
  protectRegistry(world, repo);
  const headSha = await commitFiles(world, repo, {
    branch: "feature",
    from: "main",
    author: "dev",
    message: "Round half to even",
    files: { "src/app.ts": "export const total = 2;\n" },
  });
  const dev = createUser(world, { login: "dev" });
  const pull = await openPull(
    world,
    repo,
    { user: dev, app: null },
    { title: "Round half to even", body: "", base: "main", headRepo: repo, headRef: "feature", headSha, draft: false },
  );
  for (const [context, state] of Object.entries(statuses)) {
    repo.statuses.push({
      id: world.nextId(),
      sha: headSha,
      context,
      state,
      description: null,
      targetUrl: null,
      creator: dev,
      app: null,
      createdAt: world.now(),
    });
  }
  const actions = world.apps.get(15368);
  if (actions === undefined) throw new Error("GitHub Actions is missing");
  const jobs = Object.entries(checkRuns).map(([name, conclusion]) => ({ name, conclusion }));
  if (jobs.length > 0) reportCi(world, repo, actions, headSha, jobs);
  return {
    repository,
    target: { number: pull.issue.number, headSha, branch: "feature" },
    people: Object.fromEntries(Object.entries(cast).map(([login, { id }]) => [login, id])),
  };
}
