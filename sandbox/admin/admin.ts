import { readRef } from "../git/refs.ts";
import { type SeedOptions, seedDemo } from "../seed/seed.ts";
import type { Crashes, CrashPlan } from "../server/crashes.ts";
import type { Fault, FaultInjector } from "../server/faults.ts";
import type { Journal } from "../server/journal.ts";
import { reportCi } from "../state/check-runs.ts";
import { addIssue, attachLabels, deleteIssue, transferIssue } from "../state/issues.ts";
import { runCi, setJob } from "../state/jobs.ts";
import { addMilestone } from "../state/milestones.ts";
import type { CheckRun } from "../state/records.ts";
import { startRun } from "../state/workflow-runs.ts";
import type { Role, World } from "../state/world.ts";
import { toIso } from "../state/world.ts";
import { type CommitInput, commitFiles } from "./commit.ts";
import { appWith, createApp, createUser, renameUser, type UserInput } from "./people.ts";
import {
  createRepository,
  forkRepository,
  type RepositoryInput,
  renameRepository,
  repoNamed,
  setDefaultBranch,
} from "./repositories.ts";
import { rulesAdmin } from "./rules-admin.ts";
import { installationToken, personToken, workflowToken } from "./tokens.ts";

export interface AdminParts {
  readonly world: World;
  readonly journal: Journal;
  readonly faults: FaultInjector;
  readonly crashes: Crashes;
  readonly setPageSize: (size: number | null) => void;
  readonly advance: (ms: number) => void;
}

export interface CiJob {
  readonly name: string;
  readonly status?: CheckRun["status"];
  readonly conclusion?: string;
}

/**
 * What a test or the demo does beside GitHub's own interface: everything takes and gives plain JSON,
 * so that it works alike in the process and through POST /_sandbox/<name> {"args": […]}.
 */
