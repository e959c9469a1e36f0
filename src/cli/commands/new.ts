import { join, resolve } from "node:path";
import type { Command } from "commander";
import { runGit } from "../../adapters/git/run-git.ts";
import { convertBySchema } from "../../core/document/convert.ts";
import { manifestKind } from "../../core/document/kinds.ts";
import { pointerTokens } from "../../core/document/locate.ts";
import { manifestLimits, readYaml } from "../../core/document/read-yaml.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import type { Finding } from "../../core/findings/finding.ts";
import { renderFinding } from "../../core/findings/render-text.ts";
import { assignField } from "../../core/manifest/assign-field.ts";
import { formatManifestId, manifestPath, parseManifestId } from "../../core/manifest/manifest-id.ts";
import { type Question, questionsFor } from "../../core/manifest/question.ts";
import { type ManifestReading, readManifest } from "../../core/manifest/read-manifest.ts";
import { renderManifest } from "../../core/manifest/render-manifest.ts";
import type { CompiledPolicy } from "../../core/procedure/compiled-policy.ts";
import { isLevel, type Level, levels } from "../../core/procedure/levels.ts";
import { wrap } from "../../core/text/layout.ts";
import { loadPolicy, readNamedFile } from "../../operations/load-governance.ts";
import { type CommandContext, nameFile, registryPaths } from "../options.ts";
import { painter, type Terminal } from "../terminal.ts";

