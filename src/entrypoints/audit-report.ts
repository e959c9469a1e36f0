import { systemClock } from "../adapters/system.ts";
import { renderVerifyMarkdown } from "../core/audit/render/markdown.ts";
import { verdictLine } from "../core/audit/render/text.ts";
import type { ReportKind } from "../core/reporting/report-period.ts";
import { verifyRepository } from "../operations/verify-repository.ts";
import { annotationsOf, asOfInput, cloneOptions, expectedAnchors } from "./audit-inputs.ts";
import { auditReportDefinition } from "./definitions/audit-report.ts";
import { unsupportedOperation } from "./failed-result.ts";
import { reconcileWithGitHub } from "./reconcile-with-github.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";
import { writeReports } from "./write-reports.ts";

const supported = ["daily", "weekly", "monthly", "verify", "reconcile"];

/** The action `audit-report`: reads the workspace's full clone; only `reconcile` and a publication ask GitHub. */
export async function auditReport(): Promise<void> {
  await runAction(auditReportDefinition, async (context) => {
    const operation = context.inputs.text("operation");
    if (!supported.includes(operation)) return unsupportedOperation(operation, supported);
    if (operation === "reconcile") return reconcileWithGitHub(context);
    return operation === "verify" ? verify(context) : writeReports(context, operation as ReportKind);
  });
}

/** Pass, fail and inconclusive are three answers; only the first lets the job go on. */
const verdicts = { pass: "ok", fail: "findings", inconclusive: "error" } as const;

async function verify(context: ActionContext): Promise<ActionResult> {
  const { result } = await verifyRepository({
    ...cloneOptions(context),
    defaultBranch: context.run.defaultBranch,
    anchors: await expectedAnchors(context),
    asOf: asOfInput(context) ?? systemClock.now(),
  });
  return {
    verdict: verdicts[result.verdict],
    ok: result.verdict === "pass",
    summary: `${result.verdict.toUpperCase()}: ${verdictLine(result)}`,
    findings: annotationsOf(result.findings),
    result,
    markdown: renderVerifyMarkdown(result),
    outputs: {
      "report-path": "",
      findings: JSON.stringify(result.findings),
      kpis: "{}",
      published: "[]",
      anchor: result.anchor?.ledger_commit ?? "",
    },
  };
}
