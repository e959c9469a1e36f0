import { localRegistry } from "../adapters/git/local-registry.ts";
import { apiLedger } from "../adapters/github/api-ledger.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import { lintRegistry } from "../operations/lint-registry.ts";
import { type ValidatedRequest, validateRequest } from "../operations/validate-request.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { validateBypassDefinition } from "./definitions/validate-bypass.ts";
import { notifierOf } from "./notifier-of.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

/** The action `validate-bypass`. */
export async function validateBypass(): Promise<void> {
  await runAction(validateBypassDefinition, async (context) =>
    context.inputs.text("scope") === "files" ? lint(context) : decideAndRecord(context),
  );
}

async function decideAndRecord(context: ActionContext): Promise<ActionResult> {
  const { inputs, run, version } = context;
  assertTrusted(run);
  const client = context.client("github-token");
  const ledgerBranch = inputs.text("ledger-branch");
  const ledgerClient = inputs.text("ledger-token") === "" ? client : context.client("ledger-token");
  const outcome = await validateRequest(
    {
      github: openGitHub(client, ledgerBranch, context.client("members-token")),
      ledger: apiLedger(ledgerClient, ledgerBranch, systemClock),
      sleeper: systemClock,
      notifier: notifierOf(context, 1),
    },
    {
      number: pullRequestOf(context),
      // A comment says nothing about the base: on any other pull request it is somebody's talk.
      silentElsewhere: run.event.name === "issue_comment",
      registryBranch: inputs.text("registry-branch"),
      policyPath: inputs.text("policy"),
      peoplePath: inputs.text("people"),
      version,
      statusContext: inputs.text("status-context"),
      record: inputs.flag("record"),
      mergeWhenApproved: inputs.flag("merge-when-approved"),
      comment: inputs.flag("comment"),
      dryRun: inputs.flag("dry-run"),
      run: { run: run.run, url: run.runUrl },
    },
  );
  return resultOf(outcome);
}

function resultOf({ decision, findings, markdown, merged }: ValidatedRequest): ActionResult {
  const missing = decision.tree.filter((slot) => slot.status === "open").map((slot) => slot.slot);
  const all = [...decision.findings, ...findings] as Finding[];
  return {
    verdict: decision.verdict,
    ok: decision.verdict === "approved",
    summary: `${decision.verdict.toUpperCase()}: ${decision.summary}${decision.next === "" ? "" : ` → ${decision.next}`}`,
    findings: all,
    result: decision,
    markdown,
    outputs: {
      "bypass-id": decision.bypass ?? "",
      level: decision.level ?? "",
      "required-level": decision.required_level?.result ?? "",
      "missing-slots": JSON.stringify(missing),
      digest: decision.subject.manifest_sha256 ?? "",
      merged: String(merged),
    },
  };
}

async function lint({ inputs, run }: ActionContext): Promise<ActionResult> {
  const registry = localRegistry(run.workspace, inputs.text("registry-branch"), inputs.text("path"));
  const options = { policyPath: inputs.text("policy"), peoplePath: inputs.text("people"), now: systemClock.now() };
  const { findings, files, markdown } = await lintRegistry(registry, options);
  const errors = findings.filter((item) => item.severity === "error").length;
  const verdict = errors === 0 ? "approved" : "denied";
  return {
    verdict,
    ok: errors === 0,
    summary: `${verdict.toUpperCase()}: ${files} files, ${errors} errors`,
    findings,
    result: { schema: "qms.validation/v1", verdict, files, findings },
    markdown,
    outputs: { "bypass-id": "", level: "", "required-level": "", "missing-slots": "[]", digest: "", merged: "false" },
  };
}

/** The number that was given, else the pull request of the event. Only a number is taken out of either. */
function pullRequestOf({ inputs, run }: ActionContext): number {
  const given = inputs.number("pull-request");
  if (given !== null) return given;
  const { pull_request: pull, issue } = run.event.payload as {
    pull_request?: { number?: unknown };
    issue?: { number?: unknown; pull_request?: unknown };
  };
  if (typeof pull?.number === "number") return pull.number;
  if (typeof issue?.number === "number" && issue.pull_request != null) return issue.number;
  throw new ConfigurationError(
    `The event ${run.event.name} is about no pull request, and the input "pull-request" was not given.`,
    "Pass the number: `with: { pull-request: 42 }`.",
  );
}
