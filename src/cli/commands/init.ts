import { join, resolve } from "node:path";
import type { Command } from "commander";
import { runGit } from "../../adapters/git/run-git.ts";
import { createBranch } from "../../adapters/git/write-branch.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { renderFinding } from "../../core/findings/render-text.ts";
import { draftCheckClasses } from "../../core/procedure/draft-check-classes.ts";
import { draftOwners, draftPeople, draftPolicy, pinWorkflow } from "../../core/procedure/draft-registry.ts";
import { readPeople } from "../../core/procedure/read-people.ts";
import { readPolicy } from "../../core/procedure/read-policy.ts";
import { forTerminal } from "../../core/text/escape.ts";
import { findPackage } from "../../demo/find-package.ts";
import { readNamedFile } from "../../operations/load-governance.ts";
import { readPlace, readTemplates, writePlace } from "../init-files.ts";
import { checkNames, readPersons, readPin, readRuleset } from "../init-inputs.ts";
import { type CommandContext, nameFile, registryPaths } from "../options.ts";
import { painter } from "../terminal.ts";

export interface InitOptions {
  readonly actionRepository: string;
  readonly actionSha?: string;
  readonly check: readonly string[];
  readonly ruleset?: string;
  readonly person: readonly string[];
  readonly dryRun?: boolean;
}

export function initCommand(add: (name: string, description: string, example: string) => Command): void {
  const collect = (value: string, all: string[]): string[] => [...all, value];
  add(
    "init",
    "Set up a clone: the registry branch, workflows, request forms and ruleset JSON. Writes only what is missing, pushes nothing, and says what is left to do.",
    [
      "qms-bypass init --action-sha 94df8699fc3753d88a4d5259b5ae076057206679 --check docs/coverage --person lea-dev:101:lead-devops",
      "qms-bypass init --action-sha 94df8699fc3753d88a4d5259b5ae076057206679 --ruleset main.json --dry-run",
    ].join("\n"),
  )
    .option("--action-repository <owner/name>", "where the workflows take qms-bypass from", "qms-bypass/qms-bypass")
    .option("--action-sha <sha>", "the commit of it that you have reviewed, 40 hex digits; required")
    .option("--check <name>", "a required check to draft a class for; repeatable", collect, [])
    .option("--ruleset <file>", "JSON of a ruleset or of rules/branches/BRANCH: takes its required checks")
    .option("--person <login:id:role>", "somebody with roles (login:id:role[,role]); repeatable", collect, [])
    .option("--dry-run", "print the plan, write nothing");
}

