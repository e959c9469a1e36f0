import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { writingTime, writtenNow } from "./check-clock.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

/** Times of facts are GitHub's, on both sides; its servers may differ by this much. */
const SKEW_MS = 5 * 60_000;

/** Types that are about one activation, by its number: none of them can be older than it. */
const ofActivation = new Set([
  "bypass.deactivated",
  "override.posted",
  "override.verified",
  "override.ineffective",
  "override.restored",
  "restore.failed",
]);

/**
 * Records that say that they are older than what they name: an approval than a review that it counts, an activation than every approval
 * of its content, what is about an activation than that. It does not matter which of both was recorded first.
 */
export function checkNamedTimes(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const holdings = holdingsOf(fold);
    // When what was corrected happened is the correction's word.
    const original = holdings.filter(({ event }) => event.supersedes === undefined);
    return holdings.flatMap((held) => {
      const named = newestNamed(held, original);
      return named === null ? [] : backdated(held, named, "which it rests on", SKEW_MS);
    });
  });
}

/**
 * Records whose time is that of their writing, and that saw the default branch at a merge of a later time. The merge may have been
 * recorded long after them.
 * @param base name of the default branch: what was merged elsewhere may have been its head long before. Null: not known, nothing is compared
 */
export function checkSeenMerges(entries: readonly LedgerEntry[], base: string | null): AuditFinding[] {
  const merges = new Map<unknown, LedgerEntry>();
  for (const entry of entries) {
    const { type, data } = entry.event;
    if (type === "bypass.used" && data.base === base && !merges.has(data.merge_sha)) merges.set(data.merge_sha, entry);
  }
  return entries.flatMap((entry) => {
    const merge = merges.get(entry.event.main_head);
    return merge === undefined || !writtenNow.has(entry.event.type)
      ? []
      : backdated(entry, merge, "whose merge it saw", writingTime);
  });
}

function newestNamed({ event }: Holding, holdings: readonly Holding[]): Holding | null {
  const { type, data, manifest } = event;
  if (type === "bypass.approved" || type === "bypass.amended") {
    const { approvers } = data as { readonly approvers?: readonly { readonly review_id: number }[] };
    const reviews = new Set<unknown>(approvers?.map(({ review_id }) => review_id));
    const named = holdings.filter(
      (one) => one.event.type === "review.completed" && reviews.has(one.event.data.review_id),
    );
    return byTime(named).at(-1) ?? null;
  }
  if (type === "bypass.activated") {
    const named = holdings.filter(
      (one) => one.event.type === "bypass.approved" && one.event.manifest?.sha256 === manifest?.sha256,
    );
    return byTime(named)[0] ?? null;
  }
  if (!ofActivation.has(type)) return null;
  return (
    holdings.find((one) => one.event.type === "bypass.activated" && one.event.data.activation === data.activation) ??
    null
  );
}

function byTime(holdings: readonly Holding[]): Holding[] {
  return [...holdings].sort((left, right) => (timeOf(left) ?? 0) - (timeOf(right) ?? 0));
}

function timeOf({ event }: Pick<Holding, "event">): number | null {
  return parseInstant(event.at);
}

function backdated(
  held: Pick<Holding, "seq" | "path" | "event">,
  named: Pick<Holding, "seq" | "event">,
  how: string,
  allowed: number,
): AuditFinding[] {
  const [at, least] = [timeOf(held), timeOf(named)];
  if (at === null || least === null || least - at <= allowed) return [];
  const { seq, path, event } = held;
  const params = { seq, type: event.type, at: event.at, before: named.seq, how, latest: named.event.at };
  const about = { seq, bypass: event.bypass, actor: event.actor };
  return [auditFinding(finding("BACKDATED_RECORD", params, { path }), about)];
}
