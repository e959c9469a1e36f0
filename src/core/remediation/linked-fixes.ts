import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import type { PullIndex, SeenPull } from "./index-pulls.ts";
import { issuesOf, type RepositoryNames } from "./issues-of.ts";

/** A pull request that was linked to a remediation, as the record has it. */
export interface LinkedFix {
  readonly number: number;
  /** closed: also one that names the bypass no more. */
  readonly state: SeenPull["state"];
  readonly mergeCommit: string | null;
}

interface LinkContext {
  readonly now: RepositoryNames;
  /** Branch on which the checks have to be green. */
  readonly base: string;
  /** The pull request that the bypass let through; null: not known. */
  readonly target: number | null;
}

const fixKind = "fix";
/** More mend no single bypass; whoever opens and closes them all day fills no ledger. */
const mostFixes = 20;
const mostEvents = 100;

/** The linked pull requests, by number; the last word on each. */
export function fixesOf(fold: BypassFold): LinkedFix[] {
  const fixes = new Map<number, LinkedFix>();
  for (const { data } of recordsOf(fold)) {
    const number = Number(data.pull_request);
    const mergeCommit = typeof data.merge_commit === "string" ? data.merge_commit : null;
    fixes.set(number, { number, state: data.state as LinkedFix["state"], mergeCommit });
  }
  return [...fixes.values()].sort((one, other) => one.number - other.number);
}

function recordsOf({ places }: BypassFold) {
  return places.flatMap((place) => {
    const event = place.at(-1);
    const { kind, pull_request: number } = event?.data ?? {};
    return event?.type === "remediation.progress" && kind === fixKind && number !== undefined ? [event] : [];
  });
}

/** Whether anything may still mend it: it was used, and nobody has verified that all is made good. */
export function isMendable({ state: { used, remediation } }: BypassFold): boolean {
  return used !== null && (remediation === "open" || remediation === "completed");
}

/**
 * What is new about the pull requests that name a bypass as mended: by a closing keyword for its issue, or by a line `qms: ID` (R253).
 * One of a fork counts from its merge on. None of it completes anything: that is for the checks to say.
 */
export function planFixes(fold: BypassFold, index: PullIndex, context: LinkContext): EventContent[] {
  if (!isMendable(fold)) return [];
  const records = recordsOf(fold);
  const known = new Map(fixesOf(fold).map((fix) => [fix.number, fix]));
  let room = mostFixes - known.size;
  const naming = index.naming([fold.bypass, ...issuesOf(fold, context.now)]);
  const named = new Set(naming);
  const others = [...known.keys()].flatMap((number) => index.numbered(number) ?? []);
  return [...new Set([...naming, ...others])].flatMap((pull) => {
    const before = known.get(pull.number)?.state ?? null;
    const now = named.has(pull) && mends(pull, fold, context) ? pull.state : "closed";
    if (now === before || before === "merged" || !isNews(before, now, pull)) return [];
    if (before === null && room-- <= 0) return [];
    if (now !== "merged" && records.length >= mostEvents) return [];
    const times = records.filter(({ data }) => data.pull_request === pull.number).length;
    return [progressOf(fold.bypass, pull, now, times)];
  });
}

function progressOf(bypass: string, pull: SeenPull, now: LinkedFix["state"], times: number): EventContent {
  const merge = now === "merged" && pull.mergeSha !== null ? { merge_commit: pull.mergeSha } : {};
  return {
    type: "remediation.progress",
    bypass,
    key: `fix:${pull.number}:${times}`,
    source: { kind: "api", url: pull.url },
    data: {
      kind: fixKind,
      text: `${words[now]}: pull request #${pull.number}`,
      ref: `#${pull.number}`,
      pull_request: pull.number,
      state: now,
      ...merge,
    },
  };
}

const words = {
  open: "A fix is proposed",
  merged: "A fix is merged",
  closed: "A proposed fix is withdrawn",
} as const;

function isNews(before: LinkedFix["state"] | null, now: LinkedFix["state"], { fromFork }: SeenPull): boolean {
  if (before !== null) return true;
  return now === "merged" || (now === "open" && !fromFork);
}

function mends({ base, number, mergedAt }: SeenPull, { state }: BypassFold, context: LinkContext): boolean {
  const since = parseInstant(state.used?.at ?? "") ?? 0;
  return base === context.base && number !== context.target && (mergedAt === null || mergedAt > since);
}
