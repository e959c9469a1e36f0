import type {
  BypassActivated,
  BypassAmended,
  BypassRegistered,
  BypassUsed,
  EventTarget,
  LedgerEvent,
  RemediationCompleted,
} from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/**
 * Whether records say that just that was done which was activated, or registered, before (40-override.md, "Record before act"): a result
 * posted on another commit or for another check, the merge of another pull request, a merge before the start or after the end that nobody
 * calls so, a completion that leaves out a check that was set aside.
 */
export function checkEffects(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const given = givenOf(fold);
    let standing: Standing = { merge: null, window: null, running: false, latest: null };
    return holdingsOf(fold).flatMap((held) => {
      const problem = problemOf(held.event, given, standing, fold);
      standing = standingAfter(standing, held);
      if (problem === null) return [];
      const { seq, event, path } = held;
      const params = { seq, type: event.type, bypass: fold.bypass, before: problem.before, problem: problem.text };
      const about = { bypass: fold.bypass, seq, actor: event.actor, commits: problem.commits ?? [] };
      return [auditFinding(finding("EVENT_ACTIVATION_MISMATCH", params, { path }), about)];
    });
  });
}

/** What was permitted: every version that stands in the ledger, because what was done rests on the one of its day. */
interface Given {
  readonly activations: ReadonlyMap<unknown, readonly Holding[]>;
  readonly registrations: readonly Holding[];
}

/** Where the bypass stands at a record. */
interface Standing {
  /** The merge by which it was used. */
  readonly merge: string | null;
  /** End of the running activation, as amendments have moved it. */
  readonly window: string | null;
  readonly running: boolean;
  /** Number of the last activation. */
  readonly latest: number | null;
}

interface Problem {
  readonly text: string;
  /** Record that it is compared with. */
  readonly before: number;
  readonly commits?: readonly string[];
}

function givenOf({ entries }: BypassFold): Given {
  const activations = new Map<unknown, Holding[]>();
  const registrations: Holding[] = [];
  for (const entry of entries) {
    const { type, data } = entry.event;
    if (type === "bypass.registered") registrations.push(entry);
    if (type !== "bypass.activated") continue;
    const known = activations.get(data.activation);
    if (known === undefined) activations.set(data.activation, [entry]);
    else known.push(entry);
  }
  return { activations, registrations };
}

const ending = new Set(["bypass.used", "bypass.voided", "bypass.expired", "bypass.revoked", "override.ineffective"]);

function standingAfter(before: Standing, { event: { type, data } }: Holding): Standing {
  if (type === "bypass.activated") {
    const { expires_at: window, activation: latest } = data as unknown as BypassActivated;
    return { ...before, window, latest, running: true };
  }
  if (type === "bypass.amended") {
    const { expires_at } = (data as unknown as BypassAmended).changes;
    return before.latest !== null && expires_at !== undefined ? { ...before, window: expires_at } : before;
  }
  if (!ending.has(type)) return before;
  const merge = type === "bypass.used" ? (data as unknown as BypassUsed).merge_sha : before.merge;
  return { ...before, merge, running: false };
}

function problemOf(event: LedgerEvent, given: Given, standing: Standing, fold: BypassFold): Problem | null {
  const { type, data } = event;
  if (type === "bypass.used") return useProblem(event, given, standing, fold);
  if (type === "remediation.completed") return completionProblem(event, given, standing);
  if (!aboutActivation.has(type)) return null;
  // Of an activation that is not there the order of the records tells.
  return firstProblem(given.activations.get(data.activation) ?? [], (activated) => actProblem(event, activated));
}

const aboutActivation = new Set([
  "override.posted",
  "override.verified",
  "override.ineffective",
  "override.restored",
  "restore.failed",
  "bypass.deactivated",
]);

/** What is wrong by each version of what was permitted; null: it fits one of them. */
function firstProblem(versions: readonly Holding[], judge: (version: LedgerEvent) => string | null): Problem | null {
  let first: Problem | null = null;
  for (const { event, seq } of versions) {
    const text = judge(event);
    if (text === null) return null;
    first ??= { text, before: seq };
  }
  return first;
}

