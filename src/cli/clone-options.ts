import { resolve } from "node:path";
import { cloneHistory } from "../adapters/git/clone-history.ts";
import { readManifestsBeside } from "../adapters/threads/read-manifests-beside.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { CloneOptions } from "../operations/read-clone.ts";
import { type CommandContext, registryPaths } from "./options.ts";

/** Shorter work needs no progress: it would only flicker. */
const PATIENCE_MS = 400;

/** The clone that `--repo` names, as operations read it. */
export function cloneOptions({ terminal, options, clock }: CommandContext): CloneOptions {
  const started = clock.now();
  const { progress } = terminal;
  const tell = (doing: string): void => {
    if (clock.now() - started >= PATIENCE_MS) progress?.(doing);
  };
  return {
    history: cloneHistory(resolve(terminal.cwd, options.repo)),
    registryBranch: options.registryBranch,
    ledgerBranch: options.ledgerBranch,
    folder: registryPaths.folder,
    policyPath: registryPaths.policy,
    peoplePath: registryPaths.people,
    openManifestReader: readManifestsBeside,
    now: started,
    ...(progress === undefined || options.quiet ? {} : { progress: tell }),
  };
}

/** Runs what may take long, and takes the progress line away whatever comes of it. */
export async function withProgress<Value>({ terminal }: CommandContext, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } finally {
    terminal.progress?.(null);
  }
}

/** `--as-of`, as an instant; null where it was not given. */
export function readAsOf(text: string | undefined): Instant | null {
  return readInstant("--as-of", text);
}

/** An option that takes an instant; null where it was not given. */
export function readInstant(option: string, text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw new ConfigurationError(
    `${option} ${text} is not an instant with an offset.`,
    "Write it as 2026-11-23T09:15:00Z or with an offset like +01:00.",
  );
}
