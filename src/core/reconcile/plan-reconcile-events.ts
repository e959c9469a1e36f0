import type { LedgerEvent } from "../../generated/types/event.ts";
import type { Reconcile, UnregisteredBypass } from "../../generated/types/reconcile.ts";
import { sha256OfText } from "../ledger/build-record.ts";
import { canonicalJson } from "../ledger/canonical-json.ts";
import type { EventContent } from "../ledger/draft-event.ts";
import { eventId } from "../ledger/event-id.ts";
import { publishedPath } from "../ledger/verify-reports.ts";
import { type Instant, parseInstant } from "../time/instant.ts";

const procedure = "PROCEDURE";
const hour = 3_600_000;

/** Events of the procedure as a whole that a run looks at. */
export type KnownEvent = Pick<LedgerEvent, "type" | "key" | "data">;

/**
 * What a comparison adds to the ledger: once per merge that it was found, and that it is a violation; and that the window was
 * compared, once a day at most, so that the next run knows where to begin and an auditor has what was covered.
 * @param known what the ledger has about the procedure as a whole @param repositoryId GitHub's number of the ledger's repository
 * @param repositoryUrl its page
 */
export function planReconcileEvents(
  result: Reconcile,
  known: readonly KnownEvent[],
  repositoryId: number,
  repositoryUrl: string,
): EventContent[] {
  const seen = new Set(known.map(({ type, key }) => `${type} ${key}`));
  const found = result.unregistered.flatMap((item) => eventsOf(item, repositoryId, repositoryUrl));
  const since = lastReconciled(known);
  const end = parseInstant(result.as_of) ?? 0;
  const due = since === null || end - since >= 20 * hour;
  return [...found, ...(due ? [published(result)] : [])].filter(({ type, key }) => {
    const name = `${type} ${key}`;
    const isNew = !seen.has(name);
    // One commit that several pull requests brought, or that came into several branches, is recorded once.
    seen.add(name);
    return isNew;
  });
}

/** End of the last window that is on record; null: none. */
export function lastReconciled(known: readonly KnownEvent[]): Instant | null {
  const ends = known.flatMap(({ type, data }) => {
    const isOurs = type === "report.published" && isReconcilePeriod(String(data.period));
    const at = isOurs ? parseInstant(String(data.as_of)) : null;
    return at === null ? [] : [at];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

function eventsOf(item: UnregisteredBypass, repositoryId: number, repositoryUrl: string): EventContent[] {
  const { pull_request, base, merge_sha, merged_at, merged_by, found_by, checks, rules, bypass, rule_suite, url } =
    item;
  const source = { kind: "api" as const, url: url ?? `${repositoryUrl}/commit/${merge_sha}`, sha: merge_sha };
  const detected = { type: "unregistered.detected" as const, bypass: procedure, key: merge_sha };
  return [
    {
      ...detected,
      source,
      data: {
        // The strongest way; GitHub's own word comes first.
        kind: found_by[0],
        merge_sha,
        base,
        ...(pull_request === null ? {} : { pull_request }),
        ...(merged_by === null ? {} : { merged_by }),
        merged_at,
        ...(checks.length === 0 ? {} : { checks: [...new Set(checks.map(({ name }) => name))] }),
        ...(found_by.length === 1 ? {} : { found_by }),
        ...(rules.length === 0 ? {} : { rules }),
        ...(bypass === null ? {} : { bypass_id: bypass }),
        ...(rule_suite === null ? {} : { rule_suite }),
      },
    },
    {
      type: "violation.recorded",
      bypass: procedure,
      key: `UNREGISTERED_BYPASS:${merge_sha}`,
      source,
      data: { kind: "UNREGISTERED_BYPASS", occurrence: merge_sha, event_id: eventId(detected, repositoryId) },
    },
  ];
}

function published(result: Reconcile): EventContent {
  const period = periodOf(result);
  const { path, text } = publishedFile(result);
  const sha256 = sha256OfText(text);
  // Verification takes a file under reports only by the word of a record that names it.
  const data = { period, rev: 1, as_of: result.as_of, sha256, files: [{ path, sha256 }] };
  return { type: "report.published", bypass: procedure, key: period, data };
}

/** Whether a published period is a comparison with GitHub, not a report of what happened in it. */
export function isReconcilePeriod(period: string): boolean {
  return period.startsWith("reconcile-");
}

/** `reconcile-2026-03-02`, the UTC day of the window's end. */
function periodOf({ as_of }: Reconcile): string {
  return `reconcile-${as_of.slice(0, 10)}`;
}

/** The result as it lies on the ledger branch, beside the event that names its digest. */
export function publishedFile(result: Reconcile): { readonly path: string; readonly text: string } {
  return {
    path: publishedPath(periodOf(result), 1, "json"),
    text: `${canonicalJson({ ...result, events: [], planned: [] })}\n`,
  };
}
