import { effectOf } from "../core/authorization/decide.ts";
import { ttlOf } from "../core/authorization/judge-review.ts";
import { renderMends } from "../core/authorization/render/request.ts";
import { sha256Hex } from "../core/document/read-document.ts";
import { ConfigurationError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import {
  type ComposedRequest,
  composeRequest,
  levelFinding,
  type Mend,
  mendsOf,
  readRequest,
} from "../core/manifest/request-form/compose-request.ts";
import { levelNamed } from "../core/manifest/request-form/form-fields.ts";
import { levelInForm } from "../core/manifest/request-form/read-form.ts";
import type { Level } from "../core/procedure/levels.ts";
import type { PeopleReading, PolicyReading } from "../core/procedure/readings.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import { resolveLimit } from "../core/time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../core/time/instant.ts";
import type { Decision } from "../generated/types/decision.ts";
import type { Account, TargetFacts } from "../generated/types/facts.ts";
import type { GitHub, OwnComment, RegistryReader, RequestDesk, RequestIssue, RequestIssueReading } from "../ports.ts";
import { acceptedIn, followAccepted, isAccepted } from "./accepted-request.ts";
import { peopleOf, policyOf } from "./decide-request.ts";
import { type Delivered, deliverRequest, findDelivered, previewOf } from "./deliver-request.ts";

export interface RequestBypassPorts {
  readonly github: GitHub;
  readonly desk: RequestDesk;
  readonly reader: RegistryReader;
}

export interface RequestBypassOptions {
  readonly number: number;
  readonly registryBranch: string;
  readonly policyPath: string;
  readonly peoplePath: string;
  /** Folder of the manifests. */
  readonly path: string;
  readonly serverUrl: string;
  readonly version: string;
  readonly dryRun: boolean;
}

/** What became of one issue. */
export interface RequestedBypass {
  /** ignored: no request, or nobody who may ask; nothing was written. */
  readonly outcome: "ignored" | "mend" | "accepted" | "planned";
  /** One sentence for the log. */
  readonly summary: string;
  readonly id: string | null;
  readonly pullRequest: number | null;
  readonly findings: readonly Finding[];
  /** What was said under the issue, without its marks. */
  readonly markdown: string;
}

/** Everything that is known about a request before it is answered. */
export interface RequestContext {
  readonly ports: RequestBypassPorts;
  readonly options: RequestBypassOptions;
  readonly reading: RequestIssueReading;
  readonly registry: { readonly commit: string; readonly tree: string };
  readonly issue: RequestIssue;
  readonly author: Account;
  readonly level: Level;
  readonly now: Instant;
  /** Of title and text, as they stand now. */
  readonly digest: string;
  readonly known: OwnComment | null;
}

/**
 * Turns a filled request form into a manifest on a branch of its own, and tells its author under the issue what to do next
 * (60-remediation.md, "Request form"). Safe to repeat and to kill: id and branch follow from the issue, the branch appears with its
 * manifest or not at all, and the comment, written last, says that everything before it is done.
 */
export async function requestBypass(
  ports: RequestBypassPorts,
  options: RequestBypassOptions,
): Promise<RequestedBypass> {
  const reading = await ports.desk.readIssue(options.number, options.registryBranch);
  const { issue } = reading;
  const about = markerOf("request", String(issue.number));
  const known = issue.comments.find((comment) => hasMarker(comment.body, about)) ?? null;
  const said = acceptedIn(known);
  const named = levelInForm(issue.body);
  if (named === null && said === null) return ignored(`#${issue.number} is no request form: nothing to do`);
  const { author } = issue;
  // Whoever may not ask gets no answer: an answer to everybody would be a way to make the bot talk.
  if (author === null || !(await ports.desk.mayWrite(author.login))) {
    return ignored(
      `${author?.login ?? "a deleted account"} has no write access and cannot ask for a bypass: no answer`,
    );
  }
  const { registry } = reading;
  if (registry === null) {
    throw new ConfigurationError(
      `There is no branch ${options.registryBranch}.`,
      'Name the registry branch in the input "registry-branch"; `qms-bypass init` makes one.',
    );
  }
  const context = {
    ports,
    options,
    reading,
    registry,
    issue,
    author,
    now: ports.github.serverTime() ?? 0,
    digest: digestOf(issue),
    known,
  };
  if (said !== null && (await isAccepted(context, said.id))) return followAccepted(context, said);
  if (named === null) return ignored(`#${issue.number} is no request form: nothing to do`);
  const level = levelNamed(named);
  if (level === null) {
    return issue.open ? sayMends(context, mendsOf([levelFinding(named)])) : ignored(`#${issue.number} is closed`);
  }
  return take({ ...context, level });
}

/** Not accepted so far, or accepted by a run that was killed before it could say so. */
async function take(context: RequestContext): Promise<RequestedBypass> {
  const { issue, author, options, ports } = context;
  const governance = await readGovernance(context);
  if ("broken" in governance) return sayMends(context, mendsOf(governance.broken));
  const at = parseInstant(issue.createdAt) ?? 0;
  const delivered = await findDelivered(context, governance, Math.floor(at / 1000) * 1000);
  if (delivered.manifest !== null) return finish(context, governance, delivered, delivered.manifest, null);
  if (!issue.open) return ignored(`#${issue.number} is closed`);
  if (issue.edited && issue.editor?.id !== author.id) {
    const editor = issue.editor?.login ?? "a deleted account";
    return sayMends(context, mendsOf([finding("EDITED_BY_ANOTHER", { editor, author: author.login })]));
  }
  const ttl = governance.policy.compiled.policy.levels[context.level].request_ttl;
  const limit = resolveLimit(at, ttl, governance.policy.compiled.calendar);
  // The id, and so every date, counts from the issue's opening.
  if (limit !== null && context.now > limit.deadline) {
    const expired = finding("REQUEST_EXPIRED", {
      expired: formatInstant(limit.deadline),
      ttl: ttlOf(governance.policy.compiled, context.level),
    });
    return sayMends(context, mendsOf([{ ...expired, fix: "Open a new request; copy the answers over." }]));
  }
  const setting = {
    repository: context.reading.repository.name,
    serverUrl: options.serverUrl,
    policy: governance.policy.compiled,
    root: options.path,
  };
  const request = { level: context.level, title: issue.title, body: issue.body, author: author.login };
  const answers = readRequest(request, setting);
  const target =
    answers.pullRequest === null ? null : await ports.desk.readTarget(answers.pullRequest, setting.policy.policy.gates);
  const aim = target === null ? null : { base: target.base, headSha: target.head_sha };
  const composed = composeRequest(request, answers, aim, delivered.at, setting);
  const decision = await previewOf(context, composed, governance, target);
  const { pullRequest: wanted } = answers;
  const nowhere =
    wanted === null || target !== null
      ? []
      : [
          finding(
            "TARGET_UNKNOWN",
            { number: wanted, repository: setting.repository },
            { pointer: "/target/pull_request" },
          ),
        ];
  const known = [...answers.findings, ...nowhere];
  const findings = [...known, ...withoutKnown(refusalsOf(decision), known, target === null)];
  if (findings.length > 0) return sayMends(context, mendsOf(findings));
  return finish(context, governance, delivered, composed, target);
}

async function finish(
  context: RequestContext,
  governance: Governance,
  delivered: Delivered,
  manifest: ComposedRequest,
  target: TargetFacts | null,
): Promise<RequestedBypass> {
  if (context.options.dryRun) return planned(context, manifest);
  return deliverRequest(context, { ...delivered, manifest }, governance, target);
}

export interface Governance {
  readonly policy: PolicyReading & { readonly compiled: NonNullable<PolicyReading["compiled"]> };
  readonly people: PeopleReading;
}

async function readGovernance(
  context: Omit<RequestContext, "level">,
): Promise<Governance | { readonly broken: readonly Finding[] }> {
  const { ports, options, registry, now } = context;
  const files = await ports.reader.files(registry.commit, [options.policyPath, options.peoplePath]);
  const policy = policyOf(files.get(options.policyPath) ?? null, options);
  const people = peopleOf(files.get(options.peoplePath) ?? null, policy, options, now);
  const { compiled } = policy;
  if (compiled !== null && people.compiled !== null) return { policy: { ...policy, compiled }, people };
  return { broken: [...policy.findings, ...people.findings].filter((item) => item.severity === "error") };
}

/** What would be refused whoever approves. That somebody still has to approve is no fault of a request. */
function refusalsOf(decision: Decision): Finding[] {
  return (decision.findings as readonly Finding[]).filter((item) => effectOf(item) === "denied");
}

/** What the form itself was refused for is not also missing in the manifest. */
function withoutKnown(findings: readonly Finding[], known: readonly Finding[], noTarget: boolean): Finding[] {
  const pointers = new Set(known.map((item) => item.pointer));
  return findings.filter((item) => {
    if (item.pointer !== null && pointers.has(item.pointer)) return false;
    // They come from the pull request; that there is none is said by itself.
    return !(noTarget && (item.pointer === "/target/base" || item.pointer === "/target/head_sha"));
  });
}

async function sayMends(context: Omit<RequestContext, "level">, mends: readonly Mend[]): Promise<RequestedBypass> {
  const { ports, options, issue, known } = context;
  const markdown = renderMends(mends, issue.open);
  if (!options.dryRun) {
    const body = `${markerOf("request", String(issue.number))}\n${markdown}`;
    await ports.github.writeComment(issue.number, body, known);
  }
  const count = mends.length === 1 ? "one thing" : `${mends.length} things`;
  return {
    outcome: "mend",
    summary: `#${issue.number} has ${count} to mend: ${mends[0]?.finding.message ?? ""}`,
    id: null,
    pullRequest: null,
    findings: mends.map((mend) => mend.finding),
    markdown,
  };
}

function planned({ issue }: RequestContext, { id, path, text }: ComposedRequest): RequestedBypass {
  const file = text.trimEnd().split("\n");
  return {
    outcome: "planned",
    summary: `dry run: #${issue.number} would become ${id}`,
    id,
    pullRequest: null,
    findings: [],
    markdown: [`**Would add** ${path}:`, "", ...file.map((line) => `    ${line}`), ""].join("\n"),
  };
}

function ignored(summary: string): RequestedBypass {
  return { outcome: "ignored", summary, id: null, pullRequest: null, findings: [], markdown: "" };
}

/** Title and text as they were accepted, whichever line ends the browser sent. */
function digestOf({ title, body }: RequestIssue): string {
  return sha256Hex(new TextEncoder().encode(`${title}\n${body.replace(/\r\n/g, "\n")}`));
}
