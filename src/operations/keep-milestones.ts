import { UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { Milestone } from "../core/remediation/milestone-of.ts";
import type { GitHub } from "../ports.ts";
import { problemOf } from "./override/problem-of.ts";

/** The milestones of one run in one repository. What is refused is told once, and ends nothing: a milestone is a help. */
export interface MilestoneKeeper {
  /** Milestones that came along with something else, so that they are not asked for. */
  learn(titles: ReadonlyMap<string, number> | null): void;
  /** Number of the milestone, which is made where there is none. Null: none is wanted, or there can be none. */
  numberOf(milestone: Milestone | null): Promise<number | null>;
  /** Whether the issue was moved. */
  move(issue: number, milestone: Milestone): Promise<boolean>;
  /** A new issue is not in it although that was asked: GitHub drops the wish of who may not sort issues, and takes no deleted one. */
  dropped(issue: number): void;
}

/**
 * Looks milestones up by their titles, once in a run, and only where one is needed: a run with nothing to move asks for nothing. Safe to
 * repeat, to kill and to race: titles are unique in a repository, and GitHub refuses a second one.
 */
export function keepMilestones(
  { milestones }: Pick<GitHub, "milestones">,
  result: { readonly findings: Finding[] },
): MilestoneKeeper {
  let listed: ReturnType<GitHub["milestones"]["list"]> | null = null;
  const made = new Map<string, Promise<number | null>>();
  /** What was refused once is refused again: the others of this run are spared the request. */
  const refused = { any: false, create: false };

  const tell = (what: string, problem: string, next: string): void => {
    result.findings.push(finding("MILESTONE_REFUSED", { what, problem, hint: next }));
  };

  /** Null: it failed, which is told, and is not tried again in this run. */
  async function attempt<T>(kind: keyof typeof refused, what: string, act: () => Promise<T>): Promise<T | null> {
    if (refused[kind]) return null;
    try {
      return await act();
    } catch (error) {
      const problem = problemOf(error);
      if (problem === null) throw error;
      refused[kind] = true;
      tell(what, problem.message, error instanceof UnavailableError ? problem.fix : hint);
      return null;
    }
  }

  async function make(milestone: Milestone): Promise<number | null> {
    const what = `"${milestone.title}"`;
    const answer = await attempt("create", what, () => milestones.create(milestone));
    if (answer === null || typeof answer === "number") return answer;
    // Most of the time because another run was first.
    listed = null;
    const titles = await titlesOf(what);
    const number = titles?.get(milestone.title) ?? null;
    if (titles !== null && number === null) tell(what, answer.refused, hint);
    return number;
  }

  function titlesOf(what: string): Promise<ReadonlyMap<string, number> | null> {
    return attempt("any", what, () => {
      listed ??= milestones.list();
      return listed;
    });
  }

  async function numberOf(milestone: Milestone | null): Promise<number | null> {
    if (milestone === null || refused.any) return null;
    const { title } = milestone;
    // Where there are no issues, there is nothing to put into a milestone.
    const titles = await titlesOf(`"${title}"`);
    if (titles === null) return null;
    const known = titles.get(title);
    if (known !== undefined) return known;
    const making = made.get(title) ?? make(milestone);
    made.set(title, making);
    return making;
  }

  const dropped = (issue: number): void => {
    refused.any = true;
    tell(`#${issue}`, "GitHub did not put it there.", hint);
  };

  return {
    learn(titles) {
      listed ??= Promise.resolve(titles);
    },
    numberOf,
    dropped,
    async move(issue, milestone) {
      const number = await numberOf(milestone);
      if (number === null) return false;
      const isIn = await attempt("any", `#${issue}`, () => milestones.put(issue, number));
      if (isIn === false) dropped(issue);
      return isIn === true;
    },
  };
}

const hint = "Give the token issues: write and, where it is a person's, the right to push; the next run tries again.";
