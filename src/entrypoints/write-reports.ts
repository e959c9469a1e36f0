import { resolve } from "node:path";
import { nodeFiles } from "../adapters/files/node-files.ts";
import { anchorTags } from "../adapters/github/anchor-tags.ts";
import { apiLedger } from "../adapters/github/api-ledger.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { finding } from "../core/findings/finding.ts";
import { renderReportMarkdown } from "../core/reporting/render/markdown.ts";
import { type ReportFormat, reportFiles } from "../core/reporting/report-files.ts";
import type { ReportKind } from "../core/reporting/report-period.ts";
import { type NoteSigner, readSignerKey } from "../core/signatures/note-key.ts";
import { makeReport } from "../operations/make-report.ts";
import {
  type DayCheckpoint,
  type KeptTag,
  type PublishedOutcome,
  type PublishedRun,
  publishReports,
} from "../operations/publish-reports.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { annotationsOf, asOfInput, expectedAnchors, folderInside } from "./audit-inputs.ts";
import { cloneOptions } from "./clone-options.ts";
import type { ActionContext, ActionResult } from "./run-action.ts";

/** The operations daily, weekly and monthly: writes files, and with `publish: ledger` publishes them on the ledger branch. */
export async function writeReports(context: ActionContext, kind: ReportKind): Promise<ActionResult> {
  const { inputs, run } = context;
  // Before anything is written, and also where nothing is signed: a key that is none is found on the day on which it was stored.
  const signer = checkpointSigner(inputs.text("checkpoint-key"));
  const folder = folderInside(run.workspace, inputs.text("output"));
  const { outcomes, checkpoint, keys, tag, stale } =
    inputs.text("publish") === "ledger"
      ? await publish(context, kind, signer)
      : { outcomes: [await makeOne(context, kind)], checkpoint: null, keys: 0, tag: null, stale: [] };
  const formats = inputs
    .text("formats")
    .split(",")
    .map((format) => format.trim()) as ReportFormat[];
  const dryRun = inputs.flag("dry-run");
  const files = outcomes.flatMap(({ report, exports }) => reportFiles(report, formats, exports));
  if (!dryRun) for (const { name, text } of files) await save(resolve(folder, name), text);
  // The newest is what the job shows; the others are in the folder, and on the ledger branch.
  const newest = outcomes.at(-1) as PublishedOutcome;
  const { report } = newest;
  const findings = report.findings;
  const wrong = findings.some((item) => item.severity === "error");
  const isNews = inputs.text("period") !== "" || outcomes.some(({ state }) => state !== "unchanged");
  const said = outcomes.flatMap(({ report: { period }, rev, state }) =>
    state === "made" ? [] : [sayState(period, rev, state)],
  );
  if (checkpoint !== null) said.push(sayCheckpoint(checkpoint));
  if (keys > 0) said.push(sayKeys(keys, dryRun));
  const refusal =
    tag?.state === "refused"
      ? [finding("ANCHOR_NOT_TAGGED", { name: tag.name, problem: tag.problem.replace(/\s+/g, " ").trim() })]
      : [];
  if (tag !== null && tag.state !== "there") said.push(sayTag(tag));
  if (stale.length > 0) said.push(sayStale(stale));
  return {
    // A report that was made is a report, whatever it says: the job goes on, the verdict tells.
    verdict: wrong ? "findings" : "ok",
    ok: true,
    summary: `${wrong ? "FINDINGS" : "OK"}: ${[`${report.period}, as of ${report.as_of}`, ...said].join("; ")}`,
    findings: [...annotationsOf(findings), ...refusal],
    result: report,
    // What was shown when it was published need not be shown every day.
    markdown: [...(isNews ? [renderReportMarkdown(report)] : []), ...publicationLines(said)].join("\n"),
    outputs: {
      "report-path": dryRun ? "" : folder,
      findings: JSON.stringify(findings),
      kpis: JSON.stringify(report.kpis),
      anchor: report.anchor?.ledger_commit ?? "",
      published: JSON.stringify(
        outcomes
          .filter(({ state }) => state === "published" || state === "unchanged")
          .map(({ report: { period }, rev, sha256, state }) => ({ period, rev, sha256, new: state === "published" })),
      ),
    },
  };
}

type Outcome = Omit<PublishedOutcome, "state"> & { readonly state: PublishedOutcome["state"] | "made" };

