import type {
  BypassActivated,
  BypassAmended,
  BypassRegistered,
  BypassUsed,
  EventTarget,
  LedgerEvent,
  RemediationCompleted,
} from "../../generated/types/event.ts";
import { countBefore } from "../count-before.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { calledViolations } from "./called-violations.ts";
import { type Holding, holdingsOf, stoodOf } from "./holdings.ts";

/**
 * Whether records say that just that was done which was activated, or registered, before (40-override.md, "Record before act"): a result
 * posted on another commit or for another check, the merge of another pull request, a merge before the start or after the end that nobody
 * calls so, a completion that leaves out a check that was set aside. What was done is judged as it was recorded, also where a later record
 * says it otherwise.
 */
export function checkEffects(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const given = givenOf(fold, holdingsOf(fold));
    let standing: Standing = { merge: null, window: null, running: false, latest: null };
    return stoodOf(fold).flatMap((held) => {
      const problem = problemOf(held, given, standing);
      if (held.until === null) standing = standingAfter(standing, held);
      if (problem === null) return [];
      const { seq, event, path } = held;
      const params = { seq, type: event.type, bypass: fold.bypass, before: problem.before, problem: problem.text };
      const about = { bypass: fold.bypass, seq, actor: event.actor, commits: problem.commits ?? [] };
      return [auditFinding(finding("EVENT_ACTIVATION_MISMATCH", params, { path }), about)];
    });
  });
}

/** What was permitted, and what is called a violation. */
interface Given {
  /** Versions of an activation, by its number, that an act may rest on. */
  readonly activated: (activation: unknown, act: Holding) => readonly Holding[];
  readonly registered: (act: Holding) => readonly Holding[];
  readonly called: ReadonlySet<unknown>;
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

function givenOf(fold: BypassFold, holdings: readonly Holding[]): Given {
  const all = versionsOf(fold.entries);
  const holding = versionsOf(holdings);
  // What was done rests on the version of its day; and a correction may say better what it was. There can be any number of them.
  const restedOn = (key: unknown, { seq }: Holding): readonly Holding[] => {
    const known = all.get(key) ?? [];
    const before = known[countBefore(known, seq, (version) => version.seq) - 1];
    return [known[0], before, holding.get(key)?.at(-1)].filter((version) => version !== undefined);
  };
  return {
    activated: restedOn,
    registered: (act) => restedOn("registered", act),
    called: calledViolations(fold),
  };
}

function versionsOf(records: readonly Holding[]): ReadonlyMap<unknown, readonly Holding[]> {
  const versions = new Map<unknown, Holding[]>();
  for (const record of records) {
    const { type, data } = record.event;
    if (type !== "bypass.activated" && type !== "bypass.registered") continue;
    const key = type === "bypass.activated" ? data.activation : "registered";
    const known = versions.get(key);
    if (known === undefined) versions.set(key, [record]);
    else known.push(record);
  }
  return versions;
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

function problemOf(held: Holding, given: Given, standing: Standing): Problem | null {
  const { event } = held;
  const { type, data } = event;
  if (type === "bypass.used") return useProblem(held, given, standing);
  if (type === "remediation.completed") return completionProblem(held, given, standing);
  if (!aboutActivation.has(type)) return null;
  // Of an activation that is not there the order of the records tells.
  return firstProblem(given.activated(data.activation, held), (activated) => actProblem(event, activated));
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

/** What a use or a completion rests on: the last activation, or the registration of what never was active. */
function permittedBefore(held: Holding, { activated, registered }: Given, { latest }: Standing): readonly Holding[] {
  return latest === null ? registered(held) : activated(latest, held);
}

function useProblem(held: Holding, given: Given, standing: Standing): Problem | null {
  const { event } = held;
  const { merge_sha: merge, base, after_expiry: isLate = false } = event.data as unknown as BypassUsed;
  const at = parseInstant(event.at) ?? 0;
  const window = standing.window === null ? Infinity : (parseInstant(standing.window) ?? Infinity);
  const problem = firstProblem(permittedBefore(held, given, standing), (permitted) => {
    const registered = permitted.type === "bypass.registered" ? (permitted.data as unknown as BypassRegistered) : null;
    if (registered !== null && registered.merge_sha !== merge)
      return `it is for the merge ${registered.merge_sha}, not for ${merge}`;
    const wrong = targetProblem(event.target, permitted.target);
    if (wrong !== null) return wrong;
    const ref = permitted.target?.ref ?? `refs/heads/${base}`;
    if (registered !== null) return null;
    if (ref !== `refs/heads/${base}` && !given.called.has("MERGED_ELSEWHERE"))
      return `it is for ${ref}, and no record calls the merge into ${base} the violation MERGED_ELSEWHERE`;
    const start = (parseInstant(permitted.at) ?? 0) - SERVER_SKEW_MS;
    if (at < start && !given.called.has("MERGED_BEFORE_ACTIVATION"))
      return `it began at ${permitted.at}, and no record calls the merge at ${event.at} the violation MERGED_BEFORE_ACTIVATION`;
    if (!isLate && at >= window)
      return `it ended at ${standing.window}, and the merge at ${event.at} is not called late`;
    return null;
  });
  return problem === null ? null : { ...problem, commits: [merge] };
}

/** Of a use everything that was set aside has to be green; an EMERGENCY that was not merged has set nothing aside in the end. */
function completionProblem(held: Holding, given: Given, standing: Standing): Problem | null {
  if (standing.merge === null) return null;
  const { checks } = held.event.data as unknown as RemediationCompleted;
  const green = new Set(checks.map((name) => name.toLowerCase()));
  return firstProblem(permittedBefore(held, given, standing), (permitted) => {
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
