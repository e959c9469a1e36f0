import { UnavailableError } from "../../core/findings/errors.ts";
import { declarationDays } from "../../core/ledger/declarations.ts";
import { utcDayOf } from "../../core/ledger/event-instant.ts";
import { type AppendPlan, planAppend } from "../../core/ledger/plan-append.ts";
import { type ActiveEntry, activePath } from "../../core/ledger/projections.ts";
import type { AppendResult, Ledger, LedgerSnapshot, Sleeper } from "../../ports.ts";
import type { Client } from "./client.ts";
import { commitToLedger } from "./commit-to-ledger.ts";
import { type LedgerRef, viewLedger } from "./ledger-view.ts";
import { ledgerRefOf, readRepositoryAnswer } from "./read-ledger-ref.ts";
import { readObjects } from "./read-objects.ts";
import { GitHubRefusal, GitHubUnavailable } from "./request-failure.ts";

const attempts = 60;
const firstMs = 400;
const capMs = 2_000;
const budgetMs = 5 * 60_000;

type Append = Extract<AppendPlan, { outcome: "append" }>;

/** The ledger branch through the API: GitHub signs the commits, and no clone is needed. */
export function apiLedger(client: Client, branch: string, sleeper: Sleeper): Ledger {
  /** Days of commits on which nothing was recorded: they are not asked for again. */
  const empty = new Set<string>();
  const read: Ledger["read"] = async (bypasses, shas, folders = [], unreadable = undefined) => {
    const answer = await readRepositoryAnswer(client, branch);
    const ref = ledgerRefOf(answer);
    // Where an emergency is looked after, its declaration is wanted: it rides along.
    const days = [...new Set(bypasses.flatMap(declarationDays))].filter((day) => !empty.has(placeOf(ref, day)));
    const view = viewLedger(client, ref, bypasses, shas, answer.repository.databaseId, days, unreadable);
    const listings = ref === null ? [] : folders.map((folder) => `${ref.commit}:${folder}`);
    const objects = await readObjects(client, [...view.first, ...listings]);
    const isKnown = objects.get(`${ref?.commit}:ledger`) != null;
    for (const place of days.map((day) => placeOf(ref, day))) {
      // A server that has not heard of the commit knows none of its folders.
      if (isKnown && objects.get(place) == null) empty.add(place);
    }
    for (const [key, object] of await readObjects(client, view.second(objects))) objects.set(key, object);
    const snapshot = await view.finish(objects);
    if (folders.length === 0) return snapshot;
    const names = (folder: string) => (objects.get(`${ref?.commit}:${folder}`)?.entries ?? []).map(({ name }) => name);
    return { ...snapshot, folders: new Map(folders.map((folder) => [folder, names(folder)])) };
  };

  const append: Ledger["append"] = async (start, planner, about, attach) => {
    let snapshot: LedgerSnapshot | null = start;
    let waited = 0;
    let last: unknown = null;
    for (let attempt = 0; attempt < attempts && waited <= budgetMs; attempt++) {
      try {
        snapshot ??= await read(about, [...start.active.keys()], [...(start.folders?.keys() ?? [])]);
        const done = await tryOnce(snapshot, planner, attach);
        if (done !== null) return done;
      } catch (error) {
        if (!(error instanceof GitHubUnavailable)) throw error;
        // The answer may be lost and the commit there: reading again tells, because what is recorded is not wanted any more.
        last = error;
      }
      snapshot = null;
      // Full jitter: of fifty writers that lost together, some come back at once and some later. From a wide window on: every try
      // costs four requests of the thousand that GITHUB_TOKEN has in an hour.
      const pause = Math.random() * Math.min(capMs, firstMs * 2 ** Math.min(attempt, 3));
      waited += pause;
      await sleeper.sleep(pause);
    }
    throw new UnavailableError(
      `The ledger could not be written after ${attempts} tries: other writers, or GitHub, were always first.`,
      "Run again. Nothing that had to be recorded first was done.",
      { cause: last },
    );
  };

  /** Null: the race was lost. */
  async function tryOnce(
    snapshot: LedgerSnapshot,
    planner: Parameters<Ledger["append"]>[1],
    attach: Parameters<Ledger["append"]>[3],
  ): Promise<AppendResult | null> {
    const at = client.serverTime();
    if (at === null) return null;
    const { repositoryId } = snapshot;
    const plan = planAppend(planner(snapshot), {
      head: snapshot.head,
      existing: snapshot.entries,
      active: snapshot.active,
      day: utcDayOf(at),
      repositoryId,
      ...(attach === undefined ? {} : { attach }),
    });
    if (plan.outcome === "done") return { snapshot, appended: [], findings: [] };
    if (plan.outcome === "refused") return { snapshot, appended: [], findings: plan.findings };
    try {
      const commit = await commitToLedger(client, branch, snapshot.commit, plan, repositoryId);
      return commit === null ? null : { snapshot: after(snapshot, plan, commit), appended: plan.records, findings: [] };
    } catch (error) {
      if (error instanceof GitHubRefusal && isLostRace(error)) return null;
      throw error;
    }
  }

  return { read, append };
}

/** The folder of a day at a commit. */
function placeOf(ref: LedgerRef | null, day: string): string {
  return `${ref?.commit}:ledger/${day.replaceAll("-", "/")}`;
}

/** "Expected branch to point to …", non-fast-forward, "cannot lock ref", "Reference already exists". */
function isLostRace({ type, status, message }: GitHubRefusal): boolean {
  return (
    type === "STALE_DATA" ||
    status === 409 ||
    /expected branch to point to|not a fast forward|cannot lock ref|reference already exists/i.test(message)
  );
}

function after(snapshot: LedgerSnapshot, plan: Append, commit: string): LedgerSnapshot {
  const active = new Map(snapshot.active);
  for (const { path, text } of plan.files) {
    const [, sha] = /^active\/([0-9a-f]+)\.json$/.exec(path) ?? [];
    if (sha === undefined || path !== activePath(sha)) continue;
    active.set(sha, text === null ? [] : (JSON.parse(text) as { bypasses: readonly ActiveEntry[] }).bypasses);
  }
  return {
    commit,
    repositoryId: snapshot.repositoryId,
    head: plan.head,
    entries: [...snapshot.entries, ...plan.records],
    active,
    // As they were read: who appends again to a folder reads it again.
    ...(snapshot.folders === undefined ? {} : { folders: snapshot.folders }),
  };
}
