import type { Escalation } from "../../generated/types/policy.ts";
import { compareText, sha256Hex } from "../document/read-document.ts";
import type { CompiledPolicy } from "../procedure/compiled-policy.ts";
import { addDuration, parseDuration } from "../time/duration.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

/** A bypass that was used, and no drill. */
export interface UsedBypass {
  readonly bypass: string;
  readonly usedAt: Instant;
  readonly checks: readonly string[];
}

/** One check that was bypassed again and again, as of the use of one bypass. */
export interface RepeatedPattern {
  /** Row of the policy's escalation. */
  readonly rule: string;
  readonly check: string;
  /** When the bypass was used that it is seen at. */
  readonly at: Instant;
  /** Ids of the bypasses that share it, that one last. */
  readonly bypasses: readonly string[];
  /** From how many on it is one. */
  readonly limit: number;
  /** The use before did not make one: an improvement is proposed once, not at each further use. */
  readonly first: boolean;
}

/** What a state file tells of a bypass that was used; null: it was not, or it is a drill. */
export function readUsed(fields: Readonly<Record<string, unknown>> | null): UsedBypass | null {
  const { bypass, flags, used, activation } = (fields ?? {}) as {
    bypass?: unknown;
    flags?: unknown;
    used?: { at?: unknown } | null;
    activation?: { checks?: readonly { name?: unknown }[] } | null;
  };
  const usedAt = parseInstant(String(used?.at ?? ""));
  if (typeof bypass !== "string" || usedAt === null || (Array.isArray(flags) && flags.includes("drill"))) return null;
  return { bypass, usedAt, checks: (activation?.checks ?? []).map(({ name }) => String(name)) };
}

/**
 * Looks for repeated patterns of the policy's rows at the uses of one bypass (60-remediation.md, `pattern_of_repeated_bypasses`). The
 * ledger is that of one repository, so `repository` is the same for all; rows that ask for a requestor or a team find none.
 * @param used every bypass that was used
 */
export function findPatterns(
  used: readonly UsedBypass[],
  compiled: CompiledPolicy,
): (bypass: string) => RepeatedPattern[] {
  const { calendar } = compiled;
  const byCheck = new Map<string, UsedBypass[]>();
  const byId = new Map(used.map((one) => [one.bypass, one]));
  const ordered = [...used].sort((one, other) => one.usedAt - other.usedAt || compareText(one.bypass, other.bypass));
  for (const one of ordered) {
    for (const check of new Set(one.checks)) {
      const list = byCheck.get(check);
      if (list === undefined) byCheck.set(check, [one]);
      else list.push(one);
    }
  }
  const rows = patternRows(compiled).map(({ rule, count, within }) => {
    const counts = new Map(ordered.map((one) => [one, reaches(one.usedAt, within, calendar)]));
    return { rule, count, countsUntil: (one: UsedBypass): Instant => counts.get(one) ?? one.usedAt };
  });
  return (bypass) => {
    const own = byId.get(bypass);
    if (own === undefined) return [];
    return rows.flatMap(({ rule, count, countsUntil }) =>
      [...new Set(own.checks)].flatMap((check): RepeatedPattern[] => {
        const all = byCheck.get(check) ?? [];
        const seenAt = (last: number): UsedBypass[] => {
          const at = all[last]?.usedAt ?? 0;
          return all.slice(0, last + 1).filter((one) => one.usedAt === at || countsUntil(one) > at);
        };
        const index = all.indexOf(own);
        const sharing = seenAt(index);
        if (sharing.length < count) return [];
        const first = index === 0 || seenAt(index - 1).length < count;
        const bypasses = sharing.map((one) => one.bypass);
        return [{ rule, check, at: own.usedAt, bypasses, limit: count, first }];
      }),
    );
  };
}

/** The policy's rows that count the same check: from how many uses on, within how long. */
export function patternRows({
  policy,
}: CompiledPolicy): readonly { readonly rule: string; readonly count: number; readonly within: string }[] {
  return Object.entries(policy.escalation)
    .filter(([, row]) => isOfChecks(row))
    .map(([rule, { count = 0, within = "" }]) => ({ rule, count, within }));
}

function isOfChecks({ same = [], count, within }: Escalation): boolean {
  const known = same.every((field) => field === "repository" || field === "check");
  return known && same.includes("check") && count !== undefined && within !== undefined;
}

/** How long a use counts; one with a span that cannot be read counts for nothing. */
function reaches(usedAt: Instant, within: string, calendar: CompiledPolicy["calendar"]): Instant {
  const duration = parseDuration(within);
  return duration === null ? usedAt : addDuration(usedAt, duration, calendar);
}

/** A check's name as a word of a cause; what had to be changed is told apart by a digest. */
export function patternCause(check: string): string {
  const word = check
    .replace(/[^A-Za-z0-9_-]/g, "_")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 100);
  const mark = sha256Hex(new TextEncoder().encode(check)).slice(0, 6);
  const named = word === check ? word : [word, mark].filter((part) => part !== "").join("-");
  return `pattern_of_repeated_bypasses:${named}`;
}
