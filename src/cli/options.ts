import { relative, resolve } from "node:path";
import { nodeFiles } from "../adapters/files/node-files.ts";
import { localRegistry } from "../adapters/git/local-registry.ts";
import type { NamedFile } from "../operations/load-governance.ts";
import type { Clock, Files, Registry } from "../ports.ts";
import type { Terminal } from "./terminal.ts";

/** Options that every command takes (80-interfaces.md). */
export interface GlobalOptions {
  readonly repo: string;
  readonly registryBranch: string;
  readonly ledgerBranch: string;
  /** By the name that the command has for it (formats.ts). */
  readonly format: string;
  readonly color: boolean;
  readonly quiet: boolean;
}

/** What a command works with. It returns the exit code: 0 ok, 1 findings or refused, 2 usage, configuration or outage. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  readonly files: Files;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly version: string;
}

/** A path as the person typed it: inside the working folder it stays relative, so that it can be clicked. */
export function nameFile(terminal: Terminal, name: string): NamedFile;
export function nameFile(terminal: Terminal, name: string | undefined): NamedFile | undefined;
export function nameFile(terminal: Terminal, name: string | undefined): NamedFile | undefined {
  if (name === undefined) return undefined;
  const path = resolve(terminal.cwd, name);
  const inside = relative(terminal.cwd, path);
  return { path, shown: (inside === "" || inside.startsWith("..") ? path : inside).split("\\").join("/") };
}

export const registryPaths = { folder: ".qms/bypasses", policy: ".qms/policy.yml", people: ".qms/people.yml" } as const;

export function createContext(terminal: Terminal, options: GlobalOptions, version: string): CommandContext {
  const repo = resolve(terminal.cwd, options.repo);
  return {
    terminal,
    options,
    files: nodeFiles,
    registry: localRegistry(repo, options.registryBranch, registryPaths.folder),
    clock: { now: () => Date.now() },
    version,
  };
}
