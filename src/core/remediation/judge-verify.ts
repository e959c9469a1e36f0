import type { ClosedObligation, EventType } from "../../generated/types/event.ts";
import { refuseRole, refuseToVerify } from "../authorization/answerers.ts";
import { criterionKey } from "./criterion-key.ts";
import type { CommandContext, Judged } from "./judge-commands.ts";
import type { ObligationReading } from "./list-obligations.ts";

/** What earlier comments of the same run have said. */
export interface Said {
  readonly lesson: boolean;
  /** Keys that were answered, each with the type of the event that did. */
  readonly keys: ReadonlyMap<string, string>;
  readonly verified: boolean;
}

/** Completed is not verified: another person says so, when everything that was promised is there. */
export function judgeVerify(
  id: number,
  comment: number,
  role: string | null,
  context: CommandContext,
  said: Said,
): Judged {
  const { fold, answerers, obligations, manifest, red } = context;
  const { remediation } = fold.state;
  const roles = [...new Set(answerers.levelRoles)];
  if (role === null && answerers.remediationOwner?.id !== id) {
    return refuseRole(roles, `verifying takes one of ${roles.join(", ")}`, answerers);
  }
  const own = refuseToVerify(id, "the owner of a remediation does not verify it", answerers);
  if (own !== null) return own;
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
  // Verifying answers the obligation to verify.
  const gates = obligations.filter((row) => row.gates === "closure" && row.satisfiedBy !== "remediation.verified");
  const open = [
    ...criteria.filter((key) => !said.keys.has(key)),
    ...gates.filter((row) => row.state === "open" && answerTo(row, said) === undefined).map((row) => row.key),
  ];
  if (open.length > 0) {
    return {
      problem: `this is still open: ${open.join(", ")}`,
      fix: "Answer each by /qms done KEY EVIDENCE; a lesson by /qms lesson TEXT.",
    };
  }
  if (!said.lesson) return { problem: "no lesson is recorded", fix: "Record one: /qms lesson TEXT." };
  const closed = [
    ...criteria.map((key) => closedAs(key, said.keys.get(key))),
    ...gates.map((row) => closedAs(row.key, answerTo(row, said))),
  ];
  return {
    type: "remediation.verified",
    key: `verify:${comment}`,
    role,
    data: { comment_id: comment, obligations: closed },
  };
}

/** Type of the event that answers an obligation, of this run or before it; undefined: none does. */
function answerTo({ key, answeredBy }: ObligationReading, said: Said): string | undefined {
  return said.keys.get(key) ?? answeredBy;
}

/** As the closing record tells it, so that whoever reads it later needs no policy of that day. */
function closedAs(key: string, by: string | undefined): ClosedObligation {
  if (by === undefined) return { key, state: "na" };
  return { key, state: by === "obligation.na" ? "na" : "done", by: by as EventType };
}
