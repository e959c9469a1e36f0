import { openGitHub } from "../adapters/github/open-github.ts";
import { registryReader } from "../adapters/github/registry-reader.ts";
import { requestDesk } from "../adapters/github/request-desk.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { forMarkdown } from "../core/text/escape.ts";
import type { Result } from "../generated/types/result.ts";
import { type RequestedBypass, requestBypass as request } from "../operations/request-bypass.ts";
import { assertTrusted } from "./assert-trusted.ts";
import { requestBypassDefinition } from "./definitions/request-bypass.ts";
import { type ActionContext, type ActionResult, runAction } from "./run-action.ts";

/** The action `request-bypass`. */
export async function requestBypass(): Promise<void> {
  await runAction(requestBypassDefinition, async (context) => {
    const { inputs, run, version } = context;
    assertTrusted(run);
    const client = context.client("github-token");
    const ledgerBranch = inputs.text("ledger-branch");
    const done = await request(
      {
        github: openGitHub(client, ledgerBranch, context.client("members-token")),
        desk: requestDesk(client, ledgerBranch),
        reader: registryReader(client, ledgerBranch),
      },
      {
        number: issueOf(context),
        registryBranch: inputs.text("registry-branch"),
        policyPath: inputs.text("policy"),
        peoplePath: inputs.text("people"),
        path: inputs.text("path"),
        serverUrl: run.serverUrl,
        version,
        dryRun: inputs.flag("dry-run"),
      },
    );
    return resultOf(done);
  });
}

function issueOf({ inputs, run }: ActionContext): number {
  const given = inputs.number("issue");
  if (given !== null) return given;
  const { issue } = run.event.payload as { issue?: { number?: unknown } };
  if (typeof issue?.number === "number") return issue.number;
  throw new ConfigurationError(
    `The event ${run.event.name} is about no issue, and the input "issue" was not given.`,
    "Pass the number: `with: { issue: 42 }`.",
  );
}

function resultOf({ outcome, id, pullRequest, findings, markdown, summary }: RequestedBypass): ActionResult {
  const ok = outcome !== "mend";
  const verdict = ok ? "ok" : "findings";
  return {
    verdict,
    ok,
    summary: `${verdict.toUpperCase()}: ${summary}`,
    findings,
    result: {
      schema: "qms.result/v1",
      operation: "request",
      verdict,
      bypass: id,
      state: null,
      summary,
      findings: [...findings],
      events: [],
      overridden: [],
      restored: [],
      planned: outcome === "planned" && id !== null ? [`Ask for ${id}`] : [],
    } satisfies Result,
    markdown: markdown === "" ? `### ✅ OK: ${forMarkdown(summary)}\n` : markdown,
    outputs: { "pull-request": pullRequest === null ? "" : String(pullRequest), "bypass-id": id ?? "" },
  };
}
