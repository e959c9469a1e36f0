import { utcDayOf } from "../core/ledger/event-instant.ts";
import { readRecord } from "../core/ledger/read-record.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import { freshFor } from "../core/notices/plan-notices.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Overview, RegistryReader } from "../ports.ts";

/** An emergency that was declared lately, or a report that was published. */
export interface ProcedureNews {
  /** `incident.declared` or `report.published`. */
  readonly event: LedgerEvent;
  /** Events of PROCEDURE about notices since then. */
  readonly told: readonly LedgerEvent[];
}

const day = 86_400_000;
/** After a day the next report is there: whom the last one did not reach is not told of it any more. */
const reportFor = day;
/** So long the run that declared it is left to tell it by itself. */
const ownRun = 5 * 60_000;

/**
 * Emergencies of the last days and reports of the last one that somebody may still have to be told about, oldest first. They have no
 * state file: they are found by the names in the ledger's folders, and nothing more is read where there is none.
 */
export async function findProcedureNews(
  reader: RegistryReader,
  { ledgerHead, repository }: Overview,
  now: Instant,
): Promise<ProcedureNews[]> {
  if (ledgerHead === null) return [];
  const days = Array.from({ length: freshFor / day + 2 }, (_, back) => utcDayOf(now - back * day));
  const folders = days.map((name) => `ledger/${name.replaceAll("-", "/")}`);
  const records = [...(await reader.names(ledgerHead, folders))].flatMap(([folder, names]) =>
    names.flatMap((name) => {
      const path = `${folder}/${name}`;
      const parsed = parseRecordPath(path);
      return parsed === null ? [] : [{ ...parsed, path }];
    }),
  );
  const since = utcDayOf(now - reportFor);
  const news = records.filter(
    ({ type, day: written }) => type === "incident.declared" || (type === "report.published" && written >= since),
  );
  if (news.length === 0) return [];
  const first = Math.min(...news.map(({ seq }) => seq));
  const notices = records.filter(({ type, seq }) => seq > first && /^notification\.(?:sent|failed)$/.test(type));
  const wanted = [...news, ...notices].sort((one, other) => one.seq - other.seq).map(({ path }) => path);
  const files = await reader.files(ledgerHead, wanted);
  const events = wanted.flatMap((path) => {
    const file = files.get(path);
    const event = file === undefined ? undefined : readRecord(file.bytes, path, repository.id).entry?.event;
    return event?.bypass === "PROCEDURE" ? [event] : [];
  });
  const newest = newestReports(events);
  const told = events.filter(({ type }) => type.startsWith("notification."));
  return events.flatMap((event) => {
    const age = now - (parseInstant(event.at) ?? 0);
    if (event.type === "report.published") return age > reportFor || !newest.has(event) ? [] : [{ event, told }];
    if (event.type !== "incident.declared") return [];
    const begun = told.some(({ key }) => key.includes(`:${event.id.slice(0, 12)}:`));
    return age < ownRun && !begun ? [] : [{ event, told }];
  });
}

/** Of each kind the one of the last period, by its last revision: a run that catches up on weeks floods nobody. */
function newestReports(events: readonly LedgerEvent[]): ReadonlySet<LedgerEvent> {
  const newest = new Map<string, LedgerEvent>();
  for (const event of events) {
    if (event.type !== "report.published") continue;
    const kind = String(event.data.period).replace(/-.*$/, "");
    const known = newest.get(kind);
    if (known === undefined || orderOf(known) <= orderOf(event)) newest.set(kind, event);
  }
  return new Set(newest.values());
}

function orderOf({ data }: LedgerEvent): string {
  return `${data.period} ${String(data.rev).padStart(6, "0")}`;
}
