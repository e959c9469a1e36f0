import type { ActionDefinition } from "./action-definition.ts";
import { commonInputs, commonOutputs } from "./common.ts";

export const auditReportDefinition: ActionDefinition = {
  name: "audit-report",
  title: "qms-bypass: report",
  description:
    "Writes reports from git alone and verifies the history of registry and ledger. Needs checkouts with their full history.",
  inputs: [
    {
      name: "operation",
      kind: "choice",
      default: "",
      required: true,
      choices: ["daily", "weekly", "monthly", "verify", "reconcile", "evidence", "dashboard", "compliance"],
      works: ["daily", "weekly", "monthly", "verify", "reconcile"],
      description:
        "daily, weekly and monthly write the report of a day, an ISO week, a month. verify checks the integrity of history and ledger; its verdict is ok, findings, or error where it could not be settled. reconcile compares what GitHub says was merged and pushed with the ledger, and records what nobody registered.",
    },
    {
      name: "period",
      kind: "text",
      default: "",
      description:
        "Period of the report: a day (2026-11-22), a week (2026-W47), a month (2026-10). Default: with publish: ledger every period that has ended, lies at most 35 days back and has no report yet, or one that late records changed; else the last one that has ended, or the one of as-of.",
    },
    {
      name: "as-of",
      kind: "text",
      default: "",
      description: "Instant (RFC 3339) up to which events count. Default: the time of the run.",
    },
    {
      name: "formats",
      kind: "text",
      default: "md,json",
      choices: ["md", "json", "html", "csv", "svg", "oscal", "openmetrics", "ics", "pdf"],
      works: ["md", "json", "csv", "ics"],
      description:
        "File formats of the report, with commas between them. csv: the bypasses, remediations and violations of the period. ics: a calendar of what was due then, as status gives it.",
    },
    {
      name: "output",
      kind: "text",
      default: "qms-report",
      description: "Folder for the files of the report, inside the workspace.",
    },
    {
      name: "repositories",
      kind: "text",
      default: "",
      works: [""],
      description: "Repositories whose reports are put together.",
    },
    { name: "redact", kind: "flag", default: "false", works: ["false"], description: "Leave people's names out." },
    {
      name: "expect-anchor",
      kind: "text",
      default: "",
      description:
        "Anchor of an earlier run, or a file with anchors: verify then proves that history only grew since. Without one, a rewritten history can look whole.",
    },
    {
      name: "publish",
      kind: "choice",
      default: "none",
      choices: ["none", "ledger", "issue", "pages"],
      works: ["none", "ledger"],
      description:
        "Where the report is published beside its files. ledger: on the ledger branch, as reports/<year>/<period>.r<revision>.md and .json with a record of its own, and with the daily ones a checkpoint of the ledger; needs contents: write.",
    },
    {
      name: "checkpoint-key",
      kind: "secret",
      default: "",
      description:
        "Key that signs the checkpoint of operation daily with publish: ledger, as a line PRIVATE+KEY+… (C2SP signed note, Ed25519). Without it the checkpoint bears no signed note.",
    },
    ...commonInputs,
  ],
  outputs: [
    ...commonOutputs("ok, findings or error."),
    { name: "report-path", description: "Folder that holds the files of the report." },
    { name: "findings", description: "JSON list of the findings." },
    { name: "kpis", description: "The KPIs of the report as JSON." },
    {
      name: "published",
      description:
        "JSON list of the reports that are on the ledger branch now: period, rev, sha256, and new where this run published it.",
    },
    { name: "anchor", description: "Commit of the ledger that the run covered; keep it for a later expect-anchor." },
  ],
};
