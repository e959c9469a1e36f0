import { ConfigurationError, UnavailableError } from "../../core/findings/errors.ts";

/**
 * What git says where it fails on something that it should have: the clone is damaged.
 * @param problem what git wrote on its standard error
 */
export function unreadable(repo: string, what: string, problem: string): UnavailableError {
  const words = problem.trim().split("\n")[0] ?? "";
  return new UnavailableError(
    `git cannot read the ${what} of ${repo}: ${words}`,
    "The clone is damaged: clone anew and verify that one; git fsck says more.",
  );
}

/** Where git says that there is no repository; whatever else it says, there is one that it does not open. */
const nothing = /not a git repository|cannot change to .*: (?:No such file or|Not a) directory/;

/**
 * What git says where it does not even find the folder of its objects.
 * @param problem what git wrote on its standard error
 */
export function unopened(repo: string, problem: string): ConfigurationError | UnavailableError {
  if (nothing.test(problem))
    return new ConfigurationError(`${repo} is no git repository.`, "Run it inside a clone, or name one with --repo.");
  return new UnavailableError(
    `git cannot open ${repo}: ${problem.trim().replaceAll(/\s+/g, " ").slice(0, 400)}`,
    "Clone anew, or mend what git names (its settings are in the file config of the git folder).",
  );
}
