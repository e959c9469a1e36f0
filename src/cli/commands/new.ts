import { join, resolve } from "node:path";
import type { Command } from "commander";
import { load } from "js-yaml";
import { runGit } from "../../adapters/git/run-git.ts";
import { manifestKind } from "../../core/document/kinds.ts";
import { pointerTokens } from "../../core/document/locate.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { renderFinding } from "../../core/findings/render-text.ts";
import { formatManifestId, manifestPath, parseManifestId } from "../../core/manifest/manifest-id.ts";
import { type Question, questionsFor } from "../../core/manifest/question.ts";
import { readManifest } from "../../core/manifest/read-manifest.ts";
import { renderManifest } from "../../core/manifest/render-manifest.ts";
import { isLevel, type Level, levels } from "../../core/procedure/levels.ts";
import { wrap } from "../../core/text/layout.ts";
import { loadGovernance, readNamedFile } from "../../operations/load-governance.ts";
import { type CommandContext, registryPaths } from "../options.ts";
import { painter } from "../terminal.ts";

export interface NewOptions {
  readonly level: string;
  readonly set: readonly string[];
  readonly from?: string;
  readonly out?: string;
  readonly policy?: string;
}

export function newCommand(add: (name: string, description: string, example: string) => Command): void {
  add(
    "new",
    "Write a valid manifest, named by the current UTC second, into a working tree of the registry branch. Asks for what no flag says.",
    [
      "git worktree add ../request -b bypass/docs origin/qms",
      "qms-bypass new --repo ../request --level L1 --from answers.yml --set target.pull_request=7",
    ].join("\n"),
  )
    .requiredOption("--level <level>", `one of ${levels.join(", ")}`)
    .option(
      "--set <field=value>",
      "a field, dotted; a list takes the flag several times (checks=docs/coverage); repeatable",
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option("--from <file>", "YAML with fields to start from")
    .option("--out <file>", "write there instead of into the working tree; - prints it")
    .option("--policy <file>", "policy.yml to judge it by (default: the registry's, else the built-in one)");
}

/** `new`: nothing is written unless the manifest is valid. */
export async function runNew(options: NewOptions, context: CommandContext): Promise<number> {
  const { terminal, files, registry, clock } = context;
  const { level } = options;
  if (!isLevel(level)) throw new ConfigurationError(`"${level}" is not a level.`, `Use one of ${levels.join(", ")}.`);
  const repo = resolve(terminal.cwd, context.options.repo);
  if (options.out === undefined) await requireRegistryTree(repo, context.options.registryBranch);
  const { policy, policySource } = await loadGovernance({
    files,
    registry,
    policyFile: options.policy === undefined ? undefined : resolve(terminal.cwd, options.policy),
    policyPath: registryPaths.policy,
    peoplePath: registryPaths.people,
    now: clock.now(),
  });
  if (policy.compiled === null)
    throw new ConfigurationError(`${policySource} has errors.`, "Run qms-bypass validate on it.");

  const schema = manifestKind.schema();
  const fields: Record<string, unknown> = options.from === undefined ? {} : await readAnswers(options.from, context);
  for (const text of options.set) setField(fields, text);
  Object.assign(fields, { schema: manifestKind.id, procedure: policy.compiled.policy.procedure.id, level });
  const open = questionsFor(level, schema).filter((question) => valueAt(fields, question.pointer) === undefined);
  if (open.length > 0) {
    if (terminal.ask === null) throw missingFlags(level, open);
    for (const question of open) await askFor(question, fields, terminal.ask, context);
  }
  // The id is taken last: a person may have thought for minutes.
  const taken = new Set((await registry.manifests()).flatMap((file) => /([^/]+)\.yml$/.exec(file.path)?.[1] ?? []));
  let at = Math.floor(clock.now() / 1000) * 1000;
  while (taken.has(formatManifestId(level, at))) at += 1000; // a collision takes the next second (R53)
  const id = formatManifestId(level, at);
  const text = renderManifest({ ...fields, id }, schema);
  const parsed = parseManifestId(id);
  if (parsed === null) throw new Error(`made an id that is none: ${id}`);
  const path = manifestPath(parsed);
  const reading = readManifest(new TextEncoder().encode(text), path, policy.compiled);
  const paint = painter(terminal.color);
  for (const item of reading.findings) terminal.err(`${renderFinding(item, paint, terminal.width)}\n`);
  if (reading.manifest === null) {
    terminal.err(`${text}\nNothing was written: the manifest above has errors.\n`);
    return 1;
  }
  if (options.out === "-") terminal.out(text);
  else {
    const target = options.out === undefined ? join(repo, path) : resolve(terminal.cwd, options.out);
    if (!(await files.create(target, text)))
      throw new ConfigurationError(
        `${target} exists already.`,
        "A manifest is never overwritten; run the command again.",
      );
    terminal.out(`${target}\n`);
    if (!context.options.quiet) {
      terminal.err(
        `Next: commit this one file, push the branch and open a pull request against ${context.options.registryBranch}.\nDigest for reviewers: qms-digest: sha256:${reading.sha256}\n`,
      );
    }
  }
  return 0;
}

/** A branch cut from main could never be merged into the registry: the two have no common history. */
async function requireRegistryTree(repo: string, branch: string): Promise<void> {
  const fix = `Make one: git worktree add ../request -b bypass/my-request origin/${branch}   (then use --repo ../request, or --out FILE for a draft)`;
  const head = await runGit(repo, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (head.status === null)
    throw new ConfigurationError("git was not found.", "Install git ≥ 2.38, or use --out FILE.");
  if (head.status !== 0) throw new ConfigurationError(`${repo} is not a working tree with commits.`, fix);
  for (const ref of [`refs/remotes/origin/${branch}`, `refs/heads/${branch}`]) {
    const exists = await runGit(repo, ["rev-parse", "--verify", "--quiet", ref]);
    if (exists.status !== 0) continue;
    const base = await runGit(repo, ["merge-base", "HEAD", ref]);
    if (base.status === 0) return;
    throw new ConfigurationError(`${repo} is not on a branch cut from ${branch}: the two have no common history.`, fix);
  }
  throw new ConfigurationError(
    `The clone has no branch ${branch}.`,
    `Fetch it (git fetch origin ${branch}), name it with --registry-branch, or use --out FILE for a draft.`,
  );
}

async function readAnswers(name: string, { files, terminal }: CommandContext): Promise<Record<string, unknown>> {
  const file = await readNamedFile(files, resolve(terminal.cwd, name));
  let value: unknown;
  try {
    value = load(new TextDecoder().decode(file.bytes), { filename: name });
  } catch (error) {
    throw new ConfigurationError(
      `${name} is not valid YAML: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}.`,
      "Mend the file.",
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigurationError(`${name} holds no map of fields.`, "Write one field per line, as in a manifest.");
  return { ...value };
}

function missingFlags(level: Level, open: readonly Question[]): ConfigurationError {
  const list = open.map(
    (question) =>
      `${question.name}${question.choices === null ? "" : ` (${question.choices.slice(0, 6).join(", ")}${question.choices.length > 6 ? ", …" : ""})`}`,
  );
  return new ConfigurationError(
    `A manifest of level ${level} needs ${open.length} more ${open.length === 1 ? "field" : "fields"}, and there is no terminal to ask at: ${list.join("; ")}.`,
    "Give them with --set field=value or --from FILE.",
  );
}

async function askFor(
  question: Question,
  fields: Record<string, unknown>,
  ask: (text: string) => Promise<string>,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const paint = painter(terminal.color);
  terminal.err(
    `\n${paint("strong", question.name)}\n  ${paint("dim", wrap(question.description, terminal.width - 2, "  "))}\n`,
  );
  if (question.choices !== null)
    terminal.err(`  ${paint("dim", wrap(`One of: ${question.choices.join(", ")}`, terminal.width - 2, "  "))}\n`);
  if (question.kind === "items") {
    const items: unknown[] = [];
    do {
      const item: Record<string, unknown> = {};
      for (const part of question.items) await askFor(part, item, ask, context);
      items.push(item);
    } while (/^y/i.test(await ask("  Another entry? [y/N] ")));
    assign(fields, pointerTokens(question.pointer), items);
    return;
  }
  if (question.kind === "list") {
    const items: string[] = [];
    for (let line = await ask("  first > "); line.trim() !== ""; line = await ask("  next, or nothing to end > "))
      items.push(line.trim());
    assign(fields, pointerTokens(question.pointer), items);
    return;
  }
  const answer = (await ask("  > ")).trim();
  assign(fields, pointerTokens(question.pointer), typed(answer, question.kind));
}

function typed(text: string, kind: Question["kind"]): unknown {
  if (kind === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (kind === "boolean" && /^(?:true|false|yes|no|y|n)$/i.test(text)) return /^[ty]/i.test(text);
  return text;
}

/** `a.b=value`; given twice, or on a field that is a list, it appends. The schema's types are applied when the text is read. */
function setField(fields: Record<string, unknown>, text: string): void {
  const match = /^([a-z_0-9.]+)=(.*)$/s.exec(text);
  if (match === null)
    throw new ConfigurationError(
      `--set does not understand "${text}".`,
      "Write field=value, e.g. target.pull_request=7.",
    );
  const [, name = "", value = ""] = match;
  const tokens = name.split(".");
  const question = levels
    .flatMap((level) => questionsFor(level, manifestKind.schema()))
    .find((item) => item.name === name);
  const known = valueAt(fields, `/${tokens.join("/")}`);
  if (Array.isArray(known)) known.push(value);
  else assign(fields, tokens, question?.kind === "list" ? [value] : typed(value, question?.kind ?? "text"));
}

function assign(fields: Record<string, unknown>, tokens: readonly string[], value: unknown): void {
  let current = fields;
  for (const token of tokens.slice(0, -1)) {
    const next = Object.hasOwn(current, token) ? current[token] : undefined;
    if (typeof next === "object" && next !== null) current = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      Object.defineProperty(current, token, { value: made, enumerable: true, writable: true, configurable: true });
      current = made;
    }
  }
  Object.defineProperty(current, tokens.at(-1) ?? "", { value, enumerable: true, writable: true, configurable: true });
}

function valueAt(fields: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce<unknown>(
    (value, token) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, token)
        ? (value as Record<string, unknown>)[token]
        : undefined,
    fields,
  );
}
