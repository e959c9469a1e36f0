import { apiLedger } from "../adapters/github/api-ledger.ts";
import { issueTracker } from "../adapters/github/issue-tracker.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { registryReader } from "../adapters/github/registry-reader.ts";
import { openNotifier } from "../adapters/notify/open-notifier.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import type { Finding } from "../core/findings/finding.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { renderOpened } from "../core/remediation/render-opened.ts";
import { renderSynced } from "../core/remediation/render-synced.ts";
import type { Result } from "../generated/types/result.ts";
import { type NotifiedBypasses, notify } from "../operations/notify.ts";
import { type OpenedRemediations, openRemediation as openIssues } from "../operations/open-remediation.ts";
import { type SyncedRemediations, syncRemediation } from "../operations/sync-remediation.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { openRemediationDefinition } from "./definitions/open-remediation.ts";
import { unsupportedOperation } from "./failed-result.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

const supported = ["open", "sync", "notify"];

/** The action `open-remediation`. */
export async function openRemediation(): Promise<void> {
  await runAction(openRemediationDefinition, async (context) => {
    const { inputs, run } = context;
    const operation = inputs.text("operation");
    if (!supported.includes(operation)) return unsupportedOperation(operation, supported);
    assertTrusted(run);
    assertSupportedInputs(context);
    const client = context.client("github-token");
    const ledgerBranch = inputs.text("ledger-branch");
    const ledgerClient = inputs.text("ledger-token") === "" ? client : context.client("ledger-token");
    const bypass = inputs.text("bypass-id") === "" ? null : inputs.text("bypass-id");
    const dryRun = inputs.flag("dry-run");
    const ports = {
      github: openGitHub(client, ledgerBranch, context.client("members-token")),
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
    };
    if (operation === "open") return resultOf(operation, bypass, dryRun, await openIssues(ports, options));
    if (operation === "notify") {
      const notifier = openNotifier(secretsOf(inputs.text("secrets")), `${run.serverUrl}/${run.repository}`, {
        sleep: systemClock.sleep,
        random: Math.random,
        timeoutMs: 10_000,
      });
      const more = { peoplePath: inputs.text("people"), server: run.serverUrl };
      const sent = await notify({ ...ports, tracker: issueTracker(client), notifier }, { ...options, ...more });
      return updatedResult(operation, bypass, { ...sent, updated: [] });
    }
    const synced = await syncRemediation(
      { ...ports, tracker: issueTracker(client) },
      { ...options, peoplePath: inputs.text("people") },
    );
    return updatedResult(operation, bypass, { ...synced, planned: [] });
  });
}

function secretsOf(text: string): Readonly<Record<string, unknown>> {
  return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}

function updatedResult(
  operation: string,
  bypass: string | null,
  { findings, events, updated, state, planned }: SyncedRemediations & Pick<NotifiedBypasses, "planned">,
): ActionResult {
  const verdict = findings.some((item) => item.severity === "error") ? "findings" : "ok";
  const { summary, markdown } = renderSynced({
    findings,
    events,
    updated,
    planned,
    ...(operation === "notify" ? { nothing: "no notice is due" } : {}),
  });
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
    outputs: { opened: "[]", updated: JSON.stringify(updated), escalated: "[]", violations: "[]" },
  };
}

function assertSupportedInputs({ inputs, run }: ActionContext): void {
  const id = inputs.text("bypass-id");
  if (id !== "" && parseManifestId(id) === null) {
    throw new ConfigurationError(
      `The input "bypass-id" takes an id like BYPASS-L1-20260302-090000, not "${id.slice(0, 80)}".`,
      "Copy the id from the manifest, or leave the input empty for every bypass that needs it.",
    );
  }
  const repository = inputs.text("issue-repository");
  if (repository !== "" && repository.toLowerCase() !== run.repository.toLowerCase()) {
    throw new ConfigurationError(
      `The input "issue-repository" names ${repository.slice(0, 140)}: this version opens issues in ${run.repository} only.`,
      "Leave the input empty.",
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
