import type { Code } from "../../core/findings/catalogue.ts";
import { ConfigurationError } from "../../core/findings/errors.ts";
import type { LedgerEntry, LedgerHead } from "../../core/ledger/build-record.ts";
import { type ActiveEntry, activePath, statePath } from "../../core/ledger/projections.ts";
import { type RecordReading, readRecord } from "../../core/ledger/read-record.ts";
import { parseRecordPath } from "../../core/ledger/record-path.ts";
import type { LedgerSnapshot } from "../../ports.ts";
import type { Client } from "./client.ts";
import type { GitObject } from "./object-wishes.ts";
import { bytesOf, readObjects } from "./read-objects.ts";

/** Head of the ledger branch, and the last record as the commit's message claims it. */
export interface LedgerRef {
  readonly commit: string;
  readonly message: string;
}

/**
 * What an append needs, out of two batches of objects that others can ride along with (a validate has eight requests for everything).
 * First batch: state files and the last record by the message's hint; second: the records that the state files name, and the
 * declarations of emergencies of some days.
 */
export interface LedgerView {
  readonly first: readonly string[];
  /** After the first batch. */
  second(objects: ReadonlyMap<string, GitObject | null>): readonly string[];
  finish(objects: ReadonlyMap<string, GitObject | null>): Promise<LedgerSnapshot>;
}

/** An object belongs to one client, and a client to one repository: what was read of it in one part of a run holds in the next. */
const readings = new WeakMap<GitObject, { readonly path: string; readonly reading: RecordReading }>();

const trailer = /^Qms-Last: (ledger\/\S+)$/m;

export function viewLedger(
  client: Client,
  ref: LedgerRef | null,
  bypasses: readonly string[],
  shas: readonly string[],
  repositoryId: number,
  days: readonly string[] = [],
  unreadable?: Map<string, ConfigurationError>,
): LedgerView {
  if (ref === null) {
    const empty: LedgerSnapshot = { commit: null, repositoryId, head: null, entries: [], active: new Map() };
    return { first: [], second: () => [], finish: async () => empty };
  }
  const at = (path: string): string => `${ref.commit}:${path}`;
  const states = bypasses.flatMap((bypass) => statePath(bypass) ?? []);
  const hint = trailer.exec(ref.message)?.[1] ?? null;
  const hinted = hint !== null && parseRecordPath(hint) !== null ? hint : null;
  const folders = hinted === null ? [] : foldersOf(hinted);
  const dayFolders = days.map((day) => `ledger/${day.replaceAll("-", "/")}`);
  // What belongs to no bypass has no state file: what this run wrote a moment ago lies in the last day's folder.
  const today = bypasses.includes("PROCEDURE") ? folders.slice(-1) : [];
  let records: string[] = [];
  let actives: string[] = [];
  /** Which bypasses name a record. */
  const namedBy = new Map<string, string[]>();
  /** What is damaged of some bypasses is told to who asked for that; of anything else it is thrown. */
  function tell(about: readonly string[], error: unknown): void {
    if (unreadable === undefined || about.length === 0 || !(error instanceof ConfigurationError)) throw error;
    for (const bypass of about) unreadable.set(bypass, error);
  }
  return {
    first: [...new Set([...states, ...folders, ...dayFolders, ...(hinted === null ? [] : [hinted])])].map(at),
    second(objects) {
      const known = bypasses.flatMap((bypass) => {
        const path = statePath(bypass);
        if (path === null) return [];
        try {
          const state = parseState(objects.get(at(path)) ?? null, path);
          for (const record of state.records) namedBy.set(record, [...(namedBy.get(record) ?? []), bypass]);
          return [state];
        } catch (error) {
          tell([bypass], error);
          return [];
        }
      });
      const declared = dayFolders.flatMap((folder) => recordsIn(objects.get(at(folder)) ?? null, folder, declarations));
      const told = today.flatMap((folder) => recordsIn(objects.get(at(folder)) ?? null, folder, notices));
      records = [...new Set([...known.flatMap((state) => state.records), ...declared, ...told])];
      actives = [...new Set([...shas, ...known.flatMap((state) => state.sha ?? [])])].map(activePath);
      return [...records, ...actives].map(at);
    },
    async finish(objects) {
      const last = hinted !== null && isLast(hinted, objects, at) ? hinted : await findLast(client, at);
      const read = async (path: string) => {
        // What was asked for and is not there is not asked for again.
        const key = at(path);
        const object = objects.has(key) ? objects.get(key) : (await readObjects(client, [key])).get(key);
        const reading = await readOnce(client, object ?? null, path, repositoryId);
        if (reading.entry === null || reading.head === null) throw damaged(path, reading.findings[0]?.message ?? "");
        return { entry: reading.entry, head: reading.head };
      };
      const entries: LedgerEntry[] = [];
      const asked = new Set([...bypasses, "PROCEDURE"]);
      for (const path of records) {
        try {
          const { entry } = await read(path);
          if (asked.has(entry.event.bypass)) entries.push(entry);
        } catch (error) {
          tell(namedBy.get(path) ?? [], error);
        }
      }
      const head: LedgerHead | null = last === null ? null : (await read(last)).head;
      const active = new Map<string, readonly ActiveEntry[]>();
      for (const path of actives) active.set(path.slice(7, -5), parseActive(objects.get(at(path)) ?? null, path));
      return {
        commit: ref.commit,
        repositoryId,
        head,
        entries: entries
          .filter(({ event }) => unreadable?.has(event.bypass) !== true)
          .sort((one, other) => one.seq - other.seq),
        active,
      };
    },
  };
}

