import { anchorOfCommit, isOid, readAnchors } from "../../core/audit/read-anchors.ts";
import { renderVerifyMarkdown } from "../../core/audit/render/markdown.ts";
import { renderVerifyText } from "../../core/audit/render/text.ts";
import type { Anchor } from "../../core/ledger/verify-walk.ts";
import { readNamedFile } from "../../operations/load-governance.ts";
import { readTrustFolder } from "../../operations/read-trust-folder.ts";
import { verifyRepository } from "../../operations/verify-repository.ts";
import { checkFormat, cloneOptions, withProgress } from "../clone-options.ts";
import { type CommandContext, nameFile } from "../options.ts";
import { painter } from "../terminal.ts";

export interface VerifyCommandOptions {
  readonly expectAnchor?: string;
  readonly defaultBranch?: string;
  readonly trust?: string;
}

const exitCodes = { pass: 0, fail: 1, inconclusive: 2 } as const;

/** `verify`: integrity and invariants of a full clone. Exit 0 pass, 1 fail, 2 inconclusive. */
export async function runVerify(options: VerifyCommandOptions, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const { format } = context.options;
  checkFormat("verify", format, ["text", "json", "markdown"]);
  const anchors = await readExpected(options.expectAnchor, context);
  const folder = nameFile(terminal, options.trust);
  const trust = folder === undefined ? {} : { trust: await readTrustFolder(context.files, folder) };
  const work = verifyRepository({
    ...cloneOptions(context),
    defaultBranch: options.defaultBranch ?? null,
    anchors,
    ...trust,
    asOf: clock.now(),
  });
  const { result } = await withProgress(context, work);
  if (format === "json") terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (format === "markdown") terminal.out(renderVerifyMarkdown(result));
  else terminal.out(renderVerifyText(result, painter(terminal.color), terminal.width));
  return exitCodes[result.verdict];
}

async function readExpected(expected: string | undefined, context: CommandContext): Promise<readonly Anchor[]> {
  if (expected === undefined) return [];
  if (isOid(expected)) return [anchorOfCommit(expected)];
  const file = nameFile(context.terminal, expected);
  return readAnchors((await readNamedFile(context.files, file)).bytes, file.shown);
}
