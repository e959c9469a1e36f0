import type { Instant } from "../time/instant.ts";
import { judgeCheckAt } from "./judge-check.ts";
import { judgeProducer } from "./judge-producer.ts";
import type { BranchRules, BypassSuite, DatedResult, MergedPull, Readable, RequiredNow } from "./merge-evidence.ts";
import { coversCheck, type Registration } from "./registered-merges.ts";
import type { BypassedCheck, HowFound, UndecidedMerge, UnregisteredMerge } from "./unregistered-merge.ts";
import { fewestMerges, type Usual } from "./usual-producers.ts";

/** What is known about one merge besides itself. */
export interface MergeContext {
  /** Null: the base is gone, or was not asked about. */
  readonly rules: BranchRules | null;
  readonly registration: Registration | null;
  readonly suite: BypassSuite | null;
  /** It came by a push to a branch whose changes have to come by a pull request. */
  readonly pushed: boolean;
  /** Every result on the head; null: the latest ones settle it. */
  readonly history: Readable<readonly DatedResult[]> | null;
  readonly usualOf: (check: string) => Usual;
}

export interface MergeJudgement {
  readonly found: UnregisteredMerge | null;
  readonly undecided: readonly UndecidedMerge[];
}

/** Whether a merge went past the rules in a way that the ledger does not account for. Needs `mergeSha`. */
export function judgeMerge(pull: MergedPull & { readonly mergeSha: string }, context: MergeContext): MergeJudgement {
  const { registration, suite, pushed } = context;
  const { number, url, base, headSha, mergeSha, mergedAt, mergedBy } = pull;
  if (registration !== null && registration.checks === null) return { found: null, undecided: [] };
  const why: string[] = [];
  const rules = suite === null ? [] : rulesBeyond(suite, registration, why);
  const checks = judgeChecks(pull, context, why);
  const found: HowFound[] = [
    ...(suite !== null && (registration === null || rules.length > 0) ? ["rule_suite" as const] : []),
    ...(checks.some(({ by }) => by === null) ? ["check_not_green" as const] : []),
    ...(checks.some(({ by }) => by !== null) ? ["foreign_producer" as const] : []),
    ...(pushed && registration === null ? ["direct_push" as const] : []),
  ];
  const undecided = why.map((reason) => ({ pull: number, base, mergeSha, why: reason }));
  if (found.length === 0) return { found: null, undecided };
  const by = suite?.actor ?? mergedBy;
  return {
    found: {
      ...{ pull: number, url, base, headSha, mergeSha, mergedAt, mergedBy: mergedBy ?? by },
      ...{ found, checks, suite: suite?.id ?? null, rules, bypass: registration?.bypass ?? null },
    },
    undecided,
  };
}

/** A registered bypass excuses checks and nothing else; which checks, the results tell. */
function rulesBeyond({ failed, id }: BypassSuite, registration: Registration | null, why: string[]): readonly string[] {
  if (registration === null) return failed ?? [];
  if (failed === null) {
    why.push(`GitHub says that rules were bypassed, and the details (rule suite ${id}) could not be read`);
    return [];
  }
  return failed.filter((rule) => rule !== "required_status_checks");
}

function judgeChecks(pull: MergedPull, context: MergeContext, why: string[]): BypassedCheck[] {
  const { rules, registration } = context;
  if (rules === null) return [];
  if (rules.mergeQueue) {
    why.push(`${pull.base} is merged into by a queue: its checks ran on commits of the queue, not on the head`);
    return [];
  }
  return rules.required.flatMap((required) =>
    registration !== null && coversCheck(registration, required.name)
      ? []
      : judgeRequired(required, pull.results, pull.mergedAt, context, why),
  );
}

/** One required check of a merge or push. What cannot be told goes into `why`. */
export function judgeRequired(
  required: RequiredNow,
  latest: readonly DatedResult[],
  at: Instant,
  { history, usualOf }: Pick<MergeContext, "history" | "usualOf">,
  why: string[],
): BypassedCheck[] {
  const { name, since } = required;
  if (history !== null && "unreadable" in history) {
    why.push(`the results of ${name} could not be read: ${history.unreadable}`);
    return [];
  }
  const state = judgeCheckAt(required, history?.read ?? latest, at, history !== null);
  if (state.verdict === "unsettled") {
    why.push(`${name}: a later result has taken the place of the one that counted`);
    return [];
  }
  if (state.verdict === "red") {
    if (since === null || since <= at) return [{ name, state: state.was, by: null }];
    why.push(`${name} was ${state.was}, and the rules have been changed since: it may not have been required then`);
    return [];
  }
  if (history === null) return [];
  const usual = usualOf(name);
  const producer = judgeProducer(required, state.by, history.read, at, usual);
  if (producer.verdict === "own") return [];
  if (producer.verdict === "foreign") return [{ name, state: state.by[0]?.state ?? "success", by: producer.who }];
  why.push(
    usual.merges < fewestMerges
      ? `${name} was reported by ${producer.who}, and too few merges have it to tell whether that is usual`
      : `${name} was reported by ${producer.who}, and nobody reports it often enough to be its usual producer`,
  );
  return [];
}