async function makeOne(context: ActionContext, kind: ReportKind): Promise<Outcome> {
  const made = await makeReport({
    ...(await commonOptions(context, kind)),
    otherwise: "ended",
    asOf: asOfInput(context),
    now: systemClock.now(),
  });
  return { ...made, rev: 1, state: "made", sha256: null };
}

/** @throws ConfigurationError for what is no key; its message holds nothing of it */
function checkpointSigner(text: string): NoteSigner | null {
  if (text === "") return null;
  const read = readSignerKey(text);
  if (!("problem" in read)) return read;
  throw new ConfigurationError(
    `The input "checkpoint-key" is no key that signs notes: ${read.problem}.`,
    "Store the whole line that begins with PRIVATE+KEY+ as the secret; docs/guides/admin.md, signed checkpoints, shows how it is made.",
  );
}

async function publish(context: ActionContext, kind: ReportKind, signer: NoteSigner | null): Promise<PublishedRun> {
  const { inputs, run } = context;
  // What is written in the ledger is written by the workflow of the default branch, and by nothing else.
  assertTrusted(run);
  if (inputs.text("as-of") !== "") {
    throw new ConfigurationError(
      "A report that is published says how its period ended: the input as-of has no place there.",
      "Leave as-of out, or set publish: none.",
    );
  }
  const client = context.client("github-token");
  const branch = inputs.text("ledger-branch");
  const ports = {
    github: openGitHub(client, branch),
    ledger: apiLedger(context.client("ledger-token"), branch, systemClock),
    tags: anchorTags(context.client("ledger-token")),
  };
  return publishReports(ports, {
    ...(await commonOptions(context, kind)),
    run: { run: run.run, url: run.runUrl },
    source: run.event.name === "schedule" ? "schedule" : "dispatch",
    dryRun: inputs.flag("dry-run"),
    signer,
  });
}

async function commonOptions(context: ActionContext, kind: ReportKind) {
  const period = context.inputs.text("period");
  return {
    kind,
    ...cloneOptions(context),
    defaultBranch: context.run.defaultBranch,
    anchors: await expectedAnchors(context),
    period: period === "" ? null : period,
  };
}

const words: Readonly<Record<PublishedOutcome["state"], string>> = {
  published: "published on the ledger branch",
  planned: "would be published on the ledger branch",
  unchanged: "on the ledger branch already",
  elsewhere: "another run was first: not published by this one",
  running: "its period has not ended: not published",
};

function sayState(period: string, rev: number, state: PublishedOutcome["state"]): string {
  return `${period}.r${rev} ${words[state]}`;
}

function sayCheckpoint({ state, signedBy, unsignedFor, trust }: DayCheckpoint): string {
  const what = state === "planned" ? "a checkpoint would be recorded" : "checkpoint recorded";
  if (signedBy !== null) {
    const but = trust?.isTrusted === false ? ", which checkpoint_keys on the registry branch does not name" : "";
    return `${what}, signed by ${signedBy}${but}`;
  }
  if (unsignedFor !== null)
    return `${what}, not signed: the ledger is not the one that was seen before (${unsignedFor})`;
  return trust?.isWanted === true
    ? `${what}, without a note although checkpoint_keys names a key: give the input checkpoint-key`
    : what;
}

function sayKeys(count: number, isPlanned: boolean): string {
  const verb = isPlanned ? "would be put" : count === 1 ? "is" : "are";
  return `${count === 1 ? "one trusted key" : `${count} trusted keys`} that changed ${verb} on record`;
}

function sayTag(tag: KeptTag): string {
  if (tag.state === "refused") return `the tag ${tag.name} could not be made`;
  return `tag ${tag.name} ${tag.state === "planned" ? "would be made" : "made"}`;
}

function publicationLines(said: readonly string[]): string[] {
  return said.length === 0 ? [] : ["### Publication", "", ...said.map((line) => `- ${line}`), ""];
}

async function save(path: string, text: string): Promise<void> {
  if (await nodeFiles.create(path, text)) return;
  const there = await nodeFiles.read(path);
  if (there?.kind === "file" && new TextDecoder().decode(there.bytes) === text) return;
  throw new ConfigurationError(`${path} is there already, with other content.`, "Name another folder: output.");
}

function sayStale(stale: readonly string[]): string {
  const shown = stale.slice(0, 5).join(", ");
  const more = stale.length > 5 ? ` and ${stale.length - 5} more` : "";
  return `records came too late for ${shown}${more}; a run with the input period makes a revision`;
}