async function readOnce(
  client: Client,
  object: GitObject | null,
  path: string,
  repositoryId: number,
): Promise<RecordReading> {
  const known = object === null ? undefined : readings.get(object);
  if (known?.path === path) return known.reading;
  const bytes = await bytesOf(client, object);
  if (object === null || bytes === null)
    throw damaged(path, "it is not there, or on an earlier branch with a bypass that is finished", "SEGMENT_MISSING");
  const reading = readRecord(bytes, path, repositoryId);
  readings.set(object, { path, reading });
  return reading;
}

const declarations = ["incident.declared"];
const notices = [...declarations, "notification.sent", "notification.failed"];

/** What has no state file is found by the day and the type in its name. */
function recordsIn(folder: GitObject | null, path: string, types: readonly string[]): string[] {
  const names = (folder?.entries ?? []).map((entry) => `${path}/${entry.name}`);
  return names.filter((name) => types.includes(parseRecordPath(name)?.type ?? ""));
}

function damaged(path: string, problem: string, code: Code = "CONFIGURATION"): ConfigurationError {
  return new ConfigurationError(
    `The ledger cannot be used: ${path}: ${problem}`,
    "Run `qms-bypass verify` in a clone: it says what was changed, and in which commit.",
    code,
  );
}

/** `ledger`, `ledger/2026`, `ledger/2026/11`, `ledger/2026/11/24`. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The hint holds only if nothing in the tree comes after it, level by level. */
function isLast(path: string, objects: ReadonlyMap<string, GitObject | null>, at: (path: string) => string): boolean {
  const parts = path.split("/");
  return foldersOf(path).every((folder, index) => newestOf(objects.get(at(folder)) ?? null) === parts[index + 1]);
}

/** Greatest name of a folder: years, months, days and eight-digit numbers all sort as text. */
function newestOf(tree: GitObject | null): string | null {
  const names = (tree?.entries ?? []).map((entry) => entry.name).sort();
  return names.at(-1) ?? null;
}

/** Without a hint that holds: down the folders, one request a level. Null: no record yet. */
async function findLast(client: Client, at: (path: string) => string): Promise<string | null> {
  let path = "ledger";
  for (let level = 0; level < 4; level++) {
    const name = newestOf((await readObjects(client, [at(path)])).get(at(path)) ?? null);
    if (name === null) return null;
    path = `${path}/${name}`;
  }
  if (parseRecordPath(path) === null) throw damaged(path, "it is no record");
  return path;
}

function parseState(object: GitObject | null, path: string): { records: string[]; sha: string | null } {
  if (object === null) return { records: [], sha: null };
  const state = parseJson(object, path) as {
    events?: readonly { path?: unknown }[];
    activation?: { target?: { commit?: unknown } | null } | null;
  };
  const records = (state.events ?? []).flatMap((event) => (typeof event.path === "string" ? [event.path] : []));
  const sha = state.activation?.target?.commit;
  return { records, sha: typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha) ? sha : null };
}

function parseActive(object: GitObject | null, path: string): readonly ActiveEntry[] {
  if (object === null) return [];
  return (parseJson(object, path) as { bypasses?: readonly ActiveEntry[] }).bypasses ?? [];
}

function parseJson(object: GitObject, path: string): unknown {
  try {
    const value: unknown = JSON.parse(object.text ?? "");
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below: a projection that is no JSON was not written by this program.
  }
  throw damaged(path, "it is not what this program writes");
}