function actProblem({ target, data }: LedgerEvent, activated: LedgerEvent): string | null {
  const { checks } = activated.data as unknown as BypassActivated;
  const { check, sha, checks: named = [] } = data as { check?: string; sha?: string; checks?: readonly string[] };
  const known = new Set(checks.flatMap(({ name, gate }) => (gate === undefined ? [name] : [name, gate.check])));
  const more = [...(check === undefined ? [] : [check]), ...named].find((name) => !known.has(name));
  if (more !== undefined) return `the check ${more} is none of it`;
  const commit = activated.target?.commit;
  if (sha !== undefined && commit !== undefined && sha !== commit) return `it is for commit ${commit}, not for ${sha}`;
  return targetProblem(target, activated.target);
}

function targetProblem(target: EventTarget | undefined, given: EventTarget | undefined): string | null {
  if (target === undefined || given === undefined) return null;
  if (target.pr !== given.pr) return `it is for pull request ${given.pr}, not for ${target.pr}`;
  if (target.commit !== given.commit) return `it is for commit ${given.commit}, not for ${target.commit}`;
  return target.ref === given.ref ? null : `it is for ${given.ref}, not for ${target.ref}`;
}

function useProblem(event: LedgerEvent, given: Given, standing: Standing, fold: BypassFold): Problem | null {
  const { merge_sha: merge, base, after_expiry: isLate = false } = event.data as unknown as BypassUsed;
  const versions = given.activations.get(standing.latest) ?? given.registrations;
  const isCalled = (kind: string): boolean =>
    fold.entries.some(({ event: { type, data } }) => type === "violation.recorded" && data.kind === kind);
  const at = parseInstant(event.at) ?? 0;
  const window = standing.window === null ? Infinity : (parseInstant(standing.window) ?? Infinity);
  const problem = firstProblem(versions, (permitted) => {
    const registered = permitted.type === "bypass.registered" ? (permitted.data as unknown as BypassRegistered) : null;
    if (registered !== null && registered.merge_sha !== merge)
      return `it is for the merge ${registered.merge_sha}, not for ${merge}`;
    const wrong = targetProblem(event.target, permitted.target);
    if (wrong !== null) return wrong;
    const ref = permitted.target?.ref ?? `refs/heads/${base}`;
    if (registered !== null) return null;
    if (ref !== `refs/heads/${base}` && !isCalled("MERGED_ELSEWHERE"))
      return `it is for ${ref}, and no record calls the merge into ${base} the violation MERGED_ELSEWHERE`;
    const start = (parseInstant(permitted.at) ?? 0) - SERVER_SKEW_MS;
    if (at < start && !isCalled("MERGED_BEFORE_ACTIVATION"))
      return `it began at ${permitted.at}, and no record calls the merge at ${event.at} the violation MERGED_BEFORE_ACTIVATION`;
    if (!isLate && at >= window)
      return `it ended at ${standing.window}, and the merge at ${event.at} is not called late`;
    return null;
  });
  return problem === null ? null : { ...problem, commits: [merge] };
}

/** Of a use everything that was set aside has to be green; an EMERGENCY that was not merged has set nothing aside in the end. */
function completionProblem({ data }: LedgerEvent, given: Given, { merge, latest }: Standing): Problem | null {
  if (merge === null) return null;
  const { checks } = data as unknown as RemediationCompleted;
  const green = new Set(checks.map((name) => name.toLowerCase()));
  return firstProblem(given.activations.get(latest) ?? given.registrations, (permitted) => {
    const names =
      permitted.type === "bypass.activated"
        ? (permitted.data as unknown as BypassActivated).checks.map(({ name }) => name)
        : (permitted.data as unknown as BypassRegistered).checks.filter((name) => name !== "all");
    // A longer list is cut where it is recorded.
    const missing = names.length > mostNames ? undefined : names.find((name) => !green.has(name.toLowerCase()));
    return missing === undefined ? null : `the check ${missing} was set aside, and is not among those that are green`;
  });
}

/** As many names as a completion takes. */
const mostNames = 200;
