import type { FormerIssue, RemediationOpened } from "../../generated/types/event.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";

/** The issue whose place the present one took, as the record has it; null: there was none. */
export function formerIssueOf({ places }: BypassFold): FormerIssue | null {
  const opened = places.map((place) => place.at(-1)).findLast((event) => event?.type === "remediation.opened");
  return (opened?.data as RemediationOpened | undefined)?.former ?? null;
}

/** What became of it, in words that go behind its name. */
export function fateOf({ became, url }: Pick<FormerIssue, "became" | "url">): string {
  if (became === "deleted") return "was deleted";
  if (url !== undefined) return `was transferred to ${url}`;
  return "was deleted, or transferred to where this token cannot look";
}
