import type { LedgerEvent, RemediationProgress } from "../../generated/types/event.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { formatEventInstant } from "../ledger/event-instant.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import type { PullIndex, SeenPull } from "./index-pulls.ts";
import { issuesOf, type RepositoryNames } from "./issues-of.ts";

/** A pull request that was linked to a remediation, as the record has it. */
export interface LinkedFix {
  readonly number: number;
  /** closed: also one that names the bypass no more. */
  readonly state: SeenPull["state"];
  readonly mergeCommit: string | null;
  /** It was merged, and the remediation was opened again after that. */
  readonly undone: boolean;
  /** Last change of the pull request that the record knows of. Null: it does not say. */
  readonly updatedAt: Instant | null;
}

interface LinkContext {
  readonly now: RepositoryNames;
  /** Branches that a fix may go into. */
  readonly branches: readonly string[];
  /** The pull request that the bypass let through; null: not known. */
  readonly target: number | null;
}

const fixKind = "fix";
/** More that are not merged mend no single bypass; whoever opens and closes them all day fills no ledger. What is merged somebody let in. */
const mostOpen = 20;
const mostEvents = 100;

/** The linked pull requests, by number; the last word on each. */
export function fixesOf({ places }: BypassFold): LinkedFix[] {
  const fixes = new Map<number, LinkedFix>();
  for (const event of places.map((place) => place.at(-1))) {
    if (event?.type === "remediation.reopened") {
      for (const [number, fix] of fixes) fixes.set(number, { ...fix, undone: fix.state === "merged" });
    } else if (event !== undefined && isFixLink(event)) {
      const {
        pull_request,
        state,
        merge_commit: mergeCommit = null,
        updated_at,
      } = event.data as unknown as RemediationProgress;
      const number = Number(pull_request);
      const updatedAt = parseInstant(updated_at ?? "");
      fixes.set(number, { number, state: state ?? "closed", mergeCommit, undone: false, updatedAt });
    }
  }
  return [...fixes.values()].sort((one, other) => one.number - other.number);
}

/** It is about a pull request that names the bypass: that is what its text says, and nobody's act. */
export function isFixLink({ type, data }: Pick<LedgerEvent, "type" | "data">): boolean {
  return type === "remediation.progress" && data.kind === fixKind && data.pull_request !== undefined;
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
  const records = fold.places.flatMap((place) => place.at(-1) ?? []).filter(isFixLink);
  const known = new Map(fixesOf(fold).map((fix) => [fix.number, fix]));
  let room = mostOpen - [...known.values()].filter(({ state }) => state === "open").length;
  const naming = index.naming([fold.bypass, ...issuesOf(fold, context.now)]);
  const named = new Set(naming);
  const others = [...known.keys()].flatMap((number) => index.numbered(number) ?? []);
  const seen = [...new Set([...naming, ...others])].map((pull) => {
    const state = named.has(pull) && mends(pull, fold, context) ? pull.state : ("closed" as const);
    return { pull, state };
  });
  return [...seen.filter(({ state }) => state === "merged"), ...seen.filter(({ state }) => state !== "merged")].flatMap(
    ({ pull, state }) => {
      const before = known.get(pull.number) ?? null;
      if (!isNews(before, state, pull)) return [];
      if (state === "open" && room-- <= 0) return [];
      if (state !== "merged" && records.length >= mostEvents) return [];
      const times = records.filter(({ data }) => data.pull_request === pull.number).length;
      return [progressOf(fold.bypass, pull, state, times)];
    },
  );
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
      updated_at: formatEventInstant(pull.updatedAt),
    },
  };
}

const words = {
  open: "A fix is proposed",
  merged: "A fix is merged",
  closed: "A proposed fix is withdrawn",
} as const;

function isNews(before: LinkedFix | null, now: LinkedFix["state"], { fromFork, updatedAt }: SeenPull): boolean {
  if (before === null) return now === "merged" || (now === "open" && !fromFork);
  // Of two runs at once, one may have read its list before the other one recorded what came later.
  const isStale = before.updatedAt !== null && updatedAt < before.updatedAt;
  return now !== before.state && before.state !== "merged" && !isStale;
}

function mends({ base, number, mergedAt }: SeenPull, { state }: BypassFold, context: LinkContext): boolean {
  const since = parseInstant(state.used?.at ?? "") ?? 0;
  return context.branches.includes(base) && number !== context.target && (mergedAt === null || mergedAt > since);
}