/** `init`: everything is read and drafted before the first byte is written. */
export async function runInit(options: InitOptions, context: CommandContext): Promise<number> {
  const { terminal, files, clock } = context;
  const { registryBranch: registry, ledgerBranch: ledger } = context.options;
  const pin = { ...readPin(options.actionRepository, options.actionSha), registry, ledger };
  const people = readPersons(options.person);
  const rulesetFile = nameFile(terminal, options.ruleset);
  const given =
    rulesetFile === undefined
      ? { checks: [], targetsAll: false, excluded: [] }
      : readRuleset(new TextDecoder().decode((await readNamedFile(files, rulesetFile)).bytes), rulesetFile.shown);
  const drafted = draftCheckClasses(checkNames([...options.check, ...given.checks]));

  const { root, main, head } = await readClone(resolve(terminal.cwd, context.options.repo), registry, ledger);
  const templates = join(findPackage(), "templates");
  const fill = (path: string, text: string): string =>
    path.startsWith(".github/workflows/") ? pinWorkflow(text, pin) : text;
  const wantedHere = new Map(
    [...readTemplates(join(templates, "default"))].map(([path, text]) => [path, fill(path, text)]),
  );
  for (const [name, text] of readTemplates(join(templates, "rulesets")))
    wantedHere.set(
      `qms-rulesets/${name}`,
      text.replace(/"refs\/heads\/qms(-ledger)?"/g, (_, isLedger: string | undefined) =>
        JSON.stringify(`refs/heads/${isLedger === undefined ? registry : ledger}`),
      ),
    );
  const wantedThere = new Map(
    [...readTemplates(join(templates, "registry"))].map(([path, text]) => {
      if (path === registryPaths.policy) return [path, draftPolicy(drafted)];
      if (path === registryPaths.people) return [path, draftPeople(people, text)];
      return [path, path === ".github/CODEOWNERS" ? draftOwners(people, text) : fill(path, text)];
    }),
  );

  // A job may create no branch, and so no request's, with a workflow file that the default branch does not hold just so.
  for (const [path, text] of wantedThere) if (path.startsWith(".github/workflows/")) wantedHere.set(path, text);

  // What was fetched is what the others have; a local branch counts where nothing was.
  const base =
    (await commitOf(root, `refs/remotes/origin/${registry}`)) ?? (await commitOf(root, `refs/heads/${registry}`));
  // `qms/init` could not exist beside `qms`: a reference is either a file or a folder.
  const target = base === null ? registry : `${registry}-init`;
  const waiting = base === null ? null : await commitOf(root, `refs/heads/${target}`);
  const lines: string[] = [];
  const note = (verb: string, path: string, hint = ""): void => {
    lines.push(`  ${verb.padEnd(13)} ${forTerminal(path)}${hint}\n`);
  };
  const missing = new Map<string, string>();
  const result = new Map<string, string>();
  for (const [path, text] of wantedThere) {
    const now = (base && (await blobOf(root, base, path))) ?? (waiting && (await blobOf(root, waiting, path))) ?? null;
    result.set(path, now ?? text);
    if (now === null) missing.set(path, text);
    note(now === null ? "new" : now === text ? "kept" : "kept, differs", `${now === null ? target : registry}:${path}`);
  }
  const created = new Map<string, string>();
  for (const [path, text] of wantedHere) {
    const now = readPlace(root, path);
    if (now === null) created.set(path, text);
    const hint = now === null || now === text ? "" : "   (compare: move it away, run init again, git diff)";
    note(now === null ? "new" : now === text ? "kept" : "kept, differs", path, hint);
  }
  if (waiting !== null && missing.size > 0)
    throw new ConfigurationError(
      `The branch ${target} is there, and does not have ${[...missing.keys()].join(", ")}.`,
      `Merge or delete it (git branch -D ${target}), then run init again.`,
    );

  const nothing = missing.size === 0 && created.size === 0;
  if (options.dryRun !== true) {
    if (missing.size > 0)
      createBranch(root, target, base, missing, "Registry of bypasses: files of qms-bypass init", "init");
    for (const [path, text] of created) writePlace(root, path, text);
  }
  terminal.out(
    options.dryRun === true
      ? "Plan; nothing was written.\n"
      : nothing
        ? "Nothing to write: everything is there.\n"
        : "Written.\n",
  );
  terminal.out(lines.join(""));

  const paint = painter(terminal.color);
  const bytes = (path: string): Uint8Array => new TextEncoder().encode(result.get(path) ?? "");
  const policy = readPolicy(bytes(registryPaths.policy), registryPaths.policy);
  const staff = readPeople(bytes(registryPaths.people), registryPaths.people, policy.compiled, clock.now());
  const findings = [...policy.findings, ...staff.findings];
  if (findings.length > 0) terminal.out("\nWhat `qms-bypass validate` says of the registry now:\n");
  // Warnings would drown the errors here; validate shows them.
  const errors = findings.filter((item) => item.severity === "error");
  for (const item of errors) terminal.out(`${renderFinding(item, paint, terminal.width)}\n`);
  if (findings.length > errors.length)
    terminal.out(`${findings.length - errors.length} more: warnings, such as missing certificates.\n`);
  if (errors.length > 0)
    terminal.out(
      "Until these errors are gone every request is refused. Mend people.yml and policy.yml before you push.\n",
    );
  for (const name of drafted.unclassified)
    terminal.out(`unclassified: ${forTerminal(name)}: refused below EMERGENCY until policy.yml gives it a class.\n`);

  if (given.targetsAll && [registry, ledger].some((name) => !given.excluded.includes(`refs/heads/${name}`)))
    terminal.out(`\nConflict: the given ruleset targets all branches. Exclude ${registry} and ${ledger} there.\n`);
  if (registry === main)
    terminal.out(
      `\nConflict: ${registry} is the default branch too. A request would wait for the very checks that it wants excused.\n`,
    );
  if (main !== null && head !== main)
    terminal.out(
      `\nThe working tree is on ${forTerminal(head)}, not on ${forTerminal(main)}: the workflows only run from ${forTerminal(main)}.\n`,
    );
  terminal.out(
    remaining({
      registry,
      ledger,
      target,
      isNew: base === null,
      waits: waiting !== null || missing.size > 0,
      noPeople: errors.length > 0,
    }),
  );
  return 0;
}

