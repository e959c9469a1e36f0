import { UnavailableError } from "../../core/findings/errors.ts";

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
