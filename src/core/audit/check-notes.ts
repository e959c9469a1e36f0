import type { Checkpoint } from "../../generated/types/event.ts";
import type { CheckpointCoverage } from "../../generated/types/verify.ts";
import { finding } from "../findings/finding.ts";
import type { LedgerEntry } from "../ledger/build-record.ts";
import { type CheckpointText, originsOf, readCheckpointText } from "../ledger/checkpoint-note.ts";
import { idOf } from "../signatures/note-verifiers.ts";
import { judgeNote, readSignedNote } from "../signatures/signed-note.ts";
import type { TrustedNoteKey } from "../signatures/trust-roots.ts";
import { type Instant, parseInstant } from "../time/instant.ts";
import { type AuditFinding, auditFinding } from "./audit-finding.ts";
import { placeSpan } from "./check-signing-times.ts";

/** By what the notes on the checkpoints of a ledger are judged. */
export interface NoteBasis {
  /** Whose notes count, by `<name>+<hash>`. */
  readonly keys: ReadonlyMap<string, TrustedNoteKey>;
  /** The ledger branch, for messages. */
  readonly branch: string;
  /** GitHub's number of the repository; null: not known, so which log a note is of is not asked. */
  readonly repositoryId: number | null;
  /** Whether a checkpoint before these bears a note that counts. */
  readonly attested: boolean;
  /** Records that the last such note can have covered; a note of no more than these was there before. Where nothing lies before: 0. */
  readonly covered: number;
}

/** What the notes show. */
export interface NoteAudit {
  readonly findings: readonly AuditFinding[];
  readonly notChecked: readonly string[];
  /** Whether a checkpoint, of these or before them, bears a note that counts: from then on each of them owes one. */
  readonly attested: boolean;
  /** Null: nobody names a key. */
  readonly coverage: CheckpointCoverage | null;
}

/** A checkpoint is due every day; a scheduled job may be two hours late. */
const DUE_MS = 26 * 3_600_000;

/** Why a checkpoint bears no note that counts: the kind, and an example of it. */
interface Lack {
  readonly kind: string;
  readonly detail: string;
}

type NoteVerdict = "good" | { readonly lack: Lack } | { readonly found: AuditFinding };

/**
 * Judges the notes on checkpoints. Somebody who may write the ledger branch, and has not the key, can write a ledger anew with all of its
 * checkpoints, and no note on them. So once a note that counts is there, or a trusted key says since when it does (`valid-after`), each
 * checkpoint owes one for as long as a key counts, and one of its own: an earlier one again vouches for nothing that came since. Time is
 * that of the record, which is bound by the records around it.
 * @param entries in the order of the ledger
 */
export function checkNotes(entries: readonly LedgerEntry[], basis: NoteBasis): NoteAudit {
  const { keys, branch } = basis;
  const checkpoints = entries.filter(({ event }) => event.type === "checkpoint");
  if (keys.size === 0) {
    const noted = checkpoints.filter((entry) => noteOf(entry) !== null);
    const first = `the first one in record ${noted[0]?.seq}`;
    const line = `the signed notes of ${noted.length} checkpoints (${first}): no key for them is trusted (checkpoint_keys)`;
    return {
      findings: [],
      notChecked: noted.length > 0 ? [line] : [],
      ...{ attested: basis.attested, coverage: null },
    };
  }
  const findings: AuditFinding[] = [];
  const lacking: { readonly entry: LedgerEntry; readonly lack: Lack }[] = [];
  const since = owedSince(keys);
  let { attested } = basis;
  let unproven = 0;
  let [proven, lastGood, covered] = [0, 0, basis.covered];
  for (const entry of checkpoints) {
    const at = parseInstant(entry.event.at) ?? 0;
    const counting = new Map([...keys].filter(([, { periods }]) => placeSpan(periods, at, at) === "inside"));
    const verdict = judge(entry, counting, basis);
    const { size } = entry.event.data as unknown as Checkpoint;
    if (verdict === "good" && size <= covered) {
      lacking.push({ entry, lack: lackOf("with the note of an earlier one", `${size} records`).lack });
    } else if (verdict === "good") {
      attested = true;
      covered = size;
      proven++;
      lastGood = entry.seq;
    } else if ("found" in verdict) findings.push(verdict.found);
    else if (counting.size > 0 && (attested || at >= since)) lacking.push({ entry, lack: verdict.lack });
    else if (!attested) unproven++;
  }
  const missing = missingFinding(lacking, branch, lastGood) ?? noneSince(entries, checkpoints, since, basis);
  const nobody = `whether ${checkpoints.length} checkpoints were written by somebody who has a checkpoint key: none bears a note of a trusted one, and nothing says since when one is owed (valid-after)`;
  const earlier = `whether ${unproven} checkpoints before the first note that counts were there before it: nothing says since when notes are owed (valid-after)`;
  const isSaid = unproven > 0 && !Number.isFinite(since) && findings.length === 0;
  return {
    findings: missing === null ? findings : [...findings, missing],
    notChecked: isSaid ? [attested ? earlier : nobody] : [],
    attested,
    coverage: { keys: keys.size, checkpoints: checkpoints.length, proven },
  };
}

