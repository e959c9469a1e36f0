import { apiLedger } from "../adapters/github/api-ledger.ts";
import { issueTracker } from "../adapters/github/issue-tracker.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { recordDesk } from "../adapters/github/record-desk.ts";
import { registryReader } from "../adapters/github/registry-reader.ts";
import { requestDesk } from "../adapters/github/request-desk.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { isSame } from "../core/remediation/issues-of.ts";
import { renderOpened } from "../core/remediation/render-opened.ts";
import { renderSynced } from "../core/remediation/render-synced.ts";
import type { Result } from "../generated/types/result.ts";
import { escalate } from "../operations/escalate.ts";
import { type IssueHome, withIssuesOf } from "../operations/issue-home.ts";
import { notify } from "../operations/notify.ts";
import { type OpenedRemediations, openRemediation as openIssues } from "../operations/open-remediation.ts";
import { type SyncedRecord, syncRecord } from "../operations/sync-record.ts";
import { type SyncedRemediations, syncRemediation } from "../operations/sync-remediation.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { brokenResult, SeveralErrors } from "./broken-result.ts";
import { openRemediationDefinition } from "./definitions/open-remediation.ts";
import { unsupportedOperation } from "./failed-result.ts";
import { notifierOf } from "./notifier-of.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

const supported = ["open", "sync", "escalate", "notify", "all"];
/** What an operation runs, in this order: what is raised is told by the notices behind it. */
const parts: Readonly<Record<string, readonly string[]>> = {
  escalate: ["escalate", "notify"],
  all: ["open", "sync", "escalate", "notify"],
};

/** The action `open-remediation`. */
export async function openRemediation(): Promise<void> {
  await runAction(openRemediationDefinition, async (context) => {
    const operation = context.inputs.text("operation");
    if (!supported.includes(operation)) return unsupportedOperation(operation, supported);
    assertTrusted(context.run);
    assertSupportedInputs(context);
    const results: ActionResult[] = [];
    const broken: unknown[] = [];
    const attempt = async (part: string, home: string): Promise<ReadonlySet<string>> => {
      // What breaks one keeps the others from nothing: an issue that cannot be opened stops no escalation, nor issues elsewhere.
      const others = new Set<string>();
      const onElsewhere = (names: readonly string[]): void => {
        for (const name of names) others.add(name);
      };
      try {
        const { failed = [], ...result } = await operate(part, context, home, onElsewhere);
        broken.push(...failed);
        results.push(result);
      } catch (error) {
        broken.push(...(error instanceof SeveralErrors ? error.errors : [error]));
      }
      return others;
    };
    const { repository } = context.run;
    const chosen = context.inputs.text("issue-repository");
    for (const part of parts[operation] ?? [operation]) {
      // New ones are opened where the input says; open ones are looked after where the ledger says that they are.
      const others = await attempt(part, part === "open" && chosen !== "" ? chosen : repository);
      for (const home of others) await attempt(part, home);
    }
    const merged = results.length === 0 ? null : mergeResults(operation, results);
    return broken.length === 0 && merged !== null ? merged : brokenResult(operation, broken, merged);
  });
}

type OfHome = ActionResult & {
  /** What broke in it, where something else was done all the same. */
  readonly failed?: readonly unknown[];
};

