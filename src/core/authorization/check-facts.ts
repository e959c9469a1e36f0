import type { Facts } from "../../generated/types/facts.ts";
import { unrealInstants } from "../facts/instants.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { parseInstant } from "../time/instant.ts";
import { changeKindOf } from "./check-structure.ts";

/** What the adapter could not read: with any of it there is no decision. */
export function checkLookups(facts: Facts): Finding[] {
  const { head_sha: before, head_sha_after: after } = facts.pull_request;
  const moved = after !== undefined && after !== before;
  const findings = (facts.failures ?? []).flatMap((failure) => {
    const status = failure.status == null ? "" : ` (HTTP ${failure.status})`;
    if (failure.code === "TOO_MANY_COMMITS") return [finding("TOO_MANY_COMMITS", {})];
    if (failure.code === "MEMBERSHIP_UNKNOWN")
      return [finding("MEMBERSHIP_UNKNOWN", { team: failure.what, role: `not looked at${status}` })];
    if (failure.code === "HEAD_MOVED")
      return moved ? [] : [finding("HEAD_MOVED", { before: before.slice(0, 10), after: "another commit" })];
    return [finding("LOOKUP_FAILED", { what: failure.what, status })];
  });
  if (moved) findings.push(finding("HEAD_MOVED", { before: before.slice(0, 10), after: after.slice(0, 10) }));
  return findings;
}

/** GitHub's own words for the state of a status or the status and conclusion of a check run. */
const knownStates = new Set([
  ...["success", "failure", "error", "pending", "expected"],
  ...["queued", "in_progress", "waiting", "requested"],
  ...["neutral", "skipped", "cancelled", "timed_out", "action_required", "stale", "startup_failure"],
]);

/** Clocks differ by seconds; what lies further ahead was not gathered by anybody. Milliseconds. */
const clockSkew = 300_000;

function isAfter(text: string | null, limit: string): boolean {
  const at = text === null ? null : parseInstant(text);
  const end = parseInstant(limit);
  return at !== null && end !== null && at > end + clockSkew;
}

/**
 * Facts that no server can have given: nothing is decided on them. The reader of facts files refuses most of this already; the
 * adapter's facts do not pass through it, and an instant that is none must never end up as "pending".
 */
export function checkConsistency(facts: Facts): Finding[] {
  const wrong = unrealInstants(facts).map(({ pointer, text }) => `${pointer.slice(1)} is no instant: ${text}`);
  for (const review of facts.reviews) {
    if (review.submitted_at === null && review.state !== "PENDING") wrong.push(`review ${review.id} has no time`);
    if (isAfter(review.submitted_at, facts.evaluated_at)) wrong.push(`review ${review.id} comes from the future`);
  }
  // The same review twice is a page that moved while it was read; two reviews under one id are nobody's answer.
  const distinct = new Map(facts.reviews.map((review) => [JSON.stringify(review), review.id]));
  if (new Set(distinct.values()).size < distinct.size) wrong.push("two reviews have the same id");
  if (isAfter(facts.pull_request.opened_at, facts.evaluated_at))
    wrong.push("the pull request was opened in the future");
  if ((facts.notifications ?? []).some((notice) => isAfter(notice.attempted_at, facts.evaluated_at)))
    wrong.push("a notice was attempted in the future");
  // Without it nobody could tell which reviews came too late.
  if (facts.phase === "act" && facts.merged_at == null)
    wrong.push("they are for acting, but the manifest is not merged");
  if (facts.commits.length === 0) wrong.push("the pull request has no commit");
  for (const check of facts.target?.checks ?? []) {
    if (!knownStates.has(check.state.toLowerCase())) wrong.push(`the check "${check.name}" says ${check.state}`);
  }
  if (facts.pull_request.files.length === 0) wrong.push(noFile);
  else if (changeKindOf(facts) === "governance") {
    // Only an approved manifest gives anybody the right to act; a change of the rules does not.
    if (facts.phase === "act") wrong.push("there is no manifest to act on");
    if (facts.pull_request.manifest_sha256 !== null)
      wrong.push("they hold a manifest that the pull request does not add");
  }
  return wrong.map((what) => {
    const item = finding("FACTS_INCONSISTENT", { what });
    // The only one that whoever opened the pull request can mend: an empty commit, or one that takes back what the one before did.
    return what === noFile ? { ...item, fix: "Push what it is to change, or close the pull request." } : item;
  });
}

const noFile = "the pull request changes no file";