export function createAdmin(parts: AdminParts) {
  const { world, journal, faults, crashes } = parts;
  const repo = (name: string) => repoNamed(world, name);
  return {
    /** A repository as the product finds it: rules, people, registry branch, a pull request. */
    seed: (options: SeedOptions = {}) => seedDemo(world, options),
    /** Members by login; those in `pending` were invited only. */
    createTeam: (org: string, slug: string, logins: readonly string[], pending: readonly string[] = []) => {
      const member = (login: string) => ({ user: createUser(world, { login }), pending: pending.includes(login) });
      world.teams.set(`${org}/${slug}`.toLowerCase(), [...logins, ...pending].map(member));
    },
    deleteTeam: (org: string, slug: string) => world.teams.delete(`${org}/${slug}`.toLowerCase()),
    /** Gives an account another login; its id stays. */
    renameUser: (login: string, to: string) => renameUser(world, login, to),
    createUser: (input: UserInput) => ({ id: createUser(world, input).id }),
    createApp: (input: { readonly id: number; readonly slug: string }) => ({
      bot: createApp(world, input.id, input.slug).bot.id,
    }),
    createRepository: async (input: RepositoryInput) => ({ id: (await createRepository(world, input)).id }),
    /** Gives a repository another name with the same owner. */
    renameRepository: (name: string, to: string) => renameRepository(world, name, to),
    fork: async (name: string, owner: string) => ({ id: (await forkRepository(world, repo(name), owner)).id }),
    setRole: (name: string, login: string, role: Role | null) => {
      const user = createUser(world, { login });
      if (role === null) repo(name).collaborators.delete(user.id);
      else repo(name).collaborators.set(user.id, role);
    },
    ...rulesAdmin(world),
    /** A commit pushed by somebody, past all rules. Returns its SHA. */
    commit: (name: string, input: CommitInput) => commitFiles(world, repo(name), input),
    /** Which branch its settings name; a clone checks that one out. */
    setDefaultBranch: (name: string, branch: string) => setDefaultBranch(repo(name), branch),
    defaultBranch: (name: string) => repo(name).defaultBranch,
    head: (name: string, branch: string) => readRef(repo(name).dir, `refs/heads/${branch}`),
    /** A run of CI on a commit, as GitHub Actions reports it (another app by its id). Returns the check runs' ids. */
    reportCi: (name: string, sha: string, jobs: readonly CiJob[], app = 15368) =>
      reportCi(world, repo(name), appWith(world, app), sha, jobs).map((run) => run.id),
    /** A workflow run of somebody's pull request with its jobs. They can be run again; whoever plays the runner takes them up. */
    runCi: (
      name: string,
      login: string,
      input: {
        readonly branch: string;
        readonly sha: string;
        readonly jobs: readonly (CiJob & { needs?: string[] })[];
      },
    ) => {
      const { run, jobs } = runCi(world, repo(name), appWith(world, 15368), createUser(world, { login }), input);
      return { run: run.id, jobs: jobs.map((job) => job.id) };
    },
    /** Jobs that wait for a runner. */
    queuedJobs: (name: string) =>
      repo(name).checkRuns.flatMap((job) =>
        job.suite.run === null || job.status !== "queued"
          ? []
          : [
              {
                id: job.id,
                name: job.name,
                needs: job.needs,
                run: job.suite.run.id,
                attempt: job.attempt,
                sha: job.sha,
              },
            ],
      ),
    /** What a runner says of a job: taken up (null), or its conclusion. */
    setJob: (name: string, id: number, conclusion: string | null) => setJob(repo(name), world.now(), id, conclusion),
    personToken: (login: string) => personToken(world, login),
    installationToken: (
      app: number,
      names: string | readonly string[],
      permissions: Record<string, "read" | "write">,
      seconds?: number,
    ) => installationToken(world, app, [names].flat().map(repo), permissions, seconds),
    /** A job's GITHUB_TOKEN: app 15368, one repository, the job's `permissions:`. */
    workflowToken: (name: string, permissions: Record<string, "read" | "write">) =>
      workflowToken(world, repo(name), permissions),
    /** A run of a workflow file by somebody, on the default branch unless told otherwise. */
    startRun: async (
      name: string,
      login: string,
      input: { readonly path: string; readonly event: string; readonly branch?: string },
    ) => ({
      id: (await startRun(world, repo(name), createUser(world, { login }), input)).id,
    }),
    /** Many issues at once, as if their author had opened them one by one through the API. Returns their numbers. */
    addIssues: (
      name: string,
      token: string,
      issues: readonly {
        readonly title: string;
        readonly body: string;
        readonly labels: readonly string[];
        readonly assignees: readonly string[];
        /** Title of one that is there, or is made. */
        readonly milestone?: string;
      }[],
    ) => {
      const by = world.tokens.get(token);
      if (by === undefined) throw new Error("no such token");
      return issues.map(({ title, body, labels, assignees, milestone }) => {
        const issue = addIssue(world, repo(name), by, title, body);
        attachLabels(world, repo(name), issue, labels);
        issue.assignees = assignees.map((login) => createUser(world, { login }));
        if (milestone !== undefined) {
          const { milestones } = repo(name);
          const made = () =>
            addMilestone(world, repo(name), by.user, { title: milestone, description: null, dueOn: null });
          issue.milestone = milestones.find((one) => one.title === milestone) ?? made();
        }
        return issue.number;
      });
    },
    /** Switches the repository's issues on or off. */
    setHasIssues: (name: string, on: boolean) => {
      repo(name).hasIssues = on;
    },
    /** A comment is gone, as its author or an admin can make it go. */
    deleteComment: (name: string, id: number) => {
      for (const issue of repo(name).issues.values()) {
        const index = issue.comments.findIndex((comment) => comment.id === id);
        if (index >= 0) issue.comments.splice(index, 1);
      }
    },
    /** An issue is gone for ever. */
    deleteIssue: (name: string, number: number) => deleteIssue(repo(name), number),
    /** Locks the conversation of an issue or pull request, or opens it again. */
    lockIssue: (name: string, number: number, on: boolean) => {
      const issue = repo(name).issues.get(number);
      if (issue === undefined) throw new Error(`no issue ${number} to lock`);
      issue.locked = on;
    },
    /** An issue is transferred to another repository. Returns its number there. */
    transferIssue: (name: string, number: number, to: string) =>
      transferIssue(world, repo(name), number, repo(to)).number,
    /** Takes all pins off, as the button on the page does. */
    unpinAll: (name: string) => {
      repo(name).pinned.length = 0;
    },
    /** The ways of merging that the settings of the repository allow. */
    setMergeMethods: (name: string, methods: readonly ("merge" | "squash")[]) => {
      repo(name).mergeMethods = new Set(methods);
    },
    /** The setting "Allow GitHub Actions to create and approve pull requests"; off, as in new repositories. */
    setActionsMayApprove: (name: string, on: boolean) => {
      repo(name).actionsMayApprove = on;
    },
    /** The events since the last call, oldest first (state/deliveries.ts). */
    takeDeliveries: (name: string) => repo(name).deliveries.splice(0),
    dispatches: (name: string) => repo(name).dispatches,
    addFault: (fault: Fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    /** SIGKILL for a process at its n-th request: plan it with its tokens, start it, then say its process id. */
    killAfter: (plan: CrashPlan) => crashes.plan(plan),
    killTarget: (id: number, pid: number) => crashes.aim(id, pid),
    killState: (id: number) => crashes.state(id),
    /** What a token asked for, in order. */
    requestsOf: (token: string) => journal.requests.filter((request) => request.token === token),
    /** The next reads of mergeability answer "not computed yet". */
    setMergeableUnknown: (reads: number) => {
      world.mergeableUnknown = reads;
    },
    setPageSize: (size: number | null) => parts.setPageSize(size),
    advance: (ms: number) => parts.advance(ms),
    now: () => toIso(world.now()),
    /** Where the bare repository lies. */
    repositoryDir: (name: string) => repo(name).dir,
    journal: () => journal,
    clearJournal: () => {
      for (const list of [journal.requests, journal.unlisted, journal.violations]) list.length = 0;
    },
  };
}

export type Admin = ReturnType<typeof createAdmin>;
