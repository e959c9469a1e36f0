import { sha256Hex } from "../core/document/read-document.ts";
import { type BypassFold, extendFold, startFold } from "../core/ledger/fold-bypass.ts";
import { statePath, stateText } from "../core/ledger/projections.ts";
import { readRecord } from "../core/ledger/read-record.ts";
import type { Verified } from "../generated/types/verified.ts";
import type { RepositoryHistory } from "../ports.ts";

interface IndexedEvent {
  readonly seq: number;
  readonly event_sha256: string;
  readonly path: string;
}

/**
 * Bypasses as a ledger that was verified had left them: their state files say which records they have, and the records give the same
 * state file again. A bypass without such a file had no record. Two git processes.
 * @returns why it cannot be done, as a text
 */
export async function resumeFolds(
  bypasses: Iterable<string>,
  { ledger, repository, bypasses: { open } }: Verified,
  history: Pick<RepositoryHistory, "contents">,
): Promise<ReadonlyMap<string, BypassFold> | string> {
  const named = (path: string): string => `${ledger.commit}:${path}`;
  const places = new Map<string, string>();
  for (const bypass of new Set([...open, ...bypasses])) {
    const path = statePath(bypass);
    if (path !== null) places.set(bypass, named(path));
  }
  const states = await history.contents(places.values());
  const indexes = new Map<string, { readonly bytes: Uint8Array; readonly events: readonly IndexedEvent[] }>();
  for (const [bypass, place] of places) {
    const bytes = states.get(place);
    if (bytes !== undefined) indexes.set(bypass, { bytes, events: eventsOf(bytes) });
    else if (open.includes(bypass)) return `the state of ${bypass} is not in this clone`;
  }
  const records = await history.contents(
    [...indexes.values()].flatMap(({ events }) => events.map(({ path }) => named(path))),
  );
  const folds = new Map<string, BypassFold>();
  for (const [bypass, { bytes, events }] of indexes) {
    const fold = startFold(bypass);
    for (const { path, seq, event_sha256 } of events) {
      const record = records.get(named(path));
      const entry = record === undefined ? null : readRecord(record, path, repository.id).entry;
      const isIt = entry?.seq === seq && entry.event_sha256 === event_sha256 && entry.event.bypass === bypass;
      if (entry === null || !isIt || seq > ledger.seq || extendFold(fold, entry) !== null) {
        return `record ${seq} of ${bypass} is not in this clone as it was verified`;
      }
    }
    if (sha256Hex(Buffer.from(stateText(fold))) !== sha256Hex(bytes))
      return `the state of ${bypass} is not what its records say`;
    folds.set(bypass, fold);
  }
  return folds;
}

/** None where it is no state file of ours: then its text is not the one that no record gives. */
function eventsOf(bytes: Uint8Array): readonly IndexedEvent[] {
  try {
    const { events } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly events?: unknown };
    return Array.isArray(events) ? events.filter(isIndexed) : [];
  } catch {
    return [];
  }
}

function isIndexed(value: unknown): value is IndexedEvent {
  const { seq, event_sha256, path } = (value ?? {}) as Partial<IndexedEvent>;
  return typeof seq === "number" && typeof event_sha256 === "string" && typeof path === "string";
}
