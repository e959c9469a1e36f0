import { openGitHub } from "../adapters/github/open-github.ts";
import { registryReader } from "../adapters/github/registry-reader.ts";
import type { TriggerEvent } from "../adapters/runner/read-run.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { readNeeds } from "../core/override/judge-needs.ts";
import { renderGateSummary } from "../core/override/render/gate.ts";
import { type GateOptions, type GateOutcome, passGate } from "../operations/pass-gate.ts";
import { gateDefinition } from "./definitions/gate.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

/** The action `gate`. */
export async function gate(): Promise<void> {
  await runAction(gateDefinition, async (context) => toResult(await run(context)));
}

async function run({ inputs, run: { event, run }, version, client }: ActionContext): Promise<GateOutcome> {
  const needs = readNeeds(inputs.text("needs"));
  if (needs === null) {
    throw new ConfigurationError(
      'The input "needs" is not the results of at least one job.',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's expression, not ours.
      "Write `needs: ${{ toJSON(needs) }}` below `with:`, and name the jobs under the job's own `needs:`.",
    );
  }
  const ledgerBranch = inputs.text("ledger-branch");
  const api = client("github-token");
  return passGate(
    {
      github: openGitHub(api, ledgerBranch, client("members-token")),
      reader: registryReader(api, ledgerBranch),
    },
    {
      needs,
      allowedSkips: inputs
        .text("allowed-skips")
        .split(/[\s,]+/)
        .filter((id) => id !== ""),
      target: targetOf(event),
      run: run.id,
      ledgerBranch,
      registryBranch: inputs.text("registry-branch"),
      policyPath: inputs.text("policy"),
      peoplePath: inputs.text("people"),
      version,
    },
  );
}

/** The pull request of the run. Of a merge queue's group, which holds several, no bypass of one is the bypass. */
function targetOf({ payload }: TriggerEvent): GateOptions["target"] {
  const { pull_request: pull } = payload as { pull_request?: { number?: unknown; head?: { sha?: unknown } } };
  const { number, head } = pull ?? {};
  const sha = head?.sha;
  return typeof number === "number" && typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha)
    ? { number, headSha: sha }
    : null;
}

function toResult(outcome: GateOutcome): ActionResult {
  const { ok, summary, findings, bypassed, bypasses } = outcome;
  const [bypass = null, ...more] = bypasses;
  return {
    verdict: ok ? "ok" : "findings",
    ok,
    summary: `${ok ? "OPEN" : "SHUT"}: ${summary}`,
    findings,
    result: {
      schema: "qms.result/v1",
      operation: "gate",
      verdict: ok ? "ok" : "findings",
      bypass: more.length === 0 ? bypass : null,
      state: bypass === null || more.length > 0 ? null : "active",
      summary,
      findings,
      events: [],
      overridden: bypassed,
      restored: [],
      planned: [],
    },
    markdown: renderGateSummary(outcome),
    outputs: { bypassed: JSON.stringify(bypassed) },
  };
}
