import { GitHubRefusal, GitHubUnavailable } from "../adapters/github/request-failure.ts";
import { ConfigurationError, UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";

/** What stopped an action, as a finding; `bug`: nothing that the program expects, so its stack is shown as well. */
export function findingOfError(error: unknown): { readonly shown: Finding; readonly bug: boolean } {
  const shown = expected(error);
  if (shown !== null) return { shown, bug: false };
  const problem = error instanceof Error ? error.message : String(error);
  return { shown: finding("INTERNAL_ERROR", { problem }), bug: true };
}

function expected(error: unknown): Finding | null {
  if (error instanceof GitHubUnavailable) {
    const status = error.status === null ? "" : ` (HTTP ${error.status})`;
    return { ...finding("LOOKUP_FAILED", { what: error.what, status }), message: error.message, fix: error.fix };
  }
  if (error instanceof GitHubRefusal) {
    return finding("GITHUB_REFUSED", { what: error.what, status: error.status, message: error.message });
  }
  if (error instanceof ConfigurationError) {
    return { ...finding("CONFIGURATION", { problem: error.message, hint: error.fix }), code: error.code };
  }
  if (error instanceof UnavailableError) {
    return finding("UNAVAILABLE", { problem: error.message, hint: error.fix });
  }
  return null;
}
