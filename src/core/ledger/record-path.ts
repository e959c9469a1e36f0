import { type LocalDate, parseLocalDate } from "../time/instant.ts";

/** What the path of a record says about it. */
export interface RecordPath {
  /** UTC day of writing. */
  readonly day: LocalDate;
  readonly seq: number;
  readonly type: string;
  /** The first twelve digits of the event's id. */
  readonly shortId: string;
}

const pattern = /^ledger\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{8})-([a-z_]+(?:\.[a-z_]+)*)-([0-9a-f]{12})\.json$/;

/** `ledger/<yyyy>/<mm>/<dd>/<seq 8>-<type>-<event id 12>.json`: by date, because flat folders cost (50-ledger.md). */
export function recordPath(day: LocalDate, seq: number, event: { readonly type: string; readonly id: string }): string {
  const name = `${String(seq).padStart(8, "0")}-${event.type}-${event.id.slice(0, 12)}.json`;
  return `ledger/${day.replaceAll("-", "/")}/${name}`;
}

/** Reads the path of a record; null where it has another form or a day that does not exist. */
export function parseRecordPath(path: string): RecordPath | null {
  const match = pattern.exec(path);
  if (match === null) return null;
  const [, year = "", month = "", date = "", seq = "", type = "", shortId = ""] = match;
  const day = parseLocalDate(`${year}-${month}-${date}`);
  return day === null ? null : { day, seq: Number(seq), type, shortId };
}

/** UTC day of writing of what is known to be the path of a record. */
export function dayOfRecord(path: string): LocalDate {
  return path.slice("ledger/".length, "ledger/yyyy/mm/dd".length).replaceAll("/", "-");
}
