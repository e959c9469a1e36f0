import type { MergeMethod } from "../../core/override/judge-other-rules.ts";
import type { RuleKeeper } from "../../ports.ts";
import type { Session } from "./open-session.ts";
import { type Problem, problemOf } from "./problem-of.ts";

/** Seconds between tries: a rule that was just changed may not be seen at once, and a window is no place to wait long in. */
const pauses = [1, 2, 4];

/**
 * Merges at exactly this commit. Null: GitHub says that it is merged, or was before.
 * @param methods ways that no rule forbids; the repository may forbid some of them
 */
export async function mergeAsApp(
  { ports: { github, sleeper } }: Session,
  keeper: RuleKeeper,
  number: number,
  sha: string,
  methods: readonly MergeMethod[],
): Promise<Problem | null> {
  let way = 0;
  for (let tries = 0; ; tries++) {
    const answer = await attempt(keeper, number, sha, methods[way] ?? "merge");
    if (answer === null) return null;
    // A setting of the repository: waiting changes nothing, another way may be open.
    if (answer.status === 405 && /not allowed/i.test(answer.message) && way + 1 < methods.length) {
      way += 1;
      continue;
    }
    const pause = pauses[tries];
    // 405 and no answer may mean "not now"; 409 says that the head moved, and every other word is final.
    const again = answer.status === 405 || answer.lost;
    if (!again || pause === undefined) return answer;
    // Whose answer was lost may have merged all the same.
    const { merged } = await github.readTarget(number);
    if (merged !== null) return null;
    await sleeper.sleep(pause * 1000);
  }
}

async function attempt(
  keeper: RuleKeeper,
  number: number,
  sha: string,
  method: MergeMethod,
): Promise<(Problem & { readonly lost: boolean }) | null> {
  try {
    const { sha: done, status, message } = await keeper.mergePull(number, sha, method);
    const fix = "Read GitHub's sentence; satisfy the rule that it names, or make the App a bypass actor there.";
    return done === null ? { message, status, fix, lost: false } : null;
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return { ...problem, lost: problem.status === null || problem.status >= 500 };
  }
}