interface Left {
  readonly registry: string;
  readonly ledger: string;
  readonly target: string;
  readonly isNew: boolean;
  readonly waits: boolean;
  readonly noPeople: boolean;
}

/** What only a person can do, in order. */
function remaining({ registry, ledger, target, isNew, waits, noPeople }: Left): string {
  const steps = [
    noPeople
      ? `Fill in people: .qms/people.yml and .github/CODEOWNERS on ${target} (git worktree add ../registry ${target}). Until then validate refuses it.`
      : `Add certificates in .qms/people.yml on ${target} (git worktree add ../registry ${target}), and check each class in .qms/policy.yml.`,
    isNew
      ? `git push origin ${registry}`
      : waits
        ? `git push origin ${target}, then a pull request from it against ${registry}`
        : `git push origin ${registry}, if it is not there yet`,
    "Commit .github and qms-rulesets, and bring them to the default branch by a pull request.",
    "Settings → Rules → Rulesets → New ruleset → Import: qms-rulesets/registry.json, then ledger.json and anchors.json there. The first requires the status qms/bypass.",
    `Nothing to do for ${ledger}: the first record creates it.`,
    "Settings → Actions → General: allow actions and reusable workflows of the pinned repository. “Allow GitHub Actions to create and approve pull requests” must stay OFF.",
    "Later, with a GitHub App: an environment that holds its key, and the ledger ruleset limited to the App.",
  ];
  return `\nLeft for you:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join("")}`;
}

async function readClone(
  repo: string,
  registry: string,
  ledger: string,
): Promise<{ root: string; main: string | null; head: string }> {
  const top = await runGit(repo, ["rev-parse", "--show-toplevel"]);
  if (top.status === null) throw new ConfigurationError("git was not found.", "Install git ≥ 2.38.");
  if (top.status !== 0)
    throw new ConfigurationError(
      `${repo} is no clone with a working tree.`,
      "Name one with --repo: git clone URL, without --bare.",
    );
  for (const branch of [registry, ledger])
    if (
      !/^[A-Za-z0-9._/-]+$/.test(branch) ||
      (await runGit(repo, ["check-ref-format", "--branch", branch])).status !== 0
    )
      throw new ConfigurationError(`${branch} is no name for a branch here.`, "Use letters, digits and . _ / - only.");
  if (registry === ledger)
    throw new ConfigurationError(
      `Registry and ledger are both ${registry}.`,
      "Give two names: requests are reviewed, records only appended.",
    );
  const root = top.stdout.toString().replace(/\n$/, "");
  const name = async (ref: string): Promise<string | null> => {
    const { status, stdout } = await runGit(root, ["symbolic-ref", "--quiet", "--short", ref]);
    return status === 0 ? stdout.toString().trim() : null;
  };
  const head = (await name("HEAD")) ?? "a detached commit";
  const main = (await name("refs/remotes/origin/HEAD"))?.replace(/^origin\//, "") ?? null;
  if (head === registry && head !== main)
    throw new ConfigurationError(
      `The working tree is on ${registry}.`,
      "Switch to the default branch, or name another --registry-branch: on the default branch a request would wait for the very checks that it wants excused.",
    );
  return { root, main, head };
}

async function commitOf(repo: string, ref: string): Promise<string | null> {
  const { status, stdout } = await runGit(repo, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  return status === 0 ? stdout.toString().trim() : null;
}

async function blobOf(repo: string, commit: string, path: string): Promise<string | null> {
  const { status, stdout } = await runGit(repo, ["cat-file", "blob", `${commit}:${path}`]);
  return status === 0 ? stdout.toString() : null;
}