export interface NewOptions {
  readonly level?: string;
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
    .option("--level <level>", `one of ${levels.join(", ")}`)
    .option(
      "--set <field=value>",
      "a field, dotted, instead of what --from says; a list takes the flag several times (checks=docs/coverage)",
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option("--from <file>", "YAML with fields to start from")
    .option("--out <file>", "write there instead of into the working tree; - prints it")
    .option("--policy <file>", "policy.yml to judge it by (default: the registry's, else the built-in one)");
}

/** `new`: nothing is written unless the manifest is valid. */
export async function runNew(options: NewOptions, context: CommandContext): Promise<number> {
  const { terminal, files, registry } = context;
  const level = await levelOf(options.level, terminal);
  const repo = resolve(terminal.cwd, context.options.repo);
  if (options.out === undefined) await requireRegistryTree(repo, context.options.registryBranch);
  const { policy, policySource } = await loadPolicy({
    files,
    registry,
    policyFile: nameFile(terminal, options.policy),
    policyPath: registryPaths.policy,
  });
  if (policy.compiled === null)
    throw new ConfigurationError(`${policySource} has errors.`, "Run qms-bypass validate on it.");

  const schema = manifestKind.schema();
  const fields: Record<string, unknown> = options.from === undefined ? {} : await readAnswers(options.from, context);
  const given = new Set<string>();
  for (const text of options.set) setField(fields, text, given);
  Object.assign(fields, { schema: manifestKind.id, procedure: policy.compiled.policy.procedure.id, level });
  const questions = questionsFor(level, schema).map((question) => narrow(question, level, policy.compiled));
  const open = questions.filter((question) => valueAt(fields, question.pointer) === undefined);
  if (open.length > 0) {
    if (terminal.ask === null) throw missingFlags(level, open, terminal);
    for (const question of open) await askFor(question, fields, terminal.ask, context);
  }
  const paint = painter(terminal.color);
  let draft = await composeDraft(fields, level, policy.compiled, context);
  for (;;) {
    for (const item of draft.reading.findings) terminal.err(`\n${renderFinding(item, paint, terminal.width)}\n`);
    if (draft.reading.manifest !== null) break;
    // Twenty good answers must not be lost for one bad one: ask again for what is wrong.
    const wrong = questions.filter((question) => isWrong(question, draft.reading.findings));
    if (terminal.ask === null || wrong.length === 0) {
      terminal.err(`${draft.text}\nNothing was written: the manifest above has errors.\n`);
      return 1;
    }
    for (const question of wrong) await askFor(question, fields, terminal.ask, context);
    draft = await composeDraft(fields, level, policy.compiled, context);
  }
  if (options.out === "-") {
    terminal.out(draft.text);
    return 0;
  }
  const place = (): string => (options.out === undefined ? join(repo, draft.path) : resolve(terminal.cwd, options.out));
  // Somebody else may have taken this second since we looked: the next one is free.
  for (let tries = 0; !(await files.create(place(), draft.text)); tries++) {
    if (options.out !== undefined || tries === 10)
      throw new ConfigurationError(`${place()} exists already.`, "A manifest is never overwritten; name another file.");
    draft = await composeDraft(fields, level, policy.compiled, context);
  }
  terminal.out(`${place()}\n`);
  if (!context.options.quiet) {
    terminal.err(
      `Next: commit this one file, push the branch and open a pull request against ${context.options.registryBranch}.\nDigest for reviewers: qms-digest: sha256:${draft.reading.sha256}\n`,
    );
  }
  return 0;
}

/** The level as a flag or as an answer; it decides what else is asked. */
async function levelOf(given: string | undefined, { ask, err }: Terminal): Promise<Level> {
  const hint = `Use --level with one of ${levels.join(", ")}.`;
  if (given === undefined && ask === null)
    throw new ConfigurationError("The level is missing, and there is no terminal to ask at.", hint);
  if (given !== undefined) {
    if (!isLevel(given)) throw new ConfigurationError(`"${given}" is not a level.`, hint);
    return given;
  }
  for (;;) {
    const answer = (await (ask as NonNullable<typeof ask>)(`level (${levels.join(", ")}) > `)).trim();
    if (isLevel(answer)) return answer;
    err(`  ${levels.join(", ")}, in capitals\n`);
  }
}

/** Only the choices that the policy gives this level. */
function narrow(question: Question, level: Level, policy: CompiledPolicy | null): Question {
  if (policy === null) return question;
  const { triggers, levels: rules } = policy.policy;
  if (question.pointer === "/trigger")
    return { ...question, choices: Object.keys(triggers).filter((name) => triggers[name]?.level === level) };
  return question.pointer === "/risk/level" ? { ...question, choices: rules[level].risk_levels } : question;
}

interface Draft {
  readonly text: string;
  readonly path: string;
  readonly reading: ManifestReading;
}

/** The answers as a manifest. The id is taken last: a person may have thought for minutes. */
async function composeDraft(
  fields: Readonly<Record<string, unknown>>,
  level: Level,
  policy: CompiledPolicy,
  { registry, clock }: CommandContext,
): Promise<Draft> {
  const taken = new Set((await registry.manifests()).flatMap((file) => /([^/]+)\.yml$/.exec(file.path)?.[1] ?? []));
  let at = Math.floor(clock.now() / 1000) * 1000;
  while (taken.has(formatManifestId(level, at))) at += 1000; // a collision takes the next second (R53)
  const id = formatManifestId(level, at);
  const parsed = parseManifestId(id);
  if (parsed === null) throw new Error(`made an id that is none: ${id}`);
  const text = renderManifest({ ...fields, id }, manifestKind.schema());
  const path = manifestPath(parsed);
  return { text, path, reading: readManifest(new TextEncoder().encode(text), path, policy) };
}

/** Whether an error is about this question's field, or about something inside it. */
function isWrong(question: Question, findings: readonly Finding[]): boolean {
  return findings.some(({ severity, pointer }) => {
    if (severity !== "error" || pointer === null) return false;
    return pointer === question.pointer || pointer.startsWith(`${question.pointer}/`);
  });
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

/** Fields to start from. Read like a manifest, so that an all-digit SHA stays what was written. */
async function readAnswers(name: string, { files, terminal }: CommandContext): Promise<Record<string, unknown>> {
  const file = await readNamedFile(files, nameFile(terminal, name));
  const { document, findings } = readYaml(file.bytes, manifestLimits, file.path);
  const paint = painter(terminal.color);
  for (const item of findings) terminal.err(`${renderFinding(item, paint, terminal.width)}\n`);
  const value = document?.value;
  if (findings.length > 0) throw new ConfigurationError(`${file.path} cannot be used.`, "Mend what is listed above.");
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new ConfigurationError(`${file.path} holds no map of fields.`, "Write one field per line, as in a manifest.");
  const schema = manifestKind.schema();
  return convertBySchema(value, schema, schema) as Record<string, unknown>;
}

function missingFlags(level: Level, open: readonly Question[], { err }: Terminal): ConfigurationError {
  for (const { name, choices } of open) err(`  ${name}${choices === null ? "" : ` (${choices.join(", ")})`}\n`);
  return new ConfigurationError(
    `A manifest of level ${level} needs ${open.length} more ${open.length === 1 ? "field" : "fields"} (above), and there is no terminal to ask at.`,
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
    assignField(fields, pointerTokens(question.pointer), items);
    return;
  }
  if (question.kind === "list") {
    const items: string[] = [];
    for (let line = await ask("  first > "); line.trim() !== ""; line = await ask("  next, or nothing to end > "))
      items.push(line.trim());
    assignField(fields, pointerTokens(question.pointer), items);
    return;
  }
  const answer = (await ask("  > ")).trim();
  assignField(fields, pointerTokens(question.pointer), typed(answer, question.kind));
}

function typed(text: string, kind: Question["kind"]): unknown {
  if (kind === "integer" && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (kind === "boolean" && /^(?:true|false|yes|no|y|n)$/i.test(text)) return /^[ty]/i.test(text);
  return text;
}

/** `a.b=value`; the first flag for a list replaces it, each further one adds to it. The schema's types are applied when the text is read. */
function setField(fields: Record<string, unknown>, text: string, given: Set<string>): void {
  const match = /^([a-z][a-z_0-9]*(?:\.[a-z0-9][a-z_0-9]*)*)=(.*)$/s.exec(text);
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
  // The first flag replaces what --from said; each further one adds to the list.
  if (Array.isArray(known) && given.has(name)) known.push(value);
  else assignField(fields, tokens, question?.kind === "list" ? [value] : typed(value, question?.kind ?? "text"));
  given.add(name);
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
