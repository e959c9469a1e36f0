import { type Finding, finding } from "../core/findings/finding.ts";
import { renderDuplicate } from "../core/remediation/render-replies.ts";
import { hasMarker, markerOf } from "../core/text/marker.ts";
import type { GitHub, Issue } from "../ports.ts";
import { problemOf } from "./override/problem-of.ts";

/** The issue that the ledger names. */
interface KnownIssue {
  readonly number: number;
  /** As a text of the duplicate's repository refers to it: `#7`, or `acme/compliance#7`. */
  readonly reference: string;
}

/**
 * Closes what tracks a bypass a second time, pointing at the issue that the ledger names (60-remediation.md). Text and state change in one
 * request: what was killed before it is found again by its mark, and what was closed bears another one.
 * @param own issues of this token, of one repository
 * @param marker of the tracking issue of this bypass
 */
export async function closeDuplicates(
  github: Pick<GitHub, "closeDuplicate">,
  own: readonly Issue[],
  { bypass, marker, known }: { readonly bypass: string; readonly marker: string; readonly known: KnownIssue },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const numbers = own
    .filter((issue) => issue.own && issue.state === "open" && hasMarker(issue.body, marker))
    .map(({ number }) => number)
    .filter((number) => number !== known.number);
  for (const issue of new Set(numbers)) {
    const said = { issue, bypass, known: known.number };
    try {
      await github.closeDuplicate(issue, `${markerOf("duplicate", bypass)}\n${renderDuplicate(known.reference)}`);
      findings.push(finding("TRACKING_ISSUE_DUPLICATE", said));
    } catch (error) {
      // Two issues are a nuisance, and no reason to stop.
      const problem = problemOf(error);
      if (problem === null) throw error;
      const what = `${bypass}: closing #${issue}, a duplicate of ${known.reference},`;
      findings.push(finding("REMEDIATION_FAILED", { what, problem: problem.message, hint: problem.fix }));
    }
  }
  return findings;
}
