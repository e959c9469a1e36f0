import { isAbsolute, relative, resolve } from "node:path";
import { nodeFiles } from "../adapters/files/node-files.ts";
import { systemClock } from "../adapters/system.ts";
import { anchorOfCommit, isOid, readAnchors } from "../core/audit/read-anchors.ts";
import { renderVerifyMarkdown } from "../core/audit/render/markdown.ts";
import { verdictLine } from "../core/audit/render/text.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import type { Anchor } from "../core/ledger/verify-walk.ts";
import { renderReportMarkdown } from "../core/reporting/render/markdown.ts";
import { type ReportFormat, reportFiles } from "../core/reporting/report-files.ts";
import type { ReportKind } from "../core/reporting/report-period.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Verify } from "../generated/types/verify.ts";
import { readNamedFile } from "../operations/load-governance.ts";
import { makeReport } from "../operations/make-report.ts";
import { verifyRepository } from "../operations/verify-repository.ts";
import { cloneOptions } from "./clone-options.ts";
import { auditReportDefinition } from "./definitions/audit-report.ts";
import { unsupportedOperation } from "./failed-result.ts";
import { reconcileWithGitHub } from "./reconcile-with-github.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

const supported = ["daily", "weekly", "monthly", "verify", "reconcile"];

/** The action `audit-report`: reads the workspace's full clone; only `reconcile` asks the API. */
export async function auditReport(): Promise<void> {
  await runAction(auditReportDefinition, async (context) => {
    const operation = context.inputs.text("operation");
    if (!supported.includes(operation)) return unsupportedOperation(operation, supported);
    if (operation === "reconcile") return reconcileWithGitHub(context);
    return operation === "verify" ? verify(context) : report(context, operation as ReportKind);
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
      anchor: result.anchor?.ledger_commit ?? "",
    },
  };
}

async function report(context: ActionContext, kind: ReportKind): Promise<ActionResult> {
  const { inputs, run } = context;
  const report = await makeReport({
    kind,
    ...cloneOptions(context),
    defaultBranch: run.defaultBranch,
    anchors: await expectedAnchors(context),
    period: inputs.text("period") === "" ? null : inputs.text("period"),
    otherwise: "ended",
    asOf: asOfInput(context),
    now: systemClock.now(),
  });
  const formats = inputs
    .text("formats")
    .split(",")
    .map((format) => format.trim()) as ReportFormat[];
  const folder = folderInside(run.workspace, inputs.text("output"));
  if (!inputs.flag("dry-run")) {
    for (const { name, text } of reportFiles(report, formats)) await save(resolve(folder, name), text);
  }
  const wrong = report.findings.some((item) => item.severity === "error");
  return {
    // A report that was made is a report, whatever it says: the job goes on, the verdict tells.
    verdict: wrong ? "findings" : "ok",
    ok: true,
    summary: `${wrong ? "FINDINGS" : "OK"}: ${report.period}, as of ${report.as_of}`,
    findings: annotationsOf(report.findings),
    result: report,
    markdown: renderReportMarkdown(report),
    outputs: {
      "report-path": inputs.flag("dry-run") ? "" : folder,
      findings: JSON.stringify(report.findings),
      kpis: JSON.stringify(report.kpis),
      anchor: report.anchor?.ledger_commit ?? "",
    },
  };
}

async function expectedAnchors({ inputs, run }: ActionContext): Promise<readonly Anchor[]> {
  const expected = inputs.text("expect-anchor");
  if (expected === "") return [];
  if (isOid(expected)) return [anchorOfCommit(expected)];
  const path = folderInside(run.workspace, expected);
  return readAnchors((await readNamedFile(nodeFiles, { path, shown: expected })).bytes, expected);
}

function asOfInput({ inputs }: ActionContext): Instant | null {
  const text = inputs.text("as-of");
  if (text === "") return null;
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw new ConfigurationError(
    `The input "as-of" takes an instant with an offset, not "${text.slice(0, 80)}".`,
    "Write it as 2026-11-23T09:15:00Z.",
  );
}

/** A path below the workspace; one that leads out of it is refused. */
function folderInside(workspace: string, name: string): string {
  const path = resolve(workspace, name);
  const inside = relative(workspace, path);
  if (inside !== "" && (inside.startsWith("..") || isAbsolute(inside))) {
    throw new ConfigurationError(`${name.slice(0, 200)} lies outside of the workspace.`, "Name a path inside of it.");
  }
  return path;
}

async function save(path: string, text: string): Promise<void> {
  if (await nodeFiles.create(path, text)) return;
  const there = await nodeFiles.read(path);
  if (there?.kind === "file" && new TextDecoder().decode(there.bytes) === text) return;
  throw new ConfigurationError(`${path} is there already, with other content.`, "Name another folder: output.");
}

/** Commits and records have no line in a file of the workspace: the message says where. */
function annotationsOf(findings: Verify["findings"]): Finding[] {
  return findings.map(({ code, severity, path, message, fix }) => ({
    code: code as Finding["code"],
    severity,
    path,
    line: null,
    column: null,
    pointer: null,
    message,
    fix,
  }));
}
