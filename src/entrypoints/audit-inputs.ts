import { isAbsolute, relative, resolve } from "node:path";
import { nodeFiles } from "../adapters/files/node-files.ts";
import { cloneHistory } from "../adapters/git/clone-history.ts";
import { anchorOfCommit, isOid, readAnchors } from "../core/audit/read-anchors.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import type { Anchor } from "../core/ledger/verify-walk.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Verify } from "../generated/types/verify.ts";
import { readNamedFile } from "../operations/load-governance.ts";
import type { ActionContext } from "./run-action.ts";

/** The clone of the workspace, as operations read it. */
export function cloneOptions({ inputs, run }: ActionContext) {
  return {
    history: cloneHistory(run.workspace),
    registryBranch: inputs.text("registry-branch"),
    ledgerBranch: inputs.text("ledger-branch"),
    folder: inputs.text("path"),
    policyPath: inputs.text("policy"),
    peoplePath: inputs.text("people"),
  };
}

/** The input `expect-anchor`: a commit, or a file of the workspace. */
export async function expectedAnchors({ inputs, run }: ActionContext): Promise<readonly Anchor[]> {
  const expected = inputs.text("expect-anchor");
  if (expected === "") return [];
  if (isOid(expected)) return [anchorOfCommit(expected)];
  const path = folderInside(run.workspace, expected);
  return readAnchors((await readNamedFile(nodeFiles, { path, shown: expected })).bytes, expected);
}

/** The input `as-of`; null: not given. */
export function asOfInput({ inputs }: ActionContext): Instant | null {
  const text = inputs.text("as-of");
  if (text === "") return null;
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw new ConfigurationError(
    `The input "as-of" takes an instant with an offset, not "${text.slice(0, 80)}".`,
    "Write it as 2026-11-23T09:15:00Z.",
  );
}

/** A path below the workspace; one that leads out of it is refused. */
export function folderInside(workspace: string, name: string): string {
  const path = resolve(workspace, name);
  const inside = relative(workspace, path);
  if (inside !== "" && (inside.startsWith("..") || isAbsolute(inside))) {
    throw new ConfigurationError(`${name.slice(0, 200)} lies outside of the workspace.`, "Name a path inside of it.");
  }
  return path;
}

/** Commits and records have no line in a file of the workspace: the message says where. */
export function annotationsOf(findings: Verify["findings"]): Finding[] {
  return findings.map(({ code, severity, path, message, fix }) => ({
    code: code as Finding["code"],
    severity,
    path,
    line: null,
    column: null,
    pointer: null,
    message,
    fix,
  }));
}
