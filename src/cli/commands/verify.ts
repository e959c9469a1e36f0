import { dirname } from "node:path";
import { readNote } from "../../core/audit/note/read-note.ts";
import { noteText } from "../../core/audit/note/write-note.ts";
import { anchorOfCommit, isOid, readAnchors } from "../../core/audit/read-anchors.ts";
import { renderVerifyMarkdown } from "../../core/audit/render/markdown.ts";
import { renderVerifyText } from "../../core/audit/render/text.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import type { Anchor } from "../../core/ledger/verify-walk.ts";
import { forTerminal } from "../../core/text/escape.ts";
import type { Verified } from "../../generated/types/verified.ts";
import type { Verify } from "../../generated/types/verify.ts";
import { readNamedFile } from "../../operations/load-governance.ts";
import { readTrustFolder } from "../../operations/read-trust-folder.ts";
import { verifyNoted, verifySince } from "../../operations/verify-since.ts";
import { cloneOptions, withProgress } from "../clone-options.ts";
import { type CommandContext, nameFile } from "../options.ts";
import { painter } from "../terminal.ts";

export interface VerifyCommandOptions {
  readonly expectAnchor?: string;
  readonly defaultBranch?: string;
  readonly trust?: string;
  readonly save?: string;
  readonly since?: string;
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** `verify`: integrity and invariants of a full clone. Exit 0 pass, 1 fail, 2 inconclusive. */
export async function runVerify(options: VerifyCommandOptions, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const { format } = context.options;
  const anchors = await readExpected(options.expectAnchor, context);
  await checkFolderOf(options.save, context);
  const folder = nameFile(terminal, options.trust);
  const trust = folder === undefined ? {} : { trust: await readTrustFolder(context.files, folder) };
  const { defaultBranch = null, since } = options;
  const asked = { ...cloneOptions(context), defaultBranch, anchors, ...trust, asOf: clock.now() };
  const noted = nameFile(terminal, since);
  const note = noted === undefined ? null : readNote((await readNamedFile(context.files, noted)).bytes, noted.shown);
  const work = note === null ? verifyNoted(asked) : verifySince(note, noted?.shown ?? "", asked);
  const { result, note: next } = await withProgress(context, work);
  if (format === "json") terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (format === "markdown") terminal.out(renderVerifyMarkdown(result));
  else terminal.out(renderVerifyText(result, painter(terminal.color), terminal.width));
  await save(options.save, result.verdict, next, context);
  return exitCodes[result.verdict];
}

/** Asked before anything is read: a folder with a misspelt name would be looked for elsewhere the next time. */
async function checkFolderOf(name: string | undefined, { terminal, files }: CommandContext): Promise<void> {
  const file = nameFile(terminal, name);
  if (file === undefined) return;
  const there = await files.read(dirname(file.path));
  // A link may lead to a folder, as /tmp does on some systems.
  if (there?.kind === "folder" || there?.kind === "link") return;
  throw new ConfigurationError(
    `${file.shown} cannot be written: there is no folder ${dirname(file.shown)}.`,
    "Make the folder, or name another file with --save.",
  );
}

/** Writes the note of what passed; where the verdict is another one, an older note stays as it is. */
async function save(
  name: string | undefined,
  verdict: Verify["verdict"],
  note: Verified | null,
  { terminal, files }: CommandContext,
): Promise<void> {
  const file = nameFile(terminal, name);
  if (file === undefined) return;
  if (note !== null) await files.replace(file.path, noteText(note));
  else if (verdict !== "pass") terminal.err(`${forTerminal(file.shown)} was not written: the verdict is ${verdict}.\n`);
  else {
    throw new ConfigurationError(
      `${file.shown} was not written: a later verification could not go on from this one.`,
      "See to it that the ledger's README.md names its repository, and that no branch of this clone has gone another way than origin's.",
    );
  }
}

async function readExpected(expected: string | undefined, context: CommandContext): Promise<readonly Anchor[]> {
  if (expected === undefined) return [];
  const id = expected.toLowerCase();
  if (isOid(id)) return [anchorOfCommit(id)];
  const file = nameFile(context.terminal, expected);
  if (/^[0-9a-f]{4,63}$/.test(id) && (await context.files.read(file.path)) === null) {
    throw new ConfigurationError(
      `There is no file ${expected}, and as the id of a commit it is not whole.`,
      `Give all 40 hex digits of the id (git rev-parse ${expected}), or the path of a JSON file.`,
    );
  }
  return readAnchors((await readNamedFile(context.files, file)).bytes, file.shown);
}
