import { changeKindOf } from "../core/authorization/check-structure.ts";
import { planAmendmentRecords } from "../core/authorization/plan-amendment-records.ts";
import { planRecords } from "../core/authorization/plan-records.ts";
import { renderDecisionMarkdown } from "../core/authorization/render/markdown.ts";
import { subjectOf } from "../core/authorization/subject-of.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { EventContent } from "../core/ledger/draft-event.ts";
import { foldBypass } from "../core/ledger/fold-bypass.ts";
import { isLevel } from "../core/procedure/levels.ts";
import { matchesWhen } from "../core/procedure/when.ts";
import { forTerminal } from "../core/text/escape.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import type { Decision } from "../generated/types/decision.ts";
import type { NotificationFacts } from "../generated/types/facts.ts";
import type { GitHub, Ledger, Notifier, PostedStatus, RequestReading, Sleeper } from "../ports.ts";
import { attemptNotices } from "./attempt-notices.ts";
import { type DecidedRequest, type DecideOptions, decideRequest, requestOptions } from "./decide-request.ts";
import { mergeRequest } from "./merge-request.ts";
import { type RunReference, recordEvents } from "./record-events.ts";

export interface ValidateRequestOptions extends DecideOptions {
  readonly number: number;
  /** Nothing is written about a pull request that does not go into the registry branch. */
  readonly silentElsewhere: boolean;
  readonly statusContext: string;
  readonly record: boolean;
  readonly mergeWhenApproved: boolean;
  readonly comment: boolean;
  readonly dryRun: boolean;
  readonly run: RunReference;
}

export interface ValidatedRequest {
  readonly decision: Decision;
  /** What the run itself has to say beside the decision. */
  readonly findings: readonly Finding[];
  readonly markdown: string;
  /** Whether the manifest pull request is merged now, by us or before. */
  readonly merged: boolean;
  /** Types of the events that this run wrote. */
  readonly recorded: readonly string[];
}

interface Ports {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly sleeper: Sleeper;
  readonly notifier: Notifier;
}

/**
 * Decides one pull request against the registry, records what that means, says it on the pull request, and merges it when nothing is
 * missing. Every step is safe to repeat: the ledger knows what was recorded, status and comment are written anew.
 */
export async function validateRequest(ports: Ports, options: ValidateRequestOptions): Promise<ValidatedRequest> {
  const { github } = ports;
  // The one write that is only possible with its own permission, asked before anything is written.
  if (!options.dryRun) await github.probeWrite("status");
  const reading = await github.readRequest(options.number, requestOptions("request", options));
  let decided = decideRequest(reading, options);
  const elsewhere = reading.facts.pull_request.base !== options.registryBranch;
  const wanted = noticesToAttempt(decided, reading);
  // A dry run sends nothing; it decides as if it had.
  const silent = options.dryRun || !options.record || elsewhere;
  const notices = silent ? [] : await sendNotices(ports, reading, decided, wanted);
  if (wanted.length > 0) {
    const told = new Set(notices.flatMap(({ type, data }) => (type === "notification.sent" ? [data.audience] : [])));
    const attempted = wanted.map(({ facts }) => ({ ...facts, delivered: told.has(facts.audience) }));
    decided = decideRequest(reading, options, attempted);
  }
  const { decision } = decided;
  const markdown = renderDecisionMarkdown(decision);
  const merged = reading.pull.mergedAt !== null;
  if (options.dryRun || (elsewhere && options.silentElsewhere)) {
    return { decision, findings: [], markdown, merged, recorded: [] };
  }

  const recorded = options.record ? await record(ports, reading, decided, notices, options) : [];
  // A request that is merged or withdrawn waits for nothing any more: its face stays as it was.
  if (reading.pull.state === "closed") return { decision, findings: [], markdown, merged, recorded };
  await github.postStatus(statusOf(decision, options, reading.pull.url));
  const findings: Finding[] = [];
  if (options.comment && reading.facts.pull_request.fork !== true) {
    findings.push(...(await writeComment(github, options.number, markdown, reading)));
  }
  const mergeable = decision.verdict === "approved" && changeKindOf(decided.facts) !== "governance";
  if (!mergeable || !options.mergeWhenApproved || !options.record) {
    return { decision, findings, markdown, merged: false, recorded };
  }
  const result = await mergeRequest(ports, options.number, reading.facts.pull_request.head_sha);
  // An amendment changes what holds by its record: that comes only when it is merged.
  const late =
    result.merged && decided.amendment !== null ? await record(ports, reading, decided, [], options, true) : [];
  return {
    decision,
    findings: [...findings, ...result.findings],
    markdown,
    merged: result.merged,
    recorded: [...recorded, ...late],
  };
}

interface AttemptedNotice {
  readonly rule: string;
  readonly audience: string;
  readonly facts: NotificationFacts;
}

