import type { Decision } from "../../generated/types/decision.ts";
import type { Finding } from "../findings/finding.ts";
import type { ChangeKind } from "./check-structure.ts";
import { effectOf } from "./decide.ts";

/** The one-line summary, and the one sentence that says who must do what: what a lead reads first. */
export function nextStep(
  decision: Decision,
  findings: readonly Finding[],
  kind: ChangeKind,
): { summary: string; next: string } {
  const { verdict } = decision;
  const what =
    decision.bypass ?? (kind === "governance" ? "Governance change" : `Pull request #${decision.subject.pull_request}`);
  const places = decision.tree.reduce((sum, slot) => sum + slot.needed, 0);
  const filled = decision.tree.reduce((sum, slot) => sum + Math.min(slot.by.length, slot.needed), 0);
  const first = (effect: string): Finding | undefined => findings.find((item) => effectOf(item) === effect);
  const blocking = findings.filter((item) => effectOf(item) === verdict).length;
  if (verdict === "error") {
    const cause = first("error");
    return {
      summary: `${what} could not be decided.`,
      next: cause === undefined ? "Look at the findings." : `${cause.message} ${cause.fix}`,
    };
  }
  if (verdict === "denied") {
    const cause = first("denied");
    const more = blocking > 1 ? ` (${blocking - 1} more below)` : "";
    return { summary: `${what} is refused: ${cause?.message ?? "see below"}${more}`, next: cause?.fix ?? "" };
  }
  if (verdict === "approved") {
    if (kind === "governance")
      return {
        summary: "The change can be used: policy and people hold together.",
        next: "The code owners review and merge it.",
      };
    return {
      summary: `${what} is approved by ${names(decision.tree.flatMap((slot) => slot.by))}.`,
      next: "Nobody has to do anything more for the approval.",
    };
  }
  const approvals = `${filled} of ${places} ${places === 1 ? "approval" : "approvals"}`;
  const open = decision.tree.filter((slot) => slot.status === "open");
  const people = open.map(
    (slot) => `${names(slot.eligible, "or") || `a holder of ${slot.roles.join(" or ")}`} for the slot ${slot.slot}`,
  );
  const waits = findings.filter((item) => effectOf(item) === "pending");
  const sentences = [
    ...(people.length > 0 ? [`An approving review is needed from ${people.join(" and from ")}.`] : []),
    ...waits.slice(0, people.length === 0 ? 2 : 1).map((item) => `${item.message} ${item.fix}`),
  ];
  return {
    summary: `${what} waits: ${approvals}${waits.length > 0 ? `, ${waits.length} more to do` : ""}.`,
    next: sentences.join(" "),
  };
}

function names(people: readonly string[], last = "and"): string {
  const logins = [...new Set(people)];
  if (logins.length > 5) return `${logins.slice(0, 5).join(", ")} ${last} ${logins.length - 5} more`;
  return logins.length < 2
    ? (logins[0] ?? "")
    : `${logins.slice(0, -1).join(", ")} ${last} ${logins[logins.length - 1]}`;
}
