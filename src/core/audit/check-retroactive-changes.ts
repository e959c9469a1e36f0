import type { BypassActivated, BypassAmended, LedgerEvent } from "../../generated/types/event.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import type { BypassFold } from "../ledger/fold-bypass.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { differences } from "./differences.ts";
import { stoodAt, stoodOf } from "./holdings.ts";

/** What ends a bypass for good: from then on its permission is history. */
const ends = new Set(["bypass.used", "bypass.expired", "bypass.revoked"]);
/** What permits a bypass. A correction of anything else (a deadline, a merge commit, a notice) changes no permission. */
const permissions = new Set([
  "bypass.approved",
  "bypass.amended",
  "bypass.activated",
  "review.completed",
  "consultation.completed",
  "incident.confirmed",
]);

/**
 * Records that change, after a bypass was over, what had permitted it or how long it was permitted. The rules of the ledger let them in,
 * and nothing is hidden; but a permission that was given afterwards is none, and a reader has to see it.
 */
export function checkRetroactiveChanges(folds: Iterable<BypassFold>): AuditFinding[] {
  return [...folds].flatMap((fold) => {
    const meant = new Map<string, Meant>();
    let end: { readonly seq: number; readonly at: string } | null = null;
    let expiry: { readonly seq: number; readonly at: string } | null = null;
    const late = new Set<string>();
    const findings: AuditFinding[] = [];
    for (const entry of fold.entries) {
      const { event, seq } = entry;
      const over = end ?? (expiry !== null && event.at > expiry.at ? expiry : null);
      const changed = meant.get(event.supersedes ?? "");
      const isTaken = event.type === "correction" && changed?.isTaken !== true;
      meant.set(
        event.id,
        event.type === "correction" && changed !== undefined ? { ...changed, isTaken } : { entry, isTaken },
      );
      if (over !== null && changed !== undefined && permissions.has(changed.entry.event.type)) {
        const { entry: before } = changed;
        const what = `${before.event.type} of record ${before.seq}${told(before, entry, isTaken)}`;
        findings.push(change(fold, entry, what, over));
        late.add(event.type === "correction" ? before.event.id : event.id);
      } else if (event.type === "bypass.amended") {
        const expiresAt = windowEnd(event);
        if (expiresAt !== null && over !== null && event.at > over.at) {
          findings.push(change(fold, entry, `the end of the window (now ${expiresAt})`, over));
          late.add(event.id);
        } else if (expiresAt !== null && expiry !== null) expiry = { seq, at: expiresAt };
      }
      if (changed !== undefined && windowEnd(changed.entry.event) !== null) expiry = expiryBehind(fold, seq, late);
      else if (event.type === "bypass.activated") expiry = { seq, at: windowEnd(event) ?? "" };
      if (ends.has(event.type)) end ??= { seq, at: event.at };
    }
    return findings;
  });
}

/** Until when the window is open, by a record that says so; null: it is another one. */
function windowEnd({ type, data }: LedgerEvent): string | null {
  if (type === "bypass.activated") return (data as unknown as BypassActivated).expires_at;
  if (type === "bypass.amended") return (data as unknown as BypassAmended).changes.expires_at ?? null;
  return null;
}

/**
 * The end of the window by what holds between a record and the next one: of an amendment that was taken back the activation's own again.
 * @param late ids of those that came, or came back, when it was over
 */
function expiryBehind(
  fold: BypassFold,
  seq: number,
  late: ReadonlySet<string>,
): { readonly seq: number; readonly at: string } | null {
  const held = stoodOf(fold).filter((record) => stoodAt(record, seq + 0.5) && !late.has(record.event.id));
  const begun = held.findLastIndex(({ event }) => event.type === "bypass.activated");
  const last = begun < 0 ? undefined : held.slice(begun).findLast(({ event }) => windowEnd(event) !== null);
  return last === undefined ? null : { seq: last.seq, at: windowEnd(last.event) ?? "" };
}

/** The record that a correction is about in the end: what it takes back may be a correction itself, and then it gives back. */
interface Meant {
  readonly entry: LedgerEntry;
  readonly isTaken: boolean;
}

/** What became different by a record in the place of another one; a correction takes it away, or gives it back. */
function told({ event: before }: LedgerEntry, { event }: LedgerEntry, isTaken: boolean): string {
  const who = `by ${event.actor.login}`;
  if (event.type === "correction") return ` (${isTaken ? "taken" : "given"} back ${who}: ${String(event.data.reason)})`;
  return ` (replaced ${[who, ...differences(before, event)].join("; ")})`;
}

function change(
  { bypass }: BypassFold,
  { event, path, seq }: LedgerEntry,
  what: string,
  over: { readonly seq: number; readonly at: string },
): AuditFinding {
  const params = { seq, type: event.type, bypass, what, at: over.at, over: over.seq };
  const { actor } = event;
  return auditFinding(finding("RETROACTIVE_CHANGE", params, { path }), {
    ...{ bypass, seq, actor },
    commits: event.manifest === undefined ? [] : [event.manifest.commit],
  });
}
