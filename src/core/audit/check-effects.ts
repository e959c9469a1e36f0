import type {
  BypassActivated,
  BypassRegistered,
  BypassUsed,
  EventTarget,
  LedgerEvent,
  RemediationCompleted,
  RemediationOpened,
} from "../../generated/types/event.ts";
import { countBefore } from "../count-before.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { isMerged } from "../override/recorded-checks.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { calledViolations } from "./called-violations.ts";
import { writingTime } from "./check-clock.ts";
import { endReader } from "./ends-before.ts";
import { type Holding, holdingsOf, type Stood, stoodOf } from "./holdings.ts";
import { type Window, windowReader } from "./permitted-window.ts";

/**
 * Whether records say that just that was done which was activated, or registered, before (40-override.md, "Record before act"): a result
 * posted on another commit or for another check, the merge of another pull request, a merge before the start or after the end that nobody
 * calls so, a completion that leaves out a check that was set aside. What was done is judged as it was recorded, also where a later record
 * says it otherwise.
 */
export function checkEffects(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const stood = stoodOf(fold);
    const given = givenOf(fold, holdingsOf(fold), stood);
    let standing: Standing = { merge: null, latest: null };
    return stood.flatMap((held) => {
      const problem = problemOf(held, given, standing);
      if (held.until === null) standing = standingAfter(standing, held);
      if (problem === null) return [];
      const { seq, event, path } = held;
      const params = { seq, type: event.type, bypass: fold.bypass, before: problem.before, problem: problem.text };
      const about = { bypass: fold.bypass, seq, actor: event.actor, commits: problem.commits ?? [] };
      const item = finding("EVENT_ACTIVATION_MISMATCH", params, { path });
      return [auditFinding({ ...item, severity: problem.severity ?? item.severity }, about)];
    });
  });
}

/** What was permitted, and what is called a violation. */
interface Given {
  /** Versions of an activation, by its number, that an act may rest on. */
  readonly activated: (activation: unknown, act: Holding) => readonly Holding[];
  readonly registered: (act: Holding) => readonly Holding[];
  readonly called: ReadonlySet<unknown>;
  /** Every merge by which the bypass was ever said to be used, and the record that says so. */
  readonly merges: ReadonlyMap<unknown, number>;
  readonly windowAt: ReturnType<typeof windowReader>;
  readonly endBefore: ReturnType<typeof endReader>;
}

/** Where the bypass stands at a record. */
interface Standing {
  /** The merge by which it was used. */
  readonly merge: string | null;
  /** Number of the last activation. */
  readonly latest: number | null;
}

interface Problem {
  readonly text: string;
  /** Record that it is compared with. */
  readonly before: number;
  readonly commits?: readonly string[];
  /** Absent: as the code says. */
  readonly severity?: "warning";
}

