import { ConfigurationError } from "../../core/findings/errors.ts";
import type { LedgerEntry } from "../../core/ledger/build-record.ts";
import { readRecord } from "../../core/ledger/read-record.ts";
import { parseRecordPath } from "../../core/ledger/record-path.ts";
import type { LedgerTail } from "../../ports.ts";
import type { Client } from "./client.ts";
import { bytesOf, readObjects } from "./read-objects.ts";

/** Records that were written behind one that a clone has: a checkout is some minutes old, and the ledger goes on. */
export function ledgerTail(client: Client): LedgerTail {
  return {
    async entriesAfter(commit, seq, days, repositoryId) {
      const at = (path: string): string => `${commit}:${path}`;
      const folders = days.map((day) => `ledger/${day.replaceAll("-", "/")}`);
      const listed = await readObjects(client, folders.map(at));
      const paths = folders.flatMap((folder) =>
        (listed.get(at(folder))?.entries ?? []).flatMap(({ name }) => {
          const path = `${folder}/${name}`;
          return (parseRecordPath(path)?.seq ?? 0) > seq ? [path] : [];
        }),
      );
      const objects = await readObjects(client, paths.map(at));
      const entries: LedgerEntry[] = [];
      for (const path of paths) {
        const bytes = await bytesOf(client, objects.get(at(path)) ?? null);
        const reading = bytes === null ? null : readRecord(bytes, path, repositoryId);
        if (reading === null || reading.entry === null) {
          throw new ConfigurationError(
            `The ledger cannot be used: ${path}: ${reading?.findings[0]?.message ?? "it is not there"}`,
            "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
          );
        }
        entries.push(reading.entry);
      }
      return entries.sort((one, other) => one.seq - other.seq);
    },
  };
}
