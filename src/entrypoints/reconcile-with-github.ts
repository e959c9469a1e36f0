import { apiLedger } from "../adapters/github/api-ledger.ts";
import { ledgerTail } from "../adapters/github/ledger-tail.ts";
import { mergeRecord } from "../adapters/github/merges/merge-record.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { reconcileLine, renderReconcileMarkdown } from "../core/reconcile/render-reconciliation.ts";
import { unregisteredFinding } from "../core/reconcile/unregistered-finding.ts";
import { reconcile } from "../operations/reconcile.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { cloneOptions } from "./clone-options.ts";
import type { ActionContext, ActionResult } from "./run-action.ts";

/** `audit-report reconcile`: the one operation that asks the API, and that writes the ledger. */
export async function reconcileWithGitHub(context: ActionContext): Promise<ActionResult> {
  const { inputs, run } = context;
  assertTrusted(run);
  for (const name of ["period", "as-of"]) {
    if (inputs.text(name) === "") continue;
    throw new ConfigurationError(
      `reconcile takes no ${name}: it goes on where the last one on the ledger ended.`,
      `Leave the input ${name} empty.`,
    );
  }
  const client = context.client("github-token");
  const ledgerBranch = inputs.text("ledger-branch");
  const ledgerClient = inputs.text("ledger-token") === "" ? client : context.client("ledger-token");
  const result = await reconcile(
    {
      github: openGitHub(client, ledgerBranch),
      ledger: apiLedger(ledgerClient, ledgerBranch, systemClock),
      tail: ledgerTail(client),
      merges: mergeRecord(client, context.client("admin-token")),
    },
    {
      ...cloneOptions(context),
      dryRun: inputs.flag("dry-run"),
      repositoryUrl: `${run.serverUrl}/${run.repository}`,
      run: { run: run.run, url: run.runUrl },
    },
  );
  const findings = result.unregistered.map(unregisteredFinding);
  return {
    verdict: result.verdict,
    ok: result.verdict === "ok",
    summary: `${result.verdict.toUpperCase()}: ${reconcileLine(result)}`,
    findings,
    result,
    markdown: renderReconcileMarkdown(result),
    outputs: { "report-path": "", findings: JSON.stringify(findings), kpis: "{}", anchor: "" },
  };
}
