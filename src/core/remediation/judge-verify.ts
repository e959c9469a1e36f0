import { refuseRole } from "../authorization/answerers.ts";
import type { CommandContext, Judged } from "./judge-commands.ts";

/** What earlier comments of the same run have said. */
export interface Said {
  readonly lesson: boolean;
  readonly keys: ReadonlySet<string>;
  readonly verified: boolean;
}

/** Prefix of the keys by which success criteria are confirmed: `criterion_1` is the first of the manifest. */
export const criterionKey = (index: number): string => `criterion_${index + 1}`;

/** Completed is not verified: another person says so, when everything that was promised is there. */
export function judgeVerify(
  comment: number,
  role: string | null,
  isRemediationOwner: boolean,
  context: CommandContext,
  said: Said,
): Judged {
  const { fold, answerers, obligations, manifest, red } = context;
  const { remediation } = fold.state;
  const roles = [...new Set(answerers.levelRoles)];
  if (isRemediationOwner) {
    return { problem: "the owner of a remediation does not verify it", fix: `Ask a holder of ${roles.join(", ")}.` };
  }
  if (role === null) return refuseRole(roles, `verifying takes one of ${roles.join(", ")}`, answerers);
  if (remediation === "closed" || said.verified)
    return { problem: "it is verified already", fix: "Nothing is left to do." };
  if (red.length > 0) {
    const named = red.slice(0, 10).map((name) => `"${name}"`);
    const more = red.length > named.length ? ` and ${red.length - named.length} more` : "";
    const problem = `${named.join(", ")}${more} ${red.length === 1 ? "fails" : "fail"} on the branch now`;
    const fix = "Get it green there; the next sync records the completion. Then write /qms verify again.";
    return { problem: `the remediation is not completed: ${problem}`, fix };
  }
  if (remediation !== "completed") {
    const fix = "Get every check that was set aside green on the default branch; the next sync records it.";
    return { problem: "the remediation is not completed", fix };
  }
  const criteria = (manifest.view.texts("/remediation/success_criteria") ?? []).map((_, index) => criterionKey(index));
  const open = [
    ...criteria.filter((key) => !said.keys.has(key)),
    // Verifying answers the obligation to verify.
    ...obligations
      .filter((row) => row.gates === "closure" && row.state === "open" && row.satisfiedBy !== "remediation.verified")
      .filter((row) => !said.keys.has(row.key) && !(row.satisfiedBy === "lesson.recorded" && said.lesson))
      .map((row) => row.key),
  ];
  if (open.length > 0) {
    return {
      problem: `this is still open: ${open.join(", ")}`,
      fix: "Answer each by /qms done KEY EVIDENCE; a lesson by /qms lesson TEXT.",
    };
  }
  if (!said.lesson) return { problem: "no lesson is recorded", fix: "Record one: /qms lesson TEXT." };
  return { type: "remediation.verified", key: `verify:${comment}`, role, data: { comment_id: comment } };
}