async function operate(
  operation: string,
  context: ActionContext,
  home: string,
  onElsewhere: (names: readonly string[]) => void,
): Promise<OfHome> {
  const { inputs, run } = context;
  const client = context.client("github-token");
  const ledgerBranch = inputs.text("ledger-branch");
  const ledgerClient = inputs.text("ledger-token") === "" ? client : context.client("ledger-token");
  const bypass = inputs.text("bypass-id") === "" ? null : inputs.text("bypass-id");
  const dryRun = inputs.flag("dry-run");
  const own = openGitHub(client, ledgerBranch, context.client("members-token"));
  const homeAt = (name: string): IssueHome => {
    const there = context.client("issue-token", name);
    return { name, github: openGitHub(there, ledgerBranch), tracker: issueTracker(there) };
  };
  const isOwn = isSame(home, run.repository);
  const place = isOwn ? { github: own, tracker: issueTracker(client) } : homeAt(home);
  const ports = {
    github: isOwn ? own : withIssuesOf(own, place),
    homeAt,
    ledger: apiLedger(ledgerClient, ledgerBranch, systemClock),
    reader: registryReader(client, ledgerBranch),
  };
  const options = {
    bypass,
    registryBranch: inputs.text("registry-branch"),
    path: inputs.text("path"),
    policyPath: inputs.text("policy"),
    dryRun,
    run: { run: run.run, url: run.runUrl },
    ...(isOwn ? {} : { home }),
    onElsewhere,
  };
  const { tracker } = place;
  const desk = requestDesk(client, ledgerBranch);
  const more = { peoplePath: inputs.text("people"), server: run.serverUrl };
  switch (operation) {
    case "open":
      return resultOf(operation, bypass, dryRun, await openIssues(ports, options));
    case "sync": {
      const syncIssues = () => syncRemediation({ ...ports, tracker, desk }, { ...options, ...more });
      // A run for one bypass does not do the work of all.
      if (bypass !== null || !isOwn) return changesOf(operation, bypass, await syncIssues());
      const keepRecord = () =>
        syncRecord({ ...ports, tracker, recordDesk: recordDesk(client) }, { ...options, ...more });
      return syncBoth(syncIssues, keepRecord);
    }
    case "escalate":
      return changesOf(operation, bypass, await escalate(ports, options));
    default: {
      const notifier = notifierOf(context, 5);
      return changesOf(operation, bypass, await notify({ ...ports, tracker, notifier }, { ...options, ...more }));
    }
  }
}

/** Record issue and issues: what breaks one does not keep the other from its turn, nor take back what it did. */
async function syncBoth(
  syncIssues: () => Promise<SyncedRemediations>,
  keepRecord: () => Promise<SyncedRecord>,
): Promise<OfHome> {
  // What was said on the record issue, an improvement for one, counts for what is handed in on the others in the same run.
  const [record] = await Promise.allSettled([keepRecord()]);
  const [issues] = await Promise.allSettled([syncIssues()]);
  const failed = [issues, record].flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  if (failed.length === 2) throw new SeveralErrors(failed);
  const done = issues.status === "fulfilled" ? [issues.value] : [];
  const parts = [...done, ...(record.status === "fulfilled" ? [record.value] : [])];
  const changes = {
    findings: parts.flatMap(({ findings }) => findings),
    events: parts.flatMap(({ events }) => events),
    planned: parts.flatMap(({ planned }) => planned),
    state: null,
    updated: done.flatMap(({ updated }) => updated),
  };
  return { ...changesOf("sync", null, changes), failed };
}

/** Several operations as one: everything that any of them found, did or wrote. */
function mergeResults(operation: string, results: readonly ActionResult[]): ActionResult {
  const [first] = results;
  if (first === undefined || results.length === 1) return first as ActionResult;
  const verdict = results.every(({ ok }) => ok) ? "ok" : "findings";
  const summary = results.map(({ summary: one }) => one.replace(/^[A-Z]+: /, "")).join("; ");
  const each = results.map(({ result }) => result as Result);
  const lists = (key: "events" | "planned" | "opened" | "updated") =>
    each.flatMap((one) => [...(one[key] ?? [])] as never[]);
  const findings = results.flatMap((one) => one.findings);
  const output = (name: string): string =>
    JSON.stringify(results.flatMap(({ outputs }) => JSON.parse(outputs[name] ?? "[]") as unknown[]));
  return {
    verdict,
    ok: verdict === "ok",
    summary: `${verdict.toUpperCase()}: ${summary}`,
    findings,
    result: {
      ...(each.at(-1) as Result),
      operation,
      verdict,
      summary,
      findings: [...findings],
      events: lists("events"),
      planned: lists("planned"),
      opened: lists("opened"),
      updated: lists("updated"),
    } satisfies Result,
    markdown: results.map(({ markdown }) => markdown).join("\n"),
    outputs: Object.fromEntries(["opened", "updated", "escalated", "violations"].map((name) => [name, output(name)])),
  };
}