/** From when on a trusted key says that notes are owed; Infinity: none says so. */
function owedSince(keys: ReadonlyMap<string, TrustedNoteKey>): Instant {
  const begins = [...keys.values()].flatMap(({ periods }) =>
    periods.map(({ from }) => from ?? Number.POSITIVE_INFINITY),
  );
  return begins.reduce((first, from) => Math.min(first, from), Number.POSITIVE_INFINITY);
}

function noteOf({ event }: LedgerEntry): string | null {
  return (event.data as unknown as Checkpoint).note ?? null;
}

function judge(
  entry: LedgerEntry,
  counting: ReadonlyMap<string, TrustedNoteKey>,
  { keys, branch, repositoryId }: NoteBasis,
): NoteVerdict {
  const note = noteOf(entry);
  if (note === null) return lackOf("without a note");
  const read = readSignedNote(note);
  if ("problem" in read) return lackOf("with a note that cannot be read", read.problem);
  const judged = judgeNote(read, counting);
  if (judged.state === "foreign") {
    const ended = read.signatures.find((signature) => keys.has(idOf(signature)));
    const [first] = read.signatures;
    if (ended !== undefined) return lackOf("signed by a key that did not count at that time", idOf(ended));
    return lackOf("signed by somebody whom nobody trusts here", first === undefined ? "" : idOf(first));
  }
  if (judged.state === "invalid") {
    const params = {
      count: `The note on the checkpoint in record ${entry.seq}`,
      branch,
      key: idOf(judged.key),
      problem: "it is not of that key over these bytes",
    };
    return { found: about(entry, auditFinding(finding("SIGNATURE_INVALID", params, { path: entry.path }))) };
  }
  const text = readCheckpointText(read.text);
  if ("problem" in text) return lackOf("with a note that says something else", text.problem);
  if (repositoryId !== null && !text.origin.startsWith(originsOf(repositoryId))) {
    return lackOf("with a note of another ledger", text.origin.slice(0, 200));
  }
  const problem = contradictionOf(text, entry.event.data as unknown as Checkpoint);
  if (problem === null) return "good";
  const params = { anchor: `the key ${judged.keys.map(idOf).join(", ")} of the note in record ${entry.seq}`, problem };
  return { found: about(entry, auditFinding(finding("LEDGER_REWRITTEN", params, { path: entry.path }))) };
}

function lackOf(kind: string, detail = ""): { readonly lack: Lack } {
  return { lack: { kind, detail: detail === "" ? "" : ` (${detail})` } };
}

function contradictionOf({ size, root }: CheckpointText, said: Checkpoint): string | null {
  if (size !== said.size) return `it signed ${size} records, and the checkpoint says ${said.size}`;
  return root === said.root ? null : `it signed another root of records 1 to ${size}, ${root}`;
}

/** Records of more than a day after a key began to count, and no checkpoint among them: whoever leaves them all out owes them all the same. */
function noneSince(
  entries: readonly LedgerEntry[],
  checkpoints: readonly LedgerEntry[],
  since: Instant,
  { keys, branch, attested, covered }: NoteBasis,
): AuditFinding | null {
  // A gap behind a checkpoint is HEARTBEAT_GAP.
  if (attested) return null;
  const timeOf = ({ event }: LedgerEntry): Instant => parseInstant(event.at) ?? 0;
  const isCounted = (at: Instant): boolean =>
    [...keys.values()].some(({ periods }) => placeSpan(periods, at, at) === "inside");
  const first = entries.find((entry) => timeOf(entry) >= since && isCounted(timeOf(entry)));
  // A ledger that begins later owes its first one a day after its beginning; of a part of one the beginning is not here.
  const begun = first === undefined || covered > 0 ? since : Math.max(since, timeOf(first));
  const last = entries.findLast((entry) => timeOf(entry) > begun + DUE_MS && isCounted(timeOf(entry)));
  if (first === undefined || last === undefined || checkpoints.some((entry) => timeOf(entry) >= since)) return null;
  const params = {
    ...{ count: 0, branch, from: first.seq, until: last.seq },
    ...{ parts: "there is no checkpoint since a trusted key counts", after: "the daily report writes them" },
  };
  return about(first, auditFinding(finding("REMOTE_ATTESTATION_MISSING", params, { path: first.path })));
}

/** Once for all of them: a job that lost its key for a year has one problem and not 365. */
function missingFinding(
  lacking: readonly { readonly entry: LedgerEntry; readonly lack: Lack }[],
  branch: string,
  lastGood: number,
): AuditFinding | null {
  const [first] = lacking;
  const last = lacking.at(-1);
  if (first === undefined || last === undefined) return null;
  const kinds = new Map<string, { readonly detail: string; count: number }>();
  for (const { kind, detail } of lacking.map(({ lack }) => lack)) {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { detail, count: 1 });
    else known.count++;
  }
  const parts = [...kinds].map(([kind, { detail, count }]) => `${count} ${kind}${detail}`);
  const after =
    lastGood > last.entry.seq
      ? `the one in record ${lastGood} bears one again, over all records before it`
      : "none that follows bears one";
  const params = {
    count: lacking.length,
    branch,
    from: first.entry.seq,
    until: last.entry.seq,
    parts: parts.join(", "),
    after,
  };
  return about(first.entry, auditFinding(finding("REMOTE_ATTESTATION_MISSING", params, { path: first.entry.path })));
}

function about({ seq, event }: LedgerEntry, item: AuditFinding): AuditFinding {
  return { ...item, seq, bypass: event.bypass, actor: event.actor };
}
