import { apiLedger } from "../adapters/github/api-ledger.ts";
import { openGitHub } from "../adapters/github/open-github.ts";
import { registryReader } from "../adapters/github/registry-reader.ts";
import { ruleKeeper } from "../adapters/github/rule-keeper.ts";
import type { TriggerEvent } from "../adapters/runner/read-run.ts";
import { systemClock } from "../adapters/system.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { parseManifestId } from "../core/manifest/manifest-id.ts";
import { renderOverrideSummary } from "../core/override/render/summary.ts";
import type { Result } from "../generated/types/result.ts";
import { activate } from "../operations/activate.ts";
import { declare } from "../operations/declare.ts";
import type { Sender } from "../operations/override/entitled-person.ts";
import type { OverridePorts } from "../operations/override/open-session.ts";
import type { OverrideOutcome } from "../operations/override/outcome.ts";
import { revoke } from "../operations/revoke.ts";
import { type SettleHints, settle } from "../operations/settle.ts";
import { sweep } from "../operations/sweep.ts";
import { sweepFirst } from "../operations/sweep-first.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { applyOverrideDefinition } from "./definitions/apply-override.ts";
import { unsupportedOperation } from "./failed-result.ts";
import { notifierOf } from "./notifier-of.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

const supported = ["activate", "settle", "sweep", "revoke", "declare"];

/** The action `apply-override`. */
export async function applyOverride(): Promise<void> {
  await runAction(applyOverrideDefinition, async (context) => {
    const operation = context.inputs.text("operation");
    if (!supported.includes(operation)) return unsupportedOperation(operation, supported);
    return toResult(operation, await operate(operation, context));
  });
}

async function operate(operation: string, context: ActionContext): Promise<OverrideOutcome> {
  const { inputs, run, version } = context;
  assertTrusted(run);
  const given = inputs.text("bypass-id");
  if (given !== "" && parseManifestId(given) === null) {
    throw new ConfigurationError(
      `The input "bypass-id" takes an id like BYPASS-L1-20260302-090000, not "${given.slice(0, 80)}".`,
      "Copy the id from the manifest's file name.",
    );
  }
  const bypassId = given === "" ? null : given;
  const client = context.client("github-token");
  const ledgerBranch = inputs.text("ledger-branch");
  const ledgerClient = inputs.text("ledger-token") === "" ? client : context.client("ledger-token");
  const ports: OverridePorts = {
    github: openGitHub(client, ledgerBranch, context.client("members-token")),
    keeper: inputs.text("admin-token") === "" ? null : ruleKeeper(context.client("admin-token")),
    reader: registryReader(client, ledgerBranch),
    ledger: apiLedger(ledgerClient, ledgerBranch, systemClock),
    sleeper: systemClock,
    notifier: notifierOf(context, 1),
  };
  const reference = { run: run.run, url: run.runUrl };
  const dryRun = inputs.flag("dry-run");
  const hints = hintsOf(run.event);
  const shared = {
    bypassId,
    dryRun,
    run: reference,
    version,
    registryBranch: inputs.text("registry-branch"),
    policyPath: inputs.text("policy"),
    peoplePath: inputs.text("people"),
  };
  const personal = { sender: senderOf(run.event), attempt: run.run.attempt, reason: inputs.text("reason") };
  const incidentId = inputs.text("incident-id");
  const perform: Record<string, () => Promise<OverrideOutcome>> = {
    activate: () => activate(ports, { ...shared, number: hints.number }),
    settle: () => settle(ports, { ...shared, hints }),
    revoke: () => revoke(ports, { ...shared, ...personal }),
    declare: () => declare(ports, { ...shared, ...personal, incidentId, drill: inputs.flag("drill") }),
  };
  if (operation === "sweep") {
    return sweep(ports, {
      ...shared,
      path: inputs.text("path"),
      statusContext: inputs.text("status-context"),
      mergeWhenApproved: inputs.flag("merge-when-approved"),
    });
  }
  // A dry run writes nothing, so there is nothing that it could end. The job that declares may write the ledger and no more, and clocks
  // count from it: nothing comes before it.
  const own = { bypassId, number: hints.number };
  const first = dryRun || operation === "declare" ? null : await sweepFirst(ports, { ...shared, own });
  const outcome = await (perform[operation] as () => Promise<OverrideOutcome>)();
  return first === null ? outcome : together(first, outcome);
}

/** The operation names the run; what was ended before it is told with it. */
function together(first: Awaited<ReturnType<typeof sweepFirst>>, outcome: OverrideOutcome): OverrideOutcome {
  return {
    ...outcome,
    summary: [outcome.summary, ...first.said].join(" "),
    findings: [...outcome.findings, ...first.findings],
    events: [...first.events, ...outcome.events],
    restored: [...first.restored, ...outcome.restored],
  };
}

/** Who pressed the button: GitHub's word in the event, never an input. Null: nobody did. */
function senderOf({ name, payload }: TriggerEvent): Sender | null {
  const { sender } = payload as { sender?: { login?: unknown; id?: unknown; type?: unknown } };
  if (name !== "workflow_dispatch" || typeof sender?.login !== "string" || typeof sender.id !== "number") return null;
  return sender.type === "Bot" ? null : { login: sender.login, id: sender.id };
}

/** The pull request of the event: numbers and SHAs only, as hints where to look. */
function hintsOf({ payload }: TriggerEvent): SettleHints {
  const {
    action,
    pull_request: pull,
    before,
  } = payload as {
    action?: unknown;
    pull_request?: { number?: unknown; head?: { sha?: unknown }; labels?: unknown };
    before?: unknown;
  };
  const number = pull?.number;
  const labels = Array.isArray(pull?.labels) ? (pull.labels as readonly { name?: unknown }[]) : [];
  return {
    number: typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null,
    shas: [pull?.head?.sha, before].filter(
      (sha): sha is string => typeof sha === "string" && /^(?!0{40})[0-9a-f]{40}$/.test(sha),
    ),
    reopened: action === "reopened",
    labelled: labels.some((label) => label.name === "qms:bypass"),
  };
}

function toResult(operation: string, outcome: OverrideOutcome): ActionResult {
  const { verdict, summary, findings, bypass, state, events, overridden, restored, planned } = outcome;
  const result: Result = {
    schema: "qms.result/v1",
    operation,
    verdict,
    bypass,
    state,
    summary,
    findings,
    events,
    overridden,
    restored,
    planned,
  };
  const said = [`${verdict.toUpperCase()}: ${summary}`, ...planned.map((step) => `would: ${step}`)];
  return {
    verdict,
    ok: verdict === "ok",
    summary: said.join(" · "),
    findings,
    result,
    markdown: renderOverrideSummary(outcome),
    outputs: {
      "bypass-id": bypass ?? "",
      state: state ?? "",
      overridden: JSON.stringify(overridden),
      restored: JSON.stringify(restored),
      events: JSON.stringify(events),
    },
  };
}
