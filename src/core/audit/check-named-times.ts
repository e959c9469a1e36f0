import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { parseInstant } from "../time/instant.ts";
import { SERVER_SKEW_MS } from "../time/server-skew.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { writingTime, writtenNow } from "./check-clock.ts";
import { defaultBranchOf, type Former } from "./default-branches.ts";
import { type Holding, holdingsOf } from "./holdings.ts";

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
 * of its content, what is about an activation than that, what verifies a remediation than the first activation or the registration. It does not matter which of both was recorded first.
 */
export function checkNamedTimes(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const holdings = holdingsOf(fold);
    // When what was corrected happened is the correction's word.
    const original = holdings.filter(({ event }) => event.supersedes === undefined);
    const nameable = nameableOf(original);
    return holdings.flatMap((held) => {
      const named = newestNamed(held, nameable);
      return named === null ? [] : backdated(held, named, "which it rests on", SERVER_SKEW_MS);
    });
  });
}

/**
 * Records whose time is that of their writing, and that saw the default branch at a merge of a later time. The merge may have been
 * recorded long after them.
 * @param name of the default branch: what was merged elsewhere may have been its head long before. Null: not known, nothing is compared
 * @param former branches that were it before
 */
export function checkSeenMerges(
  entries: readonly LedgerEntry[],
  name: string | null,
  former: Former = new Set<string>(),
): AuditFinding[] {
  if (name === null) return [];
  const merges = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    const { type, data } = entry.event;
    const key = `${data.merge_sha} ${data.base}`;
    if (type === "bypass.used" && !merges.has(key)) merges.set(key, entry);
  }
  return entries.flatMap((entry) => {
    const merge = merges.get(`${entry.event.main_head} ${defaultBranchOf(entry, name, former)}`);
    return merge === undefined || !writtenNow.has(entry.event.type)
      ? []
      : backdated(entry, merge, "whose merge it saw", writingTime);
  });
}

/** What records of a bypass can name, each read once: a bypass may have any number of both. */
interface Nameable {
  /** The newest review under a number. */
  readonly reviews: ReadonlyMap<unknown, Placed>;
  /** The oldest approval of a content, by its sha256. */
  readonly approvals: ReadonlyMap<unknown, Placed>;
  /** The first activation of a number. */
  readonly activations: ReadonlyMap<unknown, Placed>;
  /** Of a bypass that never was active. */
  readonly registration: Placed | null;
}

interface Placed {
  readonly holding: Holding;
  readonly time: number;
  /** Of two of one time, the one with the later place is newer. */
  readonly place: number;
}

function nameableOf(holdings: readonly Holding[]): Nameable {
  const reviews = new Map<unknown, Placed>();
  const approvals = new Map<unknown, Placed>();
  const activations = new Map<unknown, Placed>();
  let registration: Placed | null = null;
  for (const [place, holding] of holdings.entries()) {
    const { type, data, manifest } = holding.event;
    const placed = { holding, time: timeOf(holding) ?? 0, place };
    if (type === "review.completed") {
      const known = reviews.get(data.review_id);
      if (known === undefined || isNewer(placed, known)) reviews.set(data.review_id, placed);
    } else if (type === "bypass.approved") {
      const known = approvals.get(manifest?.sha256);
      if (known === undefined || isNewer(known, placed)) approvals.set(manifest?.sha256, placed);
    } else if (type === "bypass.activated" && !activations.has(data.activation)) {
      activations.set(data.activation, placed);
    } else if (type === "bypass.registered") registration ??= placed;
  }
  return { reviews, approvals, activations, registration };
}

function isNewer(one: Placed, other: Placed): boolean {
  return one.time === other.time ? one.place > other.place : one.time > other.time;
}

function newestNamed({ event }: Holding, { reviews, approvals, activations, registration }: Nameable): Holding | null {
  const { type, data, manifest } = event;
  if (type === "bypass.approved" || type === "bypass.amended") {
    const { approvers = [] } = data as { readonly approvers?: readonly { readonly review_id: number }[] };
    const named = approvers.flatMap(({ review_id }) => reviews.get(review_id) ?? []);
    return (
      named.reduce<Placed | null>((newest, one) => (newest && isNewer(newest, one) ? newest : one), null)?.holding ??
      null
    );
  }
  if (type === "bypass.activated") return approvals.get(manifest?.sha256)?.holding ?? null;
  // Whoever verifies may have said so before the completion was recorded, and a late merge may be recorded behind both.
  if (type === "remediation.verified") return (activations.get(1) ?? registration)?.holding ?? null;
  return ofActivation.has(type) ? (activations.get(data.activation)?.holding ?? null) : null;
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