/** Tells whom the policy wants told before the approval; what came of it is recorded with the approval. */
async function sendNotices(
  { github, notifier }: Ports,
  reading: RequestReading,
  { decision, manifest, policy }: DecidedRequest,
  wanted: readonly AttemptedNotice[],
): Promise<EventContent[]> {
  const { bypass, level } = decision;
  if (wanted.length === 0 || manifest === null || policy.compiled === null || bypass === null) return [];
  if (!isLevel(level)) return [];
  const { fold } = foldBypass(bypass, reading.ledger.entries);
  const server = new URL(reading.pull.url).origin;
  const context = { fold, level, manifest, policy: policy.compiled, server };
  const occasion = { mark: "approval", about: "bypass.approved", at: github.serverTime() ?? 0 };
  return attemptNotices(notifier, context, wanted, occasion);
}

/** The notices before approval, once nothing else is missing (30-authorization.md, step 6). */
function noticesToAttempt({ decision, manifest, policy }: DecidedRequest, reading: RequestReading): AttemptedNotice[] {
  const errors = decision.findings.filter((item) => item.severity === "error");
  const onlyNotices = errors.length > 0 && errors.every((item) => item.code === "NOTIFICATION_MISSING");
  const filled = decision.tree.every((slot) => slot.status !== "open");
  if (decision.verdict !== "pending" || !onlyNotices || !filled) return [];
  if (manifest === null || policy.compiled === null || !isLevel(decision.level)) return [];
  const subject = subjectOf(manifest, decision.level);
  return Object.entries(policy.compiled.policy.notifications)
    .filter(([, row]) => row.before === true && row.on === "bypass.approved" && matchesWhen(row.when, subject))
    .flatMap(([rule, row]) =>
      row.to.map((audience) => ({
        rule,
        audience,
        facts: { audience, attempted_at: reading.facts.evaluated_at, delivered: false },
      })),
    );
}

async function record(
  { github, ledger }: Ports,
  reading: RequestReading,
  decided: DecidedRequest,
  notices: readonly EventContent[],
  { run }: ValidateRequestOptions,
  merged: boolean = reading.pull.mergedAt !== null,
): Promise<string[]> {
  const { decision, manifest, amendment, policy, people, facts } = decided;
  const file = reading.manifest;
  const sha256 = (manifest ?? amendment)?.sha256;
  if (sha256 === undefined || file === null || decision.bypass === null) return [];
  if (amendment !== null && !merged) return [];
  if (policy.compiled === null || people.compiled === null) return [];
  const compiled = { policy: policy.compiled, people: people.compiled };
  const { bypass } = decision;
  const { target } = reading;
  const recorder = { github, ledger, repository: reading.repository, run };
  const { appended } = await recordEvents(recorder, reading.ledger, bypass, (fold) => {
    const shared = {
      decision,
      facts,
      ...compiled,
      fold,
      manifestRef: { path: file.path, commit: facts.pull_request.head_sha, blob: file.blob, sha256 },
      targetRef:
        target === null
          ? null
          : { pr: target.number, ref: `refs/heads/${target.base}`, commit: target.headSha, tree: target.headTree },
      repositoryId: reading.repository.id,
      pullUrl: reading.pull.url,
    };
    if (amendment !== null) return planAmendmentRecords({ ...shared, amendment });
    if (manifest === null) return [];
    const withdrawn = reading.pull.state === "closed" && reading.pull.mergedAt === null;
    const contents = planRecords({ ...shared, manifest, withdrawn });
    if (notices.length === 0) return contents;
    // Attempted and recorded before the approval itself.
    const at = contents.findIndex((content) => content.type === "bypass.approved");
    return at < 0 ? [...contents, ...notices] : [...contents.slice(0, at), ...notices, ...contents.slice(at)];
  });
  return appended.map(({ event }) => event.type);
}

const states = { approved: "success", pending: "pending", denied: "failure", error: "error" } as const;
const longest = 140;

/** GitHub cuts nothing: a longer description is refused. */
function statusOf(decision: Decision, options: ValidateRequestOptions, url: string): PostedStatus {
  // A status is a public surface: of a confidential bypass it carries id, level and state only.
  const said =
    decision.request?.confidential === true
      ? `${decision.verdict}: ${decision.bypass ?? ""} (${decision.level ?? "?"})`
      : decision.summary;
  const text = [...forTerminal(said)];
  return {
    sha: decision.subject.head_sha ?? "",
    context: options.statusContext,
    state: states[decision.verdict],
    description: text.length <= longest ? text.join("") : `${text.slice(0, longest - 1).join("")}…`,
    url,
  };
}

/** The decision does not hang on its comment: where it cannot be written, the run's page says why. */
async function writeComment(
  github: GitHub,
  number: number,
  markdown: string,
  reading: RequestReading,
): Promise<readonly Finding[]> {
  const marker = markerOf("decision", String(number));
  const known = reading.comments.find((comment) => hasMarker(comment.body, marker)) ?? null;
  try {
    await github.writeComment(number, `${marker}\n${markdown}`, known);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [finding("COMMENT_REFUSED", { problem: error.message, hint: error.fix })];
  }
}
