import { ConfigurationError } from "../core/findings/errors.ts";
import { readPeople } from "../core/procedure/read-people.ts";
import { readDefaultPolicy, readPolicy } from "../core/procedure/read-policy.ts";
import type { PeopleReading, PolicyReading } from "../core/procedure/readings.ts";
import type { Instant } from "../core/time/instant.ts";
import type { Files, FoundFile, Registry } from "../ports.ts";

/** Policy and people that a command works with, and where each came from, in words. */
export interface Governance {
  readonly policy: PolicyReading;
  readonly policySource: string;
  /** Null: there is no people.yml to be found. */
  readonly people: PeopleReading | null;
  readonly peopleSource: string | null;
}

export interface GovernanceOptions {
  readonly files: Files;
  readonly registry: Registry;
  /** Files named on the command line; they win over the registry's. */
  readonly policyFile?: string | undefined;
  readonly peopleFile?: string | undefined;
  readonly policyPath: string;
  readonly peoplePath: string;
  readonly now: Instant;
}

/** Loads policy.yml and people.yml; without a policy the built-in default is the procedure. */
export async function loadGovernance(options: GovernanceOptions): Promise<Governance> {
  const policyFile = await find(options, options.policyFile, options.policyPath);
  const policy = policyFile === null ? readDefaultPolicy() : readPolicy(policyFile.bytes, policyFile.path);
  const peopleFile = await find(options, options.peopleFile, options.peoplePath);
  const people =
    peopleFile === null ? null : readPeople(peopleFile.bytes, peopleFile.path, policy.compiled, options.now);
  return {
    policy,
    policySource: policyFile === null ? "the built-in default policy" : describeSource(policyFile),
    people,
    peopleSource: peopleFile === null ? null : describeSource(peopleFile),
  };
}

async function find(options: GovernanceOptions, named: string | undefined, path: string): Promise<FoundFile | null> {
  return named === undefined ? options.registry.find(path) : readNamedFile(options.files, named);
}

/** A file that the user named has to be there and be a file. */
export async function readNamedFile(files: Files, path: string): Promise<FoundFile> {
  const found = await files.read(path);
  if (found === null)
    throw new ConfigurationError(`There is no file ${path}.`, "Check the path; it is taken from the current folder.");
  if (found.kind === "folder") throw new ConfigurationError(`${path} is a folder.`, "Name the file itself.");
  if (found.kind === "other") throw new ConfigurationError(`${path} is not a regular file.`, "Name a regular file.");
  return { bytes: found.bytes, path, commit: null, source: found.kind === "link" ? "link" : "file" };
}

/** `.qms/policy.yml of qms at 1a2b3c4d5e`. */
export function describeSource({ path, source, commit }: FoundFile): string {
  if (source === "file") return path;
  return commit === null ? `${path} of the ${source}` : `${path} of ${source} at ${commit.slice(0, 10)}`;
}
