import { utcDayOf } from "../core/ledger/event-instant.ts";
import { readRecord } from "../core/ledger/read-record.ts";
import { parseRecordPath } from "../core/ledger/record-path.ts";
import { freshFor } from "../core/notices/plan-notices.ts";
import { type Instant, parseInstant } from "../core/time/instant.ts";
import type { LedgerEvent } from "../generated/types/event.ts";
import type { Overview, RegistryReader } from "../ports.ts";

/** An emergency that was declared lately. */
export interface DeclaredIncident {
  readonly declared: LedgerEvent;
  /** Events of PROCEDURE about notices since then. */
  readonly told: readonly LedgerEvent[];
}

const day = 86_400_000;
/** So long the run that declared it is left to tell it by itself. */
const ownRun = 5 * 60_000;

/**
 * Emergencies of the last days that somebody may still have to be told about, oldest first. They have no state file: they are found by
 * the names in the ledger's folders, and nothing more is read where there is none.
 */
export async function findIncidents(
  reader: RegistryReader,
  { ledgerHead, repository }: Overview,
  now: Instant,
): Promise<DeclaredIncident[]> {
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
  const declarations = records.filter(({ type }) => type === "incident.declared");
  if (declarations.length === 0) return [];
  const first = Math.min(...declarations.map(({ seq }) => seq));
  const notices = records.filter(({ type, seq }) => seq > first && /^notification\.(?:sent|failed)$/.test(type));
  const wanted = [...declarations, ...notices].sort((one, other) => one.seq - other.seq).map(({ path }) => path);
  const files = await reader.files(ledgerHead, wanted);
  const events = wanted.flatMap((path) => {
    const file = files.get(path);
    const event = file === undefined ? undefined : readRecord(file.bytes, path, repository.id).entry?.event;
    return event?.bypass === "PROCEDURE" ? [event] : [];
  });
  const told = events.filter(({ type }) => type !== "incident.declared");
  return events.flatMap((declared) => {
    if (declared.type !== "incident.declared") return [];
    const begun = told.some(({ key }) => key.includes(`:${declared.id.slice(0, 12)}:`));
    const young = now - (parseInstant(declared.at) ?? 0) < ownRun;
    return young && !begun ? [] : [{ declared, told }];
  });
}
