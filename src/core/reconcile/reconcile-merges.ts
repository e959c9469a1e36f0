import type { Instant } from "../time/instant.ts";
import { judgeCheckAt } from "./judge-check.ts";
import { judgeMerge, type MergeJudgement } from "./judge-merge.ts";
import { isSuspicious } from "./judge-producer.ts";
import { judgePush } from "./judge-push.ts";
import { listLandings } from "./list-landings.ts";
import type { BypassSuite, DirectPush, MergedPull, MergeEvidence, MergeRequirements } from "./merge-evidence.ts";
import { coversCheck, type Registration, type RegistrationOf } from "./registered-merges.ts";
import type { UndecidedMerge, UnregisteredMerge } from "./unregistered-merge.ts";
import { type Usual, usualProducers } from "./usual-producers.ts";

/** A merge with a bypass that the ledger does not say was used. */
export interface UnrecordedUse {
  readonly pull: MergedPull & { readonly mergeSha: string };
  readonly registration: Registration;
}

/** What a comparison of GitHub's record with the ledger came to. */
export interface Reconciliation {
  readonly unregistered: readonly UnregisteredMerge[];
  readonly undecided: readonly UndecidedMerge[];
  readonly unrecorded: readonly UnrecordedUse[];
  /** Merges that the ledger accounts for. */
  readonly registered: number;
}

type First = Omit<MergeEvidence, "histories">;

/**
 * Commits whose latest results do not settle what the required checks were at the merge, or by whom they were green: for these every
 * result is needed. Few, where merges are green and nothing is posted by hand.
 */
export function commitsToRead(evidence: First, registrationOf: RegistrationOf): string[] {
  const usualOf = usualIn(evidence);
  const wanted = new Set<string>();
  for (const pull of listLandings(evidence.pulls, registrationOf)) {
    const rules = evidence.branches.get(pull.base) ?? null;
    const registration = registrationOf(pull);
    if (rules === null || rules.mergeQueue || registration?.checks === null) continue;
    const open = rules.required.some((required) => {
      if (registration !== null && coversCheck(registration, required.name)) return false;
      const state = judgeCheckAt(required, pull.results, pull.mergedAt, false);
      return state.verdict !== "green" || isSuspicious(state.by, usualOf(required.name));
    });
    if (open) wanted.add(pull.headSha);
  }
  for (const { branch, push } of directPushes(evidence)) {
    const rules = evidence.branches.get(branch);
    if (rules != null && rules.required.length > 0 && !isPast(rules, push)) wanted.add(push.after);
  }
  return [...wanted];
}

/** Compares every merge and every push of the window with the ledger. */
export function reconcileMerges(evidence: MergeEvidence, registrationOf: RegistrationOf): Reconciliation {
  const { branches, histories, suites } = evidence;
  const usualOf = usualIn(evidence);
  const suiteOf = suitesBySha(evidence);
  const mergedByPush = new Map(
    directPushes(evidence, true).map(({ branch, push }) => [`${branch} ${push.after}`, push]),
  );
  const judgements: MergeJudgement[] = [];
  const unrecorded: UnrecordedUse[] = [];
  const seen = new Set<BypassSuite | null>();
  let registered = 0;
  for (const pull of listLandings(evidence.pulls, registrationOf)) {
    const { number, mergeSha, base, headSha } = pull;
    if (mergeSha === null) {
      const why = "GitHub names no commit by which it was merged";
      judgements.push({ found: null, undecided: [{ pull: number, base, mergeSha, why }] });
      continue;
    }
    const known = { ...pull, mergeSha };
    const registration = registrationOf(pull);
    if (registration !== null) registered++;
    if (registration?.recorded === false) unrecorded.push({ pull: known, registration });
    const [rules, suite] = [branches.get(base) ?? null, suiteOf(base, mergeSha)];
    const push = mergedByPush.get(`${base} ${mergeSha}`);
    const pushed = push !== undefined && rules !== null && isPast(rules, push);
    seen.add(suite);
    judgements.push(
      judgeMerge(known, { rules, registration, suite, usualOf, pushed, history: histories.get(headSha) ?? null }),
    );
  }
  const isRegistered = (after: string, at: Instant): boolean =>
    registrationOf({ number: 0, headSha: "", mergeSha: after, mergedAt: at }) !== null;
  for (const { branch, push } of directPushes(evidence)) {
    const suite = suiteOf(branch, push.after);
    seen.add(suite);
    if (isRegistered(push.after, push.at)) continue;
    const history = histories.get(push.after) ?? null;
    judgements.push(judgePush(push, branch, branches.get(branch) ?? noRules, { suite, usualOf, history }));
  }
  for (const { base, mergeSha } of evidence.later) seen.add(suiteOf(base, mergeSha ?? ""));
  for (const suite of "read" in suites ? suites.read : []) {
    if (!seen.has(suite) && !isRegistered(suite.after ?? "", suite.at)) judgements.push(judgeSuite(suite));
  }
  return {
    unregistered: judgements.flatMap(({ found }) => found ?? []).sort(byTime),
    undecided: judgements.flatMap(({ undecided }) => undecided),
    unrecorded,
    registered,
  };
}

/** GitHub says bypass, and neither a merge nor a push of the window is known to be it. */
function judgeSuite({ after, at, actor, branch, failed, id }: BypassSuite): MergeJudgement {
  if (after === null) {
    const why = `${actor?.login ?? "somebody"} deleted it past its rules (rule suite ${id})`;
    return { found: null, undecided: [{ pull: null, base: branch, mergeSha: null, why }] };
  }
  return {
    found: {
      ...{ pull: null, url: null, base: branch, headSha: null, mergeSha: after, mergedAt: at, mergedBy: actor },
      ...{ found: ["rule_suite"], checks: [], suite: id, rules: failed ?? [], bypass: null },
    },
    undecided: [],
  };
}

const noRules: MergeRequirements = { required: [], pullRequest: null, mergeQueue: false };

/** Whether the push went past a rule that asks for pull requests, and that is as old as the push. */
function isPast({ pullRequest }: MergeRequirements, { at }: DirectPush): boolean {
  return pullRequest !== null && (pullRequest.since === null || pullRequest.since <= at);
}

/** Pushes of every branch; those that are the merge of a pull request only where `merges` asks for them. */
function directPushes({ pulls, later, pushes }: First, merges = false): { branch: string; push: DirectPush }[] {
  const merged = new Set([...pulls, ...later].map(({ base, mergeSha }) => `${base} ${mergeSha}`));
  return [...pushes].flatMap(([branch, list]) =>
    ("read" in list ? list.read : [])
      .filter(({ after }) => merges === merged.has(`${branch} ${after}`))
      .map((push) => ({ branch, push })),
  );
}

function usualIn({ pulls }: Pick<MergeEvidence, "pulls">): (check: string) => Usual {
  const known = new Map<string, Usual>();
  return (check) => {
    const key = check.toLowerCase();
    const usual = known.get(key) ?? usualProducers(pulls, check);
    known.set(key, usual);
    return usual;
  };
}

function suitesBySha({ suites }: MergeEvidence): (branch: string, after: string) => BypassSuite | null {
  const list = "read" in suites ? suites.read : [];
  const found = new Map(list.map((suite) => [`${suite.branch} ${suite.after}`, suite]));
  return (branch, after) => found.get(`${branch} ${after}`) ?? null;
}

function byTime(one: UnregisteredMerge, other: UnregisteredMerge): number {
  return one.mergedAt - other.mergedAt || (one.mergeSha < other.mergeSha ? -1 : 1);
}
