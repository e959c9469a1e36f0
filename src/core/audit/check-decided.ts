import type { EventTarget, LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import type { Holding } from "./holdings.ts";

/** Types that one decision records of what it has looked at. */
const ofDecision: ReadonlySet<string> = new Set([
  ...["request.accepted", "response.acknowledged", "review.started", "review.completed"],
  ...["consultation.completed", "incident.confirmed", "bypass.approved", "bypass.refused"],
]);

/**
 * Whether what one decision recorded fits together: a run looks at one content of a request and at one target, one review has one author and
 * one time, a review is no older than its pull request, a comment is no older than the request, and no record is older than a time in it
 * that had passed. What puts an earlier record right says it in its own words, and is not compared.
 */
export function checkDecided(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap(({ bypass, entries }) => {
    const seen = nothingSeen();
    const request = firstOpened(entries);
    return entries.flatMap((held): AuditFinding[] => {
      const { seq, event, path } = held;
      if (event.supersedes !== undefined) return [];
      const ofOthers = ofDecision.has(event.type) ? decidedProblems(held, seen) : [];
      const findings = [...innerTimes(held), ...ofOthers, ...commentProblems(held, request)];
      return findings.map((item) => auditFinding(item(path), { bypass, seq, actor: event.actor }));
    });
  });
}

type Problem = (path: string) => ReturnType<typeof finding>;

/** What the records of a bypass before one have said. */
interface Seen {
  /** By the run: the first record that names a content, and what named none before it. */
  readonly runs: Map<string, { readonly naming: Holding | null; readonly nameless: Holding | null }>;
  /** By the run and the commit of the manifest. */
  readonly targets: Map<string, Holding>;
  readonly reviews: Map<unknown, Holding>;
  /** By the link of the pull request. */
  readonly requests: Map<string, Holding>;
}

function nothingSeen(): Seen {
  return { runs: new Map(), targets: new Map(), reviews: new Map(), requests: new Map() };
}

function decidedProblems(held: Holding, seen: Seen): Problem[] {
  const { run } = held.event;
  const ofRun =
    run === undefined
      ? []
      : [contentProblem, targetProblem].map((judge) => judge(held, seen, `${run.id} ${run.attempt}`));
  return [...ofRun, reviewProblem(held, seen), openingProblem(held, seen)].flatMap((problem) => problem ?? []);
}

function contentProblem(held: Holding, { runs }: Seen, run: string): Problem | null {
  const { naming, nameless } = runs.get(run) ?? { naming: null, nameless: null };
  const { manifest } = held.event;
  runs.set(run, manifest === undefined ? { naming, nameless: nameless ?? held } : { naming: naming ?? held, nameless });
  if (manifest === undefined && naming !== null)
    return mismatch(held, naming, `record ${naming.seq} of the same run names it, and this one names no content`);
  if (manifest === undefined || nameless === null || naming !== null) return null;
  return mismatch(held, held, `record ${nameless.seq} (${nameless.event.type}) of the same run names no content`);
}

/** Types whose records name no target where it moved on before the decision, or where nothing came of it. */
const maybeTargetless: ReadonlySet<string> = new Set(["bypass.approved", "bypass.refused"]);

/** A job that runs behind the decision, in the same run, names the content as it lies on the branch: another commit, and maybe another head. */
function targetProblem(held: Holding, { targets }: Seen, run: string): Problem | null {
  const { type, manifest, target } = held.event;
  if (manifest === undefined || (target === undefined && maybeTargetless.has(type))) return null;
  const before = firstOf(targets, `${run} ${manifest.commit}`, held);
  const other = before.event.target;
  if (held === before || isSame(target, other)) return null;
  const problem = `it is for ${inWords(target)}, and record ${before.seq} of the same decision for ${inWords(other)}`;
  return mismatch(held, held, problem);
}

function isSame(one: EventTarget | undefined, other: EventTarget | undefined): boolean {
  return one?.pr === other?.pr && one?.ref === other?.ref && one?.commit === other?.commit && one?.tree === other?.tree;
}

function inWords(target: EventTarget | undefined): string {
  if (target === undefined) return "no target";
  const { pr, ref, commit, tree } = target;
  return `pull request ${pr} into ${ref} (commit ${commit}, tree ${tree})`;
}

function reviewProblem(held: Holding, { reviews }: Seen): Problem | null {
  const { data, actor, at } = held.event;
  if (data.review_id === undefined) return null;
  const before = firstOf(reviews, data.review_id, held);
  const other = before.event;
  const arePeople = actor.kind === "human" && other.actor.kind === "human";
  if (arePeople && other.actor.id !== actor.id) {
    const [own, first] = [actor, other.actor].map(({ login, id }) => `${login} (${id})`);
    return mismatch(held, held, `it has review ${data.review_id} from ${own}, and record ${before.seq} from ${first}`);
  }
  return at === other.at ? null : older(held, before, `by the same review ${data.review_id}`, other.at);
}

/** A review is given in a pull request, once that was opened. */
function openingProblem(held: Holding, { requests }: Seen): Problem | null {
  const { type, source, data } = held.event;
  if (type === "request.accepted") {
    firstOf(requests, source.url, held);
    return null;
  }
  const [pull = "", anchor] = source.url.split("#");
  const request = data.review_id === undefined || anchor === undefined ? undefined : requests.get(pull);
  const opened = request?.event.data.opened_at;
  return request === undefined || typeof opened !== "string" || !isBefore(held.event, opened)
    ? null
    : older(held, request, "by which its pull request was opened", opened);
}

/** The request that was opened first; null where one does not say when it was: then nothing is bound by it. */
function firstOpened(entries: readonly Holding[]): Holding | null {
  const requests = entries.filter(({ event }) => event.type === "request.accepted" && event.supersedes === undefined);
  return requests.reduce<Holding | null>(
    (oldest, next) => (oldest === null || openingOf(next) < openingOf(oldest) ? next : oldest),
    null,
  );
}

function openingOf({ event: { data } }: Holding): string {
  return typeof data.opened_at === "string" ? data.opened_at : "";
}

/** A comment about a bypass is written once it was asked for: on its pull request, or on an issue that came later. */
function commentProblems(held: Holding, request: Holding | null): Problem[] {
  if (request === null || held.event.source.kind !== "comment") return [];
  const opened = openingOf(request);
  return isBefore(held.event, opened) ? [older(held, request, "by which the request was opened", opened)] : [];
}

function innerTimes(held: Holding): Problem[] {
  const { type, data } = held.event;
  const [named, how] =
    type === "request.accepted"
      ? [data.opened_at, "by which its pull request was opened"]
      : type === "violation.recorded"
        ? [data.limit_at, "by which a limit had passed"]
        : [];
  return typeof named === "string" && isBefore(held.event, named) ? [older(held, held, how ?? "", named)] : [];
}

function isBefore({ at }: LedgerEvent, other: string): boolean {
  return (parseInstant(other) ?? 0) - (parseInstant(at) ?? 0) > SERVER_SKEW_MS;
}

function firstOf<Key>(known: Map<Key, Holding>, key: Key, held: Holding): Holding {
  const first = known.get(key) ?? held;
  known.set(key, first);
  return first;
}

function mismatch({ seq, event: { type } }: Holding, { event: { manifest } }: Holding, problem: string): Problem {
  const { path: file = "", sha256: expected = "none" } = manifest ?? {};
  return (path) => finding("EVENT_MANIFEST_MISMATCH", { seq, type, file, expected, problem }, { path: file || path });
}

function older({ seq, event: { type, at } }: Holding, before: Holding, how: string, latest: string): Problem {
  return (path) => finding("BACKDATED_RECORD", { seq, type, at, before: before.seq, how, latest }, { path });
}
