import { cloneHistory } from "../../../src/adapters/git/clone-history.ts";
import type { TreeChange } from "../../../src/core/audit/history.ts";
import { type BuiltRecord, buildRecords, type LedgerHead } from "../../../src/core/ledger/build-record.ts";
import { identifyEvent } from "../../../src/core/ledger/event-id.ts";
import { type BypassFold, foldBypass } from "../../../src/core/ledger/fold-bypass.ts";
import { activeEntryOf, activePath, activeText, statePath, stateText } from "../../../src/core/ledger/projections.ts";
import { readRecord } from "../../../src/core/ledger/read-record.ts";
import { parseRecordPath } from "../../../src/core/ledger/record-path.ts";
import type { LedgerEvent } from "../../../src/generated/types/event.ts";
import type { Verify } from "../../../src/generated/types/verify.ts";
import { readClone } from "../../../src/operations/read-clone.ts";
import { examineClone } from "../../../src/operations/verify-repository.ts";
import { type LedgerPart, walkLedger } from "../../../src/operations/walk-ledger.ts";
import type { RepositoryHistory } from "../../../src/ports.ts";
import { verifyOptions } from "../verify-options.ts";

/** A played life in a clone, whose ledger can be written anew again and again, as whoever may push to it could. */
export interface LifeOnRecord {
  readonly events: readonly LedgerEvent[];
  /** Whether a record may look so; what its form forbids nobody can smuggle in. */
  isInForm(event: LedgerEvent): boolean;
  /**
   * The verdict over the life with these events in the place of its own, chained and projected without a fault; null: left out.
   * @param ms how long behind the last record
   */
  verifyWith(events: readonly (LedgerEvent | null)[], ms: number): Promise<Verify>;
}

/** Records that vouch for all before them: whoever writes the ledger anew writes them anew, too. Left out, so that the others speak alone. */
const vouching: readonly string[] = ["checkpoint", "report.published"];

/** @param folder a clone whose ledger is one branch */
export async function readLife(folder: string): Promise<LifeOnRecord> {
  const clone = cloneHistory(folder);
  const history = rememberAnswers(clone);
  const first = await readClone({ ...verifyOptions(folder), history }, "hashed");
  const [part] = first.segments;
  const repositoryId = first.repository?.id;
  if (part === undefined || first.segments.length > 1 || repositoryId === undefined) throw new Error("not one branch");
  const { commits } = part;
  const files = commits.flatMap(({ changes }, commit) => changes.map((change) => ({ commit, change })));
  const blobs = [...new Set(files.flatMap(({ change }) => change.blob ?? []))];
  const contents = await clone.contents(blobs);
  const records = files
    .filter(({ change }) => parseRecordPath(change.path) !== null)
    .map(({ commit, change: { path, blob } }) => {
      const { entry } = readRecord(contents.get(blob ?? "") ?? new Uint8Array(), path, repositoryId);
      if (entry === null) throw new Error(`${path} cannot be read`);
      return { commit, seq: entry.seq, event: entry.event, day: path.split("/").slice(1, 4).join("-") };
    })
    .sort((left, right) => left.seq - right.seq)
    .filter(({ event }) => !vouching.includes(event.type));
  const others = files.filter(({ change: { path } }) => !/^(?:ledger|state|active|reports|anchors)\//.test(path));
  const last = records.at(-1);
  if (last === undefined) throw new Error("a life without a record");

  return {
    events: records.map(({ event }) => event),
    isInForm(event) {
      const [built] = buildRecords(null, [identifyEvent(event, repositoryId)], last.day);
      return built !== undefined && readRecord(Buffer.from(built.text), built.path, repositoryId).entry !== null;
    },
    async verifyWith(events, ms) {
      const built: BuiltRecord[] = [];
      const written = new Map<string, Uint8Array>(contents);
      const changes: TreeChange[][] = commits.map(() => []);
      const put = (commit: number, path: string, text: string): void => {
        written.set(`new:${path}`, Buffer.from(text));
        const added = { kind: "added", mode: "100644", blob: `new:${path}`, previous: null } as const;
        changes[commit]?.push({ path, ...added, parent: commits[commit]?.parents[0] ?? null });
      };
      for (const { commit, change } of others) changes[commit]?.push(change);
      let head: LedgerHead | null = null;
      for (const [index, { commit, day }] of records.entries()) {
        const event = events[index] ?? null;
        if (event === null) continue;
        const [record] = buildRecords(head, [identifyEvent(event, repositoryId)], day);
        if (record === undefined) continue;
        head = record.head;
        built.push(record);
        put(commit, record.path, record.text);
      }
      for (const [path, text] of projectionsOf(built)) put(commits.length - 1, path, text);
      const anew: LedgerPart = {
        ...part,
        commits: commits.map((old, index) => ({ ...old, changes: changes[index] ?? [] })),
      };
      const walked = await walkLedger([anew], {
        readEach: async (ids, take) => ids.forEach((id, index) => void take(written.get(id) ?? null, index)),
      });
      const ledger = { tip: part.tip, commits: anew.commits, problem: null };
      const now = Date.parse(last.event.at) + ms;
      // Which of several branches a clone of a bundle takes for the default one is its git's guess.
      const options = { ...verifyOptions(folder), history, now, defaultBranch: "main" };
      // The tags would tell everything, as the records that vouch would.
      const state = { ...first.state, anchorTags: new Map() };
      const judge = await examineClone({ ...first, state, ledger, segments: [anew], walked }, options);
      return judge(now).result;
    },
  };
}

/** All state files and active files that these records amount to. */
function projectionsOf(records: readonly BuiltRecord[]): Map<string, string> {
  const folds = [...new Set(records.map(({ event }) => event.bypass))].map((id) => foldBypass(id, records).fold);
  const files = new Map<string, string>();
  const active = new Map<string, BypassFold[]>();
  for (const fold of folds) {
    const path = statePath(fold.bypass);
    if (path !== null) files.set(path, stateText(fold));
    const sha = activeEntryOf(fold)?.target.commit;
    if (sha !== undefined) active.set(sha, [...(active.get(sha) ?? []), fold]);
  }
  for (const [sha, among] of active) {
    const text = activeText(
      sha,
      among.flatMap((fold) => activeEntryOf(fold) ?? []),
    );
    if (text !== null) files.set(activePath(sha), text);
  }
  return files;
}

/** What git answers about registry and default branch stays what it was. */
function rememberAnswers(history: RepositoryHistory): RepositoryHistory {
  const answers = new Map<string, unknown>();
  const remembered: readonly string[] = [
    ...["state", "branch", "branchNames", "defaultBranch", "commitsOf", "lineOf", "commitsSince", "behind"],
    ...["firstParents", "lastChange", "landings", "reachable", "contents", "entriesAt", "history", "mergesOf", "lines"],
  ];
  return new Proxy(history, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      if (!remembered.includes(String(name))) return method.bind(target);
      return (...args: unknown[]) => {
        const key = `${String(name)} ${JSON.stringify(args, (_, value) => (value instanceof Set ? [...value] : value))}`;
        if (!answers.has(key)) answers.set(key, method.apply(target, args));
        return answers.get(key);
      };
    },
  });
}
