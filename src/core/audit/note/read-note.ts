import { verifiedSchemaText } from "../../../generated/schemas/verified.ts";
import type { Verified } from "../../../generated/types/verified.ts";
import { validate } from "../../../generated/validators/verified.ts";
import { checkSchema } from "../../document/check-schema.ts";
import { kind } from "../../document/kinds.ts";
import { ConfigurationError } from "../../findings/errors.ts";
import type { Anchor } from "../../ledger/verify-walk.ts";
import type { WalkSeed } from "../../ledger/walk-seed.ts";
import { parseInstant } from "../../time/instant.ts";
import { digestOf } from "./write-note.ts";

const noteKind = kind("qms.verified/v1", verifiedSchemaText, validate, { maxBytes: 67_108_864, maxDepth: 10 });
const form = "Give a file that verify --save wrote after a verification that passed.";
const SHOWN = 5;

/**
 * Reads a note of an earlier verification.
 * @throws ConfigurationError for anything that is not just as it was written: what a note says is not looked at again
 */
export function readNote(bytes: Uint8Array, name: string): Verified {
  if (bytes.length > noteKind.limits.maxBytes) throw new ConfigurationError(`${name} is too large for a note.`, form);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new ConfigurationError(`${name} is not JSON.`, form);
  }
  const problems = checkSchema(noteKind.validate, noteKind.schema(), value, (pointer) => ({ path: null, pointer }));
  if (problems.length > 0) {
    const shown = problems.slice(0, SHOWN).map(({ message, pointer }) => `${pointer ?? ""}: ${message}`);
    const more = problems.length > SHOWN ? [`and ${problems.length - SHOWN} more`] : [];
    throw new ConfigurationError(`${name} is no note of a verification. ${[...shown, ...more].join(" ")}`, form);
  }
  const note = value as Verified;
  const { sha256, ...said } = note;
  if (digestOf(said) !== sha256) {
    throw new ConfigurationError(
      `${name} was changed after it had been written: it does not have its own digest.`,
      form,
    );
  }
  const problem = contradictionOf(note);
  if (problem !== null) throw new ConfigurationError(`${name} contradicts itself: ${problem}.`, form);
  return note;
}

/** What no verification would have written, although the form is right. */
function contradictionOf({ as_of, ledger, whole }: Verified): string | null {
  const instants = [as_of, whole.as_of, ledger.newest.at, ledger.checkpoint?.at ?? as_of];
  const unreal = instants.find((text) => parseInstant(text) === null);
  if (unreal !== undefined) return `${unreal} is no real instant`;
  const parts = [...ledger.seq.toString(2)].filter((digit) => digit === "1").length;
  if (ledger.tree.length !== parts)
    return `a tree over ${ledger.seq} records has ${parts} parts, not ${ledger.tree.length}`;
  return ledger.newest.seq <= ledger.seq ? null : `record ${ledger.newest.seq} was not there`;
}

/** Where a walk begins that goes on from a note. */
export function seedOf({ ledger }: Verified): WalkSeed {
  const { commit, seq, event_sha256, link_sha256, day, newest, tree } = ledger;
  return {
    headCommit: commit,
    head: { seq, event_sha256, link_sha256, day },
    tree: { size: seq, peaks: tree.map((peak) => Buffer.from(peak, "hex")) },
    newest,
  };
}

/** What the note saw, for a verification that reads everything. */
export function anchorOfNote({ ledger, registry, default_branch }: Verified, source: string): Anchor {
  const { commit, seq, event_sha256, link_sha256 } = ledger;
  return {
    ...{ source, commit, record: { seq, event_sha256, link_sha256 } },
    ...{ mainHead: default_branch.commit, registryHead: registry.commit },
  };
}