/** What an operation changed besides opening issues. */
interface Changes extends Pick<SyncedRemediations, "findings" | "events" | "state"> {
  readonly updated?: readonly string[];
  readonly escalated?: readonly string[];
  readonly planned?: readonly string[];
}

const idle: Readonly<Record<string, string>> = {
  sync: "record and tracking issues agree; nothing had to be done",
  escalate: "nothing has to be escalated",
  notify: "no notice is due",
};

function changesOf(
  operation: string,
  bypass: string | null,
  { findings, events, state, updated = [], escalated = [], planned = [] }: Changes,
): OfHome {
  const verdict = findings.some((item) => item.severity === "error") ? "findings" : "ok";
  const nothing = idle[operation] ?? "";
  const { summary, markdown } = renderSynced({ findings, events, updated, planned, nothing });
  return {
    verdict,
    ok: verdict === "ok",
    summary: `${verdict.toUpperCase()}: ${summary}`,
    findings,
    result: {
      schema: "qms.result/v1",
      operation,
      verdict,
      bypass,
      state,
      summary,
      findings: [...findings],
      events: [...events],
      overridden: [],
      restored: [],
      planned: [...planned],
      opened: [],
      updated: [...updated],
    } satisfies Result,
    markdown,
    outputs: {
      opened: "[]",
      updated: JSON.stringify(updated),
      escalated: JSON.stringify(escalated),
      violations: JSON.stringify(events.filter((event) => event.type === "violation.recorded")),
    },
  };
}

function assertSupportedInputs({ inputs }: ActionContext): void {
  const id = inputs.text("bypass-id");
  if (id !== "" && parseManifestId(id) === null) {
    throw new ConfigurationError(
      `The input "bypass-id" takes an id like BYPASS-L1-20260302-090000, not "${id.slice(0, 80)}".`,
      "Copy the id from the manifest, or leave the input empty for every bypass that needs it.",
    );
  }
  const repository = inputs.text("issue-repository");
  if (repository !== "" && !/^[^/\s]+\/[^/\s]+$/.test(repository)) {
    throw new ConfigurationError(
      `The input "issue-repository" takes owner/name, not "${repository.slice(0, 140)}".`,
      "Write it like acme/compliance, or leave the input empty for this repository.",
    );
  }
}

function resultOf(operation: string, bypass: string | null, dryRun: boolean, done: OpenedRemediations): ActionResult {
  const { findings, events, opened, state } = done;
  const errors: readonly Finding[] = findings.filter((item) => item.severity === "error");
  const verdict = errors.length === 0 ? "ok" : "findings";
  const rendered = renderOpened({ ...done, dryRun, bypass });
  const violations = events.filter((event) => event.type === "violation.recorded");
  return {
    verdict,
    ok: errors.length === 0,
    summary: `${verdict.toUpperCase()}: ${rendered.summary}`,
    findings,
    result: {
      schema: "qms.result/v1",
      operation,
      verdict,
      bypass,
      state,
      summary: rendered.summary,
      findings,
      events: [...events],
      overridden: [],
      restored: [],
      planned: done.planned.map(({ title }) => `Open the tracking issue ${title}`),
      opened: done.tracked.filter((one) => opened.includes(one.bypass)).map(({ issue }) => issue.url),
      updated: [],
    } satisfies Result,
    markdown: rendered.markdown,
    outputs: {
      opened: JSON.stringify(opened),
      updated: "[]",
      escalated: "[]",
      violations: JSON.stringify(violations),
    },
  };
}
