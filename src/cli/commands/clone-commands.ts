import type { Command } from "commander";
import type { CommandContext } from "../options.ts";
import { type KpiCommandOptions, runKpi } from "./kpi.ts";
import { type RecountOptions, runRecount } from "./recount.ts";
import { type ReportOptions, runReport } from "./report.ts";
import { runStatus, type StatusOptions } from "./status.ts";
import { runVerify, type VerifyCommandOptions } from "./verify.ts";

type Add = (name: string, description: string, example: string) => Command;

/** The commands that read a full clone: status, report, kpi, recount, verify. */
export function cloneCommands(add: Add): void {
  add(
    "status",
    "Show where bypasses stand, by the ledger of the clone: state, flags, checks, expiry, deadline, tracking issue, open obligations, clocks with the instants of their breach, escalation. Without ID: all, one line each, those in force first. Formats: text, json, md (the timeline of one bypass), ics (a calendar of what is due). With --form: a status report to send, filled with what the record has.",
    "qms-bypass status\nqms-bypass status BYPASS-L1-20261123-091500\nqms-bypass status BYPASS-EM-20261123-021800 --format md > timeline.md\nqms-bypass status --format ics > calendar.ics\nqms-bypass status BYPASS-EM-20261123-021800 --form executive > report.md",
  )
    .argument("[ID]", "id of a bypass")
    .option(
      "--form <kind>",
      "a report as Markdown: tactical for those who work on it, executive for those who answer for it",
    )
    .option(
      "--as-of <instant>",
      "say how things stood then, by the records of before it; a later one than now counts clocks only (default: now)",
    );
  add(
    "report",
    "Make a report from the clone. daily: active bypasses, overdue remediations, new requests and what went wrong; weekly and monthly: trend, key figures, remediation progress, notices. Prints it, or writes .md and .json files with --out. Formats: text, md, json, ics (a calendar of what was due), and csv with --out: the bypasses, remediations and violations of the period.",
    "qms-bypass report daily\nqms-bypass report daily --period 2026-11-22 --out reports\nqms-bypass report daily --as-of 2026-11-22T17:00:00Z --format md\nqms-bypass report monthly --period 2026-10 --format csv --out reports",
  )
    .argument("<kind>", "daily, weekly or monthly")
    .option(
      "--period <period>",
      "a day, ISO week or month of the policy's time zone: 2026-11-22, 2026-W47, 2026-10 (default: the running one)",
    )
    .option("--as-of <instant>", "say how things stood then (default: now, or the end of the period)")
    .option("--out <dir>", "write files into this folder instead of printing");
  add(
    "kpi",
    "Count the procedure's key figures from the clone, as JSON: each with numerator, denominator and the ids that it was counted from.",
    "qms-bypass kpi\nqms-bypass kpi --from 2026-10-01T00:00:00Z --to 2026-11-01T00:00:00Z",
  )
    .option("--from <instant>", "first instant of the span (default: start of the last month that has ended)")
    .option("--to <instant>", "first instant after it (default: end of the month)");
  add(
    "recount",
    "Make published reports again, each from the records and by the rules that it names, and compare every figure and list: exit 0 all the same, 1 one differs, 2 one could not be made again or none is on record. Without PERIOD: every report on record.",
    "qms-bypass recount\nqms-bypass recount daily-2026-11-22 monthly-2026-10",
  )
    .argument("[PERIOD...]", "periods as they were published: daily-2026-11-22, weekly-2026-W47, monthly-2026-10")
    .option("--default-branch <name>", "the branch that bypassed pull requests merge into (default: as origin says)");
  add(
    "verify",
    "Prove from a full clone, offline, that ledger and manifests are what was written: exit 0 pass, 1 fail, 2 inconclusive. Formats: text, json, markdown.",
    "qms-bypass verify\nqms-bypass verify --expect-anchor reports/2026/daily-2026-11-22.r1.json\nqms-bypass verify --since verified.json --save verified.json",
  )
    .option(
      "--expect-anchor <oid|file>",
      "what was once seen of the ledger: a commit, or a JSON file with commit, seq, event_sha256, link_sha256 (one, or a list), or a report",
    )
    .option(
      "--save <file>",
      "write a note of what passed, for the next time; nothing is written where the verdict is another one",
    )
    .option(
      "--since <file>",
      "go on from such a note: read only what is new, and everything as soon as that does not prove that nothing is wrong",
    )
    .option("--default-branch <name>", "the branch that bypassed pull requests merge into (default: as origin says)")
    .option(
      "--trust <dir>",
      "folder of the keys that you trust: allowed_signers, *.asc, web-flow.asc, checkpoint_keys (default: .qms/trust on the registry branch)",
    );
}

type On = (name: string) => Command;

/** Ties them to what they do. @param done takes the exit code. */
export function runCloneCommands(
  on: On,
  context: (command: Command) => CommandContext,
  done: (code: number) => void,
): void {
  on("status").action(async (id: string | undefined, options: StatusOptions, command: Command) => {
    done(await runStatus(id, options, context(command)));
  });
  on("report").action(async (kind: string, options: ReportOptions, command: Command) => {
    done(await runReport(kind, options, context(command)));
  });
  on("kpi").action(async (options: KpiCommandOptions, command: Command) => {
    done(await runKpi(options, context(command)));
  });
  on("recount").action(async (periods: string[], options: RecountOptions, command: Command) => {
    done(await runRecount(periods, options, context(command)));
  });
  on("verify").action(async (options: VerifyCommandOptions, command: Command) => {
    done(await runVerify(options, context(command)));
  });
}
