import { utcDayOf } from "../core/ledger/event-instant.ts";
import { type BypassFold, foldBypass } from "../core/ledger/fold-bypass.ts";
import { readRecord } from "../core/ledger/read-record.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import type { ObligationReading } from "../core/remediation/list-obligations.ts";
import { improvementsOf, mentionsRecommendations } from "../core/remediation/record/judge-improvements.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { Overview, RegistryReader, TrackedIssue } from "../ports.ts";

const day = 86_400_000;

/** Further back nobody looks: recommendations are owed within days. */
const mostDays = 400;

/**
 * Improvements that name a bypass. Only where a comment hands in recommendations: what belongs to the procedure has no state file, and is
 * looked for by the names in the ledger's folders, from the day of the bypass's first record on.
 */
export async function readImprovements(
  reader: RegistryReader,
  { ledgerHead, repository }: Overview,
  comments: TrackedIssue["comments"],
  fold: BypassFold,
  obligations: readonly ObligationReading[],
  now: Instant,
): Promise<readonly string[]> {
  if (ledgerHead === null || !comments.some(({ own, body }) => !own && mentionsRecommendations(body, obligations)))
    return [];
  const begun = parseInstant(fold.entries[0]?.event.at ?? "") ?? now;
  // A run that was late may have written yesterday's fact today, and another one ahead of this clock.
  const days = Math.min(mostDays, Math.ceil((now - begun) / day) + 2);
  const folders = Array.from(
    { length: days },
    (_, back) => `ledger/${utcDayOf(now + day - back * day).replaceAll("-", "/")}`,
  );
  const paths = [...(await reader.names(ledgerHead, folders))].flatMap(([folder, names]) =>
    names.map((name) => `${folder}/${name}`).filter((path) => parseRecordPath(path)?.type === "improvement.proposed"),
  );
  if (paths.length === 0) return [];
  const files = await reader.files(ledgerHead, paths);
  const entries = paths.flatMap((path) => {
    const file = files.get(path);
    return (file === undefined ? null : readRecord(file.bytes, path, repository.id).entry) ?? [];
  });
  const procedure = entries
    .filter(({ event }) => event.bypass === "PROCEDURE")
    .sort((one, other) => one.seq - other.seq);
  return improvementsOf(foldBypass("PROCEDURE", procedure).fold, fold.bypass);
}
