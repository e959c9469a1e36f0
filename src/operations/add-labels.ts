import { UnavailableError } from "../core/findings/errors.ts";
import { type Finding, finding } from "../core/findings/finding.ts";
import type { GitHub } from "../ports.ts";
import { problemOf } from "./override/problem-of.ts";

/** What became of labels: none was wanted, they are on, GitHub refuses them, or does not answer. */
export type Labelled = "none" | "added" | "refused" | "unavailable";

/** Puts labels on an issue. What fails is told and ends nothing: a label is a help, and people are told by other ways, too. */
export async function addLabels(
  github: Pick<GitHub, "addLabels">,
  issue: number,
  labels: readonly string[],
  bypass: string,
  result: { readonly findings: Finding[] },
): Promise<Labelled> {
  if (labels.length === 0) return "none";
  try {
    await github.addLabels(issue, labels);
    return "added";
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const what = `${bypass}: the labels ${labels.join(", ")} on #${issue}`;
    result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
    return error instanceof UnavailableError ? "unavailable" : "refused";
  }
}
