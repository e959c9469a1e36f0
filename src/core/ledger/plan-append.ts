import type { LedgerEvent } from "../../generated/types/event.ts";
import { compareText } from "../document/read-document.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { dayOf } from "../time/civil.ts";
import type { LocalDate } from "../time/instant.ts";
import { type BuiltRecord, buildRecords, type LedgerEntry, type LedgerHead } from "./build-record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type BypassFold, extendFold, foldBypass } from "./fold-bypass.ts";
import { type ActiveEntry, activeEntryOf, activePath, activeText, statePath, stateText } from "./projections.ts";
import { readRecord } from "./read-record.ts";

/** A file of the one commit; `text` null: delete it. */
export interface LedgerFile {
  readonly path: string;
  readonly text: string | null;
}

/** What an append rests on: read at one head, read again after a lost race. */
export interface AppendFacts {
  /** Null: the branch does not exist yet. */
  readonly head: LedgerHead | null;
  /** All events of the bypasses (or of PROCEDURE) that `wanted` is about; others do no harm. */
  readonly existing: readonly LedgerEntry[];
  /** Content of `active/<sha>.json` at that head, for the SHAs that change; a SHA without a file may be left out. */
  readonly active: ReadonlyMap<string, readonly ActiveEntry[]>;
  /** Files that are added with an event, in the same commit; they are never there before it. */
  readonly attach?: (event: LedgerEvent) => readonly LedgerFile[];
  /** UTC day of writing, by server time. */
  readonly day: LocalDate;
  /** GitHub's number of the repository that holds the ledger. */
  readonly repositoryId: number;
}

/** What to do: nothing, one commit with these files, or not at all. */
export type AppendPlan =
  | { readonly outcome: "done" }
  | {
      readonly outcome: "append";
      /** Only what has to be added, in the order of `wanted`. */
      readonly records: readonly BuiltRecord[];
      readonly files: readonly LedgerFile[];
      readonly head: LedgerHead;
    }
  | { readonly outcome: "refused"; readonly findings: readonly Finding[] };

/**
 * Plans one commit. An event whose id is in the ledger is done and left out, so a second run, a re-run after a crash and the loser of a
 * race all converge. What `verify` would not accept is never written: the new records are read back and folded first.
 */
export function planAppend(wanted: readonly LedgerEvent[], facts: AppendFacts): AppendPlan {
  // Nearly always so in a run over thousands: what exists need not be looked through for nothing.
  if (wanted.length === 0) return { outcome: "done" };
  const unsayable = wanted.flatMap(checkText);
  if (unsayable.length > 0) return { outcome: "refused", findings: unsayable };
  const { missing, findings } = withoutDone(wanted, facts.existing);
  if (findings.length === 0 && missing.length === 0) return { outcome: "done" };
  const ahead = checkHead(facts);
  if (ahead !== null) return { outcome: "refused", findings: [ahead] };
  const formal = missing.flatMap((event) => checkForm(event, facts));
  if (findings.length + formal.length > 0) return { outcome: "refused", findings: [...findings, ...formal] };
  const records = buildRecords(facts.head, missing, facts.day);
  const last = records.at(-1);
  if (last === undefined) return { outcome: "done" };
  const bypasses = [...new Set(missing.map((event) => event.bypass))].sort(compareText);
  const folds = bypasses.map((bypass) => foldBypass(bypass, facts.existing).fold);
  const before = folds.map(headShaOf);
  const illegal = folds.flatMap((fold) => extendAll(fold, records));
  if (illegal.length > 0) return { outcome: "refused", findings: illegal };
  const files = [
    ...records.map(({ path, text }) => ({ path, text })),
    ...missing.flatMap((event) => facts.attach?.(event) ?? []),
    ...folds.flatMap((fold) => stateFile(fold)),
    ...activeFiles(folds, before, facts.active),
  ];
  return { outcome: "append", records, files, head: last.head };
}

/**
 * A record is never in an earlier folder than the one before it, so behind one of a day that has not come nothing is found by its day any
 * more: declarations, notices, reports. One day is allowed: another writer may be past midnight already.
 */
