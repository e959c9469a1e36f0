import type { EventLink, Event as LedgerRecord } from "../../generated/types/event.ts";
import { checkSchema, type Locator } from "../document/check-schema.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { parseManifestId } from "../manifest/manifest-id.ts";
import { type LocalDate, parseInstant, parseLocalDate } from "../time/instant.ts";
import { type LedgerEntry, type LedgerHead, recordText, sha256OfText } from "./build-record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { isSurelyCanonical } from "./canonical-text.ts";
import { eventId } from "./event-id.ts";
import { eventKind } from "./event-kind.ts";
import { parseRecordPath, type RecordPath } from "./record-path.ts";

/** Keeps a byte order mark: swallowed, it would be a change that nobody sees. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A record that was read; everything but the findings is null as soon as there is one. */
export interface RecordReading {
  readonly entry: LedgerEntry | null;
  readonly link: EventLink | null;
  /** What the next record is chained to. */
  readonly head: LedgerHead | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads the bytes of one record, failing closed: size, UTF-8, JSON, version, schema, real dates, canonical form, digest, name, id.
 * @param path its path on the ledger branch; null where there is none to compare with (an example, a draft).
 * @param repositoryId GitHub's number of the repository that holds the ledger; null: not known here, so ids are not checked.
 */
export function readRecord(bytes: Uint8Array, path: string | null, repositoryId: number | null): RecordReading {
  const fail = (findings: readonly Finding[]): RecordReading => ({ entry: null, link: null, head: null, findings });
  const where: Locator = (pointer) => ({ path, pointer });
  if (bytes.length > eventKind.limits.maxBytes) {
    const params = { what: "The record", limit: `${eventKind.limits.maxBytes} bytes` };
    return fail([finding("FILE_TOO_LARGE", params, { path })]);
  }
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.replace(/(?: in JSON at position|, ["']).*$/s, "");
    return fail([finding("JSON_SYNTAX", { reason: reason.slice(0, 120) }, { path })]);
  }
  const version = (value as { schema?: unknown } | null)?.schema;
  if (typeof version === "string" && version !== eventKind.id) {
    const params = { found: JSON.stringify(version), expected: eventKind.id };
    return fail([finding("SCHEMA_VERSION", params, where("/schema", "value"))]);
  }
  const form = checkSchema(eventKind.validate, eventKind.schema(), value, where);
  if (form.length > 0) return fail(form);
  const record = value as LedgerRecord;
  const dates = checkDates(record, where);
  if (dates.length > 0) return fail(dates);
  const parts = canonicalParts(record, text);
  const problem =
    parts === null ? "it holds what canonical JSON cannot" : alteration(record, text, parts, repositoryId);
  const name = path === null ? null : parseRecordPath(path);
  const misnamed = path === null ? null : misnaming(record, name);
  if (parts === null || problem !== null || misnamed !== null) {
    return fail([finding("EVENT_ALTERED", { problem: problem ?? misnamed ?? "" }, { path })]);
  }
  const { event, event_sha256, link } = record;
  const day: LocalDate = name?.day ?? event.at.slice(0, 10);
  return {
    entry: { path: path ?? "", seq: link.seq, event, event_sha256 },
    link,
    head: { seq: link.seq, event_sha256, link_sha256: sha256OfText(parts.link), day },
    findings: [],
  };
}

interface CanonicalParts {
  readonly event: string;
  readonly link: string;
}

/** Null where the JSON holds what RFC 8785 refuses: an escaped lone surrogate, too many levels. */
function canonicalParts(record: LedgerRecord, text: string): CanonicalParts | null {
  if (text.endsWith("}\n") && isSurelyCanonical(text.slice(0, -1), record)) return cutParts(record, text);
  try {
    return { event: canonicalJson(record.event), link: canonicalJson(record.link) };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The parts of a text that is canonical: between what `recordText` puts around them. */
function cutParts({ event_sha256, link }: LedgerRecord, text: string): CanonicalParts {
  const linkText = JSON.stringify(link);
  const around = recordText("", event_sha256, linkText).length;
  const start = '{"event":'.length;
  return { event: text.slice(start, start + text.length - around), link: linkText };
}

function alteration(
  record: LedgerRecord,
  text: string,
  parts: CanonicalParts,
  repositoryId: number | null,
): string | null {
  if (text !== recordText(parts.event, record.event_sha256, parts.link)) {
    return "it is not canonical JSON (RFC 8785) with one line feed at the end";
  }
  const { event } = record;
  if (sha256OfText(parts.event) !== record.event_sha256) return "its event does not have the digest that it names";
  if (repositoryId !== null && eventId(event, repositoryId) !== event.id) {
    return "its id is not that of its type, repository, bypass and key";
  }
  return null;
}

function misnaming(record: LedgerRecord, name: RecordPath | null): string | null {
  if (name === null) return "its path has another form than that of a record";
  const { event, link } = record;
  const same = name.seq === link.seq && name.type === event.type && event.id.startsWith(name.shortId);
  return same ? null : "its file is named after another number, type or id";
}

const hint = "Write it as 2026-11-23T09:15:00.000Z.";

/** The schema gives every instant its form; whether 30 February exists only a calendar knows. */
function checkDates(record: LedgerRecord, where: Locator): Finding[] {
  const { event } = record;
  const findings: Finding[] = [];
  const check = (pointer: string, value: unknown): void => {
    if (typeof value === "string" && parseInstant(value) !== null) return;
    const params = {
      field: pointer.slice(1).replaceAll("/", "."),
      problem: "is not a real instant with an offset",
      hint,
    };
    findings.push(finding("BAD_DATE", params, where(pointer, "value")));
  };
  const checkDay = (pointer: string, value: unknown): void => {
    if (typeof value === "string" && parseLocalDate(value) !== null) return;
    const field = pointer.slice(1).replaceAll("/", ".");
    const params = { field, problem: "is no day of the calendar", hint: "Write it as 2026-03-09." };
    findings.push(finding("BAD_DATE", params, where(pointer, "value")));
  };
  check("/event/at", event.at);
  if ((parseInstant(event.at) ?? 0) < 0) {
    const params = { field: "event.at", problem: "is of before 1970, and no server gives such a time", hint };
    findings.push(finding("BAD_DATE", params, where("/event/at", "value")));
  }
  if (event.claimed_at !== undefined) check("/event/claimed_at", event.claimed_at);
  for (const [key, value] of Object.entries(event.data)) {
    if (key.endsWith("_at") || key === "deadline" || key === "as_of") check(`/event/data/${key}`, value);
    else if (/_(?:on|date|until)$/.test(key)) checkDay(`/event/data/${key}`, value);
  }
  if (event.bypass !== "PROCEDURE" && parseManifestId(event.bypass) === null) {
    const params = {
      field: "event.bypass",
      problem: "holds a date that does not exist",
      hint: "Use the manifest's id.",
    };
    findings.push(finding("BAD_DATE", params, where("/event/bypass", "value")));
  }
  return findings;
}
