import { join, resolve } from "node:path";
import { isRecordBroken } from "../../core/audit/conclude.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import { renderReportText } from "../../core/reporting/render/text.ts";
import { type ReportFile, type ReportFormat, reportFiles } from "../../core/reporting/report-files.ts";
import { periodExamples, type ReportKind } from "../../core/reporting/report-period.ts";
import { forTerminal } from "../../core/text/escape.ts";
import type { Paint } from "../../core/text/layout.ts";
import type { Report } from "../../generated/types/report.ts";
import { makeReport } from "../../operations/make-report.ts";
import { cloneOptions, readAsOf, withProgress } from "../clone-options.ts";
import type { CommandContext } from "../options.ts";
import { painter, type Terminal } from "../terminal.ts";

export interface ReportOptions {
  readonly period?: string;
  readonly asOf?: string;
  readonly out?: string;
}

/** `report daily|weekly|monthly`: on stdout, or as files below `--out`. Exit 0; 1 where the record is contradicted, because then nothing in it is proven. */
export async function runReport(kind: string, options: ReportOptions, context: CommandContext): Promise<number> {
  const { terminal, clock } = context;
  const { format } = context.options;
  if (!isKind(kind)) throw unknownKind(kind);
  if (format === "csv" && options.out === undefined) throw noFolder();
  const work = makeReport({
    kind,
    ...cloneOptions(context),
    defaultBranch: null,
    anchors: [],
    period: options.period ?? null,
    otherwise: "running",
    asOf: readAsOf(options.asOf),
    now: clock.now(),
  });
  const { report, exports } = await withProgress(context, work);
  const formats: readonly ReportFormat[] = format === "text" ? ["md", "json"] : [format as ReportFormat];
  if (options.out !== undefined) {
    for (const file of reportFiles(report, formats, exports)) await save(file, options.out, context);
  } else if (format === "text") terminal.out(renderReportText(report, painter(terminal.color), terminal.width));
  else for (const { text } of reportFiles(report, formats, exports)) terminal.out(text);
  return tellVerdict(report, format, painter(terminal.color), terminal);
}

/** Says on stderr what a file cannot: CSV and calendars have no place for a verdict. Gives the exit code. */
function tellVerdict({ sections, findings }: Report, format: string, paint: Paint, { err }: Terminal): number {
  const { verdict } = sections.integrity;
  if (isRecordBroken({ verdict, findings })) {
    err(`${paint("bad", "error")} The record is contradicted, so no report is proven.\n  → qms-bypass verify\n`);
    return 1;
  }
  if (verdict !== "pass" && (format === "csv" || format === "ics")) {
    const found = verdict === "fail" ? "Verification found errors." : "The record could not be verified.";
    err(`${paint("warn", "warning")} ${found}\n  → qms-bypass verify\n`);
  }
  return 0;
}

function noFolder(): ConfigurationError {
  return new ConfigurationError("A report as CSV is three files.", "Name the folder for them: --out DIR.");
}

function isKind(kind: string): kind is ReportKind {
  return Object.hasOwn(periodExamples, kind);
}

function unknownKind(kind: string): ConfigurationError {
  return new ConfigurationError(
    `There is no report ${kind}.`,
    "report daily, report weekly and report monthly are those that exist.",
  );
}

/** A report that was published once is not replaced by another one in silence. */
async function save({ name, text }: ReportFile, folder: string, { terminal, files }: CommandContext): Promise<void> {
  const path = join(resolve(terminal.cwd, folder), name);
  const shown = join(folder, name);
  if (!(await files.create(path, text))) {
    const there = await files.read(path);
    if (there?.kind !== "file" || new TextDecoder().decode(there.bytes) !== text) {
      throw new ConfigurationError(
        `${shown} is there already, with other content.`,
        "Move it away, or name another folder with --out.",
      );
    }
  }
  terminal.out(`${forTerminal(shown)}\n`);
}