function givenOf(fold: BypassFold, holdings: readonly Holding[], stood: readonly Stood[]): Given {
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
    merges: new Map(
      fold.entries.flatMap(({ seq, event: { type, data } }) =>
        type === "bypass.used" || type === "bypass.registered" ? [[data.merge_sha, seq] as const] : [],
      ),
    ),
    windowAt: windowReader(stood),
    endBefore: endReader(stood),
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

function standingAfter(before: Standing, { event: { type, data } }: Holding): Standing {
  if (type === "bypass.activated") return { ...before, latest: (data as unknown as BypassActivated).activation };
  // What is registered was merged, whether or not its use is on record.
  if (type === "bypass.registered") return { ...before, merge: (data as unknown as BypassRegistered).merge_sha };
  return type === "bypass.used" ? { ...before, merge: (data as unknown as BypassUsed).merge_sha } : before;
}

function problemOf(held: Stood, given: Given, standing: Standing): Problem | null {
  const { event } = held;
  const { type, data } = event;
  if (type === "bypass.used") return useProblem(held, given, standing);
  if (type === "remediation.completed") return completionProblem(held, given, standing);
  if (type === "remediation.opened") return openingProblem(held, given);
  if (type === "bypass.expired") return expiryProblem(held, given);
  if (!aboutActivation.has(type)) return null;
  // Of an activation that is not there the order of the records tells.
  const problem = firstProblem(given.activated(data.activation, held), (activated) => actProblem(event, activated));
  return problem ?? (type === "override.posted" ? lateResult(held, given) : null);
}

/** A result is posted while its activation runs. A run may record that a while later. */
function lateResult(held: Stood, { endBefore, windowAt }: Given): Problem | null {
  const { event } = held;
  if (event.supersedes !== undefined) return null;
  const window = windowAt(held);
  const isOwn = window?.activated.event.data.activation === event.data.activation;
  const over = isOwn && window !== null ? [{ at: window.end, seq: window.activated.seq }] : [];
  const ended = endBefore(held, Number(event.data.activation));
  if (ended !== null) over.push({ at: ended.event.at, seq: ended.seq });
  const posted = parseInstant(event.at) ?? 0;
  const first = over.find(({ at }) => posted - (parseInstant(at) ?? posted) > writingTime);
  return first === undefined ? null : { text: `it was over at ${first.at}, and not at ${event.at}`, before: first.seq };
}

/** A time that is said to be over has run out: what is ended early is revoked, by somebody, or voided, for a reason. */
function expiryProblem(held: Stood, { windowAt, endBefore }: Given): Problem | null {
  const window = windowAt(held);
  if (window === null || held.event.supersedes !== undefined) return null;
  const { activation } = window.activated.event.data as unknown as BypassActivated;
  const ended = endBefore(held, activation);
  // An amendment gives time, or takes it, while it runs or is suspended: none to what has had no effect.
  const isOver = ended?.event.type === "override.ineffective";
  const { end } = (isOver ? windowAt(ended) : null) ?? window;
  if ((parseInstant(end) ?? 0) - (parseInstant(held.event.at) ?? 0) <= SERVER_SKEW_MS) return null;
  return {
    text: `it had time until ${end}, and is said to have expired at ${held.event.at}`,
    before: window.activated.seq,
  };
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

function actProblem({ type, target, data }: LedgerEvent, activated: LedgerEvent): string | null {
  const { checks } = activated.data as unknown as BypassActivated;
  const { check, sha, checks: named = [] } = data as { check?: string; sha?: string; checks?: readonly string[] };
  const known = new Set(checks.flatMap(({ name, gate }) => (gate === undefined ? [name] : [name, gate.check])));
  const more = [...(check === undefined ? [] : [check]), ...named].find((name) => !known.has(name));
  if (more !== undefined) return `the check ${more} is none of it`;
  const modes = checks.flatMap(({ name, mode }) => (name === check ? [mode] : []));
  if (type === "override.posted" && modes.length > 0 && modes.every((mode) => isMerged({ mode })))
    return `it lets ${check} be merged past (${modes.join(", ")}), which posts no result`;
  const commit = activated.target?.commit;
  if (sha !== undefined && commit !== undefined && sha !== commit) return `it is for commit ${commit}, not for ${sha}`;
  return targetProblem(target, activated.target);
}

function targetProblem(target: EventTarget | undefined, given: EventTarget | undefined): string | null {
  if (target === undefined || given === undefined) return null;
  if (target.pr !== given.pr) return `it is for pull request ${given.pr}, not for ${target.pr}`;
  if (target.commit !== given.commit) return `it is for commit ${given.commit}, not for ${target.commit}`;
  if (target.ref !== given.ref) return `it is for ${given.ref}, not for ${target.ref}`;
  return target.tree === given.tree
    ? null
    : `it has ${given.commit} with the tree ${given.tree}, not with ${target.tree}`;
}

/** What a use or a completion rests on: the last activation, or the registration of what never was active. */
function permittedBefore(held: Holding, { activated, registered }: Given, { latest }: Standing): readonly Holding[] {
  return latest === null ? registered(held) : activated(latest, held);
}

function useProblem(held: Stood, given: Given, standing: Standing): Problem | null {
  const { event } = held;
  const { merge_sha: merge, base } = event.data as unknown as BypassUsed;
  const problem = firstProblem(permittedBefore(held, given, standing), (permitted) => {
    const registered = permitted.type === "bypass.registered" ? (permitted.data as unknown as BypassRegistered) : null;
    if (registered !== null && registered.merge_sha !== merge)
      return `it is for the merge ${registered.merge_sha}, not for ${merge}`;
    const wrong = targetProblem(event.target, permitted.target);
    if (wrong !== null) return wrong;
    const ref = permitted.target?.ref ?? `refs/heads/${base}`;
    if (registered === null && ref !== `refs/heads/${base}` && !given.called.has("MERGED_ELSEWHERE"))
      return `it is for ${ref}, and no record calls the merge into ${base} the violation MERGED_ELSEWHERE`;
    return null;
  });
  const window = standing.latest === null ? null : given.windowAt(held);
  const late = window === null ? null : (timeProblem(event, window, given) ?? overProblem(held, given));
  const found = problem ?? late ?? (window === null ? null : uncalledProblem(event, window, given));
  return found === null ? null : { ...found, commits: [merge] };
}

function timeProblem({ at, data }: LedgerEvent, { activated, end }: Window, { called }: Given): Problem | null {
  const merged = parseInstant(at) ?? 0;
  const start = activated.event.at;
  const before = activated.seq;
  if (merged < (parseInstant(start) ?? 0) - SERVER_SKEW_MS && !called.has("MERGED_BEFORE_ACTIVATION")) {
    const text = `it began at ${start}, and no record calls the merge at ${at} the violation MERGED_BEFORE_ACTIVATION`;
    return { before, text };
  }
  if ((data as unknown as BypassUsed).after_expiry === true || merged < (parseInstant(end) ?? Infinity)) return null;
  return { before, text: `it ended at ${end}, and the merge at ${at} is not called late` };
}

/**
 * A merge after the bypass was ended early. That of an expired one is always called late; of one that was revoked or voided earlier versions
 * did not record it, so there it is a warning: either everything was green by then, or it was merged past the rules.
 */
function overProblem(held: Stood, { endBefore }: Given): Problem | null {
  const { at, data } = held.event;
  const ended = endBefore(held, null);
  if (ended === null || (data as unknown as BypassUsed).after_expiry === true) return null;
  const { type, at: end } = ended.event;
  if ((parseInstant(at) ?? 0) - (parseInstant(end) ?? 0) <= SERVER_SKEW_MS) return null;
  const text = `it ended at ${end} (${type}), and the merge at ${at} is not called late`;
  return { text, before: ended.seq, ...(type === "bypass.expired" ? {} : { severity: "warning" }) };
}

/** What is called late was not permitted: the violation is recorded with it, and figures count that alone. Whoever puts it right is told. */
function uncalledProblem(
  { at, data, supersedes }: LedgerEvent,
  { activated }: Window,
  { called }: Given,
): Problem | null {
  if ((data as unknown as BypassUsed).after_expiry !== true || supersedes !== undefined) return null;
  if (called.has("MERGED_AFTER_EXPIRY")) return null;
  const text = `the merge at ${at} is called late, and no record calls that the violation MERGED_AFTER_EXPIRY`;
  return { text, before: activated.seq };
}

/** A remediation is owed for a merge that the record knows, as it was recorded or as it was put right. */
function openingProblem({ seq, event }: Stood, { merges }: Given): Problem | null {
  const { merge_sha: merge } = event.data as unknown as RemediationOpened;
  if (merge === undefined || merges.has(merge)) return null;
  const text = `it is for the merge ${merge}, by which no record says that the bypass was used`;
  return { before: [...merges.values()].at(-1) ?? seq, text, commits: [merge] };
}

/** Of a use everything that was set aside has to be green; an EMERGENCY that was not merged has set nothing aside in the end. */
function completionProblem(held: Holding, given: Given, standing: Standing): Problem | null {
  if (standing.merge === null) return null;
  const { checks, commit } = held.event.data as unknown as RemediationCompleted;
  const used = given.merges.get(commit);
  if (standing.merge === commit && used !== undefined && given.merges.size === 1)
    return { before: used, text: `the merge ${commit} itself is no fix`, commits: [commit] };
  const green = new Set(checks.map((name) => name.toLowerCase()));
  return firstProblem(permittedBefore(held, given, standing), (permitted) => {
    if (green.size === 0) return "it names no check that is green, and something was set aside";
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
