import { earlierMonths, mayBeEarlier, standingRequest } from "../../../core/authorization/earlier-emergency.ts";
import { readRecord } from "../../../core/ledger/read-record.ts";
import { parseRecordPath } from "../../../core/ledger/record-path.ts";
import type { LedgerEvent } from "../../../generated/types/event.ts";
import type { Client } from "../client.ts";
import type { LedgerRef } from "../ledger-view.ts";
import type { GitObject } from "../object-wishes.ts";
import { bytesOf, readObjects } from "../read-objects.ts";

/**
 * The requests of the emergencies of the week before one. Names and state files ride on two readings that are made anyway; only where
 * there was one, its request is one reading more.
 */
export interface EarlierEmergencies {
  readonly first: readonly string[];
  /** After the first reading. */
  second(objects: ReadonlyMap<string, GitObject | null>): readonly string[];
  finish(objects: ReadonlyMap<string, GitObject | null>): Promise<readonly LedgerEvent[]>;
}

/** @param bypass that is asked for; null: none is. Nothing is read for another level than EMERGENCY. */
export function readEarlierEmergencies(
  client: Client,
  ledger: LedgerRef | null,
  bypass: string | null,
  repositoryId: number,
): EarlierEmergencies {
  const months = ledger === null || bypass === null ? [] : earlierMonths(bypass);
  const folders = months.map((month) => `${ledger?.commit}:state/${month}`);
  let states: readonly string[] = [];
  return {
    first: folders,
    second(objects) {
      states = folders.flatMap((folder) =>
        (objects.get(folder)?.entries ?? [])
          .filter(({ name }) => mayBeEarlier(name.replace(/\.json$/, ""), bypass ?? ""))
          .map(({ name }) => `${folder}/${name}`),
      );
      return states;
    },
    async finish(objects) {
      const wanted: string[] = [];
      for (const state of states) {
        const bytes = await bytesOf(client, objects.get(state));
        const path = bytes === null ? null : standingRequest(bytes);
        if (path !== null && parseRecordPath(path) !== null) wanted.push(path);
      }
      if (wanted.length === 0) return [];
      const at = (path: string): string => `${ledger?.commit}:${path}`;
      const records = await readObjects(client, wanted.map(at));
      const events: LedgerEvent[] = [];
      for (const path of wanted) {
        const bytes = await bytesOf(client, records.get(at(path)));
        // A damaged record pardons nobody; `verify` tells of it.
        const entry = bytes === null ? null : readRecord(bytes, path, repositoryId).entry;
        if (entry !== null) events.push(entry.event);
      }
      return events;
    },
  };
}
