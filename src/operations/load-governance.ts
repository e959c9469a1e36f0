import { ConfigurationError } from "../core/findings/errors.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import type { PeopleReading, PolicyReading } from "../core/procedure/readings.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Files, FoundFile, Registry } from "../ports.ts";

/** The policy that a command works with, and where it came from, in words. */
export interface LoadedPolicy {
  readonly policy: PolicyReading;
  readonly policySource: string;
}

/** Policy and people. */
export interface Governance extends LoadedPolicy {
  /** Null: there is no people.yml to be found. */
  readonly people: PeopleReading | null;
  readonly peopleSource: string | null;
}

/** A file that the user named: where it is, and how the user calls it. */
export interface NamedFile {
  readonly path: string;
  readonly shown: string;
}

export interface PolicyOptions {
  readonly files: Files;
  readonly registry: Registry;
  /** A file named on the command line wins over the registry's. */
  readonly policyFile?: NamedFile | undefined;
  readonly policyPath: string;
}

export interface GovernanceOptions extends PolicyOptions {
  readonly peopleFile?: NamedFile | undefined;
  readonly peoplePath: string;
  /** The instant for which certificates have to be valid. */
  readonly now: Instant;
}

/** Loads policy.yml; without one the built-in default is the procedure. */
export async function loadPolicy(options: PolicyOptions): Promise<LoadedPolicy> {
  const file = await find(options, options.policyFile, options.policyPath);
  if (file === null) return { policy: readDefaultPolicy(), policySource: "the built-in default policy" };
  return { policy: readPolicy(file.bytes, file.path), policySource: describeSource(file) };
}

/** Loads policy.yml and people.yml. */
export async function loadGovernance(options: GovernanceOptions): Promise<Governance> {
  const { policy, policySource } = await loadPolicy(options);
  const peopleFile = await find(options, options.peopleFile, options.peoplePath);
  const people =
    peopleFile === null ? null : readPeople(peopleFile.bytes, peopleFile.path, policy.compiled, options.now);
  return {
    policy,
    policySource,
    people,
    peopleSource: peopleFile === null ? null : describeSource(peopleFile),
  };
}

async function find(options: PolicyOptions, named: NamedFile | undefined, path: string): Promise<FoundFile | null> {
  return named === undefined ? options.registry.find(path) : readNamedFile(options.files, named);
}

/** A file that the user named has to be there and be a file. */
export async function readNamedFile(files: Files, named: NamedFile): Promise<FoundFile> {
  const { shown: path } = named;
  const found = await files.read(named.path);
  if (found === null)
    throw new ConfigurationError(`There is no file ${path}.`, "Check the path; it is taken from the current folder.");
  if (found.kind === "folder") throw new ConfigurationError(`${path} is a folder.`, "Name the file itself.");
  if (found.kind === "other") throw new ConfigurationError(`${path} is not a regular file.`, "Name a regular file.");
  return {
    bytes: found.bytes,
    path,
    commit: null,
    source: "file",
    ...(found.kind === "link" ? { irregular: "a symbolic link" } : {}),
  };
}

/** `.qms/policy.yml of qms at 1a2b3c4d5e`. */
export function describeSource({ path, source, commit }: FoundFile): string {
  if (source === "file") return path;
  return commit === null ? `${path} of the ${source}` : `${path} of ${source} at ${commit.slice(0, 10)}`;
}
