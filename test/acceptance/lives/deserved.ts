import type { Verify } from "../../../src/generated/types/verify.ts";

type Finding = Verify["findings"][number];

/** What verify has to say of this life, and of nothing else. */
export type Deserved =
  /** A commit that came into a branch past its rules. */
  | { readonly code: "UNREGISTERED_BYPASS"; readonly commit: string }
  /** Another branch was made the default one; the one before is there. */
  | { readonly code: "DEFAULT_BRANCH_SWITCHED" }
  /** A time in which the daily report could not be made; milliseconds. */
  | { readonly code: "HEARTBEAT_GAP"; readonly from: number; readonly until: number };

/** What the next run mends is late, not wrong. */
const late = new Set([
  "MISSING_RESTORE",
  "MISSING_END",
  "MISSING_REMEDIATION",
  "MERGE_WITHOUT_EVENT",
  "COMPLETED_BEFORE_USE",
]);

export function isDeserved(deserved: readonly Deserved[], item: Finding): boolean {
  if (item.severity === "warning" && late.has(item.code)) return true;
  return deserved.some((one) => one.code === item.code && isAbout(one, item));
}

function isAbout(deserved: Deserved, item: Finding): boolean {
  if (deserved.code === "UNREGISTERED_BYPASS") return item.message.includes(deserved.commit);
  if (deserved.code === "DEFAULT_BRANCH_SWITCHED") return item.severity === "info";
  const gap = gapIn(item);
  return gap !== null && gap.from <= deserved.until && gap.until >= deserved.from;
}

/** The time that a HEARTBEAT_GAP is about; milliseconds. */
export function gapIn({ code, message }: Finding): { readonly from: number; readonly until: number } | null {
  const [, from, until] = /from (\S+Z) \(record \d+\) to (\S+?Z)/.exec(message) ?? [];
  if (code !== "HEARTBEAT_GAP" || from === undefined || until === undefined) return null;
  return { from: Date.parse(from), until: Date.parse(until) };
}
