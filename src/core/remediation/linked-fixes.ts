import type { EventContent } from "../ledger/draft-event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** A pull request with what it says about itself. */
export interface SeenPull {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly base: string;
  readonly state: "open" | "merged" | "closed";
  /** Anybody can open one from there; whoever merges it lets it in. */
  readonly fromFork: boolean;
  readonly mergedAt: Instant | null;
  readonly mergeSha: string | null;
}

/** A pull request that was linked to a remediation, as the record has it. */
export interface LinkedFix {
  readonly number: number;
  /** closed: also one that names the bypass no more. */
  readonly state: SeenPull["state"];
  readonly mergeCommit: string | null;
}

interface LinkContext {
  /** Repository of the pull requests, owner/name. */
  readonly source: string;
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

/**
 * What is new about the pull requests that name a bypass as mended: by a closing keyword for its issue, or by a line `qms: ID` (R253).
 * One of a fork counts from its merge on. None of it completes anything: that is for the checks to say.
 */
export function planFixes(fold: BypassFold, pulls: readonly SeenPull[], context: LinkContext): EventContent[] {
  const { used, remediation } = fold.state;
  if (used === null || (remediation !== "open" && remediation !== "completed")) return [];
  const records = recordsOf(fold);
  const known = new Map(fixesOf(fold).map((fix) => [fix.number, fix]));
  let room = mostFixes - known.size;
  return pulls.flatMap((pull) => {
    const before = known.get(pull.number)?.state ?? null;
    const now = stateOf(pull, fold, context);
    if (now === before || before === "merged" || !isNews(before, now, pull)) return [];
    if (before === null && room-- <= 0) return [];
    if (now !== "merged" && records.length >= mostEvents) return [];
    const times = records.filter(({ data }) => data.pull_request === pull.number).length;
    const merge = now === "merged" && pull.mergeSha !== null ? { merge_commit: pull.mergeSha } : {};
    return [
      {
        type: "remediation.progress",
        bypass: fold.bypass,
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
      } satisfies EventContent,
    ];
  });
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

function stateOf(pull: SeenPull, fold: BypassFold, { source, base, target }: LinkContext): LinkedFix["state"] {
  const { used, issue } = fold.state;
  const since = parseInstant(used?.at ?? "") ?? 0;
  const mends = pull.base === base && pull.number !== target && (pull.mergedAt === null || pull.mergedAt > since);
  return mends && namesRemediation(pull.body, fold.bypass, issue, source) ? pull.state : "closed";
}

/** Bounded everywhere: whoever writes this text may be anybody. */
const closing =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,20}(?:(?:https?:\/\/[^\s/]{1,100}\/)?([\w.-]{1,100}\/[\w.-]{1,100})(?:#|\/issues\/)|#)(\d{1,9})\b/gi;

/** Whether a text says that it mends what a bypass left behind. Comments and code say nothing, as on GitHub. */
export function namesRemediation(
  body: string,
  bypass: string,
  issue: { readonly repository: string; readonly number: number } | null,
  source: string,
): boolean {
  return proseOf(body).some((line) => {
    const named = /^\s*qms:(.{1,1000})$/i.exec(line)?.[1]?.split(/[\s,]+/) ?? [];
    if (named.includes(bypass)) return true;
    return [...line.matchAll(closing)].some(([, repository = source, number]) => {
      const isThere = issue !== null && repository.toLowerCase() === issue.repository.toLowerCase();
      return isThere && Number(number) === issue.number;
    });
  });
}

/** The lines outside comments and code. */
function proseOf(body: string): string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of body.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r?\n/)) {
    const mark: string | undefined = /^\s{0,3}(```|~~~)/.exec(line)?.[1];
    if (fence === null && mark === undefined) lines.push(line.replace(/`[^`]*`/g, ""));
    else if (fence === null) fence = mark ?? null;
    else if (mark === fence) fence = null;
  }
  return lines;
}
