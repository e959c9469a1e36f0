import { addLeaf, rootOf, startTree } from "../../src/core/ledger/merkle-tree.ts";
import type { EventType, LedgerEvent } from "../../src/generated/types/event.ts";
import { appendTo, eventOf, type MemoryLedger, REPOSITORY } from "../core/ledger/fixture.ts";
import type { Signer } from "../support/signing.ts";
import { gitIn } from "./fast-import.ts";
import { addSigned, signedWorld } from "./signed-world.ts";

export const ORIGIN = `qms-bypass/${REPOSITORY}/qms-ledger`;

/** The note on a checkpoint, by what the checkpoint says. */
export type NoteOf = (said: { readonly size: number; readonly root: string; readonly text: string }) => string | null;

/** The text of a checkpoint, written without the code under test. */
export function checkpointText(size: number, root: string, origin = ORIGIN): string {
  return `${origin}\n${size}\n${Buffer.from(root, "hex").toString("base64")}\n`;
}

export interface NotedWorld {
  readonly folder: string;
  /** Appends a checkpoint over all records, `minute` after 09:00 on 2 March 2026, with the note that is wanted. */
  checkpoint(minute: number, noteOf: NoteOf): LedgerEvent["data"];
  /** Appends a record of the procedure, written on a day. */
  record(
    type: EventType,
    minute: number,
    content: { readonly key: string; readonly data: LedgerEvent["data"] },
    day?: string,
  ): void;
}

/** The ordinary world with these files of trusted keys, both branches signed by one key, and checkpoints on top. */
export function notedWorld(trust: Readonly<Record<string, string>>, signer: Signer | null): NotedWorld {
  const { folder, ...world } = signedWorld(trust, { ledger: () => signer, registry: () => signer });
  let ledger: MemoryLedger = world.ledger;
  const record: NotedWorld["record"] = (type, minute, content, day) => {
    const main_head = gitIn(folder, ["rev-parse", "main"]);
    ledger = appendTo(ledger, [eventOf(type, minute, { bypass: "PROCEDURE", main_head, ...content })], day);
    const added = ledger.commits.at(-1)?.changes ?? [];
    const files = added.map(({ path, bytes }) => [path, Buffer.from(bytes ?? []).toString()]);
    addSigned(folder, "qms-ledger", Object.fromEntries(files), signer);
  };
  return {
    folder,
    record,
    checkpoint(minute, noteOf) {
      const tree = startTree();
      for (const { event_sha256 } of ledger.entries) addLeaf(tree, Buffer.from(event_sha256, "hex"));
      const [size, root] = [ledger.entries.length, rootOf(tree)];
      const note = noteOf({ size, root, text: checkpointText(size, root) });
      const ledger_commit = gitIn(folder, ["rev-parse", "qms-ledger"]);
      const said = { size, root, event_sha256: ledger.head?.event_sha256, ledger_commit };
      const data = note === null ? said : { ...said, note };
      record("checkpoint", minute, { key: `2026-03-02-${minute}`, data });
      return data;
    },
  };
}
