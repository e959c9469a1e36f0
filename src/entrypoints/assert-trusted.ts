import type { RunContext } from "../adapters/runner/read-run.ts";
import { ConfigurationError } from "../core/findings/errors.ts";

/**
 * Only the workflow file of the default branch may decide and act: a dispatch or a `pull_request` run takes the file of a branch that
 * any writer can change (reference-github.md, d). `pull_request_target` says the base branch's ref and runs the default branch's file.
 */
export function assertTrusted({ ref, event, defaultBranch, run, repository }: RunContext): void {
  // A schedule runs on the default branch and nowhere else; its event often does not say which branch that is.
  if (event.name === "schedule" && defaultBranch === null) return;
  if (event.name === "pull_request" || event.name === "pull_request_review") {
    throw new ConfigurationError(
      `The event ${event.name} runs the workflow file of the pull request itself, which its author can change.`,
      "Use pull_request_target, or a relay that dispatches the workflow of the default branch.",
      "REF_NOT_DEFAULT",
    );
  }
  const trusted = defaultBranch === null ? null : `refs/heads/${defaultBranch}`;
  const fileRef = /@(refs\/.+)$/.exec(run.workflow_ref)?.[1] ?? null;
  if (trusted !== null && (event.name === "pull_request_target" ? fileRef : ref) === trusted) return;
  throw new ConfigurationError(
    `This run of ${repository} is on ${event.name === "pull_request_target" ? (fileRef ?? ref) : ref}, not on the default branch${defaultBranch === null ? "" : ` ${defaultBranch}`}.`,
    "Start the workflow on the default branch: any other ref is one that a writer can change.",
    "REF_NOT_DEFAULT",
  );
}
