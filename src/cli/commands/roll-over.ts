import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { runGit } from "../../adapters/git/run-git.ts";
import { type BranchFile, createBranch } from "../../adapters/git/write-branch.ts";
import { writeBundle } from "../../adapters/git/write-bundle.ts";
import { renderVerifyText } from "../../core/audit/render/text.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { ledgerReadme } from "../../core/ledger/ledger-readme.ts";
import { segmentPath, segmentText } from "../../core/ledger/read-segment.ts";
import { forTerminal } from "../../core/text/escape.ts";
import { wrap } from "../../core/text/layout.ts";
import { planRollOver, type RollOver } from "../../operations/plan-roll-over.ts";
import { familyOf } from "../../operations/read-segments.ts";
import { cloneOptions, withProgress } from "../clone-options.ts";
import { type CommandContext, nameFile } from "../options.ts";
import { painter } from "../terminal.ts";

export interface RollOverOptions {
  readonly bundle: string;
  readonly to?: string;
  readonly defaultBranch?: string;
  readonly dryRun?: boolean;
}

export function rollOverCommand(add: (name: string, description: string, example: string) => Command): void {
  add(
    "roll-over",
    "Begin a new ledger branch behind the one of the clone, and put the old one into a git bundle. It takes over what something can still follow. Only behind a ledger that passes; pushes nothing, and says what is left to do.",
    "qms-bypass roll-over --bundle qms-ledger-2026.bundle\nqms-bypass roll-over --to qms-ledger-2027 --bundle qms-ledger-2026.bundle --dry-run",
  )
    .requiredOption("--bundle <file>", "where to write the bundle of the old branch; it must not exist")
    .option("--to <branch>", "the new branch (default: the old one's name with this year, e.g. qms-ledger-2027)")
    .option("--default-branch <name>", "the branch that bypassed pull requests merge into (default: as origin says)")
    .option("--dry-run", "verify and print the plan, write nothing");
}

/** `roll-over`: everything is verified and planned before the first byte is written. Exit 1 where the ledger does not pass. */
export async function runRollOver(options: RollOverOptions, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const repo = resolve(terminal.cwd, context.options.repo);
  const now = clock.now();
  const family = familyOf(context.options.ledgerBranch);
  const to = options.to ?? `${family}${new Date(now).getUTCFullYear()}`;
  await checkBranch(repo, to, family);
  const bundle = nameFile(terminal, options.bundle);
  if (existsSync(bundle.path)) {
    throw new ConfigurationError(
      `${bundle.shown} is there already.`,
      "Name another file with --bundle, or move it away.",
    );
  }
  const { defaultBranch = null } = options;
  const asked = { ...cloneOptions(context), defaultBranch, anchors: [], asOf: now };
  const plan = await withProgress(context, planRollOver(to, asked));
  if ("verdict" in plan) {
    terminal.out(renderVerifyText(plan, painter(terminal.color), terminal.width));
    terminal.err("Nothing was written: a new branch begins behind a ledger that passes.\n");
    return 1;
  }
  let written: Written | null = null;
  if (options.dryRun !== true) {
    const sha256 = await writeBundle(repo, plan.continues.branch, plan.continues.commit, bundle.path);
    const { branch, seq } = plan.continues;
    const message = `Ledger goes on from ${branch}, record ${seq}\n\nQms-Last: ${plan.last}`;
    written = { sha256, commit: createBranch(repo, to, null, filesOf(plan, to, sha256), message, "roll-over") };
  }
  const { done, steps } = told(plan, to, bundle.shown, written);
  for (const line of done) terminal.out(`${forTerminal(line)}\n`);
  terminal.out("\nLeft for you:\n");
  const margin = " ".repeat(5);
  for (const [index, step] of steps.entries()) {
    terminal.out(`  ${wrap(`${index + 1}. ${forTerminal(step)}`, terminal.width - 2, margin)}\n`);
  }
  return 0;
}

interface Written {
  readonly sha256: string;
  readonly commit: string;
}

async function checkBranch(repo: string, name: string, family: string): Promise<void> {
  if (!name.startsWith(family)) {
    throw new ConfigurationError(
      `${name} does not begin with ${family}.`,
      `So that whoever looks at the old branch is told of the new one: --to ${family}2027.`,
    );
  }
  const { status } = await runGit(repo, ["check-ref-format", "--branch", name]);
  if (status === null) throw new ConfigurationError("git was not found.", "Install git ≥ 2.38.");
  if (/^[A-Za-z0-9._/-]+$/.test(name) && status === 0) return;
  throw new ConfigurationError(`${name} is no name for a branch here.`, "Use letters, digits and . _ / - only.");
}

function filesOf(plan: RollOver, to: string, sha256: string): Map<string, BranchFile> {
  const { continues, repository, files } = plan;
  return new Map<string, BranchFile>([
    ["README.md", ledgerReadme(repository.name, repository.id, { name: to, continues })],
    [segmentPath, segmentText({ schema: "qms.segment/v1", continues, bundle_sha256: sha256 })],
    ...[...files].map(([path, blob]) => [path, { blob }] as const),
  ]);
}

/** What was done, and what only a person can do, in order. */
function told(
  { continues, taken, left, files, lastAt }: RollOver,
  to: string,
  bundle: string,
  written: Written | null,
): { readonly done: readonly string[]; readonly steps: readonly string[] } {
  const { branch, commit, seq } = continues;
  const keep = `${Number(lastAt.slice(0, 4)) + 7}${lastAt.slice(4, 10).replace("-02-29", "-02-28")}`;
  const done = [
    written === null ? "Plan; nothing was written." : "Written.",
    `  ${branch} passes; its end: record ${seq}, commit ${commit}`,
    `  ${to}${written === null ? "" : `, commit ${written.commit}`}: takes over ${files.size} files, ${bypassesOf(taken, left)}`,
    `  ${bundle}${written === null ? "" : `, sha256 ${written.sha256}`}`,
  ];
  const steps = [
    `Lock ${branch}: take every bypass actor out of its ruleset, and leave it so. Until step 4 nothing can be recorded, and so nothing is done.`,
    `git fetch origin; if origin/${branch} has gone on from ${commit.slice(0, 12)}, delete ${to} (git branch -D ${to}) and the bundle, and run roll-over again.`,
    `git push origin ${to}, then a ruleset for it like the one that ${branch} had.`,
    `Write ledger-branch: ${to} in every qms workflow and in the names that they listen to (git grep -n ${branch}), on the default and the registry branch, by pull request.`,
    `Put the bundle away where nobody can change it, at least until ${keep}, seven years after its last record. ${branch} may stay; where it goes, an audit fetches it from the bundle.`,
    `qms-bypass verify --ledger-branch ${to}`,
  ];
  return { done, steps };
}

function bypassesOf(taken: number, left: number): string {
  const here = taken === 1 ? "1 bypass" : `${taken} bypasses`;
  if (left === 0) return here;
  return `${here}; ${left === 1 ? "1 finished one stays behind, but for its state" : `${left} finished ones stay behind, but for their states`}`;
}
