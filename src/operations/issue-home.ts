import { type Finding, finding } from "../core/findings/finding.ts";
import type { BypassFold } from "../core/ledger/fold-bypass.ts";
import { isSame, ownNameAt } from "../core/remediation/issues-of.ts";
import type { GitHub, IssueTracker } from "../ports.ts";

/** A repository that tracking issues lie in, through a token that may write there. */
export interface IssueHome {
  /** owner/name. */
  readonly name: string;
  readonly github: GitHub;
  readonly tracker: IssueTracker;
}

/** Everything about one repository, but issues of another. */
export function withIssuesOf(own: GitHub, { github }: Pick<IssueHome, "github">): GitHub {
  const { readName, listIssues, createIssue, closeDuplicate, addLabels, writeComment, canAssign, milestones } = github;
  return { ...own, readName, listIssues, createIssue, closeDuplicate, addLabels, writeComment, canAssign, milestones };
}

/**
 * Bypasses whose issue lies in a repository, and the other repositories that hold some, by what the ledger says: it is the one that
 * knows, whatever inputs and policy say today. What has no issue yet belongs to the repository of the ledger.
 */
export function atHome(
  folds: readonly BypassFold[],
  home: string,
  source: string,
): { readonly here: readonly BypassFold[]; readonly elsewhere: readonly string[] } {
  const placeOf = (fold: BypassFold): string => {
    const name = fold.state.issue?.repository ?? source;
    const opened = fold.places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
    const former = opened === undefined ? null : ownNameAt(opened);
    return former !== null && isSame(name, former) ? source : name;
  };
  const isHere = (fold: BypassFold): boolean => isSame(placeOf(fold), home);
  const others = folds.filter((fold) => !isHere(fold)).map(placeOf);
  return { here: folds.filter(isHere), elsewhere: [...new Set(others)] };
}

/**
 * How GitHub calls a repository of issues now. What is recorded is that name: a former one leads there only until another repository
 * has it. Where it is another one, whoever named it is told.
 * @param by what names it, e.g. `issues.central of the policy`
 */
export async function nameNow(
  { github, name }: Pick<IssueHome, "github" | "name">,
  by: string,
  findings: Finding[],
): Promise<string> {
  const now = await github.readName();
  if (!isSame(now, name)) findings.push(finding("ISSUE_REPOSITORY_RENAMED", { name, now, by }));
  return now;
}
