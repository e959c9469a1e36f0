import { type Finding, finding } from "../core/findings/finding.ts";
import type { GitHub } from "../ports.ts";
import { problemOf } from "./override/problem-of.ts";

/** Whether any was put on. One that GitHub refuses is told, and tried again by the next run. */
export async function addLabels(
  github: Pick<GitHub, "addLabels">,
  issue: number,
  labels: readonly string[],
  bypass: string,
  result: { readonly findings: Finding[] },
): Promise<boolean> {
  if (labels.length === 0) return false;
  try {
    await github.addLabels(issue, labels);
    return true;
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const what = `${bypass}: the labels ${labels.join(", ")} on #${issue}`;
    result.findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
    return false;
  }
}
