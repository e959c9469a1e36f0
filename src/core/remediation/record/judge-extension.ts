import { composeAmendment } from "../../manifest/compose-amendment.ts";
import { localDateOf } from "../../time/business-days.ts";
import { parseInstant } from "../../time/instant.ts";
import type { CommandContext, Judged } from "../judge-commands.ts";
import type { TrackingCommand } from "../tracking-commands.ts";

const longest = 500;

/** `/qms extend DATE REASON`: what the amendment itself would be refused for is said here. */
export function judgeExtension(
  { date, reason }: Extract<TrackingCommand, { verb: "extend" }>,
  by: string,
  role: string | null,
  comment: number,
  { bypass, fold, policy }: CommandContext,
): Judged {
  const { remediation, issue } = fold.state;
  if (remediation !== "open") {
    return { problem: `the remediation is ${remediation}`, fix: "There is no day left to move." };
  }
  const deadline = parseInstant(issue?.deadline ?? "");
  // The deadline is the first instant that is too late.
  const due = deadline === null ? null : localDateOf(deadline - 1, policy.calendar);
  if (due !== null && date <= due) {
    return { problem: `${date} is not later than ${due}, the day that it is due now`, fix: "Name a later day." };
  }
  if (reason.length > longest)
    return { problem: `the reason is longer than ${longest} characters`, fix: "Say it shorter." };
  const { findings } = composeAmendment({ bypass, number: 1, by, reason, changes: { target_date: date } });
  if (findings.length > 0) {
    const problem = findings.map(({ message }) => message.replace(/\.$/, "")).join("; ");
    return { problem, fix: findings[0]?.fix ?? "" };
  }
  // Without a deadline it is asked for and not granted.
  const data = { target_date: date, reason, comment_id: comment };
  return { type: "remediation.extended", key: `asked:${comment}`, role, data };
}