function checkHead({ head, day }: AppendFacts): Finding | null {
  if (head === null || dayOf(head.day) <= dayOf(day) + 1) return null;
  const why = `it is ${day}, and nothing is recorded behind it: have the ledger branch set back to the commit before that record, and the record kept under a tag`;
  return finding("DATE_IN_FUTURE", { seq: head.seq, at: `that it was written on ${head.day}`, why });
}

function withoutDone(
  wanted: readonly LedgerEvent[],
  existing: readonly LedgerEntry[],
): { missing: LedgerEvent[]; findings: Finding[] } {
  const seen = new Map(existing.map((entry) => [entry.event.id, { event: entry.event, seq: String(entry.seq) }]));
  const missing: LedgerEvent[] = [];
  const findings: Finding[] = [];
  for (const event of wanted) {
    const known = seen.get(event.id);
    if (known === undefined) {
      seen.set(event.id, { event, seq: "of this same commit" });
      missing.push(event);
    } else if (contentOf(known.event) !== contentOf(event)) {
      const params = {
        id: event.id.slice(0, 12),
        type: event.type,
        seq: known.seq,
        difference: ", with other content",
      };
      findings.push(finding("DUPLICATE_EVENT_CONFLICT", params));
    }
  }
  return { missing, findings };
}

/**
 * What an event states, as opposed to how it came to be known: a second run of the same operation sees the same effect from another
 * run, at another time, with the default branch at another commit, and it is still done.
 */
function contentOf(event: LedgerEvent): string {
  const { type, bypass, key, data, supersedes, manifest, target } = event;
  const rests = { manifest: manifest?.sha256 ?? null, target: target?.commit ?? null, supersedes: supersedes ?? null };
  return canonicalJson({ type, bypass, key, data, ...rests });
}

/** A reason or a key can come from a person's input; what canonical JSON cannot hold is refused, not thrown. */
function checkText(event: LedgerEvent): Finding[] {
  try {
    canonicalJson(event);
    return [];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const params = {
      field: event.type,
      problem: `cannot be written: ${error.message}`,
      hint: "Write it as plain text.",
    };
    return [finding("FIELD_INVALID", params)];
  }
}

/** The findings that a reader would have, before anything is chained to it. */
function checkForm(event: LedgerEvent, facts: AppendFacts): readonly Finding[] {
  const [draft] = buildRecords(facts.head, [event], facts.day);
  if (draft === undefined) return [];
  return readRecord(new TextEncoder().encode(draft.text), draft.path, facts.repositoryId).findings;
}

function extendAll(fold: BypassFold, records: readonly BuiltRecord[]): Finding[] {
  return records
    .filter(({ event }) => event.bypass === fold.bypass)
    .flatMap((record) => extendFold(fold, record) ?? []);
}

function headShaOf(fold: BypassFold): string | null {
  return activeEntryOf(fold)?.target.commit ?? null;
}

function stateFile(fold: BypassFold): LedgerFile[] {
  const path = statePath(fold.bypass);
  return path === null ? [] : [{ path, text: stateText(fold) }];
}

/** The active files of every SHA that one of the bypasses was or is active on; entries of other bypasses stay as they are. */
function activeFiles(
  folds: readonly BypassFold[],
  before: readonly (string | null)[],
  active: AppendFacts["active"],
): LedgerFile[] {
  const shas = new Set([...before, ...folds.map(headShaOf)].filter((sha) => sha !== null));
  const ours = new Set(folds.map((fold) => fold.bypass));
  return [...shas].sort(compareText).flatMap((sha) => {
    const now = active.get(sha) ?? [];
    const entries = folds.flatMap((fold) => activeEntryOf(fold) ?? []).filter((entry) => entry.target.commit === sha);
    const text = activeText(sha, [...now.filter((entry) => !ours.has(entry.bypass)), ...entries]);
    // Writing what is there, or deleting what is not, would be an error of the API.
    return text === activeText(sha, now) ? [] : [{ path: activePath(sha), text }];
  });
}
